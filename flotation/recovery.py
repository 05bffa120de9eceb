"""The regression of a log share: piecewise-linear curves of declared shapes, and pairs."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from flotation.disturbance import WHITE, Disturbance, fit_disturbance, most_likely, whiten
from flotation.least_squares import factor, penalty_by_blocks, pooling_by_likelihood, solve
from flotation.shape_basis import (
    CURVE_SHAPES,
    PAIR_SHAPES,
    CurveTerm,
    GroupTerm,
    PairColumns,
    VaryingTerm,
    coarse_knots,
)

ROUGHNESS = (0.1, 1.0, 10.0)
FIRST_ROUGHNESS = 0.3  # while the disturbance is sought
ROUNDS = 4
POOLING = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1e3, 1e4, 1e6)
FIRST_POOLING = 10.0  # while the disturbance is sought


class ShapeConstrainedRecovery(RegressorMixin, BaseEstimator):
    r"""Piecewise-linear additive regression with declared shapes and pairs.

    .. math:: y = a + \sum_j f_j(x_j) + \sum_{jk} g_{jk}(x_j, x_k) + d_t + e_t

    Each :math:`f_j` obeys its shape *by construction* (:mod:`flotation.shape_basis`). Slowly
    moving disturbances :math:`d` are filtered out (:mod:`flotation.disturbance`), gross errors
    lose weight.

    Parameters
    ----------
    shapes : sequence of str, default None
        Per feature: ``rising``, ``falling``, ``peaked`` (or ``concave``), ``valley``, ``free``;
        or ``group``, whose values name groups of rows. All free if None.
    knots : sequence of sequence of float, default None
        Per feature; evenly spaced from its lowest to its highest value if None. Of a group, the
        values that have an offset.
    segments : int, default 6
        Of each feature's curve where knots are not given.
    pairs : sequence of (int, int, str), default ()
        Two features and ``synergy``, ``substitution`` or their ``mirrored`` kinds.
    pair_segments : int, default 3
        Per lever of a pair; their knots are a subset of the levers' own.
    varying : sequence of (int, int, float, float), default ()
        A feature whose curve changes with another, and the ends of that other's domain.
    pooling : float, default None
        Noise variance over that between groups; the most likely if None.
    roughness : float or "blocks", default 0.3
        Penalty on squared changes of slope, or chosen on contiguous blocks of rows.
    blocks : int, default 5
    outlier : float, default None
        Standardised surprise beyond which a row's influence is not only capped but falls;
        None: never.
    disturbance : Disturbance or "fit", default None
        What to filter out; ``fit`` finds the most likely; None filters nothing.

    Attributes
    ----------
    terms_ : list of CurveTerm and PairColumns
        What the design columns are made of.
    weights_ : ndarray
        Of the design columns, the intercept first.
    intercept_ : float
    knots_, values_ : list of ndarray
        Each feature's curve, zero at its first knot; of a feature that varies two, shape
        (2, knots); of a group its offsets.
    pair_knots_ : list of (tuple, tuple)
    pair_weights_ : list of ndarray
    disturbance_ : Disturbance
    noise_sd_ : float
        Standard deviation of the white noise, robust where ``outlier`` is given.
    row_weights_ : ndarray of shape (rows,)
        1 where a row counts in full, less where its influence is capped.
    roughness_, pooling_ : float

    Examples
    --------
    >>> dose = [[40.0], [60.0], [80.0], [100.0]]
    >>> model = ShapeConstrainedRecovery(shapes=["rising"], segments=3, roughness=0.0)
    >>> [round(float(y), 3) for y in model.fit(dose, [0.70, 0.76, 0.75, 0.80]).predict(dose)]
    [0.7, 0.75, 0.77, 0.79]
    """

    def __init__(
        self,
        shapes=None,
        *,
        knots=None,
        segments=6,
        pairs=(),
        pair_segments=3,
        varying=(),
        pooling=None,
        roughness=0.3,
        blocks=5,
        outlier=None,
        disturbance=None,
    ):
        self.shapes = shapes
        self.knots = knots
        self.segments = segments
        self.pairs = pairs
        self.pair_segments = pair_segments
        self.varying = varying
        self.pooling = pooling
        self.roughness = roughness
        self.blocks = blocks
        self.outlier = outlier
        self.disturbance = disturbance

    def fit(self, X, y, sample_weight=None, shifts=None):
        """Fit to surveyed rows.

        Parameters
        ----------
        X : array-like of shape (rows, features)
        y : array-like of shape (rows,)
            Log shares, or any other quantity that effects add up in.
        sample_weight : array-like of shape (rows,), default None
            Inverse of each row's white-noise variance, relative. Ones if None.
        shifts : array-like of int, shape (rows,), default None
            Shift number of each row, rising; needed where rows are missing. 0, 1, 2 … if None.
        """
        X, y = validate_data(self, X, y, y_numeric=True)
        weight = _check_sample_weight(sample_weight, X, ensure_non_negative=True)
        shifts = np.arange(len(y)) if shifts is None else np.asarray(shifts)
        if shifts.shape != y.shape or np.any(np.diff(shifts) <= 0):
            raise ValueError("shifts needs one rising shift number per row")
        used = weight > 0.0
        self.terms_ = self._make_terms(X[used])
        columns = np.column_stack([np.ones(used.sum()), *(t.columns(X[used]) for t in self.terms_)])
        self._fit_rows(columns, y[used].astype(float), shifts[used], 1.0 / weight[used])
        self.row_weights_ = self._spread(self.row_weights_, used)
        self._name_weights()
        return self

    def predict(self, X):
        """Predict each row, with the disturbance at its mean of zero."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False)
        columns = np.column_stack([np.ones(len(X)), *(t.columns(X) for t in self.terms_)])
        return columns @ self.weights_

    def _make_terms(self, X):
        shapes = ["free"] * X.shape[1] if self.shapes is None else list(self.shapes)
        if len(shapes) != X.shape[1]:
            raise ValueError(
                f"shapes needs one entry per feature ({X.shape[1]}), got {len(shapes)}"
            )
        knots = self.knots
        if knots is None:
            knots = [
                np.unique(x) if shape == "group" else _even_knots(x, self.segments)
                for x, shape in zip(X.T, shapes, strict=True)
            ]
        if len(knots) != X.shape[1]:
            raise ValueError(f"knots needs one entry per feature ({X.shape[1]}), got {len(knots)}")
        curves, varying = [], {feature: rest for feature, *rest in self.varying}
        for feature, (shape, grid) in enumerate(zip(shapes, knots, strict=True)):
            if shape not in CURVE_SHAPES:
                raise ValueError(f"shapes[{feature}] must be one of {CURVE_SHAPES}, got {shape!r}")
            if len(grid) < 2 or np.any(np.diff(grid) <= 0.0):
                raise ValueError(f"knots[{feature}] must rise strictly, got {list(grid)}")
            grid = tuple(float(knot) for knot in grid)
            curves.append(_term_of(feature, shape, grid, varying.get(feature)))
        return [*curves, *(self._pair_term(curves, *pair) for pair in self.pairs)]

    def _pair_term(self, curves, first, second, shape):
        if shape not in PAIR_SHAPES:
            raise ValueError(f"a pair must be one of {PAIR_SHAPES}, got {shape!r}")
        knots = tuple(coarse_knots(curves[i].knots, self.pair_segments) for i in (first, second))
        return PairColumns(features=(first, second), knots=knots, shape=shape)

    def _fit_rows(self, columns, y, shifts, noise):
        """Find disturbance and weights together; cap rows that surprise; again."""
        asked = self.disturbance
        self.disturbance_ = asked if isinstance(asked, Disturbance) else WHITE
        self.pooling_ = FIRST_POOLING if self.pooling is None else float(self.pooling)
        table, rows = np.column_stack([columns, y]), np.ones(len(y))
        for last in [False] * (ROUNDS - 1 if self.outlier is not None else 0) + [True]:
            total = noise / rows**2
            if asked == "fit":
                start = self._start(table, shifts, total)
                self.disturbance_ = most_likely(
                    start, lambda d, total=total: self._deviance(table, shifts, total, d)
                )
            whitened, scale = whiten(table, shifts, total, self.disturbance_)
            self._choose_pooling(whitened)
            self.weights_ = self._solve(whitened, self.roughness)
            news = whitened @ np.append(self.weights_, -1.0)
            self.noise_sd_ = _spread_of(news, robust=self.outlier is not None)
            if not last:
                rows = self._influence(news * scale, scale**2 - total + noise)
        self.row_weights_ = rows

    def _start(self, table, shifts, noise):
        """A first disturbance: that of residuals of least squares, or the last one found."""
        if self.disturbance_ != WHITE:
            return self.disturbance_
        whitened, _ = whiten(table, shifts, noise, WHITE)
        left = -table @ np.append(self._solve(whitened, FIRST_ROUGHNESS), -1.0)
        return fit_disturbance(left, shifts, noise)

    def _deviance(self, table, shifts, noise, disturbance):
        """Minus twice the log likelihood, weights and white-noise variance profiled out."""
        whitened, scale = whiten(table, shifts, noise, disturbance)
        news = whitened @ np.append(self._solve(whitened, FIRST_ROUGHNESS), -1.0)
        return len(news) * np.log(np.mean(news**2)) + 2.0 * np.sum(np.log(scale))

    def _influence(self, news, variance):
        """Row weights in (0, 1] that take away what one surprising shift could do.

        The noise of a row is inflated by the fourth power of its excess surprise: influence
        falls to nothing, because a capped one still tips the filter for the next shifts.
        """
        surprise = np.abs(news) / np.sqrt(variance)
        spread = max(np.median(surprise) / 0.6745, 1e-300)
        return np.minimum(1.0, (self.outlier * spread / np.maximum(surprise, 1e-300)) ** 2)

    def _choose_pooling(self, whitened):
        """Find how far groups are drawn together, where it is not given."""
        nonnegative, kinks, pooled = self._marks()
        if self.pooling is None and pooled.any():
            self.pooling_ = pooling_by_likelihood(
                whitened,
                nonnegative=nonnegative,
                penalty=FIRST_ROUGHNESS * kinks,
                pooled=pooled,
                candidates=POOLING,
            )

    def _marks(self):
        """Which weights must not be negative, are kinks, are offsets of groups."""
        return (
            np.concatenate([[False], *(t.nonnegative for t in self.terms_)]),
            np.concatenate([[False], *(t.kinks for t in self.terms_)]),
            np.concatenate(
                [[False], *(np.full(t.size, isinstance(t, GroupTerm)) for t in self.terms_)]
            ),
        )

    def _solve(self, whitened, roughness):
        nonnegative, kinks, pooled = self._marks()
        fixed = self.pooling_ * pooled
        if roughness != "blocks":
            self.roughness_ = float(roughness)
            factors = [factor(whitened[:, :-1], whitened[:, -1])]
        else:
            parts = np.array_split(whitened, min(self.blocks, max(2, len(whitened) // 20)))
            factors = [factor(part[:, :-1], part[:, -1]) for part in parts]
            self.roughness_ = penalty_by_blocks(
                factors, nonnegative=nonnegative, kinks=kinks, candidates=ROUGHNESS, fixed=fixed
            )
        return solve(factors, nonnegative=nonnegative, penalty=self.roughness_ * kinks + fixed)

    def _name_weights(self):
        """Give the weights back as curves and pair grids."""
        self.intercept_ = float(self.weights_[0])
        self.knots_, self.values_, self.pair_knots_, self.pair_weights_ = [], [], [], []
        start = 1
        for term in self.terms_:
            weights = self.weights_[start : start + term.size]
            start += term.size
            if not isinstance(term, PairColumns):
                self.knots_.append(np.array(term.knots))
                self.values_.append(term.values(weights))
            else:
                self.pair_knots_.append(term.knots)
                self.pair_weights_.append(term.weights(weights))

    @staticmethod
    def _spread(values, used):
        full = np.zeros(len(used))
        full[used] = values
        return full


def _term_of(feature, shape, grid, varying):
    """What a feature adds to the design."""
    if shape == "group":
        return GroupTerm(feature=feature, levels=grid)
    if varying is None:
        return CurveTerm(feature=feature, knots=grid, shape=shape)
    other, low, high = varying
    return VaryingTerm(features=(feature, other), knots=grid, shape=shape, domain=(low, high))


def _even_knots(values, segments):
    low, high = float(np.min(values)), float(np.max(values))
    if not high > low:
        return (low - 0.5, low + 0.5)
    return tuple(np.linspace(low, high, segments + 1))


def _spread_of(residuals, *, robust):
    """Standard deviation, from the median of absolute values where robust."""
    if robust:
        return float(np.median(np.abs(residuals)) / 0.6745)
    return float(np.sqrt(np.mean(residuals**2)))
