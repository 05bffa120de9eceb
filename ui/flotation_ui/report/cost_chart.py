"""What a tonne of ore costs, now and as proposed, by what it is paid for."""

from collections.abc import Mapping, Sequence

from flotation_ui.report.svg import INK, PAPER, PARTS, Scale, drawing, label, tag

WIDTH, ROW, TOP = 520.0, 62.0, 44.0


def cost_chart(bars: Sequence[tuple[str, Mapping[str, float]]], title: str, unit: str) -> str:
    """Draw costs as stacked bars.

    Parameters
    ----------
    bars : sequence of (label, mapping of part to cost)
        The same parts in the same order in each. [CNY/t ore]
    title, unit : str

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    most = max(sum(parts.values()) for _, parts in bars)
    scale = Scale(low=0.0, high=most or 1.0, start=76.0, end=WIDTH - 96)
    content, x = [], scale.start
    for name, colour in zip(bars[0][1], PARTS, strict=True):
        content.append(tag("rect", x=x, y=8, width=11, height=11, rx=2, fill=colour))
        content.append(label(x + 17, 18, name))
        x += 40 + 8.5 * sum(2 if ord(c) > 0x2E80 else 1 for c in name)
    for i, (name, parts) in enumerate(bars):
        content += _bar(name, parts, scale, TOP + i * ROW, unit)
    return drawing(WIDTH, TOP + ROW * len(bars), title, content)


def _bar(name: str, parts: Mapping[str, float], scale: Scale, y: float, unit: str) -> list[str]:
    marks = [label(scale.start - 12, y + 23, name, text_anchor="end", fill=INK, font_size=13)]
    total = 0.0
    for value, colour in zip(parts.values(), PARTS, strict=True):
        a, b = scale(total), scale(total + value)
        total += value
        marks.append(tag("rect", x=a, y=y + 4, width=b - a, height=30, fill=colour))
        if b - a > 44:
            marks.append(
                label(
                    (a + b) / 2,
                    y + 23,
                    f"{value:.1f}",
                    text_anchor="middle",
                    fill=PAPER if colour != PARTS[-1] else INK,
                )
            )
    words = f"{total:.1f} {unit}"
    return [*marks, label(scale(total) + 10, y + 23, words, fill=INK, font_size=13)]
