"""Recovery predicted for time blocks that the model had not seen, against what was measured."""

from collections.abc import Sequence

from flotation_ui.report.svg import (
    BAND,
    FADED,
    INK,
    Scale,
    diamond,
    dot,
    drawing,
    label,
    spread,
    tag,
    ticks,
)

WIDTH, ROW, TOP = 760.0, 28.0, 12.0
Block = tuple[str, float, float]


def block_chart(blocks: Sequence[Block], title: str) -> str:
    """Draw measured (diamond) and predicted (dot) means of each time block.

    Parameters
    ----------
    blocks : sequence of (label, measured, predicted)
        [%]
    title : str

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    low, high = spread([value for _, *both in blocks for value in both], margin=0.15)
    scale = Scale(low=low, high=high, start=190.0, end=WIDTH - 20)
    bottom = TOP + ROW * len(blocks)
    content = []
    for i, (name, measured, predicted) in enumerate(blocks):
        y = TOP + ROW * (i + 0.5)
        a, b = scale(measured), scale(predicted)
        content += [
            label(scale.start - 14, y + 4, name, text_anchor="end", fill=INK),
            tag("rect", x=scale.start, y=y - 1, width=scale.end - scale.start, height=2, fill=BAND),
            tag("line", x1=a, x2=b, y1=y, y2=y, stroke=FADED, stroke_width=2),
            diamond(a, y),
            dot(b, y, 5.0),
        ]
    for value in ticks(low, high):
        content.append(label(scale(value), bottom + 16, f"{value:g}", text_anchor="middle"))
    return drawing(WIDTH, bottom + 24, title, content)
