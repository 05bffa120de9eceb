"""Drawing in SVG: linear scales, round ticks, marks and axes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flotation_ui.report.markup import number, tag, text

INK, SOFT, LINE, GRID, PAPER = "#1f2a2e", "#5d6b73", "#46647a", "#e3e8e7", "#ffffff"
ACCENT, NOW, BAND, FADED = "#0b6e6e", "#c0762b", "#d9ebe8", "#a9b8bf"
PARTS = ("#0b6e6e", "#5aa39c", "#46647a", "#b4c4cc")
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A linear scale from values to pixels, kept inside its pixels.

    Attributes
    ----------
    low, high : float
        Values at the ends; equal ends are drawn in the middle.
    start, end : float
        Pixels at the ends.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Pixel of a value."""
        span = self.high - self.low
        share = 0.5 if span == 0 else (value - self.low) / span
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


def label(x: float, y: float, words: object, **attributes: object) -> str:
    """A text at a point; small and grey unless told otherwise."""
    look: dict[str, object] = {"font_size": 12, "fill": SOFT}
    return tag("text", text(words), x=float(x), y=float(y), **(look | attributes))


def drawing(width: float, height: float, title: str, content: Iterable[str]) -> str:
    """A whole picture, scaled to the place it is put in, with a title that is read aloud."""
    return tag(
        "svg",
        [tag("title", text(title)), *content],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(float(width))} {number(float(height))}",
        font_family=FONT,
        role="img",
    )


def ticks(low: float, high: float, count: int = 6) -> list[float]:
    """Round values within [low, high], about ``count`` of them.

    Examples
    --------
    >>> ticks(28.0, 81.0)
    [30.0, 40.0, 50.0, 60.0, 70.0, 80.0]
    """
    if high <= low:
        return [low]
    rough = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1.0, 2.0, 2.5, 5.0, 10.0) if m * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def spread(values: Sequence[float], margin: float = 0.06) -> tuple[float, float]:
    """Ends of an axis that shows all values with a margin around them."""
    low, high = min(values), max(values)
    room = (high - low) * margin or max(abs(high) * margin, 1e-6)
    return low - room, high + room


def diamond(x: float, y: float, size: float = 6.5, **attributes: object) -> str:
    """The mark of now."""
    points = f"{x:.1f},{y - size:.1f} {x + size:.1f},{y:.1f} {x:.1f},{y + size:.1f} "
    look: dict[str, object] = {"fill": NOW, "stroke": PAPER, "stroke_width": 1.5}
    return tag("polygon", points=points + f"{x - size:.1f},{y:.1f}", **(look | attributes))


def dot(x: float, y: float, size: float = 6.0, **attributes: object) -> str:
    """The mark of what is proposed."""
    look: dict[str, object] = {"fill": ACCENT, "stroke": PAPER, "stroke_width": 1.5}
    return tag("circle", cx=float(x), cy=float(y), r=float(size), **(look | attributes))


def polyline(points: Iterable[tuple[float, float]], **attributes: object) -> str:
    """A line through points, in pixels."""
    look: dict[str, object] = {"fill": "none", "stroke": LINE, "stroke_width": 2}
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return tag("polyline", points=path, **(look | attributes))


def axes(across: Scale, up: Scale, names: tuple[str, str], digits: int = 0) -> list[str]:
    """Grid lines, tick labels and the two axis names of a chart."""
    left, right, bottom, top = across.start, across.end, up.start, up.end
    marks = []
    for value in ticks(up.low, up.high):
        y = up(value)
        marks.append(tag("line", x1=left, x2=right, y1=y, y2=y, stroke=GRID))
        marks.append(label(left - 8, y + 4, f"{value:.{digits}f}", text_anchor="end"))
    for value in ticks(across.low, across.high):
        x = across(value)
        marks.append(tag("line", x1=x, x2=x, y1=bottom, y2=bottom + 4, stroke=FADED))
        marks.append(label(x, bottom + 18, f"{value:g}", text_anchor="middle"))
    marks.append(tag("line", x1=left, x2=right, y1=bottom, y2=bottom, stroke=FADED))
    marks.append(label(left - 34, top - 14, names[1]))
    marks.append(label((left + right) / 2, bottom + 38, names[0], text_anchor="middle"))
    return marks
