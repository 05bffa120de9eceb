r"""First-order flotation kinetics.

Recovery :math:`R` is the fraction of a mineral in the feed that reports to the
concentrate. Every function here is pure, works element-wise on scalars, arrays
and pandas Series, and leaves out-of-range input to the caller: check once,
where data enters, not in each formula.
"""

import numpy as np


def batch_recovery(time, rate, ultimate=1.0):
    r"""Recovery after a batch (plug-flow) flotation test.

    .. math:: R = R_\infty \left(1 - e^{-k t}\right)

    Parameters
    ----------
    time : numeric
        Flotation time. [min]
    rate : numeric
        First-order rate constant, :math:`k`. [min⁻¹]
    ultimate : numeric, default 1.0
        Ultimate recovery, :math:`R_\infty`. [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Confirmed against :func:`bank_recovery` of very many small cells.

    References
    ----------
    .. [1] H. García-Zúñiga, "La recuperación por flotación es una función
       exponencial del tiempo," Boletín Minero, vol. 47, pp. 83-86, 1935.

    Examples
    --------
    >>> float(batch_recovery(time=2.0, rate=0.5, ultimate=0.9))
    0.5689
    """
    return ultimate * -np.expm1(-rate * time)


def bank_recovery(residence_time, rate, cells, ultimate=1.0):
    r"""Recovery of a bank of equal, perfectly mixed cells in series.

    .. math:: R = R_\infty \left[1 - (1 + k\tau)^{-N}\right]

    Parameters
    ----------
    residence_time : numeric
        Mean residence time of *one* cell, :math:`\tau`. [min]
    rate : numeric
        First-order rate constant, :math:`k`. [min⁻¹]
    cells : int
        Number of cells, :math:`N`.
    ultimate : numeric, default 1.0
        Ultimate recovery, :math:`R_\infty`. [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    For a fixed total time :math:`t = N\tau` the result rises towards
    :func:`batch_recovery` as :math:`N \to \infty`. Confirmed against the bank
    recoveries of the Mountain Pass circuit [1]_ in ``datasets/literature``.

    References
    ----------
    .. [1] Pradip and D. W. Fuerstenau, 2013, as retyped in the open PrOMMiS model;
       source ``PROMMIS`` of ``datasets/literature/sources.csv``.

    Examples
    --------
    >>> float(bank_recovery(residence_time=2.0, rate=0.5, cells=3))
    0.875
    """
    return -ultimate * np.expm1(-cells * np.log1p(rate * residence_time))
