r"""A fitted leg cut to the ranges of a question: increments over fills.

On the knots :math:`t_{j0} < \dots < t_{jK}` of lever j, cut to its range, a setting is a row of
fills :math:`u_{jk} \in [0, 1]`, filled in order, and a curve adds its increment
:math:`f(t_{j,k+1}) - f(t_{jk})` for each. The coarse fills of a pair are sums of the fine ones:
:math:`U_i = U_i(t_{j0}) + \sum_k \gamma_{ik} u_{jk}`. Both are exact, since every knot of every
curve and pair inside the range is a knot of the grid.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from flotation.leg_model import PAIRINGS, LegModel, PairTerm, fills

_PLAIN = str.maketrans({".": "p", "-": "m", "+": "e"})  # Pyomo quotes names with these
NEAR = 1e-9  # of a range's width: knots nearer than this are one


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTerms:
    """A pair of moving levers on one leg, over the fills of both.

    Attributes
    ----------
    name : str
        The same for legs whose pairs have the same joint fills.
    kind : {"synergy", "substitution"}
    levers : tuple of str
    weights : ndarray of shape (first's coarse segments, second's)
        [log of fraction]
    base : tuple of ndarray
        Coarse fills at the low end of each lever.
    gain : tuple of ndarray of shape (coarse segments, fine segments)
        Coarse fill for each unit of fine fill.
    """

    name: str
    kind: str
    levers: tuple[str, str]
    weights: np.ndarray
    base: tuple[np.ndarray, np.ndarray]
    gain: tuple[np.ndarray, np.ndarray]

    def coarse_fills(self, fine: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Coarse fills of the two levers from their fine fills."""
        first, second = (
            base + gain @ fine[lever]
            for lever, base, gain in zip(self.levers, self.base, self.gain, strict=True)
        )
        return first, second

    def joint(self, fine: Mapping[str, np.ndarray]) -> np.ndarray:
        """``min`` or ``max`` of every two coarse fills."""
        first, second = self.coarse_fills(fine)
        return PAIRINGS[self.kind](first[:, None], second[None, :])


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTerms:
    """The log share of a leg over the fills of the moving levers.

    Attributes
    ----------
    key : str
    constant : float
        At the low end of every lever, pairs of two moving levers left out. [log of fraction]
    steps : mapping of str to ndarray
        Increment of each segment, by lever. [log of fraction]
    pairs : tuple of PairTerms
    """

    key: str
    constant: float
    steps: Mapping[str, np.ndarray]
    pairs: tuple[PairTerms, ...]


def lever_grid(
    column: str,
    low: float,
    high: float,
    legs: Iterable[LegModel],
    partners: Mapping[str, float],
    more: Iterable[float] = (),
) -> np.ndarray:
    """Knots of a lever between the ends of its range.

    Parameters
    ----------
    column : str
    low, high : float
        Equal for a lever that does not move. [its unit]
    legs : iterable of flotation.leg_model.LegModel
    partners : mapping of str to float
        Levers that do not move, and where they stand; a pair with one of them bends the
        other's curve where their fills are equal.
    more : iterable of float
        Further knots wanted, such as for refinement.

    Returns
    -------
    ndarray
        Rising, from low to high.
    """
    if low == high:
        return np.array([low])
    wanted = [*more]
    for leg in legs:
        wanted += leg.levers[column].knots if column in leg.levers else ()
        for pair in leg.pairs:
            wanted += _pair_knots(pair, column, partners)
    inner = np.unique([t for t in wanted if low < t < high])
    apart = NEAR * (high - low)
    kept = [low]
    for knot in inner:
        if knot - kept[-1] > apart and high - knot > apart:
            kept.append(float(knot))
    return np.array([*kept, high])


def _pair_knots(pair: PairTerm, column: str, partners: Mapping[str, float]) -> list[float]:
    if column not in pair.levers:
        return []
    own = pair.levers.index(column)
    knots, other = np.asarray(pair.knots[own]), pair.levers[1 - own]
    if other not in partners:
        return list(knots)
    levels = fills(partners[other], pair.knots[1 - own])
    return [*knots, *(knots[:-1, None] + np.diff(knots)[:, None] * levels[None, :]).ravel()]


def leg_terms(
    leg: LegModel, grids: Mapping[str, np.ndarray], conditions: Mapping[str, float]
) -> LegTerms:
    """A leg over the fills of the grids, at given conditions.

    Parameters
    ----------
    leg : flotation.leg_model.LegModel
    grids : mapping of str to ndarray
        Knots of every lever; one knot for a lever that does not move.
    conditions : mapping of str to float
        In the columns' units.
    """
    low = {column: float(knots[0]) for column, knots in grids.items()}
    moving = {column for column, knots in grids.items() if len(knots) > 1}
    constant = float(leg.log_share(low, conditions))
    steps = {
        column: np.diff(curve(grids[column]))
        for column, curve in leg.levers.items()
        if column in moving
    }
    joint = []
    for pair in leg.pairs:
        free = [column for column in pair.levers if column in moving]
        if len(free) == 2:
            constant -= float(pair(*(low[column] for column in pair.levers)))
            joint.append(_pair_terms(pair, grids))
        elif len(free) == 1:
            values = pair(*(grids[column] for column in pair.levers))
            steps[free[0]] = steps.get(free[0], 0.0) + np.diff(values)
    return LegTerms(key=leg.leg.key, constant=constant, steps=steps, pairs=tuple(joint))


def _pair_terms(pair: PairTerm, grids: Mapping[str, np.ndarray]) -> PairTerms:
    coarse = [
        fills(grids[column], knots) for column, knots in zip(pair.levers, pair.knots, strict=True)
    ]
    places = "/".join("_".join(f"{t:.10g}" for t in row) for row in pair.knots).translate(_PLAIN)
    return PairTerms(
        name="/".join((pair.kind, *pair.levers, places)),
        kind=pair.kind,
        levers=(pair.levers[0], pair.levers[1]),
        weights=np.asarray(pair.weights, dtype=float),
        base=(coarse[0][0], coarse[1][0]),
        gain=(np.diff(coarse[0], axis=0).T, np.diff(coarse[1], axis=0).T),
    )
