"""The two tungsten sections: rougher-scavenger with lead-BHA, and heated (Petrov) cleaning."""

import numpy as np

from flotation.surrogate.constants import VALUE
from flotation.surrogate.laws import adsorption, assistance, ceiling, depression, overdose, window
from flotation.surrogate.ore import CALCITE, FLUORITE, MINERALS, SCHEELITE, WOLFRAMITE
from flotation.surrogate.sections import Bank, Section, section_recovery

ROUGHER = Section(
    scavengers=(Bank(cells=6, minutes=2.5), Bank(cells=6, minutes=2.5)),
    rougher=Bank(cells=8, minutes=2.5),
    cleaners=(Bank(cells=4, minutes=2.5), Bank(cells=3, minutes=2.5)),
    water=VALUE["w_water"],
)
PETROV = Section(
    scavengers=tuple(Bank(cells=4, minutes=2.5) for _ in range(3)),
    rougher=Bank(cells=5, minutes=3.0),
    cleaners=tuple(Bank(cells=3, minutes=2.5) for _ in range(4)),
    water=VALUE["petrov_water"],
)


def rougher_recoveries(settings, conditions, grind, ore_property):
    """Share of each mineral that reports to the W rougher concentrate.

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
    air = settings["w_air_m3_min"] / VALUE["standard_air"]
    warmth = np.exp(
        VALUE["w_warmth"] * (conditions["temperature_c"] - VALUE["standard_temperature"])
    )
    pace = air ** VALUE["air_power"] * warmth
    gangue = air ** VALUE["air_gangue_power"] * warmth * _gangue_pace(settings)
    water = ROUGHER.water * air ** VALUE["air_water_power"]
    calcite = depression(settings["w_al_sulphate_g_t"], VALUE["calcite_al_half"])
    rate = np.stack(
        [
            VALUE["scheelite_rate"] * pace,
            VALUE["wolframite_rate"] * pace,
            VALUE["fluorite_rate"] * gangue,
            VALUE["calcite_rate"] * gangue * calcite,
            VALUE["silicates_rate"] * gangue,
            np.zeros_like(gangue),
        ]
    )
    slowing = conditions["feed_t_h"] / VALUE["design_feed"]
    scheelite, wolframite, fluorite, calcite, silicates, entrained = section_recovery(
        ROUGHER, rate, slowing=slowing, entrained=grind.entrained * water
    )
    floats = _tungsten_floats(settings, conditions, grind, ore_property)
    floating = {
        SCHEELITE: entrained + floats[SCHEELITE] * (scheelite - entrained),
        WOLFRAMITE: entrained + floats[WOLFRAMITE] * (wolframite - entrained),
        FLUORITE: fluorite,
        CALCITE: calcite,
    }
    return {mineral: floating.get(mineral, silicates) for mineral in MINERALS}


def cleaner_recoveries(settings, conditions):
    """Share of each mineral of the rougher concentrate that heated cleaning keeps.

    Parameters
    ----------
    settings, conditions : mapping of column to ndarray

    Returns
    -------
    dict of mineral to ndarray
        [fraction]
    """
    dose = settings["petrov_silicate_g_t"]
    cold = np.exp(
        -(settings["petrov_temperature_c"] - VALUE["cold_cleaning"]) / VALUE["petrov_warming"]
    )
    gangue = (1.0 + VALUE["petrov_cold_gangue"] * cold) * depression(
        dose, VALUE["petrov_silicate_half"]
    )
    rate = np.stack(
        [
            VALUE["petrov_rate"] * np.ones_like(gangue),
            VALUE["petrov_gangue_rate"] * gangue,
            np.zeros_like(gangue),
        ]
    )
    slowing = conditions["feed_t_h"] / VALUE["design_feed"]
    tungsten, gangue, entrained = section_recovery(
        PETROV, rate, slowing=slowing, entrained=VALUE["petrov_degree"] * PETROV.water
    )
    kept = (
        VALUE["petrov_floats"]
        * adsorption((VALUE["petrov_dispersion"] / dose) ** VALUE["petrov_dispersion_order"])
        * overdose(dose, VALUE["petrov_overdose"])
        * np.exp(-VALUE["petrov_loss"] * cold)
    )
    tungsten = entrained + kept * (tungsten - entrained)
    return {
        mineral: tungsten if mineral in (SCHEELITE, WOLFRAMITE) else gangue for mineral in MINERALS
    }


def _gangue_pace(settings):
    """Factor of all gangue rates in the rougher section."""
    depressed = depression(settings["w_silicate_g_t"], VALUE["gangue_silicate_half"])
    collected = (settings["w_bha_g_t"] / VALUE["standard_bha"]) ** VALUE["gangue_bha"]
    return depressed * collected * (1.0 + settings["w_soap_g_t"] / VALUE["gangue_soap_half"])


def _tungsten_floats(settings, conditions, grind, ore_property):
    """Floatable share of each W mineral in the rougher section."""
    silicate, aluminium = settings["w_silicate_g_t"], settings["w_al_sulphate_g_t"]
    lead, bha = settings["w_lead_nitrate_g_t"], settings["w_bha_g_t"]
    returned = (conditions["return_water_ratio_pct"] - VALUE["standard_return_water"]) / 100.0
    common = (
        VALUE["tungsten_floats"]
        * grind.floatable(VALUE["coarse_floats"], VALUE["slimes_float"])
        * adsorption((VALUE["silicate_dispersion"] / silicate) ** VALUE["dispersion_order"])
        * overdose(silicate, VALUE["silicate_overdose"])
        * assistance(aluminium, VALUE["al_help_half"], VALUE["al_help"])
        * overdose(aluminium, VALUE["al_overdose"])
        * assistance(settings["w_soap_g_t"], VALUE["soap_half"], VALUE["soap_help"])
        * np.exp(-VALUE["lead_excess"] * lead / (bha + VALUE["lead_reserve"]))
        * np.exp(VALUE["property_tungsten"] * ore_property - VALUE["w_water_quality"] * returned)
    )
    return {
        mineral: ceiling(
            common
            * adsorption(_complex_demand(lead, bha, conditions, grind, need))
            * window(settings["w_ph"], VALUE[f"{mineral}_ph"], VALUE["ph_width"]),
            VALUE["ceiling_sharpness"],
        )
        for mineral, need in ((SCHEELITE, 1.0), (WOLFRAMITE, VALUE["wolframite_lead"]))
    }


def _complex_demand(lead, bha, conditions, grind, need):
    """How far lead and BHA fall short of covering the W minerals, gangue taking its part."""
    surface = (VALUE["standard_p80"] / grind.p80) ** VALUE["surface_demand"]
    shared = np.exp(
        VALUE["fluorite_demand"] * (conditions["ore_caf2_pct"] - VALUE["standard_caf2"])
        + VALUE["calcite_demand"] * (conditions["ore_caco3_pct"] - VALUE["standard_caco3"])
    )
    order = VALUE["complex_order"]
    return (VALUE["bha_half"] * surface * shared / bha) ** order + (
        VALUE["lead_half"] * need / lead
    ) ** order
