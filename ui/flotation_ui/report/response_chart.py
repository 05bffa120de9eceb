"""How recovery answers to one lever, the others held where the plan puts them."""

from collections.abc import Sequence

from flotation_ui.report.svg import (
    BAND,
    FADED,
    LINE,
    Scale,
    diamond,
    dot,
    drawing,
    label,
    polyline,
    spread,
    tag,
    ticks,
)

WIDTH, HEIGHT = 280.0, 160.0
BARS = 26.0  # height of the fullest bar of past set-points
Point = tuple[float, float]


def response_chart(
    curve: Sequence[Point],
    surveyed: tuple[float, float],
    now: Point,
    proposed: Point | None,
    title: str,
    limits: tuple[float, float],
    band: Sequence[tuple[float, float]] = (),
    density: Sequence[tuple[float, float, float]] = (),
) -> str:
    """Draw one response.

    Parameters
    ----------
    curve : sequence of (setting, recovery)
        [the lever's unit], [%]
    surveyed : tuple of float
        Range that the survey covers, shaded. [the lever's unit]
    now, proposed : (setting, recovery)
        Nothing is proposed if None.
    title : str
        Read aloud.
    limits : tuple of float
        Ends of the recovery axis, the same for all levers. [%]
    band : sequence of (low, high)
        Interval at each point of the curve, if any. [%]
    density : sequence of (from, to, share of the fullest)
        Bars of past set-points along the axis, if any. [the lever's unit], [-]

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    marked = [now] if proposed is None else [now, proposed]
    low, high = spread([x for x, _ in (*curve, *marked)], margin=0.02)
    across = Scale(low=low, high=high, start=38.0, end=WIDTH - 12)
    up = Scale(low=limits[0], high=limits[1], start=HEIGHT - 28, end=8.0)
    a, b = across(surveyed[0]), across(surveyed[1])
    content = [
        tag("rect", x=a, y=up.end, width=max(b - a, 0.0), height=up.start - up.end, fill=BAND),
        tag("line", x1=38, x2=WIDTH - 12, y1=up.start, y2=up.start, stroke=FADED),
    ]
    content += [
        tag(
            "rect",
            x=across(start),
            y=up.start - BARS * share,
            width=across(end) - across(start),
            height=BARS * share,
            fill=FADED,
            fill_opacity=0.7,
        )
        for start, end, share in density
        if share > 0.0
    ]
    if band:
        edge = [(across(x), up(top)) for (x, _), (_, top) in zip(curve, band, strict=True)]
        lower = [(across(x), up(end)) for (x, _), (end, _) in zip(curve, band, strict=True)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (*edge, *reversed(lower)))
        content.append(tag("polygon", points=points, fill=LINE, fill_opacity=0.14))
    for value in ticks(*limits, count=4):
        content.append(label(32, up(value) + 4, f"{value:g}", text_anchor="end", font_size=11))
    for value in ticks(low, high, count=4):
        x = across(value)
        content.append(label(x, up.start + 16, f"{value:g}", text_anchor="middle", font_size=11))
    seen = [(across(x), up(y)) for x, y in curve if surveyed[0] <= x <= surveyed[1]]
    content.append(polyline(((across(x), up(y)) for x, y in curve), stroke_dasharray="2 4"))
    content.append(polyline(seen))
    content.append(diamond(across(now[0]), up(now[1]), 5.5))
    if proposed is not None:
        content.append(dot(across(proposed[0]), up(proposed[1]), 5.0))
    return drawing(WIDTH, HEIGHT, title, content)
