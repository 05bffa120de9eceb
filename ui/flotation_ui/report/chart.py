"""A chart of a document as a picture: the same one on its page and in print."""

import math

from flotation_ui.report.bar_chart import bar_chart, rank_chart
from flotation_ui.report.cost_chart import cost_chart
from flotation_ui.report.document import Chart, inert
from flotation_ui.report.front_chart import front_chart
from flotation_ui.report.line_chart import line_chart
from flotation_ui.report.waterfall_chart import waterfall_chart


def chart_svg(chart: Chart) -> str:
    """A self-contained SVG picture."""
    return _DRAWN[chart.kind](chart)


def _names(chart: Chart) -> list[str]:
    return [inert(name) for name in chart.categories]


def _series(chart: Chart) -> list[tuple[str, tuple[float, ...]]]:
    return [(inert(one.name), one.values) for one in chart.series]


def _bars(chart: Chart) -> str:
    return bar_chart(_names(chart), _series(chart), chart.title, chart.up)


def _lines(chart: Chart) -> str:
    return line_chart(_names(chart), _series(chart), chart.title, chart.up)


def _ranks(chart: Chart) -> str:
    values = chart.series[0].values
    rows = [row for row in zip(_names(chart), values, strict=True) if math.isfinite(row[1])]
    return rank_chart(rows, chart.title, chart.across, chart.decimals)


def _stacks(chart: Chart) -> str:
    bars = [
        (name, {part: values[i] for part, values in _series(chart)})
        for i, name in enumerate(_names(chart))
    ]
    return cost_chart(bars, chart.title, chart.across)


def _steps(chart: Chart) -> str:
    rows = list(zip(_names(chart), chart.series[0].values, strict=True))
    return waterfall_chart(rows[0], rows[1:-1], rows[-1], chart.title)


def _front(chart: Chart) -> str:
    cost, recovery, now, proposed = chart.series
    points = list(zip(cost.values, recovery.values, strict=True))
    marks = [(one.values[0], one.values[1]) for one in (now, proposed)]
    words = chart.title, now.name, proposed.name
    return front_chart(points, marks[0], marks[1], (chart.across, chart.up), words)


_DRAWN = {
    "bars": _bars,
    "lines": _lines,
    "ranks": _ranks,
    "stacks": _stacks,
    "steps": _steps,
    "front": _front,
}
