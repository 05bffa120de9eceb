"""Honest scores: time blocks in order, a gap between them, and two baselines beside each score."""

from dataclasses import dataclass

import numpy as np

from flotation.intervals import ASKED, covered_by_others
from flotation.leg_regression import fit_without
from flotation.model_card import Score

BLOCKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Predictions of shifts that the curves were not fitted to.

    Attributes
    ----------
    predicted, mean : ndarray of shape (rows of the stage shares,)
        By the refitted curves, and the mean of the rows they were refitted to;
        NaN where a row is not used.
    counted : ndarray of bool, shape (rows of the stage shares,)
        Rows that count in scores: gross errors, which no model should follow, do not.
    """

    predicted: np.ndarray
    mean: np.ndarray
    counted: np.ndarray


def time_blocks(rows, blocks=BLOCKS):
    """Number of the time block of each row, equal numbers of rows each."""
    return np.arange(rows) * blocks // max(rows, 1)


def held_out(fit, grid, block, shifts, *, gap, refit=fit_without):
    """Predict each time block of a leg by curves fitted to the others.

    Parameters
    ----------
    fit : flotation.leg_regression.LegFit
    grid : flotation.leg_regression.Grid
    block, shifts : ndarray of int, shape (rows of the stage shares,)
    gap : int
        Shifts on either side of a held-out block that train nothing.
    refit : callable, default flotation.leg_regression.fit_without
        Of the fit, the grid and the rows left out; what it returns predicts log shares.

    Returns
    -------
    HeldOut
    """
    predicted, mean = np.full((2, len(block)), np.nan)
    counted = np.zeros(len(block), dtype=bool)
    counted[fit.rows[fit.estimator.row_weights_ >= 0.25]] = True
    for number in np.unique(block):
        inside = block[fit.rows] == number
        span = shifts[block == number]
        near = (fit.shifts >= span[0] - gap) & (fit.shifts <= span[-1] + gap)
        if not inside.any() or near.all():
            continue
        again = refit(fit, grid, near)
        predicted[fit.rows[inside]] = again.predict(fit.X[inside])
        mean[fit.rows[inside]] = np.mean(fit.y[~near])
    return HeldOut(predicted=predicted, mean=mean, counted=counted)


def score(target, measured, held, block, *, shifts=None, delay=1):
    """Score held-out predictions beside the mean and the last lab value then known.

    A gross error neither counts nor stands as a last lab value: nobody would act on it, and the
    baseline would look worse than it is.

    Parameters
    ----------
    target : str
    measured : ndarray of shape (rows,)
        Log shares or log recoveries; NaN where not known.
    held : HeldOut
    block : ndarray of int, shape (rows,)
    shifts : ndarray of int, shape (rows,), default None
        Number of each shift, rising; the rows' own numbers if None.
    delay : int, default 1
        Shifts after which a shift's lab value is known, as of :func:`assay_delay`.

    Returns
    -------
    Score
    """
    last = last_known(np.where(held.counted, measured, np.nan), shifts, delay)
    used = held.counted & np.isfinite(measured) & np.isfinite(held.predicted) & np.isfinite(last)
    error = (held.predicted - measured)[used]
    squares = float(error @ error)

    def r2(baseline):
        wrong = (baseline - measured)[used]
        return _short(1.0 - squares / max(float(wrong @ wrong), 1e-300))

    return Score(
        target=target,
        mae=_short(np.mean(np.abs(error))),
        bias=_short(np.mean(error)),
        r2_mean=r2(held.mean),
        r2_last=r2(last),
        mae_last=_short(np.mean(np.abs((last - measured)[used]))),
        rows=int(used.sum()),
        blocks=len(np.unique(block[used])),
        coverage=_coverage((measured - held.predicted)[used], block[used]),
    )


def block_means(target, measured, held, block, labels):
    """Measured and held-out predicted recovery of each time block, for people to look at.

    Parameters
    ----------
    target : str
    measured : ndarray of shape (rows,)
        Log recoveries; NaN where not known.
    held : HeldOut
    block : ndarray of int, shape (rows,)
    labels : sequence of str
        Start of each shift.

    Returns
    -------
    list of dict
        ``target``, ``from``, ``to`` (days), ``rows``, and the means ``measured`` and
        ``predicted`` as fractions.
    """
    used = held.counted & np.isfinite(measured) & np.isfinite(held.predicted)
    found = []
    for number in np.unique(block[used]):
        rows = np.flatnonzero(used & (block == number))
        found.append(
            {
                "target": target,
                "from": labels[rows[0]][:10],
                "to": labels[rows[-1]][:10],
                "rows": len(rows),
                "measured": _short(np.mean(np.exp(measured[rows]))),
                "predicted": _short(np.mean(np.exp(held.predicted[rows]))),
            }
        )
    return found


def assay_delay(plant):
    """Shifts after which the lab value of a shift is known, one at least."""
    hours = plant.shift_hours if plant.assay_delay_hours is None else plant.assay_delay_hours
    return max(1, int(np.ceil(hours / plant.shift_hours - 1e-9)))


def last_known(measured, shifts=None, delay=1):
    """The last lab value that was known when each shift began; NaN before the first.

    Parameters
    ----------
    measured : ndarray of shape (rows,)
        NaN where not known.
    shifts : ndarray of int, shape (rows,), default None
        Number of each shift, rising; the rows' own numbers if None.
    delay : int, default 1
        Shifts after which a shift's lab value is known.

    Returns
    -------
    ndarray of shape (rows,)

    Examples
    --------
    >>> last_known(np.array([0.7, np.nan, 0.8, 0.6]), delay=2).tolist()
    [nan, nan, 0.7, 0.7]
    """
    shifts = np.arange(len(measured)) if shifts is None else np.asarray(shifts)
    known = np.flatnonzero(np.isfinite(measured))
    place = np.searchsorted(shifts[known], shifts - delay, side="right") - 1
    if not len(known):
        return np.full(len(measured), np.nan)
    return np.where(place >= 0, measured[known][np.maximum(place, 0)], np.nan)


def _coverage(residuals, block):
    if len(np.unique(block)) < 2:
        return None
    return round(float(np.mean(covered_by_others(residuals, block, ASKED))), 4)


def _short(value):
    return float(f"{value:.6g}")
