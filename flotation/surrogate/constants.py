"""Every constant of the surrogate: value, unit, meaning, and the figure or judgement behind it.

Names in capitals are rows of ``datasets/literature/sources.csv``; ``calibrated`` values were chosen
so that the surrogate gives the published figures in its card; all others are ``assumed``.
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
    Constant("wolframite_share", 0.30, "-", "W held by wolframite", "assumed 0.25-0.40"),
    Constant("scheelite_wo3", 80.5, "%", "WO3 in scheelite", "stoichiometry"),
    Constant("wolframite_wo3", 76.3, "%", "WO3 in wolframite", "stoichiometry"),
    Constant("molybdenite_mo", 59.9, "%", "Mo in molybdenite", "stoichiometry"),
    Constant("bismuthinite_bi", 81.3, "%", "Bi in bismuthinite", "stoichiometry"),
    Constant("pyrite", 1.2, "%", "pyrite and pyrrhotite in the ore", "assumed"),
    Constant("design_feed", 210.0, "t/h", "tonnage of the residence times below", "assumed"),
    # grinding
    Constant("standard_p80", 80.0, "µm", "fineness of the BHA demand below", "assumed"),
    Constant("standard_air", 240.0, "m3/min", "air of the W rates below", "assumed"),
    Constant("standard_bha", 300.0, "g/t", "dose of the gangue rates below", "assumed"),
    Constant("standard_return_water", 60.0, "%", "share of the rates below", "assumed"),
    Constant("standard_temperature", 20.0, "°C", "temperature of the rates below", "assumed"),
    Constant("standard_caf2", 19.5, "%", "feed grade of the BHA demand below", "assumed"),
    Constant("standard_caco3", 8.5, "%", "feed grade of the BHA demand below", "assumed"),
    Constant("cold_cleaning", 60.0, "°C", "cleaning temperature called cold", "assumed"),
    Constant(
        "mill_feed_f80", 10_000.0, "µm", "80 % passing of the mill feed", "assumed, as in DERIVED"
    ),
    Constant("size_spread", 1.2, "-", "Rosin-Rammler exponent of the mill product", "assumed"),
    Constant("slimes_below", 20.0, "µm", "upper size of the slimes class", "assumed"),
    Constant("coarse_above", 75.0, "µm", "lower size of the coarse class", "assumed"),
    Constant("coarse_floats", 0.42, "-", "floatable share of coarse W minerals", "assumed"),
    Constant("slimes_float", 0.40, "-", "floatable share of W slimes", "assumed"),
    Constant("coarse_sulphide_floats", 0.75, "-", "floatable share of coarse sulphides", "assumed"),
    Constant("slimes_sulphide_float", 0.70, "-", "floatable share of sulphide slimes", "assumed"),
    Constant("entrainment_size", 40.0, "µm", "size of degree 0.2", "assumed in SAVASSI 30-60"),
    # sulphide sections
    Constant(
        "molybdenite_rate",
        0.55,
        "1/min",
        "rate in the bulk section",
        "assumed: batch 0.8-2.5 over 1.8-2.8",
    ),
    Constant(
        "bismuthinite_rate",
        0.34,
        "1/min",
        "rate in the bulk section",
        "assumed: batch 0.5-1.5 over 1.8-2.8",
    ),
    Constant("pyrite_rate", 0.07165, "1/min", "rate in the bulk section", "calibrated"),
    Constant(
        "tungsten_locked", 0.01726, "-", "W floating with sulphides", "calibrated to HICA 1.72 %"
    ),
    Constant("molybdenite_floats", 1.077, "-", "scale of its floatable share", "calibrated"),
    Constant("bismuthinite_floats", 0.9626, "-", "scale of its floatable share", "calibrated"),
    Constant("kerosene_half", 9.409, "g/t", "half cover of molybdenite", "calibrated"),
    Constant("kerosene_order", 1.3, "-", "steepness of that cover", "assumed"),
    Constant(
        "kerosene_overdose", 900.0, "g/t", "scale of what excess oil does to froth", "assumed"
    ),
    Constant("ddtc_half", 11.71, "g/t", "half cover of bismuthinite", "calibrated"),
    Constant("ddtc_order", 1.5, "-", "steepness of that cover", "assumed"),
    Constant("ddtc_pyrite", 0.10, "-", "power of the DDTC dose in pyrite's rate", "assumed"),
    Constant("standard_ddtc", 60.0, "g/t", "dose of the pyrite rate above", "assumed"),
    Constant("frother_half", 12.0, "g/t", "frother at half of the froth recovery", "assumed"),
    Constant("standard_frother", 40.0, "g/t", "dose of the water recovery below", "assumed"),
    Constant("frother_water", 0.5, "-", "power of the frother dose in water recovery", "assumed"),
    Constant("bulk_water", 0.2, "-", "water to the froth of a bulk bank", "calibrated"),
    Constant("sulphide_warmth", 0.010, "1/°C", "log rate per degree", "assumed"),
    Constant("molybdenite_warmth", 0.0017, "1/°C", "log share floating per degree", "LI2021MO"),
    Constant(
        "sulphide_water_quality", 0.15, "-", "log rate lost per unit of return water", "assumed"
    ),
    Constant("na2s_half", 25.0, "g/t ore", "halves Bi's rate in the separation", "calibrated"),
    Constant("na2s_overdose", 130.0, "g/t ore", "scale of the loss of Mo", "assumed"),
    Constant("separation_degree", 0.3, "-", "degree of entrainment, separation", "assumed"),
    Constant("separation_mo_rate", 0.3269, "1/min", "molybdenite, Mo/Bi separation", "calibrated"),
    Constant("separation_bi_rate", 0.08278, "1/min", "bismuthinite without Na2S", "calibrated"),
    Constant("separation_pyrite_rate", 0.0546, "1/min", "pyrite without Na2S", "calibrated"),
    Constant(
        "separation_water", 0.35, "-", "water to the froth of a separation bank", "calibrated"
    ),
    # tungsten rougher section
    Constant("ceiling_sharpness", 12.0, "-", "how closely shares may near 1", "assumed"),
    Constant("tungsten_floats", 2.24, "-", "scale of W's floatable share", "calibrated"),
    Constant("bha_half", 133.8, "g/t", "BHA at half cover of W minerals", "calibrated"),
    Constant("lead_half", 120.0, "g/t", "lead nitrate at half activation", "calibrated"),
    Constant("complex_order", 1.7, "-", "steepness of the lead-BHA cover", "assumed"),
    Constant("wolframite_lead", 1.15, "-", "wolframite's need of lead over scheelite's", "assumed"),
    Constant("surface_demand", 0.5, "-", "power of fineness in the BHA demand", "assumed"),
    Constant("fluorite_demand", 0.006, "1/%", "BHA demand per % CaF2", "assumed"),
    Constant("calcite_demand", 0.009, "1/%", "BHA demand per % CaCO3", "assumed"),
    Constant("lead_excess", 0.19, "-", "log loss per ratio lead : (BHA + reserve)", "assumed"),
    Constant("lead_reserve", 200.0, "g/t", "that reserve: lead other surfaces bind", "assumed"),
    Constant("silicate_dispersion", 550.0, "g/t", "silicate that half disperses slimes", "assumed"),
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
    Constant("fluorite_rate", 0.03732, "1/min", "in the W section, undepressed", "calibrated"),
    Constant("calcite_rate", 0.04908, "1/min", "in the W section, undepressed", "calibrated"),
    Constant("silicates_rate", 0.02856, "1/min", "composites and others", "calibrated"),
    Constant(
        "gangue_silicate_half", 8000.0, "g/t", "silicate that halves gangue rates", "calibrated"
    ),
    Constant("calcite_al_half", 800.0, "g/t", "Al sulphate that halves calcite's rate", "assumed"),
    Constant("gangue_bha", 0.05, "-", "power of BHA in gangue rates", "assumed"),
    Constant("gangue_soap_half", 1200.0, "g/t", "soap that doubles gangue rates", "assumed"),
    Constant("w_water", 0.22, "-", "water to the froth of a W bank", "calibrated"),
    # heated cleaning
    Constant("petrov_rate", 0.30, "1/min", "W minerals in heated cleaning", "calibrated"),
    Constant("petrov_floats", 0.9116, "-", "floatable share of W in cleaning", "calibrated"),
    Constant("petrov_loss", 0.05, "-", "log share of W lost cold (60 °C)", "assumed"),
    Constant("petrov_warming", 14.0, "°C", "e-folding of what heat mends", "assumed"),
    Constant("petrov_dispersion", 250.0, "g/t ore", "silicate that half disperses", "assumed"),
    Constant("petrov_dispersion_order", 2.0, "-", "steepness of that", "assumed"),
    Constant("petrov_overdose", 16400.0, "g/t ore", "scale of W's depression", "assumed"),
    Constant("petrov_gangue_rate", 0.03464, "1/min", "fluorite and calcite, hot", "calibrated"),
    Constant("petrov_cold_gangue", 0.44, "-", "rise of gangue rates at 60 °C", "calibrated"),
    Constant("petrov_silicate_half", 11000.0, "g/t ore", "halves gangue rates", "calibrated"),
    Constant("petrov_degree", 0.2, "-", "degree of entrainment, cleaners", "assumed"),
    Constant("petrov_water", 0.30, "-", "water to the froth of a cleaner", "calibrated"),
    # unmeasured ore property
    Constant("property_tungsten", 0.09, "-", "log W floating per unit of property", "assumed"),
    Constant("property_sulphide", 0.02, "-", "log sulphide rate per unit of property", "assumed"),
)

VALUE = MappingProxyType({constant.name: constant.value for constant in CONSTANTS})
