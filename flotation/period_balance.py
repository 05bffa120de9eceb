r"""The metallurgical balance of a period: reconciled shifts, weighted by their tonnage.

.. math:: \gamma = \frac{\sum m_p}{\sum m}, \quad
          \varepsilon = \frac{\sum m_{p,c}}{\sum m_c}, \quad
          \beta = \alpha\,\varepsilon / \gamma

Shifts are balanced exactly, one by one, and so is their sum. The standard deviations are those
of independent assay errors, with the tonnages as weights taken as exact; an error that all
shifts share, such as a belt scale that reads high, does not average out and is not in them.
"""

from dataclasses import dataclass

import numpy as np

from flotation.errors import RefusedError
from flotation.network import products
from flotation.product_balance import ProductBalance, split_covariance
from flotation.redundancy import reconciled_sd

USUAL = 0.5  # share of the shifts that must tell a product's part for it to be listed


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodBalance:
    """A balance over some shifts.

    Attributes
    ----------
    balance : flotation.product_balance.ProductBalance
    shifts : int
        How many it sums.
    left_out : int
        Shifts with the plant running that lack something it lists.
    tonnes : float or None
        Dry feed of the shifts summed; None where no stream is weighed, and every shift counts
        the same.
    not_followed : tuple of str
        Components assayed that most shifts follow to no product.
    """

    balance: ProductBalance
    shifts: int
    left_out: int
    tonnes: float | None
    not_followed: tuple[str, ...]


def period_balance(reconciliation):
    """Sum the shifts of a reconciled survey to the balance of its period.

    Parameters
    ----------
    reconciliation : flotation.survey_reconciliation.SurveyReconciliation

    Returns
    -------
    balance : PeriodBalance

    Raises
    ------
    RefusedError
        If no shift tells the feed and a product.
    """
    result, plant = reconciliation.result, reconciliation.plant
    place, outlets = result.network.streams.index(plant.fresh_feed), products(result.network)
    columns, value, sd = _followed(result, place, outlets)
    told, feed = np.isfinite(value).any(axis=0), result.solids[:, place]
    used = np.isfinite(value[:, told]).all(axis=1) & np.isfinite(feed)
    if not used.any() or not told.any():
        raise RefusedError(
            f"none of the {len(used)} running shifts tells the feed's tonnage and its division "
            "among the products; run flotation reconcile to see what is missing"
        )
    feed, value, sd = feed[used], value[used], sd[used]
    grades, errors = (g[used][:, :, columns] for g in (result.grades, reconciled_sd(result).grades))
    by_product = errors[:, [result.network.streams.index(p) for p in outlets]]
    masses = feed[:, None] * value[:, :, 0]
    followed = tuple(result.components[k] for k in columns)
    covariance = split_covariance(result, None, outlets, followed)[used]
    return PeriodBalance(
        balance=ProductBalance(
            feed=plant.fresh_feed,
            products=outlets,
            components=followed,
            grade_sd=_spread(masses[:, :, None], by_product),
            **_summed(feed, grades[:, place], errors[:, place], value, sd, covariance),
        ),
        shifts=int(used.sum()),
        left_out=int(np.sum(~used)),
        tonnes=None if result.reference else float(feed.sum() * plant.shift_hours),
        not_followed=tuple(c for c in result.components if c not in followed),
    )


def _followed(result, place, outlets):
    """Components that most shifts follow to a product; shares of what most shifts tell, and sd."""
    value, sd = _shares(result, outlets, [None, *result.components])
    value = np.where(np.isfinite(value).mean(axis=0) >= USUAL, value, np.nan)
    in_feed = np.isfinite(result.grades[:, place]).mean(axis=0) >= USUAL
    columns = np.flatnonzero(np.isfinite(value[:, :, 1:]).any(axis=(0, 1)) & in_feed)
    kept = [0, *(columns + 1)]
    return columns, value[:, :, kept], sd[:, :, kept]


def _shares(result, outlets, quantities):
    """Shares of the fresh feed and their sd, shape (rows, products, quantities)."""
    found = np.array([[result.split(None, p, c) for c in quantities] for p in outlets])
    return found[:, :, 0].transpose(2, 0, 1), found[:, :, 1].transpose(2, 0, 1)


def _summed(feed, grades, grades_sd, value, sd, covariance):
    """Fields of the balance from shifts weighted by what they bring in."""
    brought = feed[:, None] * grades
    weights = np.concatenate([feed[:, None], brought], axis=1)[:, None, :]
    share = (weights * value).sum(axis=0) / weights.sum(axis=0)
    share_sd = np.where(np.isfinite(share), _spread(weights, sd), np.nan)
    both = (feed[:, None, None] * brought[:, None, :] * covariance).sum(axis=0)
    alpha = brought.sum(axis=0) / feed.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        beta = alpha * share[:, 1:] / share[:, :1]
    return {
        "pull": share[:, 0],
        "pull_sd": share_sd[:, 0],
        "feed_grade": alpha,
        "feed_grade_sd": _spread(feed[:, None], grades_sd),
        "grade": beta,
        "recovery": share[:, 1:],
        "recovery_sd": share_sd[:, 1:],
        "pull_recovery_covariance": both / (feed.sum() * brought.sum(axis=0)),
    }


def _spread(weights, sd):
    """Standard deviation of a weighted mean of independent values, weights being exact."""
    return np.sqrt(((weights * sd) ** 2).sum(axis=0)) / weights.sum(axis=0)
