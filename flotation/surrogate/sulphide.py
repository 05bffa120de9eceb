"""The two sulphide sections: Mo-Bi bulk flotation, and the separation of Mo from Bi."""

import numpy as np

from flotation.surrogate.constants import VALUE
from flotation.surrogate.laws import adsorption, ceiling, depression, overdose
from flotation.surrogate.ore import (
    BISMUTHINITE,
    MOLYBDENITE,
    NATIVE_BISMUTH,
    PYRITE,
    SCHEELITE,
    WOLFRAMITE,
    size_entrainment,
)
from flotation.surrogate.sections import Bank, Behaviour, Section

BULK = Section(
    scavengers=(Bank(cells=6, minutes=1.5),),
    rougher=Bank(cells=6, minutes=1.5),
    cleaners=(Bank(cells=4, minutes=1.5), Bank(cells=3, minutes=1.5)),
)
SEPARATION = Section(
    scavengers=(Bank(cells=4, minutes=1.5),),
    rougher=Bank(cells=6, minutes=1.5),
    cleaners=(Bank(cells=4, minutes=1.5), Bank(cells=3, minutes=1.5)),
)


def bulk_behaviour(settings, conditions, ore_property):
    r"""How minerals behave in the bulk section.

    Molybdenite needs oil on its faces, both bismuth minerals thiol collector, pyrite floats
    in spite of itself; composites take a little tungsten along with them. Rates are

    .. math:: k = k_0\, s \, \frac{f}{f + h}\, e^{a (T - 20) - b (w - 0.6)}

    with frother :math:`f`, its half dose :math:`h`, the factor of the size class :math:`s`,
    the temperature and the share of return water :math:`w`. Assumed, but for the warmth of
    molybdenite (LI2021MO).

    Parameters
    ----------
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
    >>> from flotation.surrogate.published import GOOD, STANDARD
    >>> bulk_behaviour(GOOD, STANDARD, 0.0).rate["molybdenite"]
    array([0.298, 0.4257, 0.2554])
    """
    ddtc, frother = settings["bulk_ddtc_g_t"], settings["bulk_frother_g_t"]
    steady = _pace(conditions, ore_property)
    pace = adsorption(VALUE["frother_half"] / frother) * steady
    pyrite = (ddtc / VALUE["standard_ddtc"]) ** VALUE["ddtc_pyrite"] * steady
    water = VALUE["bulk_water"] * (frother / VALUE["standard_frother"]) ** VALUE["frother_water"]
    locked = VALUE["tungsten_locked"] * by_size(np.ones(3), pace)
    return Behaviour(
        floats={
            MOLYBDENITE: _molybdenite_floats(settings, conditions),
            BISMUTHINITE: _bismuth_floats("bismuthinite", ddtc),
            NATIVE_BISMUTH: _bismuth_floats("native_bismuth", ddtc),
            PYRITE: by_size(np.ones(3), pace) * np.ones_like(pace),
            SCHEELITE: locked,
            WOLFRAMITE: locked,
        },
        rate={
            MOLYBDENITE: VALUE["molybdenite_rate"] * sized_rate(pace),
            BISMUTHINITE: VALUE["bismuthinite_rate"] * sized_rate(pace),
            NATIVE_BISMUTH: VALUE["native_bismuth_rate"] * sized_rate(pace),
            PYRITE: VALUE["pyrite_rate"] * sized_rate(pyrite),
            SCHEELITE: VALUE["bismuthinite_rate"] * sized_rate(pace),
            WOLFRAMITE: VALUE["bismuthinite_rate"] * sized_rate(pace),
        },
        entrained=by_size(size_entrainment(), water) * water,
        slowing=conditions["feed_t_h"] / VALUE["design_feed"],
    )


def separation_behaviour(settings, conditions):
    r"""How minerals behave in the separation of Mo from Bi.

    Sulphide ions strip the collector from bismuthinite and pyrite, less from native bismuth,
    and in an overdose from molybdenite. What is stripped floats slowly whatever its size:
    :math:`k = k_0 / (1 + x/h)` with the dose :math:`x`. Assumed.

    Parameters
    ----------
    settings, conditions : mapping of column to ndarray

    Returns
    -------
    flotation.surrogate.sections.Behaviour

    Notes
    -----
    Confirmed against this equation worked by hand.

    Examples
    --------
    >>> from flotation.surrogate.published import GOOD, STANDARD
    >>> separation_behaviour(GOOD, STANDARD).rate["bismuthinite"]
    array([0.0597, 0.0597, 0.0597])
    """
    na2s = settings["separation_na2s_g_t"]
    pace = _pace(conditions, 0.0)
    depressed = pace * depression(na2s, VALUE["na2s_half"])
    native = pace * depression(na2s, VALUE["na2s_native_half"])
    every = by_size(np.ones(3), pace) * np.ones_like(pace)
    return Behaviour(
        floats={
            MOLYBDENITE: every * overdose(na2s, VALUE["na2s_overdose"]),
            BISMUTHINITE: every,
            NATIVE_BISMUTH: every,
            PYRITE: every,
        },
        rate={
            MOLYBDENITE: VALUE["separation_mo_rate"] * sized_rate(pace),
            BISMUTHINITE: VALUE["separation_bi_rate"] * every * depressed,
            NATIVE_BISMUTH: VALUE["separation_native_rate"] * every * native,
            PYRITE: VALUE["separation_pyrite_rate"] * every * depressed,
        },
        entrained=by_size(size_entrainment(), pace) * VALUE["separation_water"] * every,
        slowing=conditions["feed_t_h"] / VALUE["design_feed"],
    )


def by_size(values, like):
    """Values of the size classes along a first axis, to multiply rows of some shape."""
    return np.asarray(values).reshape(-1, *[1] * np.ndim(like))


def sized_rate(pace):
    """A factor of rates, class by class: coarse and fine particles float more slowly."""
    return by_size([VALUE["coarse_rate"], 1.0, VALUE["fine_rate"]], pace) * pace


def _molybdenite_floats(settings, conditions):
    """Share of molybdenite that can float, class by class."""
    oil = settings["bulk_kerosene_g_t"]
    oiled = adsorption((VALUE["kerosene_half"] / oil) ** VALUE["kerosene_order"])
    warm = np.exp(VALUE["molybdenite_warmth"] * _warmer(conditions))
    common = oiled * overdose(oil, VALUE["kerosene_overdose"]) * warm
    return _sulphide_floats(VALUE["molybdenite_floats"] * common)


def _bismuth_floats(mineral, ddtc):
    """Share of a bismuth mineral that can float, class by class."""
    covered = adsorption((VALUE[f"{mineral}_ddtc"] / ddtc) ** VALUE["ddtc_order"])
    return _sulphide_floats(VALUE[f"{mineral}_floats"] * covered)


def _sulphide_floats(share):
    liberated = [VALUE["coarse_sulphide_floats"], 1.0, VALUE["fine_sulphide_floats"]]
    return ceiling(by_size(liberated, share) * share, VALUE["ceiling_sharpness"])


def _pace(conditions, ore_property):
    """Factor of all sulphide rates: warmth, return water, the unmeasured property."""
    warmth = VALUE["sulphide_warmth"] * _warmer(conditions)
    returned = (conditions["return_water_ratio_pct"] - VALUE["standard_return_water"]) / 100.0
    loss = VALUE["sulphide_water_quality"] * returned
    return np.exp(warmth - loss + VALUE["property_sulphide"] * ore_property)


def _warmer(conditions):
    """Degrees of the pulp above the standard temperature."""
    return conditions["temperature_c"] - VALUE["standard_temperature"]
