"""Where the lead-BHA complex goes: on tungsten minerals, on fluorite and on calcite."""

from flotation.surrogate.constants import VALUE
from flotation.surrogate.laws import complex_dose, depression, free_collector
from flotation.surrogate.ore import (
    CALCITE,
    FLUORITE,
    MINERALS,
    SCHEELITE,
    WOLFRAMITE,
    size_surface,
)

TAKERS = (SCHEELITE, WOLFRAMITE, FLUORITE, CALCITE)


def adsorption_sites(feed):
    """What the surface of each mineral can hold of the complex.

    Parameters
    ----------
    feed : ndarray of shape (minerals, sizes, ...)
        What enters the W rougher section. [t/t ore]

    Returns
    -------
    dict of mineral to ndarray
        Capacity of a tonne of medium grains, times mass, times surface: a fine grain holds
        more for its mass. [g/t ore]

    Notes
    -----
    Confirmed against medium grains alone, which hold their capacity per tonne.

    Examples
    --------
    >>> from flotation.surrogate.performance import mineral_flows
    >>> from flotation.surrogate.published import GOOD, STANDARD
    >>> feed = mineral_flows(GOOD, STANDARD)["bulk_tails"]
    >>> {mineral: round(float(held), 1) for mineral, held in adsorption_sites(feed).items()}
    {'scheelite': 2.5, 'wolframite': 1.0, 'fluorite': 138.1, 'calcite': 56.3}
    """
    coarse, medium, fine = size_surface()
    sites = {}
    for mineral in TAKERS:
        mass = feed[MINERALS.index(mineral)]
        surface = coarse * mass[0] + medium * mass[1] + fine * mass[2]
        sites[mineral] = VALUE["site_capacity"] * surface
    return sites


def dissolved_collector(settings, feed):
    """Complex left in solution when all minerals have taken their part.

    Parameters
    ----------
    settings : mapping of column to ndarray
    feed : ndarray of shape (minerals, sizes, ...)
        What enters the W rougher section. [t/t ore]

    Returns
    -------
    ndarray
        [g/t ore]

    Notes
    -----
    Confirmed against the balance of the complex: what is dissolved and what is held make the dose.

    Examples
    --------
    >>> from flotation.surrogate.performance import mineral_flows
    >>> from flotation.surrogate.published import GOOD, STANDARD
    >>> feed = mineral_flows(GOOD, STANDARD)["bulk_tails"]
    >>> round(float(dissolved_collector(GOOD, feed)), 1)
    211.3
    """
    made = complex_dose(
        settings["w_lead_nitrate_g_t"],
        settings["w_bha_g_t"],
        ratio=VALUE["lead_bha_ratio"],
        sharpness=VALUE["complex_sharpness"],
    )
    sites = adsorption_sites(feed)
    blocked = depression(settings["w_al_sulphate_g_t"], VALUE["calcite_al_half"])
    tungsten = sites[SCHEELITE] + sites[WOLFRAMITE]
    gangue = sites[FLUORITE] + blocked * sites[CALCITE]
    return free_collector(
        made, sites=[tungsten, gangue], half=[VALUE["tungsten_half"], VALUE["gangue_half"]]
    )
