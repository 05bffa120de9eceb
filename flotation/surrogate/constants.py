"""Every constant of the surrogate: value, unit, meaning, and the figure or judgement behind it.

Names in capitals are rows of ``datasets/literature/sources.csv``; ``calibrated`` values were fitted
so that the surrogate gives the published figures in its card and, between present and good
settings, the responses of its first edition; all others are ``assumed``.
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Constant:
    """One constant of the simulator.

    Attributes
    ----------
    name : str
    value : float
    unit, meaning, source : str
    """

    name: str
    value: float
    unit: str
    meaning: str
    source: str


CONSTANTS = (
    # ore
    Constant("scheelite_wo3", 80.5, "%", "WO3 in scheelite", "stoichiometry"),
    Constant("wolframite_wo3", 76.3, "%", "WO3 in wolframite", "stoichiometry"),
    Constant("molybdenite_mo", 59.9, "%", "Mo in molybdenite", "stoichiometry"),
    Constant("bismuthinite_bi", 81.3, "%", "Bi in bismuthinite", "stoichiometry"),
    Constant("pyrite", 1.2, "%", "pyrite and pyrrhotite in the ore", "assumed"),
    Constant("design_feed", 210.0, "t/h", "tonnage of the residence times below", "assumed"),
    # grinding
    Constant("standard_air", 240.0, "m3/min", "air of the W rates below", "assumed"),
    Constant("standard_return_water", 60.0, "%", "share of the rates below", "assumed"),
    Constant("standard_temperature", 20.0, "°C", "temperature of the rates below", "assumed"),
    Constant("cold_cleaning", 60.0, "°C", "cleaning temperature called cold", "assumed"),
    Constant(
        "mill_feed_f80", 10_000.0, "µm", "80 % passing of the mill feed", "assumed, as in DERIVED"
    ),
    Constant("size_spread", 1.2, "-", "Rosin-Rammler exponent of the mill product", "assumed"),
    Constant("fine_below", 20.0, "µm", "upper size of the fine class (slimes)", "assumed"),
    Constant("coarse_above", 75.0, "µm", "lower size of the coarse class", "assumed"),
    Constant("scheelite_brittle", 0.85, "-", "scheelite's P80 over the ore's", "assumed"),
    Constant("fluorite_brittle", 0.90, "-", "fluorite's P80 over the ore's", "assumed"),
    Constant(
        "coarse_mean", 1.5, "-", "mean size of the coarse class, per its lower end", "assumed"
    ),
    Constant("fine_mean", 0.5, "-", "mean of the fine class over its upper end", "assumed"),
    Constant("coarse_rate", 0.70, "-", "rate of coarse over medium particles", "assumed"),
    Constant("fine_rate", 0.60, "-", "rate of fine over medium particles", "assumed"),
    Constant("coarse_floats", 0.7, "-", "coarse W minerals liberated", "assumed"),
    Constant("fine_floats", 0.75, "-", "W slimes that bubbles can catch", "assumed"),
    Constant("coarse_sulphide_floats", 0.75, "-", "coarse sulphides liberated", "assumed"),
    Constant("fine_sulphide_floats", 0.75, "-", "sulphide slimes bubbles can catch", "assumed"),
    Constant("entrainment_size", 40.0, "µm", "size of degree 0.2", "assumed in SAVASSI 30-60"),
    # sulphide sections
    Constant(
        "molybdenite_rate",
        0.5221,
        "1/min",
        "rate in the bulk section",
        "calibrated: batch 0.8-2.5 over 1.8-2.8",
    ),
    Constant(
        "bismuthinite_rate",
        0.34,
        "1/min",
        "rate in the bulk section",
        "assumed: batch 0.5-1.5 over 1.8-2.8",
    ),
    Constant("native_bismuth_rate", 0.20, "1/min", "rate in the bulk section", "assumed"),
    Constant("pyrite_rate", 0.08896, "1/min", "rate in the bulk section", "calibrated"),
    Constant(
        "tungsten_locked", 0.01791, "-", "W floating with sulphides", "calibrated to HICA 1.72 %"
    ),
    Constant("molybdenite_floats", 1.146, "-", "scale of its floatable share", "calibrated"),
    Constant("bismuthinite_floats", 1.103, "-", "scale of its floatable share", "calibrated"),
    Constant("native_bismuth_floats", 0.90, "-", "scale of its floatable share", "assumed"),
    Constant("kerosene_half", 11.33, "g/t", "half cover of molybdenite", "calibrated"),
    Constant("kerosene_order", 1.3, "-", "steepness of that cover", "assumed"),
    Constant(
        "kerosene_overdose", 900.0, "g/t", "scale of what excess oil does to froth", "assumed"
    ),
    Constant("bismuthinite_ddtc", 11.6, "g/t", "half cover of bismuthinite", "calibrated"),
    Constant("native_bismuth_ddtc", 18.0, "g/t", "half cover of native bismuth", "assumed"),
    Constant("ddtc_order", 1.5, "-", "steepness of that cover", "assumed"),
    Constant("ddtc_pyrite", 0.10, "-", "power of the DDTC dose in pyrite's rate", "assumed"),
    Constant("standard_ddtc", 60.0, "g/t", "dose of the pyrite rate above", "assumed"),
    Constant("frother_half", 9.0, "g/t", "frother at half of the froth recovery", "assumed"),
    Constant("standard_frother", 40.0, "g/t", "dose of the water recovery below", "assumed"),
    Constant("frother_water", 0.7, "-", "power of the frother dose in water recovery", "assumed"),
    Constant("bulk_water", 0.1226, "-", "water to the froth of a bulk bank", "calibrated"),
    Constant("sulphide_warmth", 0.010, "1/°C", "log rate per degree", "assumed"),
    Constant("molybdenite_warmth", 0.0017, "1/°C", "log share floating per degree", "LI2021MO"),
    Constant(
        "sulphide_water_quality", 0.15, "-", "log rate lost per unit of return water", "assumed"
    ),
    Constant("na2s_half", 33.71, "g/t ore", "halves Bi's rate in the separation", "calibrated"),
    Constant("na2s_overdose", 128.8, "g/t ore", "scale of the loss of Mo", "calibrated"),
    Constant("na2s_native_half", 40.0, "g/t ore", "the same for native bismuth", "assumed"),
    Constant("separation_mo_rate", 0.4616, "1/min", "molybdenite, Mo/Bi separation", "calibrated"),
    Constant("separation_bi_rate", 0.09615, "1/min", "bismuthinite without Na2S", "calibrated"),
    Constant("separation_native_rate", 0.12, "1/min", "native bismuth, no Na2S", "assumed"),
    Constant("separation_pyrite_rate", 0.07437, "1/min", "pyrite without Na2S", "calibrated"),
    Constant("separation_water", 0.05, "-", "water to the froth of a separation bank", "assumed"),
    # tungsten rougher section
    Constant("ceiling_sharpness", 12.0, "-", "how closely shares may near 1", "assumed"),
    Constant("tungsten_floats", 3.14, "-", "scale of W's floatable share", "calibrated"),
    Constant(
        "lead_bha_ratio",
        1.208,
        "g/g",
        "lead nitrate to BHA in the complex",
        "stoichiometry of one Pb to two BHA",
    ),
    Constant("complex_sharpness", 2.0, "-", "how exactly the scarcer one limits", "assumed"),
    Constant("site_capacity", 400.0, "g/t", "complex on a tonne of medium grains", "assumed"),
    Constant("tungsten_half", 120.0, "g/t", "dissolved complex that half covers W", "assumed"),
    Constant("gangue_half", 300.0, "g/t", "the same for fluorite and calcite", "assumed"),
    Constant("scheelite_wetting", 0.6, "-", "cover at which half of scheelite floats", "assumed"),
    Constant(
        "wolframite_wetting", 0.66, "-", "the same for wolframite", "assumed: 1.1 times scheelite's"
    ),
    Constant("wetting_order", 2.034, "-", "steepness of that", "calibrated"),
    Constant("lead_excess", 0.1789, "-", "log loss per ratio lead : (BHA + reserve)", "calibrated"),
    Constant("lead_reserve", 200.0, "g/t", "that reserve: lead other surfaces bind", "assumed"),
    Constant("silicate_dispersion", 550.0, "g/t", "silicate that half disperses slimes", "assumed"),
    Constant("coarse_dispersion", 0.8, "-", "need of it of coarse W minerals", "assumed"),
    Constant("fine_dispersion", 1.4, "-", "need of it of W slimes", "assumed"),
    Constant("dispersion_order", 1.5, "-", "steepness of that dispersion", "assumed"),
    Constant("silicate_overdose", 13000.0, "g/t", "scale of W's depression", "assumed"),
    Constant("al_help_half", 100.0, "g/t", "Al sulphate at half of its help", "assumed"),
    Constant("al_help", 0.06, "-", "most help of Al sulphate, log", "assumed"),
    Constant("al_overdose", 1200.0, "g/t", "scale of W's depression by Al", "assumed"),
    Constant("soap_half", 25.0, "g/t", "soap at half of its help", "assumed"),
    Constant("soap_help", 0.06, "-", "most help of soap, log", "assumed"),
    Constant("scheelite_ph", 9.4, "-", "best pH of scheelite", "assumed 9-10"),
    Constant("wolframite_ph", 8.5, "-", "best pH of wolframite", "LIUC2019"),
    Constant("ph_width", 1.9, "-", "width of the pH windows", "assumed"),
    Constant("w_water_quality", 0.25, "-", "log share lost per unit of return water", "assumed"),
    Constant("w_warmth", 0.004, "1/°C", "log rate per degree", "assumed"),
    Constant(
        "scheelite_rate",
        0.115,
        "1/min",
        "rate in the W section",
        "assumed, slow side of 0.4-1.2 batch",
    ),
    Constant(
        "wolframite_rate",
        0.10,
        "1/min",
        "rate in the W section",
        "assumed: batch 0.2-0.7 over 1.8-2.8",
    ),
    Constant("air_power", 0.4, "-", "power of the air rate in W rates", "assumed"),
    Constant("air_gangue_power", 0.2, "-", "power of the air rate in gangue rates", "assumed"),
    Constant("air_water_power", 0.5, "-", "power of the air rate in water recovery", "assumed"),
    Constant("fluorite_rate", 0.0389, "1/min", "in the W section, undepressed", "calibrated"),
    Constant("calcite_rate", 0.05446, "1/min", "in the W section, undepressed", "calibrated"),
    Constant("silicates_rate", 0.03116, "1/min", "composites and others", "calibrated"),
    Constant(
        "gangue_silicate_half", 5589.0, "g/t", "silicate that halves gangue rates", "calibrated"
    ),
    Constant("calcite_al_half", 800.0, "g/t", "Al sulphate that halves calcite's rate", "assumed"),
    Constant("gangue_cover", 0.3, "-", "rise of gangue rates under full cover", "assumed"),
    Constant("gangue_water_quality", 0.1, "-", "log rate per unit of return water", "assumed"),
    Constant("gangue_soap_half", 1200.0, "g/t", "soap that doubles gangue rates", "assumed"),
    Constant("w_water", 0.2873, "-", "water to the froth of a W bank", "calibrated"),
    # heated cleaning
    Constant("petrov_rate", 0.3821, "1/min", "W minerals in heated cleaning", "calibrated"),
    Constant("petrov_floats", 0.9221, "-", "floatable share of W in cleaning", "calibrated"),
    Constant("petrov_loss", 0.05, "-", "log share of W lost cold (60 °C)", "assumed"),
    Constant("petrov_warming", 14.0, "°C", "e-folding of what heat mends", "assumed"),
    Constant("petrov_dispersion", 250.0, "g/t ore", "silicate that half disperses", "assumed"),
    Constant("petrov_dispersion_order", 2.0, "-", "steepness of that", "assumed"),
    Constant("petrov_overdose", 16400.0, "g/t ore", "scale of W's depression", "assumed"),
    Constant("petrov_fine_floats", 0.95, "-", "W slimes kept over coarser W", "assumed"),
    Constant("petrov_fluorite_rate", 0.03937, "1/min", "fluorite, hot", "calibrated"),
    Constant("petrov_calcite_rate", 0.04036, "1/min", "calcite, hot", "calibrated"),
    Constant("petrov_silicates_rate", 0.0387, "1/min", "silicates and others, hot", "calibrated"),
    Constant("petrov_cold_gangue", 0.4085, "-", "rise of gangue rates at 60 °C", "calibrated"),
    Constant("petrov_silicate_half", 15940.0, "g/t ore", "halves gangue rates", "calibrated"),
    Constant("petrov_water", 0.02329, "-", "water to the froth of a cleaner", "calibrated"),
    # unmeasured ore property
    Constant("property_tungsten", 0.09, "-", "log W floating per unit of property", "assumed"),
    Constant("property_sulphide", 0.02, "-", "log sulphide rate per unit of property", "assumed"),
    Constant("property_days", 6.0, "d", "e-folding time of the property", "assumed"),
    # feeds
    Constant("season", 7.0, "°C", "midsummer over the year's mean", "assumed"),
    Constant("season_day", 105.0, "d", "day of the year at its mean, warming", "assumed"),
    Constant("shortest_campaign", 8, "d", "fewest days of one ore type", "assumed"),
    Constant("longest_campaign", 25, "d", "most days of one ore type", "assumed"),
    # practice
    Constant("habit_days", 0.8, "d", "e-folding time of operators' own changes", "assumed"),
    Constant("memory", 0.6, "-", "weight of the latest shift in what they answer", "assumed"),
    Constant("trial_length", 0.0265, "-", "share of the survey in each trial", "assumed"),
    # measurement
    Constant("digits", 4, "-", "significant figures of a measured value", "assumed"),
    Constant("missing", 0.006, "-", "share of measured values not reported", "assumed"),
    Constant("nameless", 0.03, "-", "share of shifts without an ore type", "assumed"),
    Constant("gross_errors", 10.0, "1/1000 shifts", "values that are far off", "assumed"),
    Constant("stops", 6.0, "1/1000 shifts", "stops of the plant", "assumed"),
    Constant("longest_stop", 4, "shifts", "most shifts of a stop, 1 the fewest", "assumed"),
    Constant("duplicates", 1.5, "1/1000 shifts", "rows entered twice", "assumed"),
)

VALUE = MappingProxyType({constant.name: constant.value for constant in CONSTANTS})
