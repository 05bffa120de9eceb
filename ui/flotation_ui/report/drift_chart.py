"""A model's errors over time with their interval, and the sums that notice a lasting change."""

from flotation_ui.figures import DriftFigure
from flotation_ui.report.svg import (
    ACCENT,
    BAND,
    FADED,
    GRID,
    LINE,
    NOW,
    Scale,
    label,
    polyline,
    spread,
    tag,
    ticks,
)
from flotation_ui.report.svg import drawing as picture

WIDTH, ERRORS, SUMS, LEFT = 760.0, 190.0, 120.0, 46.0
DATES = 5


def drift_chart(figure: DriftFigure, title: str, names: tuple[str, str]) -> str:
    """Draw errors above, cumulative sums below where there are newer shifts.

    Parameters
    ----------
    figure : DriftFigure
    title : str
        Read aloud.
    names : tuple of str
        Of the two vertical axes.

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    across = Scale(low=0.0, high=max(len(figure.time) - 1.0, 1.0), start=LEFT, end=WIDTH - 12)
    content = _errors(figure, across, names[0])
    height = ERRORS
    if figure.up:
        content += _sums(figure, across, names[1])
        height += SUMS
    for i in range(DATES):
        place = round(i * (len(figure.time) - 1) / (DATES - 1))
        anchor = {0: "start", DATES - 1: "end"}.get(i, "middle")
        day = figure.time[place][:10]
        content.append(label(across(place), height + 4, day, text_anchor=anchor, font_size=11))
    return picture(WIDTH, height + 12, title, content)


def _errors(figure: DriftFigure, across: Scale, name: str) -> list[str]:
    ends = sorted(figure.error)
    cut = len(ends) // 200
    low, high = spread([ends[cut], ends[-1 - cut], min(figure.low), max(figure.high)])
    up = Scale(low=low, high=high, start=ERRORS - 18, end=22.0)
    edge = [(across(i), up(y)) for i, y in enumerate(figure.high)]
    edge += [(across(i), up(y)) for i, y in reversed(list(enumerate(figure.low)))]
    content = [tag("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in edge), fill=BAND)]
    content += _grid(up, ticks(low, high, count=5))
    content += [
        tag(
            "circle",
            cx=across(i),
            cy=up(error),
            r=1.6,
            fill=NOW if i >= figure.newer else LINE,
            fill_opacity=0.75,
        )
        for i, error in enumerate(figure.error)
    ]
    return [*content, *_since(figure, across, up), label(LEFT, 12, name)]


def _sums(figure: DriftFigure, across: Scale, name: str) -> list[str]:
    most = max(*figure.up, *figure.down, figure.limit) * 1.08
    up = Scale(low=0.0, high=most, start=ERRORS + SUMS - 18, end=ERRORS + 22)
    y = up(figure.limit)
    content = _grid(up, ticks(0.0, most, count=3))
    content.append(
        tag("line", x1=LEFT, x2=WIDTH - 12, y1=y, y2=y, stroke=NOW, stroke_dasharray="5 4")
    )
    for sums, colour in ((figure.up, ACCENT), (figure.down, LINE)):
        points = [(across(figure.newer + i), up(value)) for i, value in enumerate(sums)]
        content.append(polyline(points, stroke=colour, stroke_width=1.6))
    return [*content, *_since(figure, across, up), label(LEFT, ERRORS + 12, name)]


def _grid(up: Scale, values: list[float]) -> list[str]:
    marks = []
    for value in values:
        y = up(value)
        marks.append(tag("line", x1=LEFT, x2=WIDTH - 12, y1=y, y2=y, stroke=GRID))
        marks.append(label(LEFT - 6, y + 4, f"{value:g}", text_anchor="end", font_size=11))
    return marks


def _since(figure: DriftFigure, across: Scale, up: Scale) -> list[str]:
    """A line where the model's survey ends."""
    if not 0 < figure.newer < len(figure.time):
        return []
    x = across(figure.newer - 0.5)
    return [tag("line", x1=x, x2=x, y1=up.start, y2=up.end, stroke=FADED, stroke_dasharray="2 3")]
