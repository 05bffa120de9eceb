"""Fit one leg: what acts on it, on which knots, in which link, with what weights."""

from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError
from flotation.leg_design import Grid, LegDesign, design_of, design_rows, make_grid
from flotation.leg_model import Curve, LegModel, PairTerm, VaryingCurve
from flotation.links import LINKS
from flotation.recovery import ShapeConstrainedRecovery
from flotation.shape_basis import coarse_knots

__all__ = [
    "Grid",
    "LegDesign",
    "LegFit",
    "LogShares",
    "design_of",
    "fit_leg",
    "fit_without",
    "leg_model",
    "make_estimator",
    "make_grid",
    "row_weights",
]

PAIR_SEGMENTS = 3
OUTLIER = 3.5
FEWEST_ROWS = 60
NO_WEIGHT = 1e-6  # of an index: a pair with less in every cell is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFit:
    """A fitted leg and the rows it was fitted to.

    Attributes
    ----------
    design : LegDesign
    estimator : flotation.recovery.ShapeConstrainedRecovery
    rows : ndarray of int
        Positions among the rows of the stage shares.
    X, weight, shifts : ndarray
        What it was fitted to.
    y : ndarray
        Measured log shares.
    """

    design: LegDesign
    estimator: ShapeConstrainedRecovery
    rows: np.ndarray
    X: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    shifts: np.ndarray

    @property
    def index(self):
        """The log shares in the design's link, which the estimator was fitted to."""
        return LINKS[self.design.link].forward(np.exp(self.y))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogShares:
    """An estimator of an index, asked for log shares.

    Attributes
    ----------
    estimator : flotation.recovery.ShapeConstrainedRecovery
    link : str
    """

    estimator: ShapeConstrainedRecovery
    link: str

    def predict(self, X):
        """Log share of each row."""
        return LINKS[self.link].log_share(self.estimator.predict(X))


def fit_leg(design, grid, table, shares, *, disturbance="fit"):
    """Fit a leg to all rows that carry it.

    Parameters
    ----------
    design : LegDesign
    grid : Grid
    table : pandas.DataFrame
        Rows of the stage shares.
    shares : flotation.stage_shares.StageShares
    disturbance : flotation.disturbance.Disturbance or "fit", default "fit"
        Sought, unless it is known.

    Returns
    -------
    LegFit
    """
    y, sd = shares.column(design.leg)
    X = design_rows(design, grid, table)
    rows = np.flatnonzero(np.isfinite(y) & np.isfinite(sd) & np.isfinite(X).all(axis=1))
    if len(rows) < FEWEST_ROWS:
        raise DataError(
            f"leg {design.leg.key} has {len(rows)} shifts with its share, levers and conditions "
            f"all known; it needs at least {FEWEST_ROWS}: a longer survey, or fewer columns"
        )
    X, y, sd, shifts = X[rows], y[rows], sd[rows], shares.shifts[rows]
    link = LINKS[design.link]
    index = link.forward(np.exp(y))
    weight = row_weights(sd / link.slope(index))
    estimator = make_estimator(design, grid).set_params(disturbance=disturbance)
    estimator.fit(X, index, sample_weight=weight, shifts=shifts)
    return LegFit(
        design=design,
        estimator=estimator,
        rows=rows,
        X=X,
        y=y,
        weight=weight,
        shifts=shifts,
    )


def row_weights(sd):
    r"""Weight of each row from the standard deviation that its measurements give it.

    .. math:: w = \frac{2}{1 + (\sigma / \tilde\sigma)^2}

    What assays and the plant itself scatter are taken as equal on a row of median
    :math:`\tilde\sigma`; beyond ten times the median a row does not count for less.

    Parameters
    ----------
    sd : ndarray of shape (rows,)
        In the scale of the index, first order from the covariance of the reconciled flows.

    Returns
    -------
    ndarray of shape (rows,)

    Notes
    -----
    Confirmed against its limits: rows alike, one without error, and one far beyond the rest.

    Examples
    --------
    >>> row_weights(np.array([0.0, 0.02, 0.02, 0.06])).tolist()
    [2.0, 1.0, 1.0, 0.2]
    """
    usual = max(float(np.median(sd)), 1e-9)
    return 2.0 / (1.0 + np.minimum(sd / usual, 10.0) ** 2)


def make_estimator(design, grid):
    """An unfitted estimator for a design, whose disturbance and roughness are sought."""
    columns = list(design.columns)
    return ShapeConstrainedRecovery(
        shapes=[
            *design.levers.values(),
            *("free" for _ in design.conditions),
            *(["group"] if design.group else []),
        ],
        knots=[
            coarse_knots(grid.knots[column], design.segments)
            if column in design.levers
            else grid.knots[column]
            for column in columns
        ],
        pairs=[(columns.index(a), columns.index(b), k) for (a, b), k in design.pairs.items()],
        pair_segments=PAIR_SEGMENTS,
        varying=[
            (columns.index(lever), columns.index(condition), *grid.domain[condition])
            for lever, condition in design.varying.items()
        ],
        roughness="blocks",
        outlier=OUTLIER,
        disturbance="fit",
    )


def fit_without(fit, grid, held):
    """Refit a leg without some of its rows: same disturbance, roughness and row weights.

    Parameters
    ----------
    fit : LegFit
    grid : Grid
    held : ndarray of bool, shape (rows of the fit,)

    Returns
    -------
    LogShares
    """
    known = fit.estimator
    again = make_estimator(fit.design, grid).set_params(
        roughness=known.roughness_,
        outlier=None,
        disturbance=known.disturbance_,
        pooling=known.pooling_,
    )
    weight = (fit.weight * known.row_weights_**2)[~held]
    again.fit(fit.X[~held], fit.index[~held], sample_weight=weight, shifts=fit.shifts[~held])
    return LogShares(estimator=again, link=fit.design.link)


def leg_model(fit, grid):
    """The :class:`~flotation.leg_model.LegModel` of a fitted leg.

    Parameters
    ----------
    fit : LegFit
    grid : Grid

    Returns
    -------
    flotation.leg_model.LegModel
    """
    estimator, design = fit.estimator, fit.design
    found = dict(
        zip(design.columns, zip(estimator.knots_, estimator.values_, strict=True), strict=True)
    )
    curves = {
        column: Curve(knots=_plain(knots), values=_plain(values))
        for column, (knots, values) in found.items()
        if np.ndim(values) == 1
    }
    varying = {
        column: _varying_curve(*found[column], condition, grid)
        for column, condition in sorted(design.varying.items())
    }
    offsets = found[design.group][1] if design.group else ()
    pairs = tuple(
        PairTerm(
            levers=levers,
            knots=tuple(_plain(k) for k in knots),
            weights=tuple(_plain(row) for row in weights),
            kind=kind.removeprefix("mirrored "),
        )
        for (levers, kind), knots, weights in zip(
            design.pairs.items(), estimator.pair_knots_, estimator.pair_weights_, strict=True
        )
        if np.any(np.abs(weights) > NO_WEIGHT)
    )
    return LegModel(
        leg=design.leg,
        intercept=float(estimator.intercept_),
        levers={c: curves[c] for c in sorted(design.levers) if c not in varying},
        conditions={column: curves[column] for column in sorted(design.conditions)},
        pairs=pairs,
        link=design.link,
        group_column=design.group,
        groups=dict(zip(grid.groups, _plain(offsets), strict=True)) if design.group else {},
        varying=varying,
    )


def _varying_curve(knots, values, condition, grid):
    low, high = (Curve(knots=_plain(knots), values=_plain(end)) for end in values)
    return VaryingCurve(
        condition=condition, domain=tuple(grid.domain[condition]), low=low, high=high
    )


def _plain(values):
    return tuple(float(value) for value in values)
