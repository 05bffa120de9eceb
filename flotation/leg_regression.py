"""Fit one leg: which levers, pairs and conditions act on it, on which knots, with what weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError
from flotation.flowsheet import Leg
from flotation.leg_model import Curve, LegModel, PairTerm
from flotation.recovery import ShapeConstrainedRecovery
from flotation.shape_basis import MIRROR, spread_knots

LEVER_SEGMENTS = 6
CONDITION_SEGMENTS = 3
PAIR_SEGMENTS = 3
OUTLIER = 3.5
FEWEST_ROWS = 60
NO_WEIGHT = 1e-6  # log share: a pair with less in every cell is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where curves bend and where they end, one grid per column for all legs.

    Attributes
    ----------
    domain : mapping of str to tuple of float
        1st and 99th percentile of each lever and condition. [its unit]
    knots : mapping of str to tuple of float
        From the lower to the upper end of the domain, for columns that vary.
    """

    domain: Mapping[str, tuple[float, float]]
    knots: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegDesign:
    """What enters the regression of a leg.

    Attributes
    ----------
    leg : flotation.flowsheet.Leg
    levers : mapping of str to str
        Column to the shape expected of *this* leg (mirrored on a leg to the tails).
    pairs : mapping of (str, str) to str
    conditions : tuple of str
    """

    leg: Leg
    levers: Mapping[str, str]
    pairs: Mapping[tuple[str, str], str]
    conditions: tuple[str, ...]

    @property
    def columns(self):
        """Columns of X, in order."""
        return (*self.levers, *self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFit:
    """A fitted leg and the rows it was fitted to.

    Attributes
    ----------
    design : LegDesign
    estimator : flotation.recovery.ShapeConstrainedRecovery
    rows : ndarray of int
        Positions among the rows of the stage shares.
    X, y, weight, shifts : ndarray
        What it was fitted to.
    """

    design: LegDesign
    estimator: ShapeConstrainedRecovery
    rows: np.ndarray
    X: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    shifts: np.ndarray


def make_grid(plant, table):
    """The :class:`Grid` of a plant's levers and conditions in a survey."""
    domain, knots = {}, {}
    segments = dict.fromkeys((c.column for c in plant.condition), CONDITION_SEGMENTS)
    segments |= dict.fromkeys(plant.levers, LEVER_SEGMENTS)
    for column, number in segments.items():
        values = table[column].to_numpy(dtype=float)
        values = values[np.isfinite(values)]
        if not len(values):
            raise DataError(f"column {column} has no usable value in the survey's running shifts")
        low, high = (float(q) for q in np.quantile(values, [0.01, 0.99]))
        domain[column] = (low, high)
        if high - low > 1e-6 * max(abs(low), abs(high)):
            knots[column] = spread_knots(values, low, high, number)
    return Grid(domain=domain, knots=knots)


def design_of(plant, leg, grid):
    """The :class:`LegDesign` that the plant file declares for a leg."""
    mirrored = leg.outlet == "tails"
    levers = {}
    for column, lever in plant.levers.items():
        for effect in lever.effect:
            if effect.stage == leg.stage and leg.component in effect.on and column in grid.knots:
                levers[column] = MIRROR[effect.shape] if mirrored else effect.shape
    pairs = {
        pair.levers: MIRROR[pair.kind] if mirrored else pair.kind
        for pair in plant.pair
        if pair.stage == leg.stage
        and leg.component in pair.on
        and all(column in levers for column in pair.levers)
    }
    conditions = tuple(c.column for c in plant.condition if c.column in grid.knots)
    return LegDesign(leg=leg, levers=levers, pairs=pairs, conditions=conditions)


def fit_leg(design, grid, table, shares):
    """Fit a leg to all rows that carry it.

    Parameters
    ----------
    design : LegDesign
    grid : Grid
    table : pandas.DataFrame
        Rows of the stage shares.
    shares : flotation.stage_shares.StageShares

    Returns
    -------
    LegFit
    """
    y, sd = shares.column(design.leg)
    X = table[list(design.columns)].to_numpy(dtype=float)
    rows = np.flatnonzero(np.isfinite(y) & np.isfinite(sd) & np.isfinite(X).all(axis=1))
    if len(rows) < FEWEST_ROWS:
        raise DataError(
            f"leg {design.leg.key} has {len(rows)} shifts with its share, levers and conditions "
            f"all known; it needs at least {FEWEST_ROWS}: a longer survey, or fewer columns"
        )
    X, y, sd, shifts = X[rows], y[rows], sd[rows], shares.shifts[rows]
    usual = max(float(np.median(sd)), 1e-9)
    weight = 2.0 / (1.0 + np.minimum(sd / usual, 10.0) ** 2)
    estimator = make_estimator(design, grid)
    estimator.fit(X, y, sample_weight=weight, shifts=shifts)
    return LegFit(
        design=design, estimator=estimator, rows=rows, X=X, y=y, weight=weight, shifts=shifts
    )


def make_estimator(design, grid, **changed):
    """An unfitted estimator for a design; keywords change its parameters."""
    columns = list(design.columns)
    settings = {
        "shapes": [*design.levers.values(), *("free" for _ in design.conditions)],
        "knots": [grid.knots[column] for column in columns],
        "pairs": [(columns.index(a), columns.index(b), k) for (a, b), k in design.pairs.items()],
        "pair_segments": PAIR_SEGMENTS,
        "roughness": "blocks",
        "outlier": OUTLIER,
        "disturbance": "fit",
    }
    return ShapeConstrainedRecovery(**(settings | changed))


def fit_without(fit, grid, held):
    """Refit a leg without some of its rows: same disturbance, roughness and row weights.

    Parameters
    ----------
    fit : LegFit
    grid : Grid
    held : ndarray of bool, shape (rows of the fit,)

    Returns
    -------
    ShapeConstrainedRecovery
    """
    known = fit.estimator
    again = make_estimator(
        fit.design,
        grid,
        roughness=known.roughness_,
        outlier=None,
        disturbance=known.disturbance_,
    )
    weight = (fit.weight * known.row_weights_**2)[~held]
    return again.fit(fit.X[~held], fit.y[~held], sample_weight=weight, shifts=fit.shifts[~held])


def leg_model(fit):
    """The :class:`~flotation.leg_model.LegModel` of a fitted leg."""
    estimator, design = fit.estimator, fit.design
    curves = {
        column: Curve(knots=_plain(knots), values=_plain(values))
        for column, knots, values in zip(
            design.columns, estimator.knots_, estimator.values_, strict=True
        )
    }
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
        levers={column: curves[column] for column in sorted(design.levers)},
        conditions={column: curves[column] for column in sorted(design.conditions)},
        pairs=pairs,
    )


def _plain(values):
    return tuple(float(value) for value in values)
