"""The two tungsten sections: rougher-scavenger with lead-BHA, and heated (Petrov) cleaning."""

import numpy as np

from flotation.surrogate.collector import dissolved_collector
from flotation.surrogate.constants import VALUE
from flotation.surrogate.laws import (
    adsorption,
    assistance,
    ceiling,
    cover,
    depression,
    overdose,
    wetting,
    window,
)
from flotation.surrogate.ore import (
    BISMUTHINITE,
    CALCITE,
    FLUORITE,
    GARNET,
    MOLYBDENITE,
    NATIVE_BISMUTH,
    PYRITE,
    QUARTZ,
    SCHEELITE,
    WOLFRAMITE,
    size_entrainment,
)
from flotation.surrogate.sections import Bank, Behaviour, Section
from flotation.surrogate.sulphide import by_size, sized_rate

ROUGHER = Section(
    scavengers=(Bank(cells=6, minutes=2.5), Bank(cells=6, minutes=2.5)),
    rougher=Bank(cells=8, minutes=2.5),
    cleaners=(Bank(cells=4, minutes=2.5), Bank(cells=3, minutes=2.5)),
)
PETROV = Section(
    scavengers=tuple(Bank(cells=4, minutes=2.5) for _ in range(3)),
    rougher=Bank(cells=5, minutes=3.0),
    cleaners=tuple(Bank(cells=3, minutes=2.5) for _ in range(4)),
)
SILICATES = (GARNET, QUARTZ)
SULPHIDES_LEFT = (MOLYBDENITE, BISMUTHINITE, NATIVE_BISMUTH, PYRITE)


def rougher_behaviour(feed, settings, conditions, ore_property):
    r"""How minerals behave in the W rougher section.

    The share of scheelite or wolframite that can float is, up to a ceiling of 1,

    .. math::

       \varphi = \varphi_0\, \ell_s\, W(\theta)\, P(\mathrm{pH})\, D_s(x)\,
       e^{-(x/x_0)^2}\, e^{-a\,l/(b + r)} \cdots

    with the liberation of the size class :math:`\ell_s`, the wetting :math:`W` by the cover
    :math:`\theta`, the mineral's own pH window :math:`P`, the dispersion :math:`D_s` by
    silicate :math:`x` and its overdose, the excess of lead :math:`l` over BHA :math:`b`, and
    factors of soap, aluminium, return water and ore. Rates rise with air and warmth; those of
    gangue fall with silicate and rise with cover, soap and return water. Forms assumed; best
    pH of wolframite LIUC2019.

    Parameters
    ----------
    feed : ndarray of shape (minerals, sizes, ...)
        What enters the section. [t/t ore]
    settings, conditions : mapping of column to ndarray
    ore_property : ndarray

    Returns
    -------
    flotation.surrogate.sections.Behaviour

    Notes
    -----
    Confirmed against this equation worked by hand, factor by factor.

    Examples
    --------
    >>> from flotation.surrogate.performance import mineral_flows
    >>> from flotation.surrogate.published import GOOD, STANDARD
    >>> feed = mineral_flows(GOOD, STANDARD)["bulk_tails"]
    >>> rougher_behaviour(feed, GOOD, STANDARD, 0.0).floats["scheelite"].round(4)
    array([0.8576, 0.9927, 0.8646])
    """
    air = settings["w_air_m3_min"] / VALUE["standard_air"]
    warmth = np.exp(
        VALUE["w_warmth"] * (conditions["temperature_c"] - VALUE["standard_temperature"])
    )
    dissolved = dissolved_collector(settings, feed)
    pace = air ** VALUE["air_power"] * warmth
    gangue = _gangue_rates(settings, conditions, dissolved, air, warmth)
    every = by_size(np.ones(3), pace) * np.ones_like(pace)
    water = VALUE["w_water"] * air ** VALUE["air_water_power"]
    return Behaviour(
        floats={
            **_tungsten_floats(settings, conditions, dissolved, ore_property),
            **dict.fromkeys(gangue, every),
        },
        rate={
            SCHEELITE: VALUE["scheelite_rate"] * sized_rate(pace),
            WOLFRAMITE: VALUE["wolframite_rate"] * sized_rate(pace),
            **gangue,
        },
        entrained=by_size(size_entrainment(), water) * water,
        slowing=conditions["feed_t_h"] / VALUE["design_feed"],
    )


def cleaner_behaviour(settings, conditions):
    r"""How minerals behave in heated cleaning.

    With :math:`c = e^{-(T - 60)/d}` for what the cold leaves undone, gangue floats at
    :math:`k = k_0 (1 + g c) / (1 + x/h)` and tungsten keeps
    :math:`\varphi_0 D(x)\, e^{-(x/x_0)^2}\, e^{-a c}` under silicate :math:`x`. Assumed;
    the constants are in the card.

    Parameters
    ----------
    settings, conditions : mapping of column to ndarray

    Returns
    -------
    flotation.surrogate.sections.Behaviour

    Notes
    -----
    Confirmed against these equations worked by hand, factor by factor.

    Examples
    --------
    >>> from flotation.surrogate.published import GOOD, STANDARD
    >>> cleaner_behaviour(GOOD, STANDARD).floats["scheelite"]
    array([0.8825, 0.8825, 0.8384])
    """
    dose = settings["petrov_silicate_g_t"]
    cold = np.exp(
        -(settings["petrov_temperature_c"] - VALUE["cold_cleaning"]) / VALUE["petrov_warming"]
    )
    depressed = (1.0 + VALUE["petrov_cold_gangue"] * cold) * depression(
        dose, VALUE["petrov_silicate_half"]
    )
    every = by_size(np.ones(3), dose) * np.ones_like(dose)
    kept = (
        VALUE["petrov_floats"]
        * adsorption((VALUE["petrov_dispersion"] / dose) ** VALUE["petrov_dispersion_order"])
        * overdose(dose, VALUE["petrov_overdose"])
        * np.exp(-VALUE["petrov_loss"] * cold)
    )
    kept = by_size([1.0, 1.0, VALUE["petrov_fine_floats"]], dose) * kept
    rate = {
        FLUORITE: VALUE["petrov_fluorite_rate"] * depressed * every,
        CALCITE: VALUE["petrov_calcite_rate"] * depressed * every,
        **dict.fromkeys(
            (*SILICATES, *SULPHIDES_LEFT), VALUE["petrov_silicates_rate"] * depressed * every
        ),
    }
    tungsten = VALUE["petrov_rate"] * sized_rate(np.ones_like(dose))
    return Behaviour(
        floats={SCHEELITE: kept, WOLFRAMITE: kept, **dict.fromkeys(rate, every)},
        rate={SCHEELITE: tungsten, WOLFRAMITE: tungsten, **rate},
        entrained=by_size(size_entrainment(), dose) * VALUE["petrov_water"] * every,
        slowing=conditions["feed_t_h"] / VALUE["design_feed"],
    )


def _gangue_rates(settings, conditions, dissolved, air, warmth):
    """Rates of what is not wanted in the rougher section, class by class."""
    returned = (conditions["return_water_ratio_pct"] - VALUE["standard_return_water"]) / 100.0
    common = (
        air ** VALUE["air_gangue_power"]
        * warmth
        * depression(settings["w_silicate_g_t"], VALUE["gangue_silicate_half"])
        * (1.0 + settings["w_soap_g_t"] / VALUE["gangue_soap_half"])
        * np.exp(VALUE["gangue_water_quality"] * returned)
    )
    covered = 1.0 + VALUE["gangue_cover"] * cover(dissolved, VALUE["gangue_half"])
    calcite = depression(settings["w_al_sulphate_g_t"], VALUE["calcite_al_half"])
    left = VALUE["silicates_rate"] * sized_rate(common)
    return {
        FLUORITE: VALUE["fluorite_rate"] * sized_rate(common * covered),
        CALCITE: VALUE["calcite_rate"] * sized_rate(common * covered * calcite),
        **dict.fromkeys((*SILICATES, *SULPHIDES_LEFT), left),
    }


def _tungsten_floats(settings, conditions, dissolved, ore_property):
    """Share of each W mineral that can float in the rougher section, class by class."""
    common = _tungsten_common(settings, conditions, ore_property)
    floats = {}
    for mineral in (SCHEELITE, WOLFRAMITE):
        wetted = wetting(
            cover(dissolved, VALUE["tungsten_half"]),
            VALUE[f"{mineral}_wetting"],
            VALUE["wetting_order"],
        )
        ph = window(settings["w_ph"], VALUE[f"{mineral}_ph"], VALUE["ph_width"])
        floats[mineral] = ceiling(common * wetted * ph, VALUE["ceiling_sharpness"])
    return floats


def _tungsten_common(settings, conditions, ore_property):
    """Factors that scheelite and wolframite share, class by class."""
    silicate, aluminium = settings["w_silicate_g_t"], settings["w_al_sulphate_g_t"]
    lead, bha = settings["w_lead_nitrate_g_t"], settings["w_bha_g_t"]
    returned = (conditions["return_water_ratio_pct"] - VALUE["standard_return_water"]) / 100.0
    liberated = [VALUE["coarse_floats"], 1.0, VALUE["fine_floats"]]
    slimed = [VALUE["coarse_dispersion"], 1.0, VALUE["fine_dispersion"]]
    half = VALUE["silicate_dispersion"] * by_size(slimed, silicate)
    return (
        VALUE["tungsten_floats"]
        * by_size(liberated, silicate)
        * adsorption((half / silicate) ** VALUE["dispersion_order"])
        * overdose(silicate, VALUE["silicate_overdose"])
        * assistance(aluminium, VALUE["al_help_half"], VALUE["al_help"])
        * overdose(aluminium, VALUE["al_overdose"])
        * assistance(settings["w_soap_g_t"], VALUE["soap_half"], VALUE["soap_help"])
        * np.exp(-VALUE["lead_excess"] * lead / (bha + VALUE["lead_reserve"]))
        * np.exp(VALUE["property_tungsten"] * ore_property - VALUE["w_water_quality"] * returned)
    )
