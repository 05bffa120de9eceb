r"""The effect of one lever on one leg, estimated without its declared shape.

The lever's response is fitted afresh as a slope and a bend

.. math:: b_1 v + b_2\, 4 v (1 - v), \qquad v = (x - l) / (h - l)

between low and high settings :math:`l, h`, beside every other lever, pair and condition of the
leg, on innovations (:mod:`flotation.disturbance`). Two more curves that vanish at both ends and
midway let the response be of another form than a parabola without a part in either number.
Intervals hold for errors that go together within a week, however few the weeks
(:mod:`flotation.clustered_errors`). Shifts of designed trials were randomised within each trial, so
they give an estimate of their own, beside a level for every trial: where they and ordinary shifts
agree the two are weighted together, the interval as much wider as they differ by more than their
errors; where they do not the trials decide. What operators could see
gives a second estimate from ordinary shifts, :mod:`flotation.partial_effect`.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import pinvh

from flotation.clustered_errors import clustered_sd, few_clusters
from flotation.disturbance import whiten
from flotation.partial_effect import PartialEffect, partial_effect

FEWEST_TRIALS = 40
ENOUGH = 2  # trial shifts for each column beside the lever
MANY_SETTINGS = 8  # fewer do not tell one curve from another
SOUND = 0.25  # weight of a row below which it is a gross error
LEAST_SHARE = 0.02  # of the lever's own variation: a block with less has no slope


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A slope over the settings compared and a bend, each with its standard error.

    Standard errors are such that the number and 1.96 of them make the 95 % interval.
    """

    slope: float
    slope_sd: float
    bend: float
    bend_sd: float

    def joined(self, other):
        """Weighted with another where both agree; this one alone where they do not."""
        slope, slope_sd = _joined(self.slope, self.slope_sd, other.slope, other.slope_sd)
        bend, bend_sd = _joined(self.bend, self.bend_sd, other.bend, other.bend_sd)
        return Estimate(slope=slope, slope_sd=slope_sd, bend=bend, bend_sd=bend_sd)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverEffect:
    """What the rows say about one lever on one leg.

    Attributes
    ----------
    at : tuple of float
        The low and the high setting compared. [the lever's unit]
    estimate : Estimate
        [log of fraction]
    slopes, bends : ndarray
        Sign of the lever's own slope, and bend, in each time block that has one.
    trials : int
        Shifts of designed trials behind the estimate.
    partial : flotation.partial_effect.PartialEffect, optional
        The second estimate, from ordinary shifts.
    """

    at: tuple[float, float]
    estimate: Estimate
    slopes: np.ndarray
    bends: np.ndarray
    trials: int
    partial: PartialEffect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Innovations:
    """What no shift's past foretold, column by column.

    Attributes
    ----------
    lever : ndarray of shape (rows, 2 or 4)
        The lever's slope and bend, and what more its curve may have where it has many settings.
    curves, lines : ndarray of shape (rows, columns)
        Everything else as the leg's own curves (a constant first), and as straight lines.
    trials : ndarray of shape (rows, trials)
        A level for every trial.
    y : ndarray of shape (rows,)
        The log share.
    """

    lever: np.ndarray
    curves: np.ndarray
    lines: np.ndarray
    trials: np.ndarray
    y: np.ndarray

    def designed(self, shifts):
        """What stands beside the lever in so many shifts of trials: lines where they are few."""
        curves = np.column_stack([self.curves, self.trials])
        if shifts >= ENOUGH * curves.shape[1]:
            return curves
        return np.column_stack([self.curves[:, :1], self.trials, self.lines])


def lever_effect(fit, lever, *, trial, block, together=21, seen=None):
    """Estimate the effect of one lever on one leg.

    Parameters
    ----------
    fit : flotation.leg_regression.LegFit
    lever : str
        Column.
    trial : ndarray of int or bool, shape (rows of the stage shares,)
        Number of the designed trial of each shift, from 1; 0 for ordinary shifts.
    block : ndarray of int, shape (rows of the stage shares,)
        Time block of each row.
    together : int, default 21
        Shifts whose errors may go together: a week.
    seen : ndarray of shape (rows of the stage shares, columns), optional
        What operators could see, for the second estimate.

    Returns
    -------
    LeverEffect
    """
    x = fit.X[:, fit.design.columns.index(lever)]
    trial, block = trial[fit.rows].astype(int), block[fit.rows]
    tried = trial > 0
    in_trials = bool(tried.sum() >= FEWEST_TRIALS and np.std(x[tried]) > 0.02 * np.std(x))
    at = _compared(x[tried] if in_trials else x, x)
    found = _innovations(fit, lever, x, at, trial, tried if in_trials else slice(None))
    weeks = fit.shifts // together
    if in_trials:
        estimate = _estimate(found, found.designed(tried.sum()), tried, weeks)
        if np.sum(~tried) > 3 * (found.curves.shape[1] + found.lines.shape[1]):
            estimate = estimate.joined(_estimate(found, found.curves, ~tried, weeks))
    else:
        estimate = _estimate(found, found.curves, np.ones(len(x), bool), weeks)
    ordinary = ~tried if in_trials else np.ones(len(x), bool)
    return LeverEffect(
        at=at,
        estimate=estimate,
        slopes=_block_signs(found, block, 0),
        bends=_block_signs(found, block, 1),
        trials=int(tried.sum()) if in_trials else 0,
        partial=None if seen is None else _partial(fit, x, seen, block, together, ordinary),
    )


def _compared(x, everywhere):
    """A low and a high setting: 10th and 90th percentile, or the ends where those are one."""
    low, high = (float(q) for q in np.quantile(x, [0.1, 0.9]))
    if high > low:
        return low, high
    return float(everywhere.min()), float(everywhere.max())


def _partial(fit, x, seen, block, week, rows):
    """The second estimate, from some rows that are no gross errors."""
    rows = rows & (fit.estimator.row_weights_ >= SOUND)
    at = _compared(x[rows], x)
    return partial_effect(
        x[rows],
        fit.y[rows],
        seen[fit.rows][rows],
        at,
        block=block[rows],
        shifts=fit.shifts[rows],
        week=week,
    )


def own_variation(x, known):
    """Share of a lever's variance that what operators could see does not explain.

    Parameters
    ----------
    x : ndarray of shape (rows,)
        Settings.
    known : ndarray of shape (rows, columns)
        Conditions, other levers and the assays of the shift before; NaN counts as the mean.

    Returns
    -------
    float
        [fraction]; 0 for a lever that never moved.
    """
    rows = np.isfinite(x)
    x, known = x[rows], known[rows]
    if np.std(x) <= 1e-9 * max(abs(np.mean(x)), 1e-300):
        return 0.0
    centred = known - np.nanmean(known, axis=0)
    spread = np.nanstd(known, axis=0)
    centred = np.nan_to_num(centred[:, spread > 0.0] / spread[spread > 0.0])
    x = (x - x.mean()) / x.std()
    weights = pinvh(centred.T @ centred + 1e-6 * np.eye(centred.shape[1])) @ (centred.T @ x)
    left = x - centred @ weights
    return float(np.clip(np.mean(left**2), 0.0, 1.0))


def _innovations(fit, lever, x, at, trial, rows):
    """The :class:`Innovations` of a lever between two settings, as curved as some rows tell."""
    estimator, position = fit.estimator, fit.design.columns.index(lever)
    v = np.clip((x - at[0]) / (at[1] - at[0]), -0.25, 1.25)
    curves = [np.ones((len(x), 1))]
    for term in estimator.terms_:
        if position not in term.features:
            curves.append(term.columns(fit.X))
    lines = fit.X - fit.X.mean(axis=0)
    lines = np.delete(
        lines / np.where(lines.std(axis=0) > 0.0, lines.std(axis=0), 1.0), position, axis=1
    )
    levels = (trial[:, None] == np.unique(trial[trial > 0])).astype(float)
    own = [v, 4.0 * v * (1.0 - v)]
    if len(np.unique(x[rows])) >= MANY_SETTINGS:
        own += [v * (1.0 - v) * (2.0 * v - 1.0), v * (1.0 - v) * (2.0 * v - 1.0) ** 2]
    parts = [np.column_stack(own), np.column_stack(curves), lines, levels]
    noise = 1.0 / (fit.weight * estimator.row_weights_**2)
    whitened, _ = whiten(
        np.column_stack([*parts, fit.y]), fit.shifts, noise, estimator.disturbance_
    )
    ends = np.cumsum([part.shape[1] for part in parts])
    lever_part, curves, lines, levels, y = np.split(whitened, ends, axis=1)
    return Innovations(lever=lever_part, curves=curves, lines=lines, trials=levels, y=y[:, 0])


def _estimate(found, others, rows, weeks):
    """Slope and bend beside other columns, from some rows."""
    design, y = np.column_stack([found.lever, others])[rows], found.y[rows]
    scale = np.maximum(np.sqrt(np.mean(design**2, axis=0)), 1e-12)
    design = design / scale
    inverse = pinvh(design.T @ design + 1e-7 * len(y) * np.eye(design.shape[1]))
    reach = design @ inverse[:, :2]
    left = y - design @ (inverse @ (design.T @ y))
    number = reach.T @ y / scale[:2]
    sd = clustered_sd(reach, left, weeks[rows], design.shape[1])
    plain_sd = np.sqrt(np.diag(inverse)[:2] * np.sum(left**2) / max(len(y) - design.shape[1], 1))
    sd = np.maximum(sd, plain_sd) * few_clusters(reach, weeks[rows]) / scale[:2]
    return Estimate(
        slope=float(number[0]), slope_sd=float(sd[0]), bend=float(number[1]), bend_sd=float(sd[1])
    )


def _block_signs(found, block, column):
    """Sign of the lever's own slope (column 0) or bend (1) in each time block that has one."""
    others = found.curves
    if column == 1:
        others = np.column_stack([found.lever[:, 0], others])
    gram = others.T @ others
    inverse = pinvh(gram + 1e-7 * np.trace(gram) / len(gram) * np.eye(len(gram)))
    pair = np.column_stack([found.lever[:, column], found.y])
    own, y = (pair - others @ (inverse @ (others.T @ pair))).T
    total = float(own @ own)
    signs = []
    for number in np.unique(block):
        here = block == number
        if own[here] @ own[here] > LEAST_SHARE * total:
            signs.append(np.sign(own[here] @ y[here]))
    return np.array(signs)


def _joined(first, first_sd, second, second_sd):
    apart = abs(first - second) / max(np.hypot(first_sd, second_sd), 1e-12)
    if apart > 2.0:
        return first, first_sd
    a, b = 1.0 / max(first_sd, 1e-12) ** 2, 1.0 / max(second_sd, 1e-12) ** 2
    return (a * first + b * second) / (a + b), float(max(apart, 1.0) / np.sqrt(a + b))
