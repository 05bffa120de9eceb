"""Which shifts can be compared: in one time block, of one ore, with a feed that is alike."""

from dataclasses import dataclass

import numpy as np

ALIKE = 1.0  # standard deviations, root mean square over what is compared
BLOCK_WEEKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """For every shift, whether it can be compared, and with which.

    Attributes
    ----------
    block : ndarray of int, shape (rows,)
        Time block, from 0.
    accepted, others : ndarray of bool, shape (rows,)
        Accepted shifts with a comparable not-accepted one, and not-accepted shifts with a
        comparable accepted one.
    nearest : ndarray of int, shape (rows,)
        Row of the most alike not-accepted shift; -1 but for the accepted shifts above.
    """

    block: np.ndarray
    accepted: np.ndarray
    others: np.ndarray
    nearest: np.ndarray

    @property
    def blocks(self):
        """Time blocks in which something can be compared."""
        return len(np.unique(self.block[self.accepted]))


def comparable_shifts(feed, group, *, accepted, declined, shifts, together):
    """Pair every accepted shift with the not-accepted shift of its block that is most alike.

    Parameters
    ----------
    feed : ndarray of shape (rows, columns)
        What is known of a shift whatever was decided: grades, tonnage, expected recovery.
    group : ndarray of shape (rows,)
        Type of ore; only one type is compared with itself.
    accepted, declined : ndarray of bool, shape (rows,)
        Shifts with a known result and the advice accepted, or not.
    shifts : ndarray of int, shape (rows,)
        Shift numbers, rising.
    together : int
        Shifts in a time block; the blocks are made equal, and at least half of it.

    Returns
    -------
    Comparable

    Notes
    -----
    Confirmed against all pairs of six shifts worked by hand.

    Examples
    --------
    >>> found = comparable_shifts(np.array([[0.0], [0.1], [2.0], [0.0]]), np.array(list("aaab")),
    ...                           accepted=np.array([True, False, False, True]),
    ...                           declined=np.array([False, True, True, False]),
    ...                           shifts=np.arange(4), together=84)
    >>> found.nearest.tolist()
    [1, -1, -1, -1]
    """
    block = time_blocks(shifts, together)
    spread = np.std(feed, axis=0)
    scaled = feed[:, spread > 0.0] / spread[spread > 0.0]
    nearest = np.full(len(feed), -1)
    others = np.zeros(len(feed), dtype=bool)
    kinds = np.unique(group, return_inverse=True)[1]
    for cell in np.unique(block * (kinds.max() + 1) + kinds):
        here = block * (kinds.max() + 1) + kinds == cell
        mine, theirs = np.flatnonzero(here & accepted), np.flatnonzero(here & declined)
        if not len(mine) or not len(theirs):
            continue
        apart = scaled[mine][:, None, :] - scaled[theirs][None, :, :]
        distance = np.sqrt(np.mean(apart**2, axis=-1)) if scaled.shape[1] else apart.sum(axis=-1)
        close = np.argmin(distance, axis=1)
        alike = distance[np.arange(len(mine)), close] <= ALIKE
        nearest[mine[alike]] = theirs[close[alike]]
        others[theirs[(distance <= ALIKE).any(axis=0)]] = True
    return Comparable(block=block, accepted=nearest >= 0, others=others, nearest=nearest)


def time_blocks(shifts, together):
    """Number of the time block of each shift: equal spans of about so many shifts.

    Examples
    --------
    >>> time_blocks(np.array([0, 5, 9, 10, 19, 24]), 10).tolist()
    [0, 0, 0, 0, 1, 1]
    """
    span = int(shifts[-1] - shifts[0]) + 1
    blocks = max(1, round(span / together))
    return (shifts - shifts[0]) * blocks // span
