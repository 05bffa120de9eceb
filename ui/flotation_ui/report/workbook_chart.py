"""Native charts of a workbook: their numbers on a sheet of their own, their names from its cells.

A name given as a text would be read as a formula where it begins with ``=``; a name given by the
place of a cell is whatever stands there.
"""

import math
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from flotation_ui.report.document import Chart, inert
from flotation_ui.report.svg import ACCENT, GRID, INK, NOW, PAPER, PARTS

TYPES: dict[str, dict[str, str]] = {
    "bars": {"type": "column"},
    "lines": {"type": "line"},
    "ranks": {"type": "bar"},
    "stacks": {"type": "bar", "subtype": "stacked"},
    "steps": {"type": "bar", "subtype": "stacked"},
    "front": {"type": "scatter", "subtype": "straight_with_markers"},
}
WIDTH, HEIGHT, EACH, ROW = 720, 320, 20, 20  # pixels: of a chart, of a sideways bar, of a row


def put_charts(
    book: Workbook, sheet: Worksheet, charts: tuple[Chart, ...], data_name: str, row: int
) -> None:
    """Draw charts under each other from a row of a sheet on.

    Parameters
    ----------
    book : Workbook
    sheet : Worksheet
    charts : tuple of Chart
    data_name : str
        Name of the sheet that will hold their numbers.
    row : int
    """
    if not charts:
        return
    data, top = book.add_worksheet(data_name), 0
    data.set_column(0, 0, 40)
    for chart in charts:
        drawn = book.add_chart(dict(TYPES[chart.kind]))
        wide = _put_front(data, chart, top) if chart.kind == "front" else _put(data, chart, top)
        _add_series(drawn, chart, data_name, top)
        drawn.set_title({"name": [data_name, top, 0], "name_font": {"size": 12}})
        tall = _tall(chart)
        drawn.set_size({"width": WIDTH, "height": tall})
        _set_axes(drawn, chart)
        sheet.insert_chart(row, 0, drawn, {"x_offset": 4, "y_offset": 4})
        row, top = row + tall // ROW + 2, top + wide + 3


def _tall(chart: Chart) -> int:
    """Height of a chart, which grows with the bars that lie under each other. [px]."""
    many = len(chart.categories) if chart.kind in ("ranks", "steps") else 0
    return max(HEIGHT, 110 + EACH * many)


def _put(data: Worksheet, chart: Chart, top: int) -> int:
    """Title, header, and a row a category; returns how many rows of numbers."""
    data.write_string(top, 0, inert(chart.title))
    for j, (name, values) in enumerate(_columns(chart), 1):
        data.write_string(top + 1, j, inert(name))
        for i, value in enumerate(values):
            if math.isfinite(value):
                data.write_number(top + 2 + i, j, value)
    for i, category in enumerate(chart.categories):
        data.write_string(top + 2 + i, 0, inert(category))
    return len(chart.categories)


def _columns(chart: Chart) -> list[tuple[str, list[float]]]:
    """What is written a column each: the series; of steps, where each begins, up and down."""
    if chart.kind != "steps":
        return [(one.name, list(one.values)) for one in chart.series]
    first, *changes, last = chart.series[0].values
    begins, place = [0.0], first
    for change in changes:
        begins.append(min(place, place + change))
        place += change
    rises = [first, *(max(c, 0.0) for c in changes), last]
    falls = [0.0, *(max(-c, 0.0) for c in changes), 0.0]
    return [("", [*begins, 0.0]), ("+", rises), ("−", falls)]


def _put_front(data: Worksheet, chart: Chart, top: int) -> int:
    """Points of a front, then now and proposed: cost and recovery, a row each."""
    cost, recovery, now, proposed = chart.series
    data.write_string(top, 0, inert(chart.title))
    data.write_string(top + 1, 1, inert(cost.name))
    data.write_string(top + 1, 2, inert(recovery.name))
    rows = [("", x, y) for x, y in zip(cost.values, recovery.values, strict=True)]
    rows += [(one.name, one.values[0], one.values[1]) for one in (now, proposed)]
    for i, (name, x, y) in enumerate(rows):
        data.write_string(top + 2 + i, 0, inert(name))
        data.write_number(top + 2 + i, 1, x)
        data.write_number(top + 2 + i, 2, y)
    return len(rows)


def _add_series(drawn: Any, chart: Chart, data_name: str, top: int) -> None:
    if chart.kind == "front":
        _add_front(drawn, chart, data_name, top)
        return
    last = top + 1 + len(chart.categories)
    font = {"size": 8, "color": PAPER if chart.kind == "stacks" else INK}
    digits = {"value": True, "num_format": f"0.{'0' * chart.decimals}", "font": font}
    clear = {"fill": {"none": True}, "border": {"none": True}}
    for j in range(1, len(_columns(chart)) + 1):
        colour = _colour(chart.kind, j)
        look: dict[str, Any] = {"fill": {"color": colour}}
        if chart.kind == "lines":
            look = {"line": {"color": colour, "width": 2}}
        elif chart.kind == "steps" and j == 1:
            look = clear
        if chart.kind in ("bars", "ranks", "stacks"):
            look["data_labels"] = digits
        drawn.add_series(
            {
                "name": [data_name, top + 1, j],
                "categories": [data_name, top + 2, 0, last, 0],
                "values": [data_name, top + 2, j, last, j],
                "gap": 60,
                **look,
            }
        )
    if chart.kind in ("ranks", "steps") or len(chart.series) == 1:
        drawn.set_legend({"none": True})
    else:
        drawn.set_legend({"position": "top"})


def _colour(kind: str, series: int) -> str:
    if kind == "steps":
        return NOW if series == 3 else ACCENT
    return PARTS[(series - 1) % len(PARTS)]


def _add_front(drawn: Any, chart: Chart, data_name: str, top: int) -> None:
    """The front as a line, now and proposed as marks named by their cells."""
    count = len(chart.series[0].values)
    spans = [(top + 2, top + 1 + count, [data_name, top + 1, 2])]
    spans += [
        (top + 2 + count + k, top + 2 + count + k, [data_name, top + 2 + count + k, 0])
        for k in (0, 1)
    ]
    looks: list[dict[str, Any]] = [
        {"line": {"color": PARTS[2], "width": 2}, "marker": {"type": "circle", "size": 4}},
        {"line": {"none": True}, "marker": _mark("diamond", NOW)},
        {"line": {"none": True}, "marker": _mark("circle", ACCENT)},
    ]
    for (first, last, name), look in zip(spans, looks, strict=True):
        drawn.add_series(
            {
                "name": name,
                "categories": [data_name, first, 1, last, 1],
                "values": [data_name, first, 2, last, 2],
                **look,
            }
        )
    drawn.set_legend({"position": "top"})


def _mark(kind: str, colour: str) -> dict[str, Any]:
    return {"type": kind, "size": 10, "fill": {"color": colour}, "border": {"color": colour}}


def _set_axes(drawn: Any, chart: Chart) -> None:
    grid = {"major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}}}
    sideways = chart.kind in ("ranks", "stacks", "steps")
    across: dict[str, Any] = {"name": _fixed(chart.across), "num_font": {"size": 8}}
    up: dict[str, Any] = {"name": _fixed(chart.up), "num_font": {"size": 8}, **grid}
    if sideways:  # the upright axis has the categories, the first at the top
        values = {**up, "name": across["name"], "label_position": "high"}
        across, up = values, {"reverse": True, "interval_unit": 1, "num_font": {"size": 8}}
    elif chart.kind == "front":
        across.update(grid)
    drawn.set_x_axis(across)
    drawn.set_y_axis(up)


def _fixed(name: str) -> str:
    """The name of an axis, which a leading sign cannot turn into a formula."""
    told = inert(name)
    return f"'{told}" if told.startswith("=") else told
