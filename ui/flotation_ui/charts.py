"""Charts of the pages as plain ECharts options; texts come in ready, in the reader's language.

A colour never says alone what a mark means: now is a diamond, the proposal a filled circle, the
knee a triangle, each with its name beside it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flotation_ui.figures import BlockFigure, DriftFigure, ResponseFigure

TEAL, SLATE, AMBER, INK, MIST = "#0b6e6e", "#46647a", "#c98a1b", "#1f2a2e", "#d5dcde"
BAND = "#0b6e6e22"
Spec = dict[str, Any]
Point = tuple[float, float]


def front_chart(
    points: Sequence[Point],
    axes: tuple[str, str],
    marks: Mapping[str, tuple[str, Point]],
) -> Spec:
    """A front as a line of points that can be clicked, with named marks on it.

    Parameters
    ----------
    points : sequence of (across, up)
        In the order of the front.
    axes : tuple of str
        Names with units.
    marks : mapping of {"now", "proposed", "knee"} to (str, point)
        Name and place of each mark.
    """
    shapes = {
        "now": ("diamond", 15, AMBER, "bottom"),
        "proposed": ("circle", 13, TEAL, "top"),
        "knee": ("triangle", 11, SLATE, "right"),
    }
    series: list[Spec] = [
        {
            "type": "line",
            "data": [[_plain(x), _plain(y)] for x, y in points],
            "symbol": "circle",
            "symbolSize": 9,
            "lineStyle": {"color": SLATE, "width": 2},
            "itemStyle": {"color": "#ffffff", "borderColor": SLATE, "borderWidth": 2},
            "selectedMode": "single",
            "select": {"itemStyle": {"color": TEAL, "borderColor": TEAL}},
        }
    ]
    for kind, (name, (x, y)) in marks.items():
        symbol, size, colour, place = shapes[kind]
        series.append(
            {
                "type": "scatter",
                "name": name,
                "data": [[_plain(x), _plain(y)]],
                "symbol": symbol,
                "symbolSize": size,
                "itemStyle": {"color": colour},
                "label": {"show": True, "formatter": "{a}", "position": place, "color": INK},
                "silent": True,
                "z": 5,
            }
        )
    return {
        **_frame(),
        "xAxis": _value_axis(axes[0], place="middle"),
        "yAxis": _value_axis(axes[1]),
        "tooltip": {"trigger": "item", "valueFormatter": "%.2f"},
        "series": series,
    }


def waterfall_chart(steps: Sequence[tuple[str, float]], unit: str, start: float = 0.0) -> Spec:
    """What each move adds or takes away, from the present to the proposal.

    Parameters
    ----------
    steps : sequence of (str, float)
        Name of each move and what it brings; drawn in this order.
    unit : str
        Of what they bring.
    start : float, default 0
        Where the first bar begins.
    """
    below, rises, falls, level = [], [], [], start
    for _, size in steps:
        below.append(_plain(min(level, level + size)))
        bar = {"value": _plain(abs(size)), "label": {"formatter": f"{size:+.2f}"}}
        rises.append(bar if size >= 0.0 else None)
        falls.append(bar if size < 0.0 else None)
        level += size
    shared = {"type": "bar", "stack": "moves", "stackStrategy": "all", "barMaxWidth": 22}
    named = {"show": True, "position": "right", "color": INK}
    return {
        **_frame(top=8, right=48),
        "xAxis": _value_axis(unit, place="middle"),
        "yAxis": {"type": "category", "inverse": True, "data": [name for name, _ in steps]},
        "series": [
            {**shared, "data": below, "itemStyle": {"color": "transparent"}, "silent": True},
            {**shared, "data": rises, "label": named, "itemStyle": {"color": TEAL}},
            {**shared, "data": falls, "label": named, "itemStyle": {"color": AMBER}},
        ],
    }


def trend_chart(
    times: Sequence[str],
    lines: Mapping[str, Sequence[float | None]],
    unit: str,
    band: tuple[Sequence[float | None], Sequence[float | None]] | None = None,
) -> Spec:
    """Figures over time, with an interval as a band; a gap stays a gap.

    Parameters
    ----------
    times : sequence of str
    lines : mapping of str to sequence of float or None
        By name.
    unit : str
    band : tuple of two sequences, optional
        Lower and upper ends.
    """
    dashes = ("solid", "dashed", "dotted")
    series: list[Spec] = [
        {
            "type": "line",
            "name": name,
            "data": [None if y is None else _plain(y) for y in values],
            "showSymbol": False,
            "connectNulls": False,
            "lineStyle": {"width": 2, "type": dashes[i % len(dashes)]},
        }
        for i, (name, values) in enumerate(lines.items())
    ]
    if band is not None:
        series += _band(*band)
    return {
        **_frame(top=36 if len(lines) > 1 else 24),
        "legend": {"show": len(lines) > 1, "data": list(lines), "top": 0},
        "xAxis": {"type": "category", "data": list(times), "boundaryGap": False},
        "yAxis": _value_axis(unit),
        "tooltip": {"trigger": "axis", "valueFormatter": "%.2f"},
        "series": series,
    }


def sankey_chart(
    flows: Sequence[tuple[str, str, float]], colours: Mapping[str, str] | None = None
) -> Spec:
    """Where a metal goes: links from node to node, as wide as the share that flows.

    Parameters
    ----------
    flows : sequence of (str, str, float)
        From, to, and the share.
    colours : mapping of str to str, optional
        Of nodes; slate where not given.
    """
    chosen = colours or {}
    names = dict.fromkeys(name for source, target, _ in flows for name in (source, target))
    return {
        "tooltip": {"trigger": "item", "valueFormatter": "%.1f"},
        "series": [
            {
                "type": "sankey",
                "nodeWidth": 14,
                "left": 8,
                "right": 130,
                "top": 8,
                "bottom": 8,
                "data": [
                    {"name": name, "itemStyle": {"color": chosen.get(name, SLATE)}}
                    for name in names
                ],
                "links": [
                    {"source": source, "target": target, "value": _plain(size)}
                    for source, target, size in flows
                ],
                "lineStyle": {"color": "target", "opacity": 0.28},
                "label": {"color": INK},
            }
        ],
    }


def response_chart(figure: ResponseFigure, names: tuple[str, str], now: str) -> Spec:
    """A response curve with its interval, past set-points below it and the present one."""
    x = [_plain(value) for value in figure.settings]
    middles = [0.5 * (a + b) for a, b in zip(figure.edges[:-1], figure.edges[1:], strict=True)]
    return {
        **_frame(),
        "xAxis": {**_value_axis(names[0], place="middle"), "min": x[0], "max": x[-1]},
        "yAxis": [_value_axis(names[1]), {"type": "value", "show": False, "max": 4.0}],
        "tooltip": {"trigger": "item", "valueFormatter": "%.2f"},
        "series": [
            {
                "type": "bar",
                "yAxisIndex": 1,
                "data": [[_plain(m), d] for m, d in zip(middles, figure.density, strict=True)],
                "barWidth": f"{90 / len(middles):.0f}%",
                "itemStyle": {"color": MIST},
                "silent": True,
            },
            *_band_over(x, figure.low, figure.high),
            {
                "type": "line",
                "data": [[a, _plain(b)] for a, b in zip(x, figure.recovery, strict=True)],
                "showSymbol": False,
                "lineStyle": {"color": TEAL, "width": 2.5},
                "markArea": {
                    "silent": True,
                    "itemStyle": {"color": BAND},
                    "data": [[{"xAxis": figure.surveyed[0]}, {"xAxis": figure.surveyed[1]}]],
                },
            },
            {
                "type": "scatter",
                "name": now,
                "data": [[_plain(figure.now[0]), _plain(figure.now[1])]],
                "symbol": "diamond",
                "symbolSize": 14,
                "itemStyle": {"color": AMBER},
                "label": {"show": True, "formatter": "{a}", "position": "top", "color": INK},
            },
        ],
    }


def block_chart(figure: BlockFigure, words: tuple[str, str], unit: str) -> Spec:
    """Measured beside predicted means of held-out time blocks."""
    looks = (("circle", SLATE, "solid"), ("diamond", TEAL, "dashed"))
    means = ([m for _, m, _ in figure.blocks], [p for _, _, p in figure.blocks])
    return {
        **_frame(top=36),
        "legend": {"data": list(words), "top": 0},
        "xAxis": {"type": "category", "data": [block for block, *_ in figure.blocks]},
        "yAxis": {**_value_axis(unit), "scale": True},
        "tooltip": {"trigger": "axis", "valueFormatter": "%.1f"},
        "series": [
            {
                "type": "line",
                "name": name,
                "data": [_plain(value) for value in values],
                "symbol": shape,
                "symbolSize": 10,
                "lineStyle": {"color": colour, "type": line},
                "itemStyle": {"color": colour},
            }
            for name, values, (shape, colour, line) in zip(words, means, looks, strict=True)
        ],
    }


def drift_chart(figure: DriftFigure, words: tuple[str, str], unit: str) -> Spec:
    """Errors over time inside their interval; newer shifts begin at a named line."""
    spec = trend_chart(figure.time, {words[0]: figure.error}, unit, band=(figure.low, figure.high))
    if figure.newer < len(figure.time):
        spec["series"][0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "label": {"formatter": words[1], "color": INK},
            "lineStyle": {"color": SLATE, "type": "dashed"},
            "data": [{"xAxis": figure.newer}],
        }
    return spec


def _band(low: Sequence[float | None], high: Sequence[float | None]) -> list[Spec]:
    base = [None if a is None else _plain(a) for a in low]
    width = [
        None if a is None or b is None else _plain(b - a) for a, b in zip(low, high, strict=True)
    ]
    return [_hidden(base), {**_hidden(width), "areaStyle": {"color": BAND}}]


def _band_over(
    x: Sequence[float], low: Sequence[float], high: Sequence[float]
) -> tuple[Spec, Spec]:
    base = [[a, _plain(b)] for a, b in zip(x, low, strict=True)]
    width = [[a, _plain(c - b)] for a, b, c in zip(x, low, high, strict=True)]
    return _hidden(base), {**_hidden(width), "areaStyle": {"color": BAND}}


def _hidden(data: Sequence[Any]) -> Spec:
    return {
        "type": "line",
        "stack": "band",
        "stackStrategy": "all",
        "data": list(data),
        "showSymbol": False,
        "silent": True,
        "lineStyle": {"opacity": 0},
        "tooltip": {"show": False},
    }


def _frame(left: int = 8, top: int = 32, right: int = 24) -> Spec:
    grid = {"left": left, "right": right, "top": top, "bottom": 28, "containLabel": True}
    return {"grid": grid, "animation": False}


def _value_axis(name: str, place: str = "end") -> Spec:
    return {
        "type": "value",
        "name": name,
        "nameLocation": place,
        "nameGap": 26 if place == "middle" else 12,
        "nameTextStyle": {"color": INK, "align": "left" if place == "end" else "center"},
        "scale": True,
        "splitLine": {"lineStyle": {"color": "#e6ebec"}},
    }


def _plain(value: float) -> float:
    return float(f"{value:.6g}")


def spark_chart(
    times: Sequence[str],
    values: Sequence[float | None],
    band: tuple[Sequence[float | None], Sequence[float | None]],
    marked: Sequence[int] = (),
) -> Spec:
    """A small trend inside the band it is expected in, with a triangle where advice was taken.

    Parameters
    ----------
    times : sequence of str
    values : sequence of float or None
        None leaves a gap.
    band : tuple of two sequences
        Lower and upper ends; empty for none.
    marked : sequence of int
        Places among the times.
    """
    known = [v for part in (values, *band) for v in part if v is not None]
    floor, top = (min(known), max(known)) if known else (0.0, 1.0)
    room = max(0.08 * (top - floor), 1e-6)
    line = {"type": "line", "data": list(values), "showSymbol": False, "color": TEAL}
    spots = [[times[i], values[i]] for i in marked if values[i] is not None]
    spot = {"type": "scatter", "symbol": "triangle", "symbolSize": 10, "color": AMBER, "z": 5}
    axis = {"type": "category", "data": list(times), "boundaryGap": False, "show": False}
    small = {"fontSize": 10, "showMinLabel": False, "showMaxLabel": False}
    return {
        "animation": False,
        "grid": {"left": 0, "right": 4, "top": 4, "bottom": 4, "containLabel": True},
        "xAxis": axis,
        "yAxis": {
            "type": "value",
            "min": float(f"{floor - room:.3g}"),
            "max": float(f"{top + room:.3g}"),
            "splitNumber": 2,
            "axisLabel": small,
            "splitLine": {"lineStyle": {"color": "#e6ebec"}},
        },
        "tooltip": {"trigger": "axis", "confine": True},
        "series": [
            {**line, "lineStyle": {"width": 1.8, "color": TEAL}},
            *(_band(*band) if band[0] else ()),
            {**spot, "data": spots},
        ],
    }
