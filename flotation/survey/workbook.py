"""A workbook's sheet that holds the survey, and what of the workbook was not read."""

from datetime import datetime

from flotation.errors import DataError
from flotation.spreadsheet.cells import Flaw, Percent
from flotation.spreadsheet.package import check_package
from flotation.spreadsheet.reader import child_lines, stored
from flotation.spreadsheet.rows import column_letters
from flotation.survey.report import Message, first_lines
from flotation.survey.sheet import Row, Sheet


def open_workbook(data, matcher):
    """The sheet of a workbook that carries the plant's columns.

    Parameters
    ----------
    data : bytes
    matcher : flotation.survey.headers.HeaderMatcher

    Returns
    -------
    Sheet
        Its lines are sheet rows.

    Raises
    ------
    DataError
        If the workbook is damaged or too large, or no one sheet is the survey.
    """
    check_package(data)
    with stored(data) as path:
        listing = next(child_lines(path, "list"))
    sheets = listing["sheets"]
    number = _choose(sheets, matcher)
    width = max(len(row) for row in sheets[number]["head"])
    messages = _other_sheets(sheets, number)
    return Sheet(
        description=f"workbook, sheet {sheets[number]['name']!r}",
        rows=_rows(data, number, width, messages),
        epoch=datetime.fromisoformat(listing["epoch"]),
        messages=messages,
    )


def _choose(sheets, matcher):
    """Place of the one shown sheet whose rows name most columns."""
    counts = [max((matcher.count(row) for row in sheet["head"]), default=0) for sheet in sheets]
    shown = [i for i, sheet in enumerate(sheets) if not sheet["hidden"]]
    best = max((counts[i] for i in shown), default=0)
    if best == 0:
        hidden = [s["name"] for s, n in zip(sheets, counts, strict=True) if n and s["hidden"]]
        where = f"; the hidden sheet {hidden[0]!r} does: unhide it" if hidden else ""
        raise DataError(
            f"no sheet of the workbook ({', '.join(repr(s['name']) for s in sheets)}) names a "
            f"column of the plant file in its first rows{where}"
        )
    rivals = [sheets[i]["name"] for i in shown if counts[i] == best]
    if len(rivals) > 1:
        raise DataError(
            f"the sheets {', '.join(map(repr, rivals))} all look like the survey; keep one, or put "
            "all rows on one sheet"
        )
    return next(i for i in shown if counts[i] == best)


def _other_sheets(sheets, number):
    others = [s for i, s in enumerate(sheets) if i != number and s["head"]]
    if not others:
        return []
    names = ", ".join(f"{s['name']!r}{' (hidden)' if s['hidden'] else ''}" for s in others)
    return [
        Message(
            rule="sheets",
            value=others[0]["name"],
            message=f"only the sheet {sheets[number]['name']!r} was read; not read: {names}",
            remedy="put all rows on one sheet",
        )
    ]


def _rows(data, number, width, messages):
    """Rows of a sheet, all of one width; what was passed over goes to ``messages``."""
    beyond, facts = [], {}
    with stored(data) as path:
        for said in child_lines(path, "read", str(number)):
            if isinstance(said, dict):
                facts = said
                break
            line, cells = said
            if len(cells) > width:
                beyond.extend(
                    (line, f"{column_letters(i + 1)}{line}")
                    for i in range(width, len(cells))
                    if cells[i] is not None
                )
                cells = cells[:width]
            row = [_cell(c) if isinstance(c, dict) else c for c in cells]
            yield Row(line, line, row + [None] * (width - len(row)))
    messages.extend(_fact_messages(facts, beyond))


def _cell(said):
    """A cell that is neither text nor number."""
    kind, value = next(iter(said.items()))
    if kind == "percent":
        return Percent(value)
    if kind == "truth":
        return bool(value)
    if kind == "error":
        return Flaw("error", value, "a spreadsheet error")
    if kind == "formula":
        return Flaw("formula", value, "a formula without a stored result")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return Flaw("date", str(value), "no date")


def _fact_messages(facts, beyond):
    if facts.get("hidden_rows"):
        lines = tuple(facts["hidden_rows"])
        yield Message(
            rule="hidden",
            lines=lines,
            message=f"hidden rows ({first_lines(lines)}) were read like the others",
            remedy="delete them if they do not belong to the survey",
        )
    if facts.get("hidden_columns"):
        names = [
            f"{column_letters(a)}:{column_letters(min(b, 16384))}"
            for a, b in facts["hidden_columns"]
        ]
        yield Message(
            rule="hidden",
            value=names[0],
            message=f"hidden columns ({', '.join(names[:5])}) were read like the others",
            remedy="delete them if they do not belong to the survey",
        )
    if facts.get("merged"):
        yield Message(
            rule="merged",
            value=facts["merged"][0],
            message=f"{len(facts['merged'])} merged cells, first {facts['merged'][0]}: the value "
            "belongs to the first cell alone, the others are empty",
            remedy="unmerge the cells and fill in each row",
        )
    if facts.get("formulas"):
        yield Message(
            rule="formulas",
            message=f"{facts['formulas']} cells are formulas; the results stored in the file "
            "were read",
        )
    if beyond:
        yield Message(
            rule="beyond header",
            lines=tuple(sorted({line for line, _ in beyond})),
            value=beyond[0][1],
            message=f"{len(beyond)} cells lie beyond the header and were not read, first "
            f"{beyond[0][1]}",
            remedy="give the column a header, or delete the cells",
        )
