r"""How far the values of a column have moved from one span of shifts to another.

Shifts that follow one another resemble each other, so n of them tell less than n independent ones.
Both distances here are therefore held against limits at the *effective* number of shifts,
:math:`n / (1 + 2 \sum_k \rho_k)`, with the autocorrelations :math:`\rho` of the ranks [1]_.

References
----------
.. [1] Geyer C.J., 1992. Practical Markov chain Monte Carlo. Statistical Science 7, 473-483,
   DOI 10.1214/ss/1177011137 (initial positive sequence).
"""

import numpy as np
from scipy.stats import chi2, kstwobign, rankdata

BINS = 10
FEWEST = 2.0  # effective shifts below which nothing can be said


def effective_number(values):
    """Number of independent values that tell as much about a distribution.

    Parameters
    ----------
    values : ndarray of shape (rows,)
        In time order, finite.

    Returns
    -------
    float
        From 1 to the number of rows; that number where no two values differ.

    Notes
    -----
    Confirmed against autoregressions: n (1 - φ) / (1 + φ).

    Examples
    --------
    >>> white = np.random.default_rng(0).normal(size=500)
    >>> effective_number(white) > 350
    True
    >>> effective_number(np.repeat(white[:25], 20)) < 50
    True
    """
    rows = len(values)
    ranks = rankdata(values) - (rows + 1) / 2.0
    if rows < 4 or not np.any(ranks):
        return float(rows)
    power = np.abs(np.fft.rfft(ranks, 2 * rows)) ** 2
    correlation = np.fft.irfft(power)[:rows]
    correlation = correlation / correlation[0]
    pairs = correlation[: rows // 2 * 2].reshape(-1, 2).sum(axis=1)
    positive = np.cumprod(pairs > 0.0).astype(bool)
    return float(np.clip(rows / (2.0 * pairs[positive].sum() - 1.0), 1.0, rows))


def stability_index(reference, recent, bins=BINS):
    r"""Population stability index of recent values against earlier ones.

    :math:`\sum_b (q_b - p_b) \ln(q_b / p_b)` over bins that hold equal shares of the reference;
    half a shift is added to each bin. By custom a move of 0.10 is worth a look and one of 0.25
    a change [1]_.

    Parameters
    ----------
    reference, recent : ndarray of shape (rows,)
        Finite.
    bins : int, default 10

    Returns
    -------
    index : float
    freedom : int
        Bins less one.

    Notes
    -----
    Confirmed against two known shares worked by hand.

    Examples
    --------
    >>> values = np.arange(1000.0)
    >>> index, freedom = stability_index(values, values)
    >>> round(index, 3), freedom
    (0.0, 9)
    >>> round(stability_index(values, values + 300.0)[0], 2) > 0.25
    True

    References
    ----------
    .. [1] Siddiqi N., 2006. Credit Risk Scorecards. Wiley, ISBN 978-0-471-75451-0.
    """
    edges = np.unique(np.quantile(reference, np.linspace(0.0, 1.0, bins + 1)[1:-1]))
    shares = []
    for values in (reference, recent):
        count = np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1) + 0.5
        shares.append(count / count.sum())
    p, q = shares
    return float(np.sum((q - p) * np.log(q / p))), len(edges)


def stability_limit(freedom, reference, recent, chance):
    r"""Stability index that two spans of one distribution exceed with a given chance.

    :math:`(1/n + 1/m) \chi^2_{B-1}`, see [1]_.

    Parameters
    ----------
    freedom : int
        Bins less one.
    reference, recent : float
        Effective numbers of values.
    chance : float
        [fraction]

    Notes
    -----
    Confirmed on samples of one distribution, which pass it as often as said.

    Examples
    --------
    >>> round(stability_limit(9, 400.0, 100.0, 0.05), 3)
    0.211

    References
    ----------
    .. [1] Yurdakul B., Naranjo J., 2020. Statistical properties of the population stability
       index. Journal of Risk Model Validation.
    """
    return float((1.0 / reference + 1.0 / recent) * chi2.isf(chance, max(freedom, 1)))


def largest_gap(reference, recent):
    """Kolmogorov-Smirnov distance of two samples: the largest gap between their shares.

    Notes
    -----
    Confirmed against SciPy's two-sample statistic.

    Examples
    --------
    >>> largest_gap(np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0, 5.0, 6.0]))
    0.5
    """
    places = np.sort(np.concatenate([reference, recent]))
    below = [
        np.searchsorted(np.sort(v), places, side="right") / len(v) for v in (reference, recent)
    ]
    return float(np.max(np.abs(below[0] - below[1])))


def gap_chance(gap, reference, recent):
    """Chance of such a gap between two samples of one distribution (asymptotic).

    Parameters
    ----------
    gap : float
    reference, recent : float
        Effective numbers of values.

    Notes
    -----
    Confirmed against SciPy's asymptotic chance, within a quarter of it.

    Examples
    --------
    >>> round(gap_chance(0.1921, 100.0, 100.0), 3)
    0.05
    """
    return float(kstwobign.sf(gap * np.sqrt(reference * recent / (reference + recent))))
