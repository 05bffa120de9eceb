"""Conditions that know the result: those that alone explain it down to its assay errors.

A share varies for reasons that nobody measures. A condition that explains all of it but the errors
of the assays was computed from the result, or measured after it. The feed's own rate and grades
are known before by their nature and are not suspected. What is measured afterwards with errors
much larger than those of the assays is not found like this.
"""

from dataclasses import dataclass

import numpy as np

from flotation.flowsheet import Leg

CLOSE = 1.5  # times the assay errors: what is left with a column that knows the result
CULPRIT = 9.0  # times the variance that comes back without the column
MEDIAN_OF_SQUARES = 0.4549  # of standard normal errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A column that is suspected to know the result.

    Attributes
    ----------
    column : str
    leg : flotation.flowsheet.Leg
        Whose measured share it explains too well.
    without, left, assay_sd : float
        Standard deviation without the column, with it, and that of assay errors alone.
        [log of fraction]
    """

    column: str
    leg: Leg
    without: float
    left: float
    assay_sd: float


def suspected_leaks(plant, fits, shares):
    """Conditions that bring a leg's scatter down to its assay errors, each on its own.

    Parameters
    ----------
    plant : flotation.plant.Plant
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
        X = (fit.X - fit.X.mean(axis=0)) / np.maximum(fit.X.std(axis=0), 1e-12)
        left = _scatter(X, log_share)
        if left > CLOSE * assay_sd:
            continue
        for j, column in enumerate(fit.design.columns):
            if column not in _suspects(plant):
                continue
            without = _scatter(np.delete(X, j, axis=1), log_share)
            if without**2 >= CULPRIT * left**2:
                found.append(
                    Leak(
                        column=column,
                        leg=fit.design.leg,
                        without=without,
                        left=left,
                        assay_sd=assay_sd,
                    )
                )
    return tuple(found)


def _suspects(plant):
    """Conditions that are not measured in the feed."""
    feed = plant.streams.get(plant.fresh_feed)
    known = {plant.feed_rate} | ({feed.solids, *feed.assays.values()} if feed else set())
    return {condition.column for condition in plant.condition} - known


def _scatter(X, y):
    """Robust standard deviation around a quadratic in each column."""
    columns = np.column_stack([np.ones(len(X)), X, X**2])
    weights, *_ = np.linalg.lstsq(columns, y, rcond=None)
    return float(np.sqrt(np.median((y - columns @ weights) ** 2) / MEDIAN_OF_SQUARES))
