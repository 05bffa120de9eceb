r"""Flotation of a feed whose grains do not all float at one rate.

The rate is spread evenly (Klimpel), is one of two (Kelsall), or follows a gamma
distribution. Each spread has a batch form and a bank form: the batch form averages
:math:`e^{-kt}` over the rates, the bank form :math:`(1 + k\tau)^{-N}`. With no spread left,
each becomes the first-order form of :mod:`flotation.kinetics`. Every function is pure and
works element-wise on scalars, arrays and pandas Series.
"""

import numpy as np
from scipy.special import exprel, gammaln

from flotation.kinetics import bank_recovery, batch_recovery

# Trapezoidal rule over the log of the residence time, counted from its mode in units of its
# spread: for an analytic integrand the error is below 1e-11 with this step and these ends.
_STEP = 0.3
_NODES = _STEP * np.arange(-120, 28)


def rectangular_batch_recovery(time, largest_rate, ultimate=1.0):
    r"""Batch recovery when all rates up to a largest are equally common (Klimpel).

    .. math:: R = R_\infty \left(1 - \frac{1 - e^{-k t}}{k t}\right)

    Parameters
    ----------
    time : numeric
        Flotation time. [min]
    largest_rate : numeric
        Rate of the fastest grains, :math:`k`; their mean is half of it. [min⁻¹]
    ultimate : numeric, default 1.0
        Ultimate recovery, :math:`R_\infty`. [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]. Holds for any time of zero or more.

    Notes
    -----
    Confirmed against the mean of first order over its rates.

    References
    ----------
    .. [1] R. R. Klimpel, "Selection of chemical reagents for flotation," in Mineral
       Processing Plant Design, 2nd ed., SME-AIME, pp. 907-934, 1980.

    Examples
    --------
    >>> float(rectangular_batch_recovery(time=2.0, largest_rate=1.0, ultimate=0.9))
    0.5109
    """
    return ultimate * (1.0 - exprel(-largest_rate * time))


def rectangular_bank_recovery(residence_time, largest_rate, cells, ultimate=1.0):
    r"""Bank recovery when all rates up to a largest are equally common (Klimpel).

    .. math::

       R = R_\infty \left[1 - \frac{(1 + k\tau)^{1-N} - 1}{(1 - N)\,k\tau}\right],
       \qquad R_{N=1} = R_\infty \left[1 - \frac{\ln(1 + k\tau)}{k\tau}\right]

    Parameters
    ----------
    residence_time : numeric
        Mean residence time of *one* cell, :math:`\tau`. [min]
    largest_rate : numeric
        Rate of the fastest grains, :math:`k`. [min⁻¹]
    cells : numeric
        Number of cells, :math:`N`.
    ultimate : numeric, default 1.0
        [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Tends to :func:`rectangular_batch_recovery` for many small cells.
    Confirmed against the mean of first order over its rates, and of the batch form over the
    residence times.

    Examples
    --------
    >>> float(rectangular_bank_recovery(residence_time=1.0, largest_rate=1.0, cells=1))
    0.3069
    """
    log_one_more = np.log1p(largest_rate * residence_time)
    return ultimate * (1.0 - exprel((1.0 - cells) * log_one_more) / exprel(log_one_more))


def fast_slow_batch_recovery(time, fast_rate, slow_rate, slow_share, ultimate=1.0):
    r"""Batch recovery of a feed with a fast and a slow part (Kelsall).

    .. math:: R = R_\infty\left[1 - (1-\varphi)\,e^{-k_f t} - \varphi\,e^{-k_s t}\right]

    Parameters
    ----------
    time : numeric
        [min]
    fast_rate, slow_rate : numeric
        :math:`k_f` and :math:`k_s`. [min⁻¹]
    slow_share : numeric
        Share of what floats at all that floats slowly, :math:`\varphi`. [fraction]
    ultimate : numeric, default 1.0
        Kelsall's own form has 1: everything floats in the end. [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Confirmed against first order where both rates are equal.

    References
    ----------
    .. [1] D. F. Kelsall, "Application of probability in the assessment of flotation
       systems," Trans. IMM, vol. 70, pp. 191-204, 1961.

    Examples
    --------
    >>> float(fast_slow_batch_recovery(time=2.0, fast_rate=1.0, slow_rate=0.1, slow_share=0.3))
    0.6596
    """
    fast = batch_recovery(time, fast_rate, ultimate)
    return fast + slow_share * (batch_recovery(time, slow_rate, ultimate) - fast)


def fast_slow_bank_recovery(residence_time, fast_rate, slow_rate, slow_share, cells, ultimate=1.0):
    r"""Bank recovery of a feed with a fast and a slow part (Kelsall).

    .. math::

       R = R_\infty\left[1 - (1-\varphi)(1 + k_f\tau)^{-N} - \varphi\,(1 + k_s\tau)^{-N}\right]

    Parameters
    ----------
    residence_time : numeric
        Mean residence time of *one* cell, :math:`\tau`. [min]
    fast_rate, slow_rate : numeric
        [min⁻¹]
    slow_share : numeric
        Share of what floats at all that floats slowly, :math:`\varphi`. [fraction]
    cells : numeric
        Number of cells, :math:`N`.
    ultimate : numeric, default 1.0
        [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Confirmed against first order where both rates are equal, and the mean of the batch form
    over the residence times.

    Examples
    --------
    >>> float(fast_slow_bank_recovery(2.0, fast_rate=1.0, slow_rate=0.1, slow_share=0.3, cells=3))
    0.8004
    """
    fast = bank_recovery(residence_time, fast_rate, cells, ultimate)
    return fast + slow_share * (bank_recovery(residence_time, slow_rate, cells, ultimate) - fast)


def gamma_batch_recovery(time, mean_rate, shape, ultimate=1.0):
    r"""Batch recovery when the rates follow a gamma distribution.

    .. math:: R = R_\infty\left[1 - \left(1 + \frac{\bar k t}{a}\right)^{-a}\right]

    Parameters
    ----------
    time : numeric
        [min]
    mean_rate : numeric
        Mean of the rates, :math:`\bar k`. [min⁻¹]
    shape : numeric
        Shape of the distribution, :math:`a` > 0: the relative spread of the rates is
        :math:`1/\sqrt{a}`; below 1 the slowest rates are the commonest. [-]
    ultimate : numeric, default 1.0
        [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Tends to :func:`flotation.kinetics.batch_recovery` as :math:`a \to \infty`. For a whole
    :math:`a` it is the recovery of a bank of :math:`a` cells: spread rates in a batch and
    one rate in spread times cannot be told apart.
    Confirmed against first order at a shape of 1e7.

    References
    ----------
    .. [1] B. K. Loveday, "Analysis of froth flotation kinetics," Trans. IMM, vol. 75,
       pp. C219-C225, 1966.

    Examples
    --------
    >>> float(gamma_batch_recovery(time=2.0, mean_rate=1.0, shape=2.0))
    0.75
    """
    return bank_recovery(time / shape, mean_rate, shape, ultimate)


def gamma_bank_recovery(residence_time, mean_rate, shape, cells, ultimate=1.0):
    r"""Bank recovery when the rates follow a gamma distribution.

    .. math::

       R = R_\infty\left[1 - \frac{1}{\Gamma(N)} \int_0^\infty
       \left(1 + \frac{\bar k \tau u}{a}\right)^{-a} u^{N-1} e^{-u}\,du\right]

    Parameters
    ----------
    residence_time : numeric
        Mean residence time of *one* cell, :math:`\tau`. [min]
    mean_rate : numeric
        :math:`\bar k`. [min⁻¹]
    shape : numeric
        :math:`a`. [-]
    cells : numeric
        Number of cells, :math:`N`, at least 1.
    ultimate : numeric, default 1.0
        [fraction]

    Returns
    -------
    recovery : numeric
        [fraction], to 1e-10.

    Notes
    -----
    The batch form averaged over the residence times :math:`\tau u` of the bank; Tricomi's
    function gives the same in closed form but is not computed reliably for many cells.
    Tends to :func:`flotation.kinetics.bank_recovery` as :math:`a \to \infty`.
    Confirmed against first order at a shape of 1e7, the exponential integral for
    :math:`a = N = 1`, and quadrature.

    Examples
    --------
    >>> float(gamma_bank_recovery(residence_time=1.0, mean_rate=1.0, shape=1.0, cells=1))
    0.4037
    """
    recovery = 0.0
    for node in _NODES:
        log_time = np.log(cells) + node / np.sqrt(cells)
        weight = np.exp(cells * log_time - np.exp(log_time) - gammaln(cells))
        time = residence_time * np.exp(log_time)
        share = _STEP / np.sqrt(cells) * weight
        recovery = recovery + share * gamma_batch_recovery(time, mean_rate, shape, ultimate)
    return recovery
