"""How far the grade of a product lies from its prediction on time blocks not fitted to.

The residual is that of the log of the upgrade, recovery over mass share: the feed's grade is
measured and cancels. Offsets are those of :mod:`flotation.intervals`, on the log link.
"""

import numpy as np

from flotation.flowsheet import SOLIDS
from flotation.intervals import conformal_interval
from flotation.measured_recovery import log_share_of

FEWEST = 40  # held-out shifts: fewer give no 95 % offset


def grade_intervals(flowsheet, products, measured, predicted, block):
    """The interval of each product's grade, where enough shifts determine it.

    Parameters
    ----------
    flowsheet : flotation.flowsheet.Flowsheet
    products : sequence of flotation.market.Product
    measured, predicted : mapping of flotation.flowsheet.Leg to ndarray
        Log shares, those predicted without their own time block. [log of fraction]
    block : ndarray of int, shape (rows,)

    Returns
    -------
    dict of str to flotation.model_card.Interval
        By component; nothing for a product whose solids are in no leg.
    """
    found = {}
    for product in products:
        upgrades = [_log_upgrade(flowsheet, product, shares) for shares in (measured, predicted)]
        if any(upgrade is None for upgrade in upgrades):
            continue
        residuals = upgrades[0] - upgrades[1]
        known = np.isfinite(residuals)
        if np.sum(known) >= FEWEST and len(np.unique(block[known])) > 1:
            found[product.component] = conformal_interval(residuals[known], block[known])
    return found


def _log_upgrade(flowsheet, product, log_shares):
    """Log of recovery over mass share; None where no leg has the solids of a stage on the way."""
    on_the_way = {stage for stage, _ in flowsheet.path(product.stream)}
    weighed = {leg.stage for leg in log_shares if leg.component == SOLIDS}
    if not on_the_way <= weighed:
        return None
    recovery = log_share_of(flowsheet, product.component, product.stream, log_shares)
    return recovery - log_share_of(flowsheet, SOLIDS, product.stream, log_shares)
