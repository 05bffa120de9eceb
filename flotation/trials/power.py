r"""What a trial of some shape would show: standard error, power and the pairs that are needed.

The standard error of the effect is exact for the noise assumed, white beside a disturbance that
lasts: :math:`\sigma / \lVert \tilde x \rVert` with the filtered and centred assignment of
:mod:`flotation.trials.randomisation`, averaged over orders of the pairs. Power follows from
the noncentral t distribution with one degree of freedom fewer than pairs.

References
----------
.. [1] J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., 1988, ch. 2.
.. [2] G.E.P. Box, J.S. Hunter, W.G. Hunter, Statistics for Experimenters, 2nd ed., Wiley, 2005,
       ch. 3.
"""

import numpy as np
from scipy.optimize import brentq
from scipy.stats import nct
from scipy.stats import t as student

from flotation.trials.randomisation import centred_innovations, fewest_pairs

MOST_PAIRS = 400
ORDERS = 32
SURELY = 20.0  # standard errors: the noncentral t has no numbers far beyond, and no doubt


def counted_shifts(pairs, *, length, skipped):
    """Which shifts of a trial count, and to what they belong.

    Parameters
    ----------
    pairs : int
    length : int
        Shifts that count in a block; a pair is two blocks.
    skipped : int
        Shifts at the start of each block that do not count.

    Returns
    -------
    shifts, pair : ndarray of int, shape (2 pairs length,)
        Shift numbers since the start of the trial.
    second : ndarray of bool, shape (2 pairs length,)
        Whether in the second block of its pair.

    Examples
    --------
    >>> shifts, pair, second = counted_shifts(2, length=2, skipped=1)
    >>> shifts.tolist(), pair.tolist(), second.astype(int).tolist()
    ([1, 2, 4, 5, 7, 8, 10, 11], [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 0, 0, 1, 1])
    """
    block, within = np.divmod(np.arange(2 * pairs * length), length)
    return block * (length + skipped) + skipped + within, block // 2, block % 2 == 1


def effect_sd(pairs, *, length, skipped, white_sd, disturbance, orders=ORDERS):
    """Standard error of the effect that a trial would find.

    Parameters
    ----------
    pairs, length, skipped : int
        As in :func:`counted_shifts`.
    white_sd : float
        Standard deviation of the white noise of a shift. [unit of the response]
    disturbance : flotation.disturbance.Disturbance
    orders : int, default 32
        Random orders of the pairs that it is averaged over.

    Returns
    -------
    sd : float
        [unit of the response]

    Notes
    -----
    Confirmed against white noise, and generalised least squares.

    Examples
    --------
    >>> from flotation.disturbance import WHITE
    >>> round(effect_sd(50, length=1, skipped=0, white_sd=1.0, disturbance=WHITE), 6)  # √(2/50)
    0.2
    """
    shifts, pair, second = counted_shifts(pairs, length=length, skipped=skipped)
    turned = np.random.default_rng(0).random((orders, pairs)) < 0.5
    on = (second[:, None] ^ turned[:, pair].T).astype(float)
    drawn = centred_innovations(on, shifts, np.ones(len(shifts)), disturbance)
    return float(white_sd / np.sqrt(np.mean(np.sum(drawn**2, axis=0))))


def power_of(effect, sd, pairs, *, level=0.05, sides=2):
    """Chance that a trial shows an effect that is there, with its right sign.

    Parameters
    ----------
    effect, sd : float
        True effect, and standard error of the one found.
    pairs : int
        At least 2.
    level : float, default 0.05
        Chance of a false alarm. [fraction]
    sides : {1, 2}, default 2

    Returns
    -------
    power : float
        [fraction]

    Notes
    -----
    Confirmed against the tables of Cohen [1]_: 80 % at d = 0.5 takes 34 pairs, two-sided at 5 %,
    and 27 pairs one-sided.

    Examples
    --------
    >>> round(power_of(0.5, 1 / 34**0.5, 34), 2)
    0.81
    """
    freedom = pairs - 1
    limit = student.isf(level / sides, freedom)
    return float(nct.sf(limit, freedom, min(abs(effect) / sd, SURELY)))


def least_effect(sd, pairs, *, power=0.8, level=0.05, sides=2):
    """The smallest effect that a trial shows with some power.

    Parameters
    ----------
    sd : float
        Standard error of the effect.
    pairs : int
        At least 2.
    power, level : float
        Chance of showing it, and of a false alarm. [fraction]
    sides : {1, 2}, default 2

    Returns
    -------
    float
        In the unit of ``sd``.

    Notes
    -----
    Confirmed against :func:`power_of`, which it undoes.

    Examples
    --------
    >>> round(least_effect(1.0, 30), 2)
    2.89
    """

    def short_of(effect):
        return power_of(effect, 1.0, pairs, level=level, sides=sides) - power

    return sd * float(brentq(short_of, 0.0, SURELY, xtol=1e-6))


def pairs_needed(effect, *, length, skipped, white_sd, disturbance, power=0.8, level=0.05, sides=2):
    """Pairs of blocks that show an effect with some power.

    Parameters
    ----------
    effect, white_sd : float
        [unit of the response]
    length, skipped : int
        As in :func:`counted_shifts`.
    disturbance : flotation.disturbance.Disturbance
    power, level : float
        Chance of showing the effect, and of a false alarm. [fraction]
    sides : {1, 2}, default 2

    Returns
    -------
    pairs : int or None
        None where 400 are not enough.

    Notes
    -----
    Confirmed against :func:`power_of`: one pair fewer has too little.

    Examples
    --------
    >>> from flotation.disturbance import WHITE, Disturbance
    >>> noise = {"length": 1, "skipped": 0, "white_sd": 0.02}
    >>> pairs_needed(0.015, disturbance=WHITE, **noise)
    30
    >>> pairs_needed(0.015, disturbance=Disturbance(phi=0.95, ratio=12.0), **noise)
    44
    """

    def enough(pairs):
        sd = effect_sd(
            pairs, length=length, skipped=skipped, white_sd=white_sd, disturbance=disturbance
        )
        return power_of(effect, sd, pairs, level=level, sides=sides) >= power

    few, many = fewest_pairs(level, sides) - 1, fewest_pairs(level, sides)
    while not enough(many):
        if many == MOST_PAIRS:
            return None
        few, many = many, min(2 * many, MOST_PAIRS)
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if enough(middle) else (middle, many)
    return many
