"""Numbers out of cells: what is plainly a number is read, everything else is named.

Nothing is coerced. A cell that is not a plain decimal number becomes missing, and
the reason is kept with the text of the cell.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time

import numpy as np

from flotation.spreadsheet.cells import Flaw, Percent

_PLAIN = set("0123456789.+-eE \x1f")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LONGEST = 80
_ABSENT = {
    *("na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "—", "–", "/", "\\", "?", "."),
    *("无", "缺", "缺失", "未检", "未测", "空", "missing", "<na>", "*"),
}
_SHAPES = (
    ("percent", re.compile(r"\S+\s*[%％]"), "a per cent sign in a column that is not in %"),
    ("limit", re.compile(r"[<>≤≥＜＞~≈]\s*\S+"), "a limit, not a measurement"),
    ("range", re.compile(r"[\d.]+\s*(-|~|to|至|±)\s*[\d.]+"), "two numbers"),
    ("comma", re.compile(r"[+-]?[\d., ']*,[\d., ']*"), "a comma could be decimal or thousands"),
    ("error", re.compile(r"#[A-Z0-9/?!]+"), "a spreadsheet error"),
    ("infinite", re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE), "not finite"),
    ("unit", re.compile(r"[+-]?[\d.]+\s*[^\d\s.,].*"), "text after the number"),
)
REMEDY = {
    "percent": "write the number alone, in the column's unit",
    "limit": "write the measured value, or leave the cell empty",
    "range": "write one number",
    "comma": "write plain digits with a decimal point and no thousands separator",
    "error": "correct the formula, or leave the cell empty",
    "infinite": "write the measured value, or leave the cell empty",
    "unit": "write the number alone; the unit belongs in the header",
    "characters": "retype the number with ordinary digits 0-9",
    "absent": "leave the cell empty if there is no value",
    "cut": "complete the last row, and end it with a line break",
    "words": "leave the cell empty, and put remarks in a column of their own",
    "date": "format the cell as a number and retype it",
    "truth": "write a number",
    "formula": "recalculate and save the workbook so that it stores results",
    "format": "format the cell as a plain number in the column's unit",
}


@dataclass(frozen=True, slots=True)
class Oddity:
    """A cell that held something else than a plain number.

    ``why`` is a key of ``REMEDY``, or ``blank``, or ``percent read``; of a long text
    only the beginning is kept.
    """

    why: str
    text: str
    remark: str = ""


def read_numbers(cells, *, per_cent):
    """Numbers of one column and the cells that were not plain numbers.

    Parameters
    ----------
    cells : sequence
        Text, numbers, None, or the cell kinds of :mod:`flotation.spreadsheet.cells`.
    per_cent : float or None
        What one per cent is in the unit of the cells: 1 where they are in %, 0.01
        where they are fractions, so that ``82.1%`` has one meaning. None elsewhere.

    Returns
    -------
    values : ndarray of float
        NaN where there is no plain number.
    oddities : dict of int to Oddity
        By position.

    Examples
    --------
    >>> values, oddities = read_numbers(["0.41", "", "1,204"], per_cent=1.0)
    >>> values.tolist()
    [0.41, nan, nan]
    >>> [(i, o.why) for i, o in oddities.items()]
    [(1, 'blank'), (2, 'comma')]
    """
    fast = _read_plain(cells)
    if fast is not None:
        return fast
    values, oddities = np.full(len(cells), np.nan), {}
    for i, cell in enumerate(cells):
        value, oddity = _read_cell(cell, per_cent)
        values[i] = value
        if oddity is not None:
            oddities[i] = oddity
    return values, oddities


def _read_plain(cells):
    """The quick way for a block of plain numerals and blanks, else None."""
    try:
        if not _PLAIN.issuperset("\x1f".join(cells)):
            return None
        values = np.array([c or "nan" for c in cells], dtype=object).astype(float)
    except (TypeError, ValueError):
        return None
    if np.isinf(values).any():
        return None
    return values, {int(i): Oddity("blank", "") for i in np.flatnonzero(np.isnan(values))}


def _read_cell(cell, per_cent):
    if cell is None:
        return math.nan, Oddity("blank", "")
    if isinstance(cell, bool):
        return math.nan, Oddity("truth", str(cell).upper(), "a truth value")
    if isinstance(cell, int | float):
        return _finite(float(cell), repr(cell))
    if isinstance(cell, Percent):
        if per_cent is not None:
            return 100.0 * cell.share * per_cent, Oddity("percent read", str(cell))
        return math.nan, Oddity(
            "percent", str(cell), "a per cent format in a column that is not in %"
        )
    if isinstance(cell, Flaw):
        return math.nan, Oddity(cell.why, cell.text, cell.remark)
    if isinstance(cell, date | time):
        return math.nan, Oddity("date", str(cell), "a date, probably made by the spreadsheet")
    return _read_text(str(cell), per_cent)


def _finite(value, text):
    if math.isfinite(value):
        return value, None
    if math.isnan(value):
        return math.nan, Oddity("blank", "")
    return math.nan, Oddity("infinite", text, "not finite")


def _read_text(text, per_cent):
    stripped = text.strip(" \t\r\n\xa0")
    if not stripped:
        return math.nan, Oddity("blank", "")
    if _NUMBER.fullmatch(stripped):
        return _finite(float(stripped), stripped)
    share = stripped.removesuffix("%").rstrip()
    if per_cent is not None and share != stripped and _NUMBER.fullmatch(share):
        value, oddity = _finite(float(share) * per_cent, stripped)
        return value, oddity or Oddity("percent read", stripped)
    return math.nan, _name(stripped)


def _name(text):
    """What kind of text stands where a number should."""
    if len(text) > _LONGEST:
        return Oddity("words", text[:_LONGEST] + "...", "a long text")
    if text.casefold() in _ABSENT:
        return Oddity("absent", text, "no value")
    strange = [c for c in text if _is_disguised(c)]
    if strange:
        return Oddity("characters", text, f"it contains {code_point(strange[0])}")
    for why, shape, remark in _SHAPES:
        if shape.fullmatch(text):
            return Oddity(why, text, remark)
    return Oddity("words", text, "words")


def _is_disguised(c):
    """Whether a character looks like part of a number, or like nothing, and is neither."""
    if c.isascii():
        return unicodedata.category(c) == "Cc"
    return unicodedata.category(c) in ("Cf", "Cc", "Co", "Cn", "Nd", "No", "Pd") or (
        unicodedata.normalize("NFKC", c) in set("0123456789.,+-eE%") or c in "٫٬。−"
    )


def code_point(c):
    r"""The code point and name of a character.

    Examples
    --------
    >>> code_point("\u200b"), code_point("е")
    ('U+200B ZERO WIDTH SPACE', 'U+0435 CYRILLIC SMALL LETTER IE')
    """
    return f"U+{ord(c):04X} {unicodedata.name(c, 'unnamed')}"
