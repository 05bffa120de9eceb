"""The tails that people go by: of each metal those that lose most, as last known before a shift."""

import numpy as np

from flotation.flowsheet import Flowsheet, Leg
from flotation.scores import assay_delay, last_known

EARLIER = 3  # shifts before the last one whose mean counts
OTHER = {"concentrate": "tails", "tails": "concentrate"}


def losing_stream(plant, shares, product):
    """The assayed stream in which most of a product's component is lost on its way.

    Parameters
    ----------
    plant : flotation.plant.Plant
    shares : flotation.stage_shares.StageShares
    product : flotation.plant.Product

    Returns
    -------
    str or None
        None where no such stream is assayed.
    """
    component, arriving, lost = product.component, 1.0, {}
    for stage, outlet in Flowsheet.of(plant).path(product.stream):
        leg = Leg(stage, component, outlet)
        if leg not in shares.legs:
            continue
        kept = float(np.exp(np.nanmedian(shares.column(leg)[0])))
        stream = getattr(plant.stages[stage], OTHER[outlet])
        if stream in plant.streams and component in plant.streams[stream].assays:
            lost[stream] = arriving * (1.0 - kept)
        arriving *= kept
    return max(lost, key=lost.get, default=None)


def tails_seen(plant, table, shares, product, feed_column):
    """Tails over feed, in logs, as last known before each shift and in the mean before that.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
        A row a shift, doubtful values missing.
    shares : flotation.stage_shares.StageShares
        Of the same rows.
    product : flotation.plant.Product
    feed_column : str
        With the grade of the fresh feed.

    Returns
    -------
    ndarray of shape (rows, 2) or (rows, 0)
    """
    stream = losing_stream(plant, shares, product)
    column = None if stream is None else plant.streams[stream].assays[product.component]
    if column is None or column not in table or not (table[column] > 0.0).any():
        return np.empty((len(table), 0))
    tails, feed = (table[c].to_numpy(dtype=float) for c in (column, feed_column))
    ratio = np.full(len(table), np.nan)
    known = (tails > 0.0) & (feed > 0.0)
    ratio[known] = np.log(tails[known] / feed[known])
    return before_shifts(ratio, shares.shifts, assay_delay(plant))


def before_shifts(values, shifts, delay=1):
    """The last known value before each shift, and the mean of the three before that.

    Parameters
    ----------
    values : ndarray of shape (rows,)
        NaN where not known.
    shifts : ndarray of int, shape (rows,)
        Shift numbers, rising.
    delay : int, default 1
        Shifts after which a value is known.

    Returns
    -------
    ndarray of shape (rows, 2)
        The mean of all where nothing is known yet.

    Examples
    --------
    >>> before_shifts(np.array([1.0, 4.0, 1.0, 0.0, 0.0]), np.arange(5))[4].tolist()
    [0.0, 2.0]
    """
    usual = np.mean(values[np.isfinite(values)]) if np.isfinite(values).any() else 0.0
    last, *earlier = (
        np.nan_to_num(last_known(values, shifts, delay + k), nan=usual) for k in range(EARLIER + 1)
    )
    return np.column_stack([last, np.mean(earlier, axis=0)])
