r"""The effect of one lever on one leg, estimated without its declared shape.

The lever's response is fitted afresh as a slope and a bend

.. math:: b_1 v + b_2\, 4 v (1 - v), \qquad v = (x - l) / (h - l)

between low and high settings :math:`l, h`, beside every other lever, pair and condition of the
leg, on innovations (:mod:`flotation.disturbance`). Intervals hold for errors that go together
within a week (cluster-robust). Shifts of designed trials were randomised, so they give an
estimate of their own: where they and ordinary shifts agree the two are weighted together, where
they do not the trials decide.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import pinvh

from flotation.disturbance import whiten
from flotation.shape_basis import CurveTerm

FEWEST_TRIALS = 40
LEAST_SHARE = 0.02  # of the lever's own variation: a block with less has no slope


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A slope over the settings compared and a bend, each with its standard error."""

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
    """

    at: tuple[float, float]
    estimate: Estimate
    slopes: np.ndarray
    bends: np.ndarray
    trials: int


def lever_effect(fit, lever, *, trial, block, together=21):
    """Estimate the effect of one lever on one leg.

    Parameters
    ----------
    fit : flotation.leg_regression.LegFit
    lever : str
        Column.
    trial : ndarray of bool, shape (rows of the stage shares,)
        Shifts of designed trials.
    block : ndarray of int, shape (rows of the stage shares,)
        Time block of each row.
    together : int, default 21
        Shifts whose errors may go together: a week.

    Returns
    -------
    LeverEffect
    """
    x = fit.X[:, fit.design.columns.index(lever)]
    trial, block = trial[fit.rows], block[fit.rows]
    in_trials = bool(trial.sum() >= FEWEST_TRIALS and np.std(x[trial]) > 0.02 * np.std(x))
    low, high = (float(q) for q in np.quantile(x[trial] if in_trials else x, [0.1, 0.9]))
    if not high > low:
        low, high = float(x.min()), float(x.max())
    whitened, width = _whitened(fit, lever, x, low, high)
    weeks = fit.shifts // together
    if in_trials:
        estimate = _estimate(whitened, width, trial, weeks, plain=True)
        if np.sum(~trial) > 3 * whitened.shape[1]:
            ordinary = _estimate(whitened, width, ~trial, weeks, plain=False)
            estimate = estimate.joined(ordinary)
    else:
        estimate = _estimate(whitened, width, np.ones(len(x), bool), weeks, plain=False)
    return LeverEffect(
        at=(low, high),
        estimate=estimate,
        slopes=_block_signs(whitened, width, block, 0),
        bends=_block_signs(whitened, width, block, 1),
        trials=int(trial.sum()) if in_trials else 0,
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


def _whitened(fit, lever, x, low, high):
    """Innovations of the lever's slope and bend, the other columns, and the log share.

    The first two columns are the lever's, the last is the log share.
    """
    estimator, position = fit.estimator, fit.design.columns.index(lever)
    v = np.clip((x - low) / (high - low), -0.25, 1.25)
    others = [np.ones((len(x), 1))]
    for term in estimator.terms_:
        features = (term.feature,) if isinstance(term, CurveTerm) else term.features
        if position not in features:
            others.append(term.columns(fit.X))
    plain = fit.X - fit.X.mean(axis=0)
    plain = np.delete(
        plain / np.where(plain.std(axis=0) > 0.0, plain.std(axis=0), 1.0), position, axis=1
    )
    table = np.column_stack([v, 4.0 * v * (1.0 - v), *others, plain, fit.y])
    noise = 1.0 / (fit.weight * estimator.row_weights_**2)
    whitened, _ = whiten(table, fit.shifts, noise, estimator.disturbance_)
    return whitened, plain.shape[1]


def _estimate(whitened, width, rows, weeks, *, plain):
    """Slope and bend on some rows; others enter as straight lines only where ``plain``."""
    lines = whitened[:, -1 - width : -1]
    curves = whitened[:, 2 : -1 - width]
    others = np.column_stack([curves[:, :1], lines]) if plain else curves
    design = np.column_stack([whitened[:, :2], others])[rows]
    y = whitened[rows, -1]
    scale = np.maximum(np.sqrt(np.mean(design**2, axis=0)), 1e-12)
    design = design / scale
    inverse = pinvh(design.T @ design + 1e-7 * len(y) * np.eye(design.shape[1]))
    reach = design @ inverse[:, :2]
    left = y - design @ (inverse @ (design.T @ y))
    number = reach.T @ y / scale[:2]
    group = np.unique(weeks[rows], return_inverse=True)[1]
    scores = np.zeros((group.max() + 1, 2))
    np.add.at(scores, group, reach * left[:, None])
    freedom = len(y) / max(len(y) - design.shape[1], 1)
    groups = len(scores) / max(len(scores) - 1, 1)
    sd = np.sqrt(np.sum(scores**2, axis=0) * freedom * groups) / scale[:2]
    plain_sd = np.sqrt(np.diag(inverse)[:2] * np.sum(left**2) / max(len(y) - design.shape[1], 1))
    sd = np.maximum(sd, plain_sd / scale[:2])
    return Estimate(
        slope=float(number[0]), slope_sd=float(sd[0]), bend=float(number[1]), bend_sd=float(sd[1])
    )


def _block_signs(whitened, width, block, column):
    """Sign of the lever's own slope (column 0) or bend (1) in each time block that has one."""
    others = whitened[:, 2 : -1 - width]
    if column == 1:
        others = np.column_stack([whitened[:, 0], others])
    gram = others.T @ others
    inverse = pinvh(gram + 1e-7 * np.trace(gram) / len(gram) * np.eye(len(gram)))
    pair = whitened[:, [column, -1]]
    own, y = (pair - others @ (inverse @ (others.T @ pair))).T
    total = float(own @ own)
    signs = []
    for number in np.unique(block):
        here = block == number
        if own[here] @ own[here] > LEAST_SHARE * total:
            signs.append(np.sign(own[here] @ y[here]))
    return np.array(signs)


def _joined(first, first_sd, second, second_sd):
    if abs(first - second) > 2.0 * np.hypot(first_sd, second_sd):
        return first, first_sd
    a, b = 1.0 / max(first_sd, 1e-12) ** 2, 1.0 / max(second_sd, 1e-12) ** 2
    return (a * first + b * second) / (a + b), float(1.0 / np.sqrt(a + b))
