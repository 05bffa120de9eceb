"""What a workbook says about all its sheets: names, formats, shared texts, epoch."""

import posixpath
import re
from dataclasses import dataclass, field
from datetime import datetime

from flotation.spreadsheet.markup import attribute, parse

EPOCH_1900 = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
_BUILT_IN_PERCENT = {9, 10}
_BUILT_IN_DATE = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A worksheet's name, whether it is shown, and the part that holds it."""

    name: str
    hidden: bool
    part: str


@dataclass(slots=True, kw_only=True)
class Book:
    """A workbook without its cells.

    Attributes
    ----------
    sheets : list of SheetPart
    epoch : datetime
        Day 0 of serial dates.
    formats : list of str
        Per cell style: ``percent``, ``date`` or ``plain``.
    texts : list of str
        The shared strings.
    """

    sheets: list
    epoch: datetime
    formats: list
    texts: list = field(default_factory=list)


def read_book(package):
    """The :class:`Book` in an open zip file.

    Parameters
    ----------
    package : zipfile.ZipFile

    Raises
    ------
    MarkupError
        If its XML is broken.
    """
    targets = _relations(package)
    sheets, epoch = [], [EPOCH_1900]

    def start(name, attributes):
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch[0] = EPOCH_1904
        elif name == "sheet":
            part = targets.get(attribute(attributes, "id"))
            if part in package.namelist():
                sheets.append(
                    SheetPart(
                        name=attributes.get("name", ""),
                        hidden=attributes.get("state", "visible") != "visible",
                        part=part,
                    )
                )

    _parse_part(package, "xl/workbook.xml", start=start)
    return Book(sheets=sheets, epoch=epoch[0], formats=_formats(package), texts=_texts(package))


def _parse_part(package, part, *, start, end=lambda name: None, text=lambda data: None):
    with package.open(part) as stream:
        parse(stream, start=start, end=end, text=text)


def _relations(package):
    """Worksheet parts by relation id."""
    targets = {}

    def start(name, attributes):
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            part = posixpath.join("/xl", attributes.get("Target", ""))
            targets[attributes.get("Id")] = posixpath.normpath(part).lstrip("/")

    if "xl/_rels/workbook.xml.rels" in package.namelist():
        _parse_part(package, "xl/_rels/workbook.xml.rels", start=start)
    return targets


def _formats(package):
    """Per cell style, whether numbers are shown as per cent, dates or plainly."""
    codes, styles, inside = {}, [], [False]

    def start(name, attributes):
        if name == "numFmt":
            codes[attributes.get("numFmtId")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(attributes.get("numFmtId", "0"))

    def end(name):
        if name == "cellXfs":
            inside[0] = False

    if "xl/styles.xml" in package.namelist():
        _parse_part(package, "xl/styles.xml", start=start, end=end)
    return [format_kind(number, codes.get(number)) for number in styles]


def format_kind(number, code):
    """Whether a number format shows per cent, dates or plain numbers.

    Parameters
    ----------
    number : str
        Identity of the format.
    code : str or None
        Its own code; None where it is built in.

    Examples
    --------
    >>> format_kind("10", None), format_kind("164", "0.0%"), format_kind("165", "yyyy/m/d h:mm")
    ('percent', 'percent', 'date')
    >>> format_kind("166", '0.0 "dmt"')
    'plain'
    """
    if code is None:
        identity = int(number) if number.isdigit() else 0
        if identity in _BUILT_IN_PERCENT:
            return "percent"
        return "date" if identity in _BUILT_IN_DATE else "plain"
    bare = _QUOTED.sub("", code).casefold().replace("general", "")
    if "%" in bare:
        return "percent"
    return "date" if re.search("[dmyhs年月日]", bare) else "plain"


def _texts(package):
    """The shared strings, without phonetic guides."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    texts, parts, state = [], [], {"t": False, "rPh": False}

    def start(name, attributes):
        if name == "si":
            parts.clear()
        elif name in state:
            state[name] = True

    def end(name):
        if name == "si":
            texts.append("".join(parts))
        elif name in state:
            state[name] = False

    def text(data):
        if state["t"] and not state["rPh"]:
            parts.append(data)

    _parse_part(package, "xl/sharedStrings.xml", start=start, end=end, text=text)
    return texts
