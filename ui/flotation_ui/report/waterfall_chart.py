"""What each lever's move brings, from now to the plan, as a waterfall."""

from collections.abc import Sequence

from flotation_ui.report.svg import ACCENT, FADED, INK, NOW, Scale, drawing, label, spread, tag

WIDTH, ROW, TOP, NAMES = 580.0, 24.0, 12.0, 250.0


def waterfall_chart(
    start: tuple[str, float],
    steps: Sequence[tuple[str, float]],
    end: tuple[str, float],
    title: str,
) -> str:
    """Draw steps from a start to an end, each from where the one before it stopped.

    Parameters
    ----------
    start, end : tuple of str and float
        Name and value.
    steps : sequence of (name, change)
        Adding up to the difference of the two.
    title : str

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    places = [start[1]]
    for _, change in steps:
        places.append(places[-1] + change)
    low, high = spread([*places, end[1]])
    scale = Scale(low=low, high=high, start=NAMES + 10, end=WIDTH - 64)
    rows = [(start[0], low, start[1], FADED, f"{start[1]:.1f}")]
    for (name, change), at in zip(steps, places, strict=False):
        colour = ACCENT if change >= 0.0 else NOW
        rows.append((name, at, at + change, colour, f"{change:+.2f}"))
    rows.append((end[0], low, end[1], FADED, f"{end[1]:.1f}"))
    content = []
    for i, row in enumerate(rows):
        content += _bar(*row, scale, TOP + i * ROW)
    return drawing(WIDTH, TOP + ROW * len(rows) + 6, title, content)


def _bar(
    name: str, begin: float, end: float, colour: str, words: str, scale: Scale, y: float
) -> list[str]:
    a, b = sorted((scale(begin), scale(end)))
    return [
        label(NAMES, y + 13, name, text_anchor="end", fill=INK),
        tag("rect", x=a, y=y + 2, width=max(b - a, 1.0), height=ROW - 8, fill=colour),
        label(b + 6, y + 13, words, fill=INK),
    ]
