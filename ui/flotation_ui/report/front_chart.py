"""The recovery-cost front, with where the plant is and where the plan would put it."""

from collections.abc import Callable, Sequence

from flotation_ui.report.svg import (
    PAPER,
    Scale,
    axes,
    diamond,
    dot,
    drawing,
    label,
    polyline,
    spread,
    tag,
)

WIDTH, HEIGHT = 520.0, 340.0
Point = tuple[float, float]


def front_chart(
    points: Sequence[Point],
    now: Point | None,
    proposed: Point | None,
    names: tuple[str, str],
    words: tuple[str, str, str],
) -> str:
    """Draw a front.

    Parameters
    ----------
    points : sequence of (cost, recovery)
        [CNY/t ore], [%]
    now, proposed : (cost, recovery), optional
    names : tuple of str
        Of the cost axis and the recovery axis.
    words : tuple of str
        Title, and the labels of now and of proposed.

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    shown = [*points, *(p for p in (now, proposed) if p is not None)]
    low, high = spread([cost for cost, _ in shown])
    across = Scale(low=low, high=high, start=60.0, end=WIDTH - 20)
    low, high = spread([recovery for _, recovery in shown])
    up = Scale(low=low, high=high, start=HEIGHT - 56, end=40.0)
    content = [tag("rect", width=WIDTH, height=HEIGHT, fill=PAPER), *axes(across, up, names)]
    content.append(polyline((across(c), up(r)) for c, r in points))
    content.extend(
        dot(across(c), up(r), 3.6, fill=PAPER, stroke="#46647a", stroke_width=1.6)
        for c, r in points
    )
    if now is not None:
        content += _marked(diamond, across, up, now, words[1])
    if proposed is not None:
        content += _marked(dot, across, up, proposed, words[2])
    return drawing(WIDTH, HEIGHT, words[0], content)


def _marked(
    mark: Callable[[float, float], str], across: Scale, up: Scale, point: Point, words: str
) -> list[str]:
    x, y = across(point[0]), up(point[1])
    below = {"font_size": 13, "fill": "#1f2a2e", "text_anchor": "start"}
    return [mark(x, y), label(x + 10, y + 18, words, **below)]
