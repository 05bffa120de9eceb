r"""Energy of flotation machines, blowers and pumps, per tonne of dry ore."""

from flotation.pulp import pulp_volume

GRAVITY = 9.80665  # m/s2
AIR_RATIO = 1.4  # of the heat capacities of air


def agitation_energy(power_density, residence_time, solids_fraction, solids_density, gas_holdup):
    r"""Energy that cells take while a tonne of solids passes through them.

    .. math:: W = p\,\frac{\tau}{60}\,\frac{1/\rho_s + (1 - s)/s}{1 - \varepsilon_g}

    Parameters
    ----------
    power_density : numeric
        Drawn per volume of cell, :math:`p`; 0.5-1.1 in mechanical cells of some hundred
        m3, blower included, more in small ones. [kW/m3]
    residence_time : numeric
        Mean, :math:`\tau`. [min]
    solids_fraction : numeric
        Solids by mass, :math:`s`. [fraction]
    solids_density : numeric
        :math:`\rho_s`. [t/m3]
    gas_holdup : numeric
        Share of the cell filled with bubbles, :math:`\varepsilon_g`. [fraction]

    Returns
    -------
    energy : numeric
        [kWh/t of the solids that enter the cells]

    Notes
    -----
    Confirmed against the 0.93 and 1.52 kWh/t for 30 min of ``datasets/literature``.

    Examples
    --------
    >>> agitation_energy(0.67, 30.0, solids_fraction=0.33, solids_density=3.0, gas_holdup=0.15)
    0.931
    """
    volume = pulp_volume(solids_fraction, solids_density) / (1.0 - gas_holdup)
    return power_density * residence_time / 60.0 * volume


def blower_power(air_flow, pressure_rise, *, efficiency, inlet_pressure=101.325):
    r"""Power of a blower, compressing without exchange of heat.

    .. math::

       P = \frac{Q\,p_1}{3600\,\eta}\,\frac{\kappa}{\kappa - 1}
           \left[\left(1 + \frac{\Delta p}{p_1}\right)^{(\kappa - 1)/\kappa} - 1\right]

    Parameters
    ----------
    air_flow : numeric
        Taken in, :math:`Q`. [m3/h]
    pressure_rise : numeric
        :math:`\Delta p`: the pulp above the impeller and the losses; 20-60 in
        forced-air cells. [kPa]
    efficiency : numeric
        Of blower and motor together, :math:`\eta`. [fraction]
    inlet_pressure : numeric, default 101.325
        :math:`p_1`, at sea level. [kPa]

    Returns
    -------
    power : numeric
        [kW]

    Notes
    -----
    Confirmed against a doubled pressure worked by hand, and flow times pressure for a small
    rise.

    Examples
    --------
    >>> blower_power(6000.0, pressure_rise=40.0, efficiency=0.65)
    90.6
    """
    power = (AIR_RATIO - 1.0) / AIR_RATIO
    compression = (1.0 + pressure_rise / inlet_pressure) ** power - 1.0
    return air_flow * inlet_pressure * compression / (3600.0 * efficiency * power)


def pumping_energy(head, solids_fraction, *, efficiency):
    r"""Energy that lifts the pulp of a tonne of solids.

    .. math:: W = \frac{g\,H}{3600\,s\,\eta}

    Parameters
    ----------
    head : numeric
        Height and friction together, :math:`H`. [m of pulp]
    solids_fraction : numeric
        Solids by mass, :math:`s`. [fraction]
    efficiency : numeric
        Of pump and motor together, :math:`\eta`. [fraction]

    Returns
    -------
    energy : numeric
        [kWh/t of the solids pumped]

    Notes
    -----
    Confirmed against 1 kWh that lifts a dry tonne by 367 m.

    Examples
    --------
    >>> pumping_energy(20.0, solids_fraction=0.33, efficiency=0.6)
    0.275
    """
    return GRAVITY * head / (3600.0 * solids_fraction * efficiency)
