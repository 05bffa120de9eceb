r"""How far a price of a limit holds, on each side of where the limit stands.

Over the side b of one row, the optimum v of a linear programme is convex:

.. math:: v(b_0 + s h) \ge v(b_0) + h\, v'_s(b_0), \qquad h \ge 0

where s is the direction of the change. Where an optimum is degenerate the two one-sided slopes
:math:`v'_{+}` and :math:`v'_{-}` differ, and the solver's dual is any number between them; so each
is found by solving again. From the far end of the row's reach, supporting lines are met with the
line through :math:`b_0` until one passes through it: from there back to :math:`b_0` the optimum is
a straight line.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flotation.errors import SolverError

SAME = 0.01  # of a price: within it, the price is said to hold
ROUNDS = 30
SMALL = 1e-9  # of the optimum: less cannot be told from rounding
NEAREST = 1e-6  # of a reach: nearer than it, a side is told by its slope alone

Supported = tuple[float, float]  # optimum, and its slope away from where the limit stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The optimum on one side of where a limit stands.

    Attributes
    ----------
    slope : float
        Rise of the optimum for one unit of the limit away from where it stands.
    holds : float
        How far away the slope holds. [units of the row]
    """

    slope: float
    holds: float


def one_side(optimum: Callable[[float], Supported | None], dual: float, reach: float) -> Side:
    """Slope of a convex optimum away from where a limit stands, and how far it holds.

    Parameters
    ----------
    optimum : callable
        Distance to the optimum and its slope there; None where there is no solution.
    dual : float
        Any supporting slope at no distance.
    reach : float
        Distance beyond which nothing changes, or nothing is feasible. Positive.

    Examples
    --------
    >>> bent = lambda h: (max(0.0, 2.0 * h, 5.0 * h - 3.0), 5.0 if h > 1.0 else 2.0)
    >>> side = one_side(bent, dual=0.5, reach=4.0)
    >>> round(side.slope, 6), round(side.holds, 6)
    (2.0, 1.0)
    """
    begin = _known(optimum, 0.0)[0]
    near, beyond = _straight(optimum, begin, dual, reach)
    slope = (near[1] - begin) / near[0] if near[0] > NEAREST * reach else near[2]
    if abs(dual - slope) <= SAME * abs(slope):
        slope = dual
    holds = near[0]
    if beyond is not None and holds > NEAREST * reach:
        holds = _furthest(optimum, begin, slope, holds, beyond)
    return Side(slope=slope, holds=holds)


Line = tuple[float, float, float]  # distance, optimum and slope


def _straight(
    optimum: Callable[[float], Supported | None], begin: float, dual: float, reach: float
) -> tuple[Line, Line | None]:
    """The furthest point tried that lies on the first straight line, and the next beyond it."""
    at, beyond = reach, None
    for _ in range(ROUNDS):
        line = (at, *_known(optimum, at))
        if _passes(line, begin) or _lies_on(line, begin, dual) or at <= NEAREST * reach:
            return line, beyond
        beyond, at = line, _meeting(begin, dual, line)
    return (at, *_known(optimum, at)), beyond


def _passes(line: Line, begin: float) -> bool:
    """Whether a supporting line passes where the limit stands, within what is called same."""
    at, value, slope = line
    missed = begin - (value - slope * at)
    return missed <= SAME * abs(value - begin) + SMALL * (1.0 + abs(begin))


def _lies_on(line: Line, begin: float, slope: float) -> bool:
    """Whether the optimum is where a slope from the limit's place leads, to within the same."""
    at, value, _ = line
    return value - (begin + slope * at) <= SAME * abs(slope) * at + SMALL * (1.0 + abs(begin))


def _meeting(begin: float, slope: float, line: Line) -> float:
    """Where the line of a slope from where the limit stands meets another; halfway at a loss."""
    at, value, other = line
    steeper = other - slope
    met = (begin - (value - other * at)) / steeper if steeper > 0.0 else 0.0
    return met if 0.0 < met < at * (1.0 - 1e-9) else at / 2.0


def _furthest(
    optimum: Callable[[float], Supported | None],
    begin: float,
    slope: float,
    holds: float,
    beyond: Line,
) -> float:
    """The end of the straight line that begins with a slope."""
    for _ in range(ROUNDS):
        at = _meeting(begin, slope, beyond)
        if at <= holds * (1.0 + NEAREST):
            break
        line = (at, *_known(optimum, at))
        if _lies_on(line, begin, slope):
            return at
        beyond = line
    return holds


def _known(optimum: Callable[[float], Supported | None], at: float) -> Supported:
    found = optimum(at)
    if found is None:
        raise SolverError("a limit could not be moved as far as its own reach")
    return found
