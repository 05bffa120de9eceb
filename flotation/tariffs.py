"""Prices that depend on the hour of the day."""

import numpy as np

HOURS = 24.0


def shift_price(bands, base, *, starts, hours):
    r"""Mean price over a shift under a tariff by hours of the day.

    .. math:: \bar p = p_0 + \frac{1}{T} \sum_b h_b\,(p_b - p_0)

    with the hours :math:`h_b` of the shift of length :math:`T` in band b.

    Parameters
    ----------
    bands : iterable of (from, to, price)
        Hours of the day that do not overlap; a band with ``from >= to`` runs over midnight.
    base : float
        Outside of every band, :math:`p_0`.
    starts : float
        Hour of the day at which the shift starts.
    hours : float
        Its length. [h]

    Returns
    -------
    price : float

    Notes
    -----
    Confirmed against the mean of the price over every minute.

    Examples
    --------
    Eight hours from 22:00, cheap from 23:00 to 7:00:

    >>> shift_price([(23.0, 7.0, 0.3)], 0.7, starts=22.0, hours=8.0)
    0.35
    """
    extra = 0.0
    for begin, end, price in bands:
        ends = end if end > begin else end + HOURS
        day = -HOURS
        while day < starts + hours:
            shared = min(ends + day, starts + hours) - max(begin + day, starts)
            extra += max(shared, 0.0) * (price - base)
            day += HOURS
    return base + extra / hours


def prices_by_hour(plant, prices, starts):
    """Return prices in which those under a tariff have become their mean over a shift.

    Parameters
    ----------
    plant : flotation.plant.Plant
        With its tariffs.
    prices : mapping of item to flotation.plant.Price
    starts : float or ndarray
        Hour of the day at which a shift starts; of several shifts, one each.

    Returns
    -------
    dict of item to flotation.plant.Price
        With values of the shape of `starts` under a tariff.
    """
    changed = dict(prices)
    for item in {band.item for band in plant.tariff}:
        bands = [(b.from_hour, b.to_hour, b.value) for b in plant.tariff if b.item == item]
        means = [
            shift_price(bands, prices[item].value, starts=float(start), hours=plant.shift_hours)
            for start in np.ravel(starts)
        ]
        value = means[0] if np.ndim(starts) == 0 else np.array(means)
        changed[item] = prices[item].model_copy(update={"value": value})
    return changed
