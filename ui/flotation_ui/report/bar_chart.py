"""Bars beside each other, a group for each category; and bars by size, one under another."""

import math
from collections.abc import Sequence

from flotation_ui.report.svg import (
    ACCENT,
    INK,
    PAPER,
    PARTS,
    Scale,
    axes,
    drawing,
    label,
    tag,
)

WIDTH, HEIGHT = 520.0, 300.0
ROW, NAMES = 22.0, 250.0
Values = Sequence[float]


def bar_chart(
    categories: Sequence[str], series: Sequence[tuple[str, Values]], title: str, up_name: str
) -> str:
    """Draw groups of bars from zero, each with its value above it.

    Parameters
    ----------
    categories : sequence of str
    series : sequence of (name, values)
        A value a category; none is drawn where it is not finite.
    title, up_name : str
        Of the picture and of its values.

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    known = [v for _, values in series for v in values if math.isfinite(v)]
    most = max([*known, 1e-9])
    up = Scale(low=0.0, high=1.12 * most, start=HEIGHT - 34, end=62.0)
    across = Scale(low=0.0, high=float(len(categories)), start=52.0, end=WIDTH - 12)
    content = [tag("rect", width=WIDTH, height=HEIGHT, fill=PAPER), *_grid(across, up, up_name)]
    content += _legend([name for name, _ in series], across.start)
    wide = 0.76 / max(len(series), 1)
    for i, category in enumerate(categories):
        content.append(
            label(across(i + 0.5), HEIGHT - 14, category, text_anchor="middle", fill=INK)
        )
        for j, (_, values) in enumerate(series):
            left = across(i + 0.12 + j * wide)
            content += _bar(left, across(wide) - across(0.0) - 2.0, values[i], up, PARTS[j])
    return drawing(WIDTH, HEIGHT, title, content)


def _grid(across: Scale, up: Scale, name: str) -> list[str]:
    marks = axes(
        Scale(low=0.0, high=0.0, start=across.start, end=across.end), up, ("", name), digits=0
    )
    return [mark for mark in marks if ">0</text>" not in mark or "middle" not in mark]


def _legend(names: Sequence[str], start: float) -> list[str]:
    marks, x = [], start
    for name, colour in zip(names, PARTS, strict=False):
        marks.append(tag("rect", x=x, y=8, width=11, height=11, rx=2, fill=colour))
        marks.append(label(x + 16, 18, name))
        x += 34 + sum(12.0 if ord(c) > 0x2E80 else 6.5 for c in name)
    return marks


def _bar(x: float, wide: float, value: float, up: Scale, colour: str) -> list[str]:
    if not math.isfinite(value):
        return [label(x + wide / 2, up(0.0) - 6, "—", text_anchor="middle")]
    top, bottom = up(max(value, 0.0)), up(0.0)
    return [
        tag("rect", x=x, y=top, width=wide, height=max(bottom - top, 0.5), fill=colour),
        label(x + wide / 2, top - 5, f"{value:.1f}", text_anchor="middle", fill=INK),
    ]


def rank_chart(rows: Sequence[tuple[str, float]], title: str, unit: str, decimals: int) -> str:
    """Draw sideways bars from zero, each with its name before it and its value behind it.

    Parameters
    ----------
    rows : sequence of (name, value)
        In the order to be drawn.
    title, unit : str
    decimals : int

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    most = max([value for _, value in rows] + [1e-9])
    scale = Scale(low=0.0, high=most, start=NAMES, end=WIDTH - 60)
    content = [label(NAMES, 14, unit)]
    for i, (name, value) in enumerate(rows):
        y = 24.0 + i * ROW
        wide = max(scale(value) - scale(0.0), 0.5)
        content += [
            label(NAMES - 8, y + 11, name, text_anchor="end", fill=INK),
            tag("rect", x=NAMES, y=y, width=wide, height=ROW - 8, fill=ACCENT),
            label(NAMES + wide + 6, y + 11, f"{value:.{decimals}f}", fill=INK),
        ]
    return drawing(WIDTH, 30.0 + len(rows) * ROW, title, content)
