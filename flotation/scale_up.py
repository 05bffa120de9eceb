r"""From a batch test in the laboratory to a bank in the plant.

Two things lengthen the time: a bank of mixed cells lets some grains pass early, which
is arithmetic (`mixing_factor`); and a plant cell is less well aired and its froth drops
more than a laboratory cell, which is experience (`plant_rate`).
"""

import numpy as np


def bank_time(recovery, rate, cells):
    r"""Total residence time in which a bank reaches a recovery, first order.

    .. math:: N\tau = \frac{N\left[(1 - R)^{-1/N} - 1\right]}{k}

    Parameters
    ----------
    recovery : numeric
        Recovery of what floats at all, :math:`R = R_{bank}/R_\infty` below 1. [fraction]
    rate : numeric
        Rate constant in the plant, :math:`k`. [min⁻¹]
    cells : numeric
        Number of equal cells, :math:`N`.

    Returns
    -------
    time : numeric
        Of all cells together. [min]

    Notes
    -----
    The inverse of :func:`flotation.kinetics.bank_recovery`. Confirmed against the bank
    recoveries and times of Mountain Pass in ``datasets/literature``.

    Examples
    --------
    >>> float(bank_time(0.875, rate=0.5, cells=3))
    6.0
    """
    return cells * np.expm1(-np.log1p(-recovery) / cells) / rate


def mixing_factor(recovery, cells):
    r"""How much longer a bank takes than a batch, at one rate, for one recovery.

    .. math:: \frac{N\left[(1 - R)^{-1/N} - 1\right]}{-\ln(1 - R)}

    Parameters
    ----------
    recovery : numeric
        Recovery of what floats at all, above 0 and below 1. [fraction]
    cells : numeric
        :math:`N`.

    Returns
    -------
    factor : numeric
        1 for endlessly many cells, and for vanishing recovery. [-]

    Notes
    -----
    Confirmed against its limits, and 9 / ln 10 for 90 % in one cell.

    Examples
    --------
    >>> float(mixing_factor(0.9, cells=6))
    1.219
    """
    return bank_time(recovery, rate=1.0, cells=cells) / -np.log1p(-recovery)


def plant_rate(laboratory_rate, time_factor):
    r"""Rate constant in the plant of a mineral measured in the laboratory.

    .. math:: k_{plant} = \frac{k_{lab}}{f}

    Parameters
    ----------
    laboratory_rate : numeric
        From a batch test. [min⁻¹]
    time_factor : numeric
        Plant time over laboratory time for the same recovery at equal mixing, :math:`f`;
        1.8-2.8 is assumed to hold for mechanical cells, and a survey of the plant's own
        banks tells better. [-]

    Returns
    -------
    rate : numeric
        [min⁻¹]. Any other rate of a spread scales alike.

    Notes
    -----
    Confirmed against a batch that runs that factor longer.

    Examples
    --------
    >>> plant_rate(0.92, time_factor=2.3)
    0.4
    """
    return laboratory_rate / time_factor


def bubble_surface_flux(gas_velocity, bubble_diameter):
    r"""Bubble surface that passes a cross-section of the cell.

    .. math:: S_b = \frac{6 J_g}{d_{32}}

    Parameters
    ----------
    gas_velocity : numeric
        Superficial gas velocity, :math:`J_g`; 0.5-2.5 in plants. [cm/s]
    bubble_diameter : numeric
        Sauter mean diameter, :math:`d_{32}`. [mm]

    Returns
    -------
    flux : numeric
        [s⁻¹]

    Notes
    -----
    Confirmed against the surface of spheres: 60 a second at 1 cm/s and 1 mm.

    Examples
    --------
    >>> bubble_surface_flux(1.0, bubble_diameter=1.2)
    50.0
    """
    return 60.0 * gas_velocity / bubble_diameter


def rate_from_bubble_flux(floatability, bubble_flux, froth_recovery):
    r"""Rate constant of a mineral from what the ore, the cell and the froth bring.

    .. math:: k = 60\,P\,S_b\,R_f

    Parameters
    ----------
    floatability : numeric
        Of the mineral in this pulp, :math:`P`; the same in the laboratory and the plant. [-]
    bubble_flux : numeric
        :math:`S_b`. [s⁻¹]
    froth_recovery : numeric
        Share of what reaches the froth that stays in it, :math:`R_f`. [fraction]

    Returns
    -------
    rate : numeric
        [min⁻¹]

    Notes
    -----
    Confirmed against 1 % of the flux a second, 0.6 a minute, and its limit without gas.

    References
    ----------
    .. [1] B. K. Gorain, J.-P. Franzidis, E. V. Manlapig, "Studies on impeller type,
       impeller speed and air flow rate in an industrial scale flotation cell. Part 4,"
       Minerals Engineering, vol. 10, pp. 367-379, 1997, doi:10.1016/S0892-6875(97)00014-0.

    Examples
    --------
    >>> rate_from_bubble_flux(2e-4, bubble_flux=50.0, froth_recovery=0.6)
    0.36
    """
    return 60.0 * floatability * bubble_flux * froth_recovery
