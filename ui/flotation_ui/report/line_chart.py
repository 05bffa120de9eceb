"""Lines over the shifts of a period, each broken where nothing was measured."""

import math
from collections.abc import Sequence
from itertools import groupby

from flotation_ui.report.svg import (
    FADED,
    GRID,
    INK,
    PAPER,
    PARTS,
    Scale,
    dot,
    drawing,
    label,
    polyline,
    spread,
    tag,
    ticks,
)

WIDTH, HEIGHT, LABELS = 1060.0, 250.0, 8
DOTS = 40  # points up to which each is marked


def line_chart(
    categories: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    title: str,
    up_name: str,
) -> str:
    """Draw lines over evenly spaced categories.

    Parameters
    ----------
    categories : sequence of str
        Times, oldest first.
    series : sequence of (name, values)
        A value a category; the line is broken where it is not finite.
    title, up_name : str
        Of the picture and of its values.

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    known = [v for _, values in series for v in values if math.isfinite(v)]
    low, high = spread(known or [0.0, 1.0])
    up = Scale(low=low, high=high, start=HEIGHT - 38, end=34.0)
    across = Scale(low=-0.5, high=len(categories) - 0.5, start=52.0, end=WIDTH - 110)
    content = [tag("rect", width=WIDTH, height=HEIGHT, fill=PAPER), label(16.0, 16, up_name)]
    for value in ticks(low, high, 5):
        y = up(value)
        content.append(tag("line", x1=across.start, x2=across.end, y1=y, y2=y, stroke=GRID))
        content.append(label(across.start - 8, y + 4, f"{value:g}", text_anchor="end"))
    content.append(
        tag("line", x1=across.start, x2=across.end, y1=up.start, y2=up.start, stroke=FADED)
    )
    step = max(1, math.ceil(len(categories) / LABELS))
    for i in range(0, len(categories), step):
        content.append(label(across(i), HEIGHT - 16, categories[i], text_anchor="middle"))
    for (name, values), colour in zip(series, PARTS, strict=False):
        content += _line(name, values, across, up, colour)
    return drawing(WIDTH, HEIGHT, title, content)


def _line(name: str, values: Sequence[float], across: Scale, up: Scale, colour: str) -> list[str]:
    marks, last = [], None
    runs = groupby(enumerate(values), key=lambda point: math.isfinite(point[1]))
    for finite, run in runs:
        if not finite:
            continue
        points = [(across(i), up(value)) for i, value in run]
        last = points[-1]
        marks.append(polyline(points, stroke=colour))
        if len(values) <= DOTS or len(points) == 1:
            marks += [dot(x, y, 3.4, fill=colour) for x, y in points]
    if last is not None:
        marks.append(label(across.end + 8, last[1] + 4, name, fill=INK))
    return marks
