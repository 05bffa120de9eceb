r"""The froth: what reaches it on bubbles and stays in it.

Every function here is pure and works element-wise on scalars, arrays and Series.
"""

import numpy as np


def froth_residence_time(depth, gas_velocity):
    r"""Time that gas takes to rise through the froth.

    .. math:: \lambda = \frac{H_f}{J_g}

    Parameters
    ----------
    depth : numeric
        Froth depth, :math:`H_f`. [mm]
    gas_velocity : numeric
        Superficial gas velocity, :math:`J_g`. [cm/s]

    Returns
    -------
    time : numeric
        [s], as if the froth were all gas.

    Notes
    -----
    Confirmed against 10 s for 100 mm at 1 cm/s.

    Examples
    --------
    >>> froth_residence_time(150.0, gas_velocity=1.0)
    15.0
    """
    return depth / (10.0 * gas_velocity)


def froth_recovery(residence_time, drop_rate):
    r"""Share of what bubbles bring to the froth that reaches the concentrate.

    .. math:: R_f = e^{-\beta\lambda}

    Parameters
    ----------
    residence_time : numeric
        Of the gas in the froth, :math:`\lambda`. [s]
    drop_rate : numeric
        Rate at which grains drop back, :math:`\beta`; larger for coarse grains. [s⁻¹]

    Returns
    -------
    recovery : numeric
        [fraction]; 1 for a froth without depth.

    Notes
    -----
    Confirmed against its limits: no depth keeps all, two froths in a row keep what one of
    their depth keeps.

    References
    ----------
    .. [1] B. K. Gorain, M. C. Harris, J.-P. Franzidis, E. V. Manlapig, "The effect of
       froth residence time on the kinetics of flotation," Minerals Engineering, vol. 11,
       pp. 627-638, 1998, doi:10.1016/S0892-6875(98)00047-X.

    Examples
    --------
    >>> float(froth_recovery(15.0, drop_rate=0.02))
    0.7408
    """
    return np.exp(-drop_rate * residence_time)


def recovery_through_froth(collection_recovery, froth_recovery):
    r"""Recovery of a cell whose froth drops a share back to the pulp.

    .. math:: R = \frac{R_c R_f}{R_c R_f + 1 - R_c}

    Parameters
    ----------
    collection_recovery : numeric
        What bubbles take up out of what enters the pulp zone, :math:`R_c`. [fraction]
    froth_recovery : numeric
        :math:`R_f`. [fraction]

    Returns
    -------
    recovery : numeric
        Of the whole cell. [fraction]

    Notes
    -----
    For one mixed cell, :math:`R_c = k_c\tau/(1 + k_c\tau)`, this is a cell of rate
    :math:`k = k_c R_f`: the froth only slows it.
    Confirmed against such a cell, and froths that keep all or nothing.

    References
    ----------
    .. [1] J. A. Finch and G. S. Dobby, Column Flotation, Pergamon, 1990.

    Examples
    --------
    >>> recovery_through_froth(0.8, froth_recovery=0.5)
    0.6667
    """
    kept = collection_recovery * froth_recovery
    return kept / (kept + 1.0 - collection_recovery)


def collection_recovery(recovery, froth_recovery):
    r"""Recovery of the pulp zone behind a cell's measured recovery.

    .. math:: R_c = \frac{R}{R + R_f\,(1 - R)}

    Parameters
    ----------
    recovery : numeric
        Of the whole cell, :math:`R`. [fraction]
    froth_recovery : numeric
        :math:`R_f`. [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]; the inverse of :func:`recovery_through_froth`.

    Notes
    -----
    Confirmed against :func:`recovery_through_froth`, which it undoes.

    Examples
    --------
    >>> collection_recovery(2 / 3, froth_recovery=0.5)
    0.8
    """
    return recovery / (recovery + froth_recovery * (1.0 - recovery))
