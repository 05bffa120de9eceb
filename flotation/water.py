r"""What stays in the water: reagents that return with it, and lead that leaves with it.

One tonne of dry ore meets :math:`w` m3 of water. A share :math:`r` of that water returns from
the pond after a share :math:`d` of what it carried has decayed, settled or been treated; the rest
leaves and fresh water replaces it. 1 g per m3 is 1 mg/L.
"""

from dataclasses import dataclass

import numpy as np

from flotation.stoichiometry import mass_factor

LEAD_MG_PER_MOL = 207.2e3
WATER_ION_PRODUCT = 1e-14  # at 25 °C


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadBalance:
    """Where the lead of one tonne of ore goes, once the water circuit has come to rest.

    Attributes
    ----------
    dissolved : numeric
        In the water of the tailings. [mg/L]
    adsorbed, precipitated : numeric
        On and among the solids. [g/t]
    returned : numeric
        Coming back with the return water. [g/t]
    """

    dissolved: float
    adsorbed: float
    precipitated: float
    returned: float


def reagent_in_water(dose, *, uptake, water, recycle, decay):
    r"""Concentration of a reagent in the tailings water, once it has come to rest.

    Confirmed against the balance of the water, and its limit, water used once.

    .. math:: c = \frac{(1 - u)\,D}{w\left[1 - (1 - u)\,r\,(1 - d)\right]}

    Parameters
    ----------
    dose : numeric
        Fresh dose, :math:`D`. [g/t]
    uptake : numeric
        Share of all reagent in the pulp that the solids take, :math:`u`. [fraction]
    water : numeric
        Water that meets the ore, :math:`w`. [m3/t]
    recycle : numeric
        Share of that water that returns, :math:`r`. [fraction]
    decay : numeric
        Share of the reagent lost before it returns, :math:`d`. [fraction]

    Returns
    -------
    concentration : numeric
        [mg/L]

    Examples
    --------
    >>> reagent_in_water(300.0, uptake=0.8, water=2.03, recycle=0.85, decay=0.5)
    32.3
    """
    carried = (1.0 - uptake) * recycle * (1.0 - decay)
    return (1.0 - uptake) * dose / (water * (1.0 - carried))


def carried_over_dose(dose, *, uptake, recycle, decay):
    r"""Dose that the return water brings besides the fresh one.

    Confirmed against the concentration of the water that brings it.

    .. math:: D' = D\,\frac{q}{1 - q}, \qquad q = (1 - u)\,r\,(1 - d)

    Parameters
    ----------
    dose : numeric
        Fresh dose, :math:`D`. [g/t]
    uptake, recycle, decay : numeric
        As in :func:`reagent_in_water`. [fraction]

    Returns
    -------
    dose : numeric
        [g/t]; 0 where no water returns.

    Examples
    --------
    >>> carried_over_dose(300.0, uptake=0.8, recycle=0.85, decay=0.5)
    27.87
    """
    carried = (1.0 - uptake) * recycle * (1.0 - decay)
    return dose * carried / (1.0 - carried)


def build_up(passes, *, uptake, recycle, decay):
    r"""Share of its final concentration that a reagent has after some passes of the water.

    Confirmed against passes counted one by one.

    .. math:: \frac{c_n}{c_\infty} = 1 - q^n, \qquad q = (1 - u)\,r\,(1 - d)

    Parameters
    ----------
    passes : numeric
        Times the water has gone round since the dose changed, :math:`n`; the first
        pass counts as 1.
    uptake, recycle, decay : numeric
        As in :func:`reagent_in_water`. [fraction]

    Returns
    -------
    share : numeric
        [fraction]

    Examples
    --------
    >>> build_up(2, uptake=0.2, recycle=0.9, decay=0.1)
    0.5801
    """
    return 1.0 - ((1.0 - uptake) * recycle * (1.0 - decay)) ** passes


def lead_added(lead_nitrate_dose):
    r"""Lead that a dose of lead nitrate brings.

    Parameters
    ----------
    lead_nitrate_dose : numeric
        As Pb(NO3)2. [g/t]

    Returns
    -------
    lead : numeric
        [g/t]

    Notes
    -----
    Confirmed against the 250 g/t from 400 g/t of ``datasets/literature``.

    Examples
    --------
    >>> lead_added(400.0)
    250.2
    """
    return lead_nitrate_dose * mass_factor("Pb(NO3)2", "Pb", "Pb")


def uptake_needed(lead, *, water, limit):
    r"""Share of the lead that solids and treatment must take to keep a limit.

    .. math:: u = 1 - \frac{w\,c_{limit}}{L}

    Parameters
    ----------
    lead : numeric
        Added, :math:`L`. [g/t]
    water : numeric
        :math:`w`. [m3/t]
    limit : numeric
        [mg/L]

    Returns
    -------
    uptake : numeric
        [fraction]

    Notes
    -----
    Confirmed against the 99.19 and 99.59 % of ``datasets/literature``.

    Examples
    --------
    >>> uptake_needed(250.2, water=2.03, limit=1.0)
    0.9919
    """
    return 1.0 - water * limit / lead


def hydroxide_saturation(ph, solubility_product):
    r"""Lead that water holds before its hydroxide falls out, as the free ion.

    Confirmed against a hundredth for each unit of pH, and 1.4e-6 mol/L at pH 9.

    .. math:: c = 207\,200\,\frac{K_{sp}}{[\mathrm{OH^-}]^2}, \qquad
              [\mathrm{OH^-}] = \frac{10^{-14}}{10^{-pH}}

    Parameters
    ----------
    ph : numeric
    solubility_product : numeric
        Of Pb(OH)2, :math:`K_{sp}`: published values lie decades apart, about 1e-20 to
        1e-15, so measure the plant's own. [mol3/L3]

    Returns
    -------
    saturation : numeric
        [mg/L]. Holds up to about pH 10; above, hydroxide complexes dissolve lead again,
        and carbonate lowers it everywhere.

    Examples
    --------
    >>> float(hydroxide_saturation(9.0, solubility_product=1.4e-16))
    0.29
    """
    hydroxide = WATER_ION_PRODUCT * 10.0**ph
    return LEAD_MG_PER_MOL * solubility_product / hydroxide**2


def lead_balance(lead, *, capacity, affinity, saturation, water, recycle, decay):
    r"""Lead dissolved, adsorbed and precipitated, once the water has come to rest.

    Adsorption after Langmuir, precipitation above a saturation, and what the return water
    brings back:

    .. math::

       L = \frac{Q K c}{1 + K c} + p + w\,[1 - r\,(1 - d)]\,c, \qquad
       p \ge 0,\; c \le c_s,\; p\,(c_s - c) = 0

    Parameters
    ----------
    lead : numeric
        Added, :math:`L`. [g/t]
    capacity : numeric
        Most that the solids adsorb, :math:`Q`. [g/t]
    affinity : numeric
        One over the concentration at which half of that is taken, :math:`K`. [L/mg]
    saturation : numeric
        Concentration above which lead falls out, :math:`c_s`. [mg/L]
    water : numeric
        :math:`w`. [m3/t]
    recycle, decay : numeric
        Share of the water that returns, and of the dissolved lead that settles or is
        treated before it does. [fraction]

    Returns
    -------
    LeadBalance

    Notes
    -----
    Without uptake, Confirmed against the 123 mg/L of ``datasets/literature``.
    Capacity, affinity and saturation are properties of the ore and water: measure them;
    no public source gives them for these ores.

    Examples
    --------
    >>> water = lead_balance(250.0, capacity=400.0, affinity=2.0, saturation=5.0,
    ...                      water=2.03, recycle=0.85, decay=0.3)
    >>> float(water.dissolved), float(water.adsorbed), float(water.precipitated)
    (0.827, 249.3, 0.0)
    """
    leaving = water * (1.0 - recycle * (1.0 - decay))
    half = leaving + capacity * affinity - lead * affinity
    root = np.sqrt(half**2 + 4.0 * leaving * affinity * lead)
    with np.errstate(divide="ignore", invalid="ignore"):
        free = np.where(
            half >= 0.0, 2.0 * lead / (half + root), (root - half) / (2.0 * leaving * affinity)
        )
    dissolved = np.minimum(free, saturation)
    adsorbed = capacity * affinity * dissolved / (1.0 + affinity * dissolved)
    return LeadBalance(
        dissolved=dissolved,
        adsorbed=adsorbed,
        precipitated=np.where(free > saturation, lead - adsorbed - leaving * dissolved, 0.0),
        returned=water * recycle * (1.0 - decay) * dissolved,
    )


def total_lead(dissolved, *, suspended_solids, lead_on_solids):
    r"""Lead that a sample of effluent shows, dissolved and on suspended solids.

    Confirmed against its limits: clear water, and clean water with solids.

    .. math:: c_{total} = c + 10^{-6} S\,\ell

    Parameters
    ----------
    dissolved : numeric
        :math:`c`. [mg/L]
    suspended_solids : numeric
        :math:`S`. [mg/L]
    lead_on_solids : numeric
        Adsorbed and precipitated, :math:`\ell`. [g/t of solids]

    Returns
    -------
    concentration : numeric
        What the limits are on. [mg/L]

    Examples
    --------
    >>> total_lead(0.3, suspended_solids=70.0, lead_on_solids=250.0)
    0.3175
    """
    return dissolved + 1e-6 * suspended_solids * lead_on_solids
