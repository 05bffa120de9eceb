r"""The effect of an on/off trial, its exact interval and its p-value.

The lever is *on* or *off* in two blocks of shifts, which block first being drawn for each
pair. With innovations :math:`\tilde y` of the response and :math:`\tilde x_r` of the assignment
(filtered and centred alike, see :mod:`flotation.disturbance`), the effect is that of generalised
least squares,

.. math:: \hat\delta = \frac{\tilde x^\top \tilde y}{\tilde x^\top \tilde x}, \qquad
   z_r = \frac{\tilde x_r^\top \tilde y}{\lVert \tilde x_r \rVert}.

Had the draw given the assignment :math:`r` instead, the same shifts would have given
:math:`z_r`. If the lever adds :math:`\delta_0` to every shift that is on, all
:math:`z_r - \delta_0\, \tilde x_r^\top \tilde x / \lVert \tilde x_r \rVert` are equally likely,
whatever the noise is like. That of the order that was run is no less than that of :math:`r` where

.. math:: \delta_0 \le b_r = \frac{z - z_r}
   {\lVert \tilde x \rVert - \tilde x_r^\top \tilde x / \lVert \tilde x_r \rVert},

so the limits of the interval are order statistics of the :math:`b_r`, and the test of no effect
counts their signs: interval and test can never disagree. The assumed noise decides how
narrow the interval is, not whether it holds.

References
----------
.. [1] R.A. Fisher, The Design of Experiments, Oliver and Boyd, 1935.
.. [2] P.H. Garthwaite, "Confidence intervals from randomization tests," Biometrics, vol. 52,
       pp. 1387-1393, 1996, doi:10.2307/2532852.
"""

from dataclasses import dataclass

import numpy as np

from flotation.disturbance import whiten
from flotation.errors import DataError

DRAWS = 4999
ALL_OF_THEM = 12  # pairs whose 2^12 assignments are all tried
SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class OnOffEffect:
    """What a lever did, in the unit of the response.

    Attributes
    ----------
    effect, sd : float
        On less off by generalised least squares, and its standard error.
    low, high : float
        Limits of the interval; infinite where there are too few pairs for its level, or on the
        open side of a one-sided one.
    p_value : float
        Chance of an effect as large by the draw alone. [fraction]
    """

    effect: float
    sd: float
    low: float
    high: float
    p_value: float


def fewest_pairs(level=0.05, sides=2):
    """The fewest pairs whose draws can ever show an effect.

    Parameters
    ----------
    level : float, default 0.05
        Chance of a false alarm. [fraction]
    sides : {1, 2}, default 2

    Returns
    -------
    int

    Notes
    -----
    Confirmed against trials of 5 and 6 pairs with an effect beyond doubt.

    Examples
    --------
    >>> fewest_pairs(), fewest_pairs(sides=1)
    (6, 5)
    """
    return int(np.ceil(np.log2(sides / level) - SAME))


def assignments(pairs, seed=0, draws=DRAWS):
    """Whether each pair's order is turned, for the order that was run and others as likely.

    Parameters
    ----------
    pairs : int
    seed : int, default 0
    draws : int, default 4999
        Beside the order that was run; up to 12 pairs, all orders are given instead.

    Returns
    -------
    turned : ndarray of bool, shape (orders, pairs)
        The order that was run first.

    Notes
    -----
    Confirmed against the 32 orders of five pairs.

    Examples
    --------
    >>> assignments(2).tolist()
    [[False, False], [True, False], [False, True], [True, True]]
    """
    if pairs <= ALL_OF_THEM:
        return (np.arange(2**pairs)[:, None] >> np.arange(pairs)) % 2 == 1
    drawn = np.random.default_rng(seed).random((draws, pairs)) < 0.5
    return np.vstack([np.zeros(pairs, bool), drawn])


def centred_innovations(columns, shifts, noise, disturbance):
    """Innovations of columns, their common level taken out.

    Parameters
    ----------
    columns : ndarray of shape (rows, columns)
    shifts, noise : ndarray of shape (rows,)
        As in :func:`flotation.disturbance.whiten`.
    disturbance : flotation.disturbance.Disturbance

    Returns
    -------
    ndarray of shape (rows, columns)

    Notes
    -----
    Confirmed against generalised least squares.

    Examples
    --------
    >>> from flotation.disturbance import WHITE
    >>> centred_innovations(np.array([[1.0], [3.0]]), np.arange(2), np.ones(2), WHITE).tolist()
    [[-1.0], [1.0]]
    """
    table = np.column_stack([np.ones(len(shifts)), columns])
    whitened, _ = whiten(table, shifts, noise, disturbance)
    level, rest = whitened[:, :1], whitened[:, 1:]
    return rest - level * ((level.T @ rest) / (level.T @ level))


def on_off_effect(
    y, *, shifts, pair, on, noise, disturbance, level=0.05, sides=2, seed=0, draws=DRAWS
):
    """The effect of a lever that was on and off in pairs of blocks, drawn at random.

    Parameters
    ----------
    y : ndarray of shape (rows,)
        Response.
    shifts : ndarray of int, shape (rows,)
        Shift numbers, rising.
    pair : ndarray of int, shape (rows,)
        Which pair each shift belongs to.
    on : ndarray of bool, shape (rows,)
    noise : ndarray of shape (rows,)
        Variance of each shift's white noise, relative.
    disturbance : flotation.disturbance.Disturbance
        Assumed of the noise.
    level : float, default 0.05
        Chance that the interval misses. [fraction]
    sides : {1, 2}, default 2
        One: the effect is asked to lie above, and only ``low`` is finite.
    seed : int, default 0
        Of the orders that were not run.
    draws : int, default 4999
        How many of those, as in :func:`assignments`.

    Returns
    -------
    OnOffEffect

    Raises
    ------
    DataError
        If the lever was never on, or never off.

    Notes
    -----
    Confirmed on simulated trials: size and coverage hold whatever noise is assumed.

    Examples
    --------
    >>> from flotation.disturbance import WHITE
    >>> off = np.array([0.70, 0.72, 0.69, 0.71, 0.73, 0.70])
    >>> y, on = np.column_stack([off, off + 0.02]).ravel(), np.arange(12) % 2 == 1
    >>> found = on_off_effect(y, shifts=np.arange(12), pair=np.arange(12) // 2, on=on,
    ...                       noise=np.ones(12), disturbance=WHITE)
    >>> round(found.effect, 4), round(found.p_value, 5)
    (0.02, 0.03125)
    """
    if on.all() or not on.any():
        raise DataError(f"the trial has no shift with the lever {'off' if on.all() else 'on'}")
    number = np.unique(pair, return_inverse=True)[1]
    turned = assignments(int(number.max()) + 1, seed, draws)
    columns = np.column_stack([y, (on[:, None] ^ turned[:, number].T).astype(float)])
    whitened = centred_innovations(columns, shifts, noise, disturbance)
    response, drawn = whitened[:, 0], whitened[:, 1:]
    length = np.sqrt(np.sum(drawn**2, axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        direction = np.where(length > SAME, drawn / length, 0.0)
    score, cosine = direction.T @ response, direction.T @ drawn[:, 0]
    effect = score[0] / length[0]
    left = response - effect * drawn[:, 0]
    sd = np.sqrt(np.sum(left**2) / max(len(y) - 2, 1)) / length[0]
    low, high, p_value = _limits(score[0] - score, length[0] - cosine, level, sides)
    return OnOffEffect(effect=float(effect), sd=float(sd), low=low, high=high, p_value=p_value)


def _limits(ahead, room, level, sides):
    """Limits and p-value from how far the order that was run is ahead of each order."""
    differs = room > SAME * room.max()
    bounds, same = np.sort(ahead[differs] / room[differs]), int(np.sum(~differs))
    orders = len(bounds) + same
    skipped = int(np.floor(level / sides * orders + SAME)) - same
    low = float(bounds[skipped]) if 0 <= skipped < len(bounds) else -np.inf
    high = float(bounds[-1 - skipped]) if sides == 2 and 0 <= skipped < len(bounds) else np.inf
    above = (np.sum(bounds <= 0.0) + same) / orders
    below = (np.sum(bounds >= 0.0) + same) / orders
    p_value = above if sides == 1 else min(1.0, 2.0 * min(above, below))
    return low, high, float(p_value)
