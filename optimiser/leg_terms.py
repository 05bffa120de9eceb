r"""A fitted leg cut to the ranges of a question: increments over fills.

On the knots :math:`t_{j0} < \dots < t_{jK}` of lever j, cut to its range, a setting is a row of
fills :math:`u_{jk} \in [0, 1]`, filled in order, and a curve adds its increment
:math:`f(t_{j,k+1}) - f(t_{jk})` for each. The coarse fills of a pair are sums of the fine ones:
:math:`U_i = U_i(t_{j0}) + \sum_k \gamma_{ik} u_{jk}`. Both are exact, since every knot of every
curve and pair inside the range is a knot of the grid.

What these add up to is the leg's index :math:`\eta`; its link makes a log share of it
(:mod:`flotation.links`), which is concave in the index and rises with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from flotation.leg_model import PAIRINGS, LegModel, PairTerm, fills
from flotation.links import LINKS

_PLAIN = str.maketrans({".": "p", "-": "m", "+": "e"})  # Pyomo quotes names with these
NEAR = 1e-9  # of a range's width: knots nearer than this are one
LEAST_SHARE = 1e-3  # of what enters a stage: an identity link is not followed below it
STILL = 1e-12  # width of an index that no moving lever changes


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
        [scale of the link]
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
    """The index of a leg over the fills of the moving levers, and its link to the log share.

    Attributes
    ----------
    key : str
    constant : float
        At the low end of every lever, pairs of two moving levers left out. [scale of the link]
    steps : mapping of str to ndarray
        Increment of each segment, by lever. [scale of the link]
    pairs : tuple of PairTerms
    link : {"log", "logit", "identity"}
        ``log`` where no moving lever changes the index.
    low, high : float
        Bounds of the index over the grids. [scale of the link]
    """

    key: str
    constant: float
    steps: Mapping[str, np.ndarray]
    pairs: tuple[PairTerms, ...]
    link: str
    low: float
    high: float

    @property
    def is_linear(self) -> bool:
        """Whether the log share is the index."""
        return self.link == "log"

    def log_share(self, index: float) -> float:
        """Log share at an index [log of fraction]."""
        return float(LINKS[self.link].log_share(index))

    def slope(self, index: float) -> float:
        """Change of the log share for each unit of the index [-]."""
        return float(LINKS[self.link].slope(index))


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


def leg_terms(leg: LegModel, grids: Mapping[str, np.ndarray]) -> LegTerms:
    """A leg over the fills of the grids.

    Parameters
    ----------
    leg : flotation.leg_model.LegModel
        Under given conditions: see :meth:`~flotation.leg_model.LegModel.at`.
    grids : mapping of str to ndarray
        Knots of every lever; one knot for a lever that does not move.
    """
    low = {column: float(knots[0]) for column, knots in grids.items()}
    moving = {column for column, knots in grids.items() if len(knots) > 1}
    constant = float(leg.index(low, {}))
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
    least, most = span(constant, steps.values(), ((pair, pair.weights) for pair in joint))
    link = leg.link
    if link != "log" and most - least <= STILL:
        link, constant = "log", float(LINKS[link].log_share(least))
        steps, joint, least, most = {}, [], constant, constant
    if link == "identity":
        least, most = max(least, LEAST_SHARE), max(most, LEAST_SHARE)
    return LegTerms(
        key=leg.leg.key,
        constant=constant,
        steps=steps,
        pairs=tuple(joint),
        link=link,
        low=least,
        high=most,
    )


def span(
    constant: float,
    steps: Iterable[np.ndarray],
    pairs: Iterable[tuple[PairTerms, np.ndarray]],
) -> tuple[float, float]:
    """Bounds of a sum of curves and weighted pairs over the ranges, by interval arithmetic."""
    low = high = constant
    for step in steps:
        heights = np.concatenate([[0.0], np.cumsum(step)])
        low, high = low + heights.min(), high + heights.max()
    for pair, weights in pairs:
        sizes = {j: gain.shape[1] for j, gain in zip(pair.levers, pair.gain, strict=True)}
        empty, full = (
            weights * pair.joint({j: np.full(size, fill) for j, size in sizes.items()})
            for fill in (0.0, 1.0)
        )
        low += float(np.sum(np.minimum(empty, full)))
        high += float(np.sum(np.maximum(empty, full)))
    return float(low), float(high)


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
