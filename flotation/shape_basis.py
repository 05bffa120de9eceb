r"""Columns whose non-negative weights give a curve its declared shape.

With knots :math:`t_0 < \dots < t_K`, the scaled setting
:math:`u = (x - t_0) / (t_K - t_0)` cut to [0, 1], and the scaled knots :math:`\tau_k`, every
curve is a sum of :math:`\min(u, \tau_k)`, :math:`k = 1 \dots K`, whose weights :math:`w_k`
(:math:`k < K`) are the drops of slope at the inner knots and :math:`w_K` is the last slope:

============== ============================================ =========================
shape          curve                                        signs
============== ============================================ =========================
rising         never falls, flattens                        all w >= 0
falling        its mirror: never rises, flattens            all w >= 0 of the negative
peaked         concave, may turn                            w_K free, the others >= 0
valley         mirror of peaked: convex                     w_K free, the others <= 0
free           any                                          none
============== ============================================ =========================

``concave`` is another name of ``peaked``: a concave curve may rise, fall or turn once, and
nothing else is asked of a peak. A curve that varies with a condition has two such sets of
weights, one for each end of the condition's domain. A pair term has one weight per cell of its
coarse grid; see :class:`flotation.leg_model.PairTerm`. ``group`` is no curve: a weight for each
level of the feature, drawn to zero.
"""

from dataclasses import dataclass

import numpy as np

from flotation.leg_model import PAIRINGS, fills

MIRROR = {
    "rising": "falling",
    "falling": "rising",
    "peaked": "valley",
    "concave": "valley",
    "valley": "peaked",
    "free": "free",
    "group": "group",
    "synergy": "mirrored synergy",
    "substitution": "mirrored substitution",
}
CURVE_SHAPES = ("rising", "falling", "peaked", "concave", "valley", "free", "group")
PAIR_SHAPES = ("synergy", "substitution", "mirrored synergy", "mirrored substitution")
SIGN = {"falling": -1.0, "valley": -1.0, "mirrored synergy": -1.0, "mirrored substitution": -1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveTerm:
    """One feature's curve in a regression.

    Attributes
    ----------
    feature : int
        Column of X.
    knots : tuple of float
    shape : str
        One of :data:`CURVE_SHAPES`.
    """

    feature: int
    knots: tuple[float, ...]
    shape: str

    @property
    def features(self):
        """The one column of X that it is made of."""
        return (self.feature,)

    @property
    def size(self):
        """Number of design columns."""
        return len(self.knots) - 1

    def columns(self, X):
        """Design columns, shape (rows, segments)."""
        shares = np.diff(self.knots) / (self.knots[-1] - self.knots[0])
        hinges = np.cumsum(fills(X[:, self.feature], self.knots) * shares, axis=1)
        return SIGN.get(self.shape, 1.0) * hinges

    @property
    def nonnegative(self):
        """Which weights must not be negative, shape (segments,)."""
        mask = np.full(self.size, self.shape != "free")
        if self.shape in ("peaked", "concave", "valley"):
            mask[-1] = False
        return mask

    @property
    def kinks(self):
        """Which weights are changes of slope, the roughness of the curve."""
        return np.arange(self.size) < self.size - 1

    def values(self, weights):
        """The curve at its knots, zero at the first."""
        return self.columns(_at(self.feature, self.knots)) @ weights


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryingTerm:
    """One feature's curve that changes with another feature, between two of the same shape.

    Attributes
    ----------
    features : tuple of int
        The lever's column of X and the condition's.
    knots : tuple of float
        Of the lever.
    shape : str
        One of :data:`CURVE_SHAPES`.
    domain : tuple of float
        Ends of the condition: the first curve holds at the lower, the second at the upper.
    """

    features: tuple[int, int]
    knots: tuple[float, ...]
    shape: str
    domain: tuple[float, float]

    @property
    def _curve(self):
        return CurveTerm(feature=self.features[0], knots=self.knots, shape=self.shape)

    @property
    def size(self):
        """Number of design columns, those of the first curve before those of the second."""
        return 2 * self._curve.size

    def columns(self, X):
        """Design columns, shape (rows, 2 segments)."""
        low, high = self.domain
        share = np.clip((X[:, self.features[1]] - low) / (high - low), 0.0, 1.0)[:, None]
        curve = self._curve.columns(X)
        return np.hstack([(1.0 - share) * curve, share * curve])

    @property
    def nonnegative(self):
        """Which weights must not be negative."""
        return np.tile(self._curve.nonnegative, 2)

    @property
    def kinks(self):
        """Which weights are changes of slope."""
        return np.tile(self._curve.kinks, 2)

    def values(self, weights):
        """The two curves at the knots, shape (2, knots), zero at the first knot."""
        return np.stack([self._curve.values(half) for half in np.split(weights, 2)])


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTerm:
    """Offsets of the levels of a feature, each drawn to zero.

    Attributes
    ----------
    feature : int
    levels : tuple of float
        Values of the feature that have an offset; others have none.
    """

    feature: int
    levels: tuple[float, ...]

    @property
    def features(self):
        """The one column of X that it is made of."""
        return (self.feature,)

    @property
    def knots(self):
        """The levels, as curves have knots."""
        return self.levels

    @property
    def size(self):
        """Number of design columns."""
        return len(self.levels)

    def columns(self, X):
        """Ones where a row is of a level, shape (rows, levels)."""
        return (X[:, self.feature, None] == np.asarray(self.levels)).astype(float)

    @property
    def nonnegative(self):
        """Which weights must not be negative: none."""
        return np.zeros(self.size, dtype=bool)

    @property
    def kinks(self):
        """Which weights are changes of slope: none."""
        return np.zeros(self.size, dtype=bool)

    def values(self, weights):
        """Offset of each level."""
        return np.asarray(weights, dtype=float)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairColumns:
    """What two features do together in a regression.

    Attributes
    ----------
    features : tuple of int
    knots : tuple of tuple of float
    shape : str
        One of :data:`PAIR_SHAPES`.
    """

    features: tuple[int, int]
    knots: tuple[tuple[float, ...], tuple[float, ...]]
    shape: str

    @property
    def size(self):
        """Number of design columns."""
        return (len(self.knots[0]) - 1) * (len(self.knots[1]) - 1)

    @property
    def kind(self):
        """``synergy`` or ``substitution``."""
        return self.shape.removeprefix("mirrored ")

    def columns(self, X):
        """Design columns, shape (rows, cells), the first lever's segments slowest."""
        u = fills(X[:, self.features[0]], self.knots[0])
        v = fills(X[:, self.features[1]], self.knots[1])
        cells = PAIRINGS[self.kind](u[:, :, None], v[:, None, :])
        return SIGN.get(self.shape, 1.0) * cells.reshape(len(X), -1)

    @property
    def nonnegative(self):
        """Which weights must not be negative: all."""
        return np.ones(self.size, dtype=bool)

    @property
    def kinks(self):
        """Which weights count as roughness: all, so that a pair must earn its place."""
        return np.ones(self.size, dtype=bool)

    def weights(self, weights):
        """Signed weights, shape (segments of the first, segments of the second)."""
        signed = SIGN.get(self.shape, 1.0) * np.asarray(weights)
        return signed.reshape(len(self.knots[0]) - 1, len(self.knots[1]) - 1)


def spread_knots(values, low, high, segments):
    """Knots from low to high, half evenly spaced and half where the values are dense.

    Parameters
    ----------
    values : array-like of shape (rows,)
    low, high : float
        First and last knot.
    segments : int

    Returns
    -------
    tuple of float
        Rising; fewer than asked where they would come closer than a quarter of an even step.

    Examples
    --------
    >>> spread_knots([0.0, 1.0, 2.0, 3.0, 4.0], 0.0, 4.0, 4)
    (0.0, 1.0, 2.0, 3.0, 4.0)
    """
    if not high > low:
        return (low - 0.5, low + 0.5)
    values = np.sort(np.asarray(values, dtype=float))
    grid = np.linspace(low, high, 257)
    below = np.interp(grid, values, np.linspace(0.0, 1.0, len(values)))
    share = (below - below[0]) / max(below[-1] - below[0], 1e-12)
    even = (grid - low) / (high - low)
    inner = np.interp(np.linspace(0.0, 1.0, segments + 1)[1:-1], (share + even) / 2.0, grid)
    step = (high - low) / segments / 4.0
    knots = [low]
    for knot in inner:
        if knot - knots[-1] >= step and high - knot >= step:
            knots.append(float(knot))
    return (*knots, high)


def coarse_knots(knots, segments):
    """A subset of knots with about the asked number of segments, ends kept.

    Examples
    --------
    >>> coarse_knots((0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0), 3)
    (0.0, 2.0, 4.0, 6.0)
    """
    last = len(knots) - 1
    places = np.unique(np.round(np.linspace(0, last, min(segments, last) + 1)).astype(int))
    return tuple(knots[i] for i in places)


def _at(feature, knots):
    """Rows that hold the knots in one feature."""
    X = np.zeros((len(knots), feature + 1))
    X[:, feature] = knots
    return X
