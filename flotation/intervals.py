r"""How far new shifts lie from their predicted log recovery: split-conformal on time blocks.

The residuals are those of time blocks that the curves were not fitted to, a gap left beside each
block so that a disturbance cannot leak across. Of n residuals sorted, the one with rank
:math:`\lfloor (n + 1)(1 - \text{level}) \rfloor` is passed by a share ``level`` of new shifts if
shifts are exchangeable between blocks; the coverage found when each block is judged by the others
is stored beside, whatever it is.
"""

import numpy as np

from flotation.model_card import Interval

LEVELS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, 0.995)
REPORTED = (0.5, 0.8, 0.9, 0.95)


def conformal_interval(residuals, block, *, levels=LEVELS):
    """Offsets to add to a predicted log recovery, by one-sided level.

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
        lower=tuple(float(f"{value:.8g}") for value in lower),
        upper=tuple(float(f"{value:.8g}") for value in upper),
        coverage={f"{level:g}": _coverage(residuals, block, level) for level in REPORTED},
        rows=len(residuals),
    )


def _offsets(residuals, levels):
    """Lower and upper order statistics, the extremes where rows are too few for a level."""
    ordered = np.sort(residuals)
    rank = np.floor((len(ordered) + 1) * (1.0 - np.asarray(levels)) + 1e-9).astype(int)
    rank = np.clip(rank, 1, len(ordered))
    return ordered[rank - 1], ordered[len(ordered) - rank]


def _coverage(residuals, block, level):
    """Share of each block's shifts inside the interval that the other blocks give."""
    inside = np.zeros(len(residuals), dtype=bool)
    for held in np.unique(block):
        here = block == held
        if here.all():
            return float("nan")
        (low,), (high,) = _offsets(residuals[~here], [(1.0 + level) / 2.0])
        inside[here] = (residuals[here] >= low) & (residuals[here] <= high)
    return round(float(inside.mean()), 4)
