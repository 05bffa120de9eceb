"""The body of a survey: cells under the header become columns, line by line accounted for."""

from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from flotation.errors import DataError
from flotation.survey.numerals import REMEDY, read_numbers
from flotation.survey.report import Message, first_lines
from flotation.survey.sheet import MAX_ROWS
from flotation.units import canonical_unit

_BLOCK = 20_000
MAX_CELLS = 25_000_000
_PER_CENT = {"%": 1.0, "fraction": 0.01}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Columns of a survey as they stand in the file, in the plant file's units.

    Attributes
    ----------
    lines : ndarray of int
        First file line of each row.
    times : list
        Cells of the time column.
    values : dict of str to ndarray
        Numbers by canonical column; NaN where there was no plain number.
    texts : dict of str to list
        Cells of text columns; None where empty.
    oddities : dict of str to dict of int to Oddity
        Cells that were not plain numbers, by column and row.
    read : int
        Rows found, those of the wrong shape included.
    messages : tuple of Message
    """

    lines: np.ndarray
    times: list
    values: dict
    texts: dict
    oddities: dict
    read: int
    messages: tuple[Message, ...]


@dataclass(slots=True)
class _Tally:
    """Rows that do not become data, by reason."""

    width: int
    header: list
    read: int = 0
    wrong_width: list = field(default_factory=list)
    trailing: list = field(default_factory=list)
    empty: list = field(default_factory=list)
    repeated: list = field(default_factory=list)
    widths: set = field(default_factory=set)


def read_body(rows, header, heading, *, time_column):
    """Read every row below the header.

    Parameters
    ----------
    rows : iterator of Row
    header : Row
    heading : flotation.survey.headers.Heading
    time_column : str

    Returns
    -------
    Body

    Raises
    ------
    DataError
        If there are no rows, too many, or most do not fit the header.
    """
    tally = _Tally(width=len(header.cells), header=list(header.cells))
    lines, times = [], []
    values = {m.column.name: [] for m in heading.matches}
    oddities = {m.column.name: {} for m in heading.matches}
    unnamed = set()
    fitting = (row for row in rows if _fits(row, tally))
    while block := list(islice(fitting, _BLOCK)):
        start = len(lines)
        lines.extend(row.line for row in block)
        if len(lines) > MAX_ROWS or len(lines) * tally.width > MAX_CELLS:
            raise DataError(
                f"the survey is too large: more than {MAX_ROWS} rows or {MAX_CELLS} cells are not "
                "read; split it by year"
            )
        columns = list(zip(*(row.cells for row in block), strict=True))
        unnamed.update(i for i in heading.unnamed if any(c not in (None, "") for c in columns[i]))
        for match in heading.matches:
            _take(match, columns[match.position], start, values, oddities, times, time_column)
    _refuse_misfits(tally, len(lines), header.line)
    return Body(
        lines=np.array(lines, dtype=np.int64),
        times=times,
        values={
            m.column.name: np.concatenate(values[m.column.name])
            for m in heading.matches
            if m.column.kind not in ("time", "text")
        },
        texts={
            m.column.name: values[m.column.name]
            for m in heading.matches
            if _is_text(m, time_column)
        },
        oddities=oddities,
        read=tally.read,
        messages=(*_shape_messages(tally), *_unnamed_messages(unnamed, header)),
    )


def _is_text(match, time_column):
    return match.column.kind in ("text", "time") and match.column.name != time_column


def _take(match, cells, start, values, oddities, times, time_column):
    """Add a block of one column's cells to what is kept of it."""
    column = match.column
    if column.name == time_column:
        times.extend(cells)
    elif _is_text(match, time_column):
        values[column.name].extend(_text(c) for c in cells)
    else:
        numbers, odd = read_numbers(cells, per_cent=_PER_CENT.get(_cell_unit(match)))
        with np.errstate(over="ignore"):  # too large is out of range, and found there
            values[column.name].append(match.conversion(numbers))
        oddities[column.name].update({start + i: oddity for i, oddity in odd.items()})


def _cell_unit(match):
    unit = (match.stated_unit or canonical_unit(match.column.unit) or "").removesuffix(" W")
    return unit if match.column.kind in ("grade", "recovery", "share", "ratio") else None


def _text(cell):
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).strip()
    return text or None


def _fits(row, tally):
    """Whether a row has the header's width; rows that do not are counted."""
    cells = row.cells
    if not any(cells) and not any(c not in (None, "") for c in cells):
        tally.empty.append(row.line)
        return False
    tally.read += 1
    if len(cells) != tally.width:
        tally.widths.add(len(cells))
        extra = cells[tally.width :]
        if len(cells) < tally.width or any(c not in (None, "") for c in extra):
            tally.wrong_width.append(row)
            tally.read += row.last_line - row.line  # rows that a stray quote ran together
            return False
        tally.trailing.append(row.line)
        del cells[tally.width :]
    if cells[0] == tally.header[0] and list(cells[:3]) == tally.header[:3]:
        tally.repeated.append(row.line)
        return False
    return True


def _refuse_misfits(tally, kept, header_line):
    if kept and len(tally.wrong_width) <= kept:
        return
    if not tally.read:
        raise DataError(f"the survey has a header (line {header_line}) and no rows below it")
    lines = [row.line for row in tally.wrong_width]
    if not lines:
        raise DataError("the survey has headers only, repeated, and no rows")
    found = ", ".join(map(str, sorted(tally.widths)[:4]))
    raise DataError(
        f"most rows do not fit the header: it has {tally.width} cells, but {first_lines(lines)} "
        f"have {found}; a decimal comma splits a number in two, so write a decimal point or "
        "separate cells with semicolons or tabs"
    )


def _shape_messages(tally):
    if tally.wrong_width:
        lines = tuple(n for row in tally.wrong_width for n in range(row.line, row.last_line + 1))
        row = tally.wrong_width[0]
        yield Message(
            rule="shape",
            lines=lines,
            value=str(len(row.cells)),
            message=f"the header has {tally.width} cells and {first_lines(lines)} "
            f"another number (line {row.line}: {len(row.cells)}); left out",
            remedy="complete the row; a last row that is too short was cut off in saving",
            flags=True,
        )
    if tally.trailing:
        yield Message(
            rule="trailing cells",
            lines=tuple(tally.trailing),
            message=f"rows end in empty cells beyond the header ({first_lines(tally.trailing)}); "
            "the empty cells were ignored",
            remedy="delete the separators at the end of the rows",
        )
    if tally.empty:
        yield Message(
            rule="empty rows",
            lines=tuple(tally.empty),
            message=f"rows without any value ({first_lines(tally.empty)}) were not counted",
        )
    if tally.repeated:
        yield Message(
            rule="repeated header",
            lines=tuple(tally.repeated),
            message=f"the header is repeated ({first_lines(tally.repeated)}); left out",
            remedy="delete the repeated headers",
            flags=True,
        )


def _unnamed_messages(unnamed, header):
    for i in sorted(unnamed):
        yield Message(
            rule="unknown column",
            lines=(header.line,),
            message=f"cell {i + 1} of the header is empty above values; they were not read",
            remedy="name the column, or delete it",
        )


def number_messages(body, columns):
    """What was found in place of numbers, a message per column and reason.

    Parameters
    ----------
    body : Body
    columns : sequence of Column

    Yields
    ------
    Message
    """
    for column in columns:
        groups = {}
        for i, oddity in body.oddities.get(column.name, {}).items():
            groups.setdefault(oddity.why, []).append((i, oddity))
        for why, found in groups.items():
            lines = tuple(int(body.lines[i]) for i, _ in found)
            yield _number_message(column, why, found[0][1], lines)


def _number_message(column, why, oddity, lines):
    where = first_lines(lines)
    if why == "blank":
        return Message(
            rule="missing",
            column=column.name,
            lines=lines,
            message=f"{column.name} is empty at {where}; it stays missing",
        )
    if why == "percent read":
        return Message(
            rule="percent sign",
            column=column.name,
            lines=lines,
            value=oddity.text,
            message=f"{column.name} has per cent signs or formats at {where}: {oddity.text} was "
            f"read as {oddity.text.rstrip('% ')} %",
        )
    return Message(
        rule="number",
        column=column.name,
        lines=lines,
        value=oddity.text,
        message=f"{column.name} holds {oddity.text!r} ({oddity.remark}) at {where}; it is "
        "missing there",
        remedy=REMEDY[why],
        flags=True,
    )
