"""The header among the first rows of a sheet, below titles and above a row of units."""

from itertools import chain, islice

import numpy as np

from flotation.errors import DataError
from flotation.survey.report import Message, first_lines
from flotation.survey.sheet import LOOK_AHEAD, Row
from flotation.units import canonical_unit, split_unit


def find_header(rows, matcher):
    """The header among the first rows, and the rows below it.

    Parameters
    ----------
    rows : iterator of Row
    matcher : flotation.survey.headers.HeaderMatcher

    Returns
    -------
    header : Row
        With units from a row of units below it, if there is one.
    rows : iterator of Row
        The rows below.
    messages : list of Message

    Raises
    ------
    DataError
        If no row looks like a header.
    """
    head = list(islice(rows, LOOK_AHEAD))
    if not head:
        raise DataError("the survey is empty; it needs a header row and one row a shift")
    counts = [matcher.count(row.cells) for row in head]
    place = int(np.argmax(counts))
    if counts[place] == 0:
        shown = [str(c) for c in head[0].cells[:4] if c not in (None, "")]
        raise DataError(
            f"no header row was found in the first {len(head)} rows: line {head[0].line} begins "
            f"with {shown}; the first row must name the columns, such as "
            f"{[c.name for c in matcher.columns[:3]]}"
        )
    header, messages = head[place], []
    if place:
        titles = tuple(row.line for row in head[:place])
        messages.append(
            Message(
                rule="title rows",
                lines=titles,
                message=f"{first_lines(titles)} above the header (line {header.line}) "
                "were taken for a title and not read",
                remedy="check that no data stand above the header",
            )
        )
    below = head[place + 1 :]
    if below and _is_unit_row(below[0].cells):
        header = _with_units(header, below[0].cells)
        messages.append(
            Message(
                rule="unit row",
                lines=(below[0].line,),
                message=f"line {below[0].line} was taken for the units of the columns",
            )
        )
        below = below[1:]
    return header, chain(below, rows), messages


def _is_unit_row(cells):
    words = [c.strip() for c in cells if isinstance(c, str) and c.strip()]
    units = [w for w in words if canonical_unit(w.strip("()[]（）")) and not w.isdigit()]
    return (
        len(units) >= 2
        and len(words) - len(units) <= 1
        and all(c is None or isinstance(c, str) for c in cells)
    )


def _with_units(header, units):
    cells = []
    for i, name in enumerate(header.cells):
        unit = str(units[i] or "").strip().strip("()[]（）") if i < len(units) else ""
        plain = isinstance(name, str) and name.strip() and split_unit(name)[1] is None
        cells.append(f"{name} ({unit})" if plain and canonical_unit(unit) else name)
    return Row(header.line, header.last_line, cells)
