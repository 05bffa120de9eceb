"""Columns that know the result: those that explain what only an assay error can explain.

Nothing that is known before a shift foretells the errors of the assays taken in it. So no set-point
and no condition can bring the scatter of a measured share below what its assay errors give; a
column computed from the same assays does. What is measured afterwards by other means, such as an
analyser in the tails, carries errors of its own and is not found like this.
"""

from dataclasses import dataclass

import numpy as np

from flotation.flowsheet import Leg

TOO_CLOSE = 0.25  # of the assay errors' variance: declared errors are uncertain by twice
CULPRIT = 4.0  # times the variance that comes back without the column
MEDIAN_OF_SQUARES = 0.4549  # of standard normal errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A column that is suspected to know the result.

    Attributes
    ----------
    column : str
    leg : flotation.flowsheet.Leg
        Whose measured share it explains too well.
    left, assay_sd : float
        Standard deviation left with the column, and that of assay errors alone. [log of fraction]
    """

    column: str
    leg: Leg
    left: float
    assay_sd: float


def suspected_leaks(fits, shares):
    """Levers and conditions that bring a leg's scatter below its assay errors.

    Parameters
    ----------
    fits : sequence of flotation.leg_regression.LegFit
    shares : flotation.stage_shares.StageShares

    Returns
    -------
    tuple of Leak
    """
    found = []
    for fit in fits:
        log_share, sd = (part[fit.rows] for part in shares.column(fit.design.leg))
        assay_sd = float(np.median(sd))
        scale = np.maximum(fit.X.std(axis=0), 1e-12)
        X = (fit.X - fit.X.mean(axis=0)) / scale
        left = _scatter(X, log_share)
        if left**2 >= TOO_CLOSE * assay_sd**2:
            continue
        without = [_scatter(np.delete(X, j, axis=1), log_share) for j in range(X.shape[1])]
        worst = int(np.argmax(without))
        if without[worst] ** 2 >= CULPRIT * left**2:
            found.append(
                Leak(
                    column=fit.design.columns[worst],
                    leg=fit.design.leg,
                    left=left,
                    assay_sd=assay_sd,
                )
            )
    return tuple(found)


def _scatter(X, y):
    """Robust standard deviation around a quadratic in each column."""
    columns = np.column_stack([np.ones(len(X)), X, X**2])
    weights, *_ = np.linalg.lstsq(columns, y, rcond=None)
    return float(np.sqrt(np.median((y - columns @ weights) ** 2) / MEDIAN_OF_SQUARES))
