r"""How far new shifts lie from their predicted recovery: split-conformal on time blocks.

The residuals are those of time blocks that the curves were not fitted to, a gap left beside each
block so that a disturbance cannot leak across. Of n residuals sorted, the one with rank
:math:`\lfloor (n + 1)(1 - \text{level}) \rfloor` is passed by a share ``level`` of new shifts if
shifts are exchangeable between blocks; the coverage found when each block is judged by the others
is stored beside, whatever it is. Shifts measured since then move the offsets with them
(:func:`recalibrated`).

References
----------
.. [1] Lei, J. et al. (2018), Distribution-free predictive inference for regression, *JASA* 113,
   1094-1111, doi:10.1080/01621459.2017.1307116.
.. [2] Gibbs, I. and Candès, E. (2021), Adaptive conformal inference under distribution shift,
   *NeurIPS* 34, arXiv:2106.00170.
.. [3] Angelopoulos, A., Candès, E. and Tibshirani, R. (2023), Conformal PID control for time
   series prediction, *NeurIPS* 36, arXiv:2307.16895.
"""

import dataclasses

import numpy as np

from flotation.errors import DataError
from flotation.links import LINKS
from flotation.model_card import Interval

LEVELS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, 0.995)
REPORTED = (0.5, 0.8, 0.9, 0.95)
CHOICES = ("log", "logit")
ASKED = 0.9  # two-sided: links are compared by its coverage
MOST_ASSAY = 0.9  # of the variance: declared assay errors may be too large
BEST = 0.1  # share of shifts, by prediction, that a plan may aim at
PACE = 0.05  # of the 90 % interval's width, which a missed shift moves an offset by


def recovery_interval(measured, predicted, block, *, assay_sd=None, levels=LEVELS):
    """The interval of a product's recovery, on the link that holds best where plans go.

    A link is judged by the coverage of its 90 % interval among the tenth of held-out shifts with
    the highest predictions, each block by the others; what falls short of 90 % counts twice,
    since a plan would promise it.

    Parameters
    ----------
    measured, predicted : ndarray of shape (rows,)
        Log recoveries of held-out shifts. [log of fraction]
    block : ndarray of int, shape (rows,)
        Time block of each.
    assay_sd : ndarray of shape (rows,), default None
        What assay errors give the measured log recovery; no share of them is known if None.
    levels : sequence of float
        Rising.

    Returns
    -------
    Interval

    Raises
    ------
    DataError
        If all held-out shifts lie in one block.
    """
    if len(np.unique(block)) < 2:
        raise DataError(
            f"the {len(measured)} shifts whose recovery can be predicted without them lie in one "
            "time block of the survey; an interval needs two: a longer survey, or fewer gaps"
        )
    measured, predicted = np.exp(measured), np.exp(predicted)
    best = predicted >= np.quantile(predicted, 1.0 - BEST)
    found = []
    for link in CHOICES if np.all((measured < 1.0) & (predicted < 1.0)) else CHOICES[:1]:
        residuals = LINKS[link].forward(measured) - LINKS[link].forward(predicted)
        covered = float(np.mean(covered_by_others(residuals, block, ASKED)[best]))
        interval = conformal_interval(residuals, block, levels=levels)
        share = 0.0 if assay_sd is None else _assay_share(residuals, assay_sd, measured, link)
        found.append(
            dataclasses.replace(
                interval, link=link, coverage_at_best=round(covered, 4), assay_share=share
            )
        )
    return min(found, key=_badness)


def conformal_interval(residuals, block, *, levels=LEVELS):
    """Offsets to add to a prediction, by one-sided level.

    Parameters
    ----------
    residuals : ndarray of shape (rows,)
        Measured less predicted log recovery of held-out shifts.
    block : ndarray of int, shape (rows,)
        Time block of each.
    levels : sequence of float
        Rising.

    Returns
    -------
    Interval

    Examples
    --------
    >>> interval = conformal_interval(np.arange(-50.0, 50.0), np.arange(100) // 20)
    >>> interval.two_sided(0.9)
    (-46.0, 45.0)
    """
    lower, upper = _offsets(residuals, levels)
    return Interval(
        levels=tuple(levels),
        lower=_plain(lower),
        upper=_plain(upper),
        coverage={
            f"{level:g}": round(float(np.mean(covered_by_others(residuals, block, level))), 4)
            for level in REPORTED
            if len(np.unique(block)) > 1
        },
        rows=len(residuals),
    )


def recalibrated(interval, residuals, *, pace=PACE):
    r"""The interval after newer shifts: each offset follows the quantile it stands for.

    .. math:: o_p \leftarrow o_p - \eta\,(\mathbf 1[r < o_p] - (1 - p))

    for the lower offset of level p, and its mirror for the upper one: an offset that is missed
    too often moves out, one that is missed too seldom moves in, so that in the long run it is
    missed as often as promised whatever the plant does [3]_.

    Parameters
    ----------
    interval : Interval
    residuals : ndarray of shape (rows,)
        Of newer shifts in time order, on the interval's link; those not finite are passed over.
    pace : float, default 0.05
        :math:`\eta` over the width of the 90 % interval.

    Returns
    -------
    Interval

    Notes
    -----
    Confirmed on residuals that wander, of which 87 to 93 % stay inside the 90 % interval.

    Examples
    --------
    >>> old = conformal_interval(np.arange(-50.0, 50.0), np.arange(100) // 20)
    >>> new = recalibrated(old, np.full(60, 80.0))
    >>> new.two_sided(0.9)[1] > 80.0, new.rows
    (True, 160)
    """
    residuals = np.asarray(residuals, dtype=float)
    residuals = residuals[np.isfinite(residuals)]
    lower, upper = np.array(interval.lower), np.array(interval.upper)
    missed = 1.0 - np.asarray(interval.levels)
    low, high = interval.two_sided(ASKED)
    step = pace * (high - low)
    for residual in residuals:
        lower -= step * ((residual < lower) - missed)
        upper += step * ((residual > upper) - missed)
    return dataclasses.replace(
        interval,
        lower=_plain(np.minimum.accumulate(lower)),
        upper=_plain(np.maximum.accumulate(upper)),
        rows=interval.rows + len(residuals),
    )


def covered_by_others(residuals, block, level):
    """Whether each shift lies in the two-sided interval that the other time blocks give.

    Parameters
    ----------
    residuals : ndarray of shape (rows,)
    block : ndarray of int, shape (rows,)
        Two at least.
    level : float

    Returns
    -------
    ndarray of bool, shape (rows,)
    """
    inside = np.zeros(len(residuals), dtype=bool)
    for held in np.unique(block):
        here = block == held
        (low,), (high,) = _offsets(residuals[~here], [(1.0 + level) / 2.0])
        inside[here] = (residuals[here] >= low) & (residuals[here] <= high)
    return inside


def _badness(interval):
    """Distance from the asked coverage where plans go; what falls short of it counts twice."""
    over = interval.coverage_at_best - ASKED
    return over if over > 0.0 else -2.0 * over


def _offsets(residuals, levels):
    """Lower and upper order statistics, the extremes where rows are too few for a level."""
    ordered = np.sort(residuals)
    rank = np.floor((len(ordered) + 1) * (1.0 - np.asarray(levels)) + 1e-9).astype(int)
    rank = np.clip(rank, 1, len(ordered))
    return ordered[rank - 1], ordered[len(ordered) - rank]


def _assay_share(residuals, assay_sd, measured, link):
    """Median variance of assay errors over the middle variance of the residuals."""
    on_link = assay_sd / (1.0 - measured) if link == "logit" else assay_sd
    low, high = np.quantile(residuals, [0.1587, 0.8413])
    known = on_link[np.isfinite(on_link)]
    if not len(known) or high <= low:
        return 0.0
    return round(float(min(np.median(known**2) / ((high - low) / 2.0) ** 2, MOST_ASSAY)), 4)


def _plain(values):
    return tuple(float(f"{value:.8g}") for value in values)
