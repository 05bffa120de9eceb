"""The two sulphide sections: Mo-Bi bulk flotation, and the separation of Mo from Bi."""

import numpy as np

from flotation.surrogate.constants import VALUE
from flotation.surrogate.laws import adsorption, depression, overdose
from flotation.surrogate.ore import (
    BISMUTHINITE,
    MINERALS,
    MOLYBDENITE,
    PYRITE,
    SCHEELITE,
    WOLFRAMITE,
)
from flotation.surrogate.sections import Bank, Section, section_recovery

BULK = Section(
    scavengers=(Bank(cells=6, minutes=1.5),),
    rougher=Bank(cells=6, minutes=1.5),
    cleaners=(Bank(cells=4, minutes=1.5), Bank(cells=3, minutes=1.5)),
    water=VALUE["bulk_water"],
)
SEPARATION = Section(
    scavengers=(Bank(cells=4, minutes=1.5),),
    rougher=Bank(cells=6, minutes=1.5),
    cleaners=(Bank(cells=4, minutes=1.5), Bank(cells=3, minutes=1.5)),
    water=VALUE["separation_water"],
)


def bulk_recoveries(settings, conditions, grind, ore_property):
    """Share of each mineral that reports to the bulk concentrate.

    Parameters
    ----------
    settings, conditions : mapping of column to ndarray
    grind : flotation.surrogate.ore.Grind
    ore_property : ndarray

    Returns
    -------
    dict of mineral to ndarray
        [fraction]
    """
    ddtc, frother = settings["bulk_ddtc_g_t"], settings["bulk_frother_g_t"]
    froth = adsorption(VALUE["frother_half"] / frother)
    steady = _pace(conditions, ore_property)
    pace = froth * steady
    water = BULK.water * (frother / VALUE["standard_frother"]) ** VALUE["frother_water"]
    pyrite = VALUE["pyrite_rate"] * (ddtc / VALUE["standard_ddtc"]) ** VALUE["ddtc_pyrite"]
    rate = np.stack(
        [
            VALUE["molybdenite_rate"] * pace,
            VALUE["bismuthinite_rate"] * pace,
            pyrite * steady,
            np.zeros_like(pace),
        ]
    )
    slowing = conditions["feed_t_h"] / VALUE["design_feed"]
    molybdenite, bismuthinite, pyrite, entrained = section_recovery(
        BULK, rate, slowing=slowing, entrained=grind.entrained * water
    )
    sized = grind.floatable(VALUE["coarse_sulphide_floats"], VALUE["slimes_sulphide_float"])
    oil = settings["bulk_kerosene_g_t"]
    oiled = adsorption((VALUE["kerosene_half"] / oil) ** VALUE["kerosene_order"]) * overdose(
        oil, VALUE["kerosene_overdose"]
    )
    warm = np.exp(VALUE["molybdenite_warmth"] * _warmer(conditions))
    cover = (VALUE["ddtc_half"] / ddtc) ** VALUE["ddtc_order"]
    share = {
        MOLYBDENITE: VALUE["molybdenite_floats"] * sized * oiled * warm,
        BISMUTHINITE: VALUE["bismuthinite_floats"] * sized * adsorption(cover),
        PYRITE: 1.0,
        SCHEELITE: VALUE["tungsten_locked"],
        WOLFRAMITE: VALUE["tungsten_locked"],
    }
    floating = {MOLYBDENITE: molybdenite, PYRITE: pyrite}
    return {
        mineral: entrained
        + share.get(mineral, 0.0) * (floating.get(mineral, bismuthinite) - entrained)
        for mineral in MINERALS
    }


def separation_recoveries(settings, conditions):
    """Share of each mineral of the bulk concentrate that reports to the Mo concentrate.

    Parameters
    ----------
    settings, conditions : mapping of column to ndarray

    Returns
    -------
    dict of mineral to ndarray
        [fraction]
    """
    na2s = settings["separation_na2s_g_t"]
    depressed = depression(na2s, VALUE["na2s_half"])
    pace = _pace(conditions, 0.0)
    rate = np.stack(
        [
            VALUE["separation_mo_rate"] * pace,
            VALUE["separation_bi_rate"] * pace * depressed,
            VALUE["separation_pyrite_rate"] * pace * depressed,
            np.zeros_like(pace * depressed),
        ]
    )
    slowing = conditions["feed_t_h"] / VALUE["design_feed"]
    molybdenite, bismuthinite, pyrite, entrained = section_recovery(
        SEPARATION, rate, slowing=slowing, entrained=SEPARATION.water * VALUE["separation_degree"]
    )
    kept = overdose(na2s, VALUE["na2s_overdose"])
    floating = {
        MOLYBDENITE: entrained + kept * (molybdenite - entrained),
        BISMUTHINITE: bismuthinite,
        PYRITE: pyrite,
    }
    return {mineral: floating.get(mineral, entrained) for mineral in MINERALS}


def _pace(conditions, ore_property):
    """Factor of all sulphide rates: warmth, return water, the unmeasured property."""
    warmth = VALUE["sulphide_warmth"] * _warmer(conditions)
    returned = (conditions["return_water_ratio_pct"] - VALUE["standard_return_water"]) / 100.0
    loss = VALUE["sulphide_water_quality"] * returned
    return np.exp(warmth - loss + VALUE["property_sulphide"] * ore_property)


def _warmer(conditions):
    """Degrees of the pulp above the standard temperature."""
    return conditions["temperature_c"] - VALUE["standard_temperature"]
