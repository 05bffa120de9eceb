"""One lever's range as a bar, from where it is to where it should go."""

from dataclasses import dataclass

from flotation_ui.report.svg import (
    ACCENT,
    BAND,
    FADED,
    GRID,
    Scale,
    diamond,
    dot,
    drawing,
    tag,
)

WIDTH, HEIGHT = 260.0, 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One lever's change.

    Attributes
    ----------
    now, proposed, low, high : float
        Set-points and the range the plant allows. [the lever's unit]
    surveyed : tuple of float
        Range that the survey covers. [the lever's unit]
    locked : bool
        Whether the lever has to stay.
    """

    now: float
    proposed: float
    low: float
    high: float
    surveyed: tuple[float, float]
    locked: bool = False


def move_bar(move: Move, title: str) -> str:
    """Draw a change relative to its lever's range, the surveyed part of it shaded.

    Returns
    -------
    str
        A self-contained SVG picture.
    """
    scale = Scale(low=move.low, high=move.high, start=8.0, end=WIDTH - 8.0)
    a, b = scale(move.surveyed[0]), scale(move.surveyed[1])
    now, proposed, y = scale(move.now), scale(move.proposed), HEIGHT / 2.0
    marks = [
        tag("rect", x=8, y=y - 4, width=WIDTH - 16, height=8, rx=4, fill=GRID),
        tag("rect", x=a, y=y - 4, width=max(b - a, 0.0), height=8, rx=4, fill=BAND),
    ]
    if move.locked:
        return drawing(WIDTH, HEIGHT, title, [*marks, diamond(now, y, 6.0, fill=FADED)])
    x, wide = min(now, proposed), abs(proposed - now)
    marks.append(tag("rect", x=x, y=y - 2.5, width=wide, height=5, fill=ACCENT, opacity="0.5"))
    marks += [diamond(now, y, 6.0), dot(proposed, y, 5.5)]
    return drawing(WIDTH, HEIGHT, title, marks)
