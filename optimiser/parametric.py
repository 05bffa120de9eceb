r"""Every breakpoint of the optimum of a linear programme over the side of one row.

Over the side t of a row :math:`a x \ge t` the optimum v of a linear programme is convex and
piecewise linear, and the row's dual at t is a slope of it there. Between two sides
:math:`t_1 < t_2` the lines of their slopes lie below v. Where one of them passes through the
other's optimum, v is that line. Else v is found where they meet, and the same is asked of both
halves [1]_.

References
----------
.. [1] Eisner, M. J. and Severance, D. G. (1976). Mathematical techniques for efficient record
   segmentation in large shared databases. Journal of the ACM 23(4), 619-635.
   doi:10.1145/321978.321982
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

SAME = 1e-10  # of an optimum: less cannot be told from rounding
NEAR = 1e-9  # of the range of sides: nearer breakpoints are one
DEPTH = 60

Line = tuple[float, float, float]  # side, optimum there, and a slope


def breakpoints(
    optimum: Callable[[float], tuple[float, float]], low: float, high: float
) -> tuple[float, ...]:
    """Sides at which the optimum bends, rising, with both ends.

    Parameters
    ----------
    optimum : callable
        Side to the optimum and a slope of it there.
    low, high : float
        Ends of the sides.

    Examples
    --------
    >>> bent = lambda t: max((0.0, 0.0), (2.0 * t - 2.0, 2.0), (5.0 * t - 11.0, 5.0))
    >>> [round(t, 9) for t in breakpoints(bent, 0.0, 4.0)]
    [0.0, 1.0, 3.0, 4.0]
    """
    if not high > low:
        return (low,)
    first, last = (low, *optimum(low)), (high, *optimum(high))
    met = _between(optimum, first, last, NEAR * (high - low), DEPTH)
    return tuple(line[0] for line in _bends([first, *met, last]))


def _between(
    optimum: Callable[[float], tuple[float, float]],
    left: Line,
    right: Line,
    near: float,
    depth: int,
) -> Iterator[Line]:
    """Optima where lines meet, rising, down to where a line is the optimum."""
    if depth == 0 or _passes(left, right) or _passes(right, left):
        return
    at = _meeting(left, right)
    if not left[0] + near < at < right[0] - near:
        return
    middle = (at, *optimum(at))
    yield from _between(optimum, left, middle, near, depth - 1)
    yield middle
    yield from _between(optimum, middle, right, near, depth - 1)


def _bends(lines: Sequence[Line]) -> list[Line]:
    """Both ends, and the lines between that lie off the chord of their neighbours."""
    kept = [lines[0]]
    for line, after in pairwise(lines[1:]):
        before = kept[-1]
        slope = (after[1] - before[1]) / (after[0] - before[0])
        if not _passes((before[0], before[1], slope), line, sign=-1.0):
            kept.append(line)
    return [*kept, lines[-1]]


def _passes(line: Line, through: Line, *, sign: float = 1.0) -> bool:
    """Whether the line of a slope passes through another optimum, and not below it."""
    below = through[1] - (line[1] + line[2] * (through[0] - line[0]))
    return sign * below <= SAME * (1.0 + abs(through[1]))


def _meeting(left: Line, right: Line) -> float:
    """Where two lines of different slopes meet."""
    first, second = (line[1] - line[2] * line[0] for line in (left, right))
    return (first - second) / (right[2] - left[2])
