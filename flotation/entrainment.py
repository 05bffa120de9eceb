r"""Entrainment: what the water carries into the froth, floatable or not.

True flotation chooses by surface, entrainment by size. Every function here is pure
and works element-wise on scalars and arrays.
"""

import numpy as np

AT_TWO_TENTHS = 2.292  # argument at which the hyperbolic secant is 0.2


def degree_of_entrainment(size, *, entrainment_size, drainage=1.0):
    r"""Recovery of a size class by water, relative to that of the water itself.

    .. math::

       \mathrm{ENT} = \operatorname{sech}\left[2.292\,(d/\xi)^{a}\right], \qquad
       a = 1 + \frac{\ln \delta}{e^{d/\xi}}

    Parameters
    ----------
    size : numeric
        Particle size, :math:`d`. [µm]
    entrainment_size : numeric
        Size at which the degree is 0.2, :math:`\xi`; 30-60 in plants. [µm]
    drainage : numeric, default 1.0
        Drainage parameter, :math:`\delta`; 1 where preferential drainage of the coarse
        is not seen. [-]

    Returns
    -------
    degree : numeric
        1 for the finest slimes, 0 for coarse sand. [fraction]

    Notes
    -----
    Confirmed against its limits: 1 for the finest, 0 for sand, and 0.2 at the entrainment
    size however the froth drains; on either side of it against the equation worked by hand.

    References
    ----------
    .. [1] O. N. Savassi, D. J. Alexander, J.-P. Franzidis, E. V. Manlapig, "An empirical
       model for entrainment in industrial flotation plants," Minerals Engineering,
       vol. 11, pp. 243-256, 1998, doi:10.1016/S0892-6875(98)00003-1.

    Examples
    --------
    >>> round(float(degree_of_entrainment(40.0, entrainment_size=40.0)), 3)
    0.2
    """
    relative = size / entrainment_size
    power = 1.0 + np.log(drainage) * np.exp(-relative)
    return 1.0 / np.cosh(AT_TWO_TENTHS * relative**power)


def with_entrainment(flotation_recovery, entrained):
    r"""Recovery by true flotation and, of what does not float, by entrainment.

    .. math:: R = R_f + (1 - R_f)\,\mathrm{ENT}\,R_w

    Parameters
    ----------
    flotation_recovery : numeric
        :math:`R_f`. [fraction]
    entrained : numeric
        Degree of entrainment times the recovery of water,
        :math:`\mathrm{ENT}\,R_w`. [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Confirmed against its limits: all floats, nothing floats.

    Examples
    --------
    >>> round(with_entrainment(0.80, entrained=0.05), 3)
    0.81
    """
    return flotation_recovery + (1.0 - flotation_recovery) * entrained


def cell_recovery_with_entrainment(rate, residence_time, degree, water_recovery):
    r"""Recovery of one mixed cell that floats and entrains at once.

    .. math::

       R = \frac{k\tau\,(1 - R_w) + \mathrm{ENT}\,R_w}
                {(1 + k\tau)\,(1 - R_w) + \mathrm{ENT}\,R_w}

    Parameters
    ----------
    rate : numeric
        Rate constant of true flotation, froth included, :math:`k`. [min⁻¹]
    residence_time : numeric
        Mean residence time in the cell, :math:`\tau`. [min]
    degree : numeric
        Degree of entrainment of the size class, :math:`\mathrm{ENT}`. [fraction]
    water_recovery : numeric
        Share of the water that enters the cell that leaves with its concentrate,
        :math:`R_w` below 1. [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    First order where no water is carried; :math:`R_w` for slimes that do not float.
    Confirmed against these limits and the mass balance of a cell.

    References
    ----------
    .. [1] O. N. Savassi, "A compartment model for the mass transfer inside a conventional
       flotation cell," Int. J. Mineral Processing, vol. 77, pp. 65-79, 2005,
       doi:10.1016/j.minpro.2005.02.003.

    Examples
    --------
    >>> cell_recovery_with_entrainment(0.5, residence_time=2.0, degree=0.4, water_recovery=0.1)
    0.5109
    """
    floated = rate * residence_time * (1.0 - water_recovery)
    carried = degree * water_recovery
    return (floated + carried) / (floated + carried + 1.0 - water_recovery)
