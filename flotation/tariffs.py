"""Prices that depend on the hour of the day."""

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
