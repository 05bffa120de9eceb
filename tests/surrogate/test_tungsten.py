import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.surrogate.collector import dissolved_collector
from flotation.surrogate.constants import VALUE
from flotation.surrogate.performance import mineral_flows
from flotation.surrogate.practice import GOOD
from flotation.surrogate.published import HABITS, STANDARD
from flotation.surrogate.tungsten import cleaner_behaviour, rougher_behaviour

FEED = mineral_flows(HABITS, STANDARD)["bulk_tails"]
SIZES = np.array([VALUE["coarse_rate"], 1.0, VALUE["fine_rate"]])


def rougher(conditions=(), ore_property=0.0, **changed):
    """Behaviour at present habits, far below the ceiling, with the same feed of minerals."""
    given = {**STANDARD, **dict(conditions)}
    return rougher_behaviour(FEED, {**HABITS, **changed}, given, ore_property)


def gain(mineral, size=1, **changed):
    """Log of what can float after a change over what could before."""
    after, before = (rougher(**kind).floats[mineral][size] for kind in (changed, {}))
    return np.log(after / before)


@pytest.mark.parametrize("mineral", ["scheelite", "wolframite"])
def test_each_mineral_has_its_own_window_of_ph(mineral):
    best, width = VALUE[f"{mineral}_ph"], VALUE["ph_width"]
    before, after = ((ph - best) ** 2 / (2.0 * width**2) for ph in (HABITS["w_ph"], 10.5))
    assert_allclose(gain(mineral, w_ph=10.5), before - after, atol=1e-3)


def test_silicate_disperses_slimes_last_and_then_depresses():
    low, high = HABITS["w_silicate_g_t"], 3000.0
    needs = (VALUE["coarse_dispersion"], 1.0, VALUE["fine_dispersion"])
    for size, need in enumerate(needs):
        half, order = need * VALUE["silicate_dispersion"], VALUE["dispersion_order"]
        dispersed = np.log((1.0 + (half / low) ** order) / (1.0 + (half / high) ** order))
        depressed = (low**2 - high**2) / VALUE["silicate_overdose"] ** 2
        found = gain("scheelite", size, w_silicate_g_t=high)
        assert_allclose(found, dispersed + depressed, atol=1e-3)


def test_an_excess_of_lead_over_bha_is_lost_though_it_makes_complex():
    def covered(lead):
        free = dissolved_collector({**HABITS, "w_lead_nitrate_g_t": lead}, FEED)
        theta = free / (free + VALUE["tungsten_half"])
        ratio = (VALUE["scheelite_wetting"] / theta) ** VALUE["wetting_order"]
        return -np.log(1.0 + ratio) - VALUE["lead_excess"] * lead / reserve

    reserve = HABITS["w_bha_g_t"] + VALUE["lead_reserve"]
    before = HABITS["w_lead_nitrate_g_t"]
    for lead in (100.0, 500.0):
        found = gain("scheelite", w_lead_nitrate_g_t=lead)
        assert_allclose(found, covered(lead) - covered(before), atol=2e-3)


def test_soap_return_water_and_the_unmeasured_ore_act_as_stated():
    half, most = VALUE["soap_half"], VALUE["soap_help"]
    soap = most * half * (1.0 / (HABITS["w_soap_g_t"] + half) - 1.0 / (100.0 + half))
    assert_allclose(gain("scheelite", w_soap_g_t=100.0), soap, atol=1e-3)
    water = gain("wolframite", conditions={"return_water_ratio_pct": 80.0})
    assert_allclose(water, -0.2 * VALUE["w_water_quality"], atol=1e-3)
    assert_allclose(gain("scheelite", ore_property=1.0), VALUE["property_tungsten"], atol=1e-3)


def test_aluminium_helps_and_in_excess_depresses_beside_freeing_collector():
    def common(dose):
        help_ = VALUE["al_help"] * VALUE["al_help_half"] / (dose + VALUE["al_help_half"])
        free = dissolved_collector({**HABITS, "w_al_sulphate_g_t": dose}, FEED)
        theta = free / (free + VALUE["tungsten_half"])
        ratio = (VALUE["scheelite_wetting"] / theta) ** VALUE["wetting_order"]
        return -help_ - (dose / VALUE["al_overdose"]) ** 2 - np.log(1.0 + ratio)

    found = gain("scheelite", w_al_sulphate_g_t=400.0)
    assert_allclose(found, common(400.0) - common(HABITS["w_al_sulphate_g_t"]), atol=2e-3)


def test_rates_rise_with_air_and_warmth():
    air = HABITS["w_air_m3_min"] / VALUE["standard_air"]
    warm = np.exp(-VALUE["w_warmth"])
    for mineral in ("scheelite", "wolframite"):
        rate = VALUE[f"{mineral}_rate"] * SIZES * air ** VALUE["air_power"] * warm
        assert_allclose(rougher().rate[mineral], rate)
    water = rougher(w_air_m3_min=2.0 * HABITS["w_air_m3_min"]).entrained / rougher().entrained
    assert_allclose(water, 2.0 ** VALUE["air_water_power"])


def test_gangue_floats_by_cover_soap_water_and_air_and_less_under_silicate_and_aluminium():
    air = HABITS["w_air_m3_min"] / VALUE["standard_air"]
    silicate = 1.0 + HABITS["w_silicate_g_t"] / VALUE["gangue_silicate_half"]
    soap = 1.0 + HABITS["w_soap_g_t"] / VALUE["gangue_soap_half"]
    water = np.exp(0.2 * VALUE["gangue_water_quality"])
    common = air ** VALUE["air_gangue_power"] * np.exp(-VALUE["w_warmth"]) * soap * water / silicate
    free = dissolved_collector(HABITS, FEED)
    covered = 1.0 + VALUE["gangue_cover"] * free / (free + VALUE["gangue_half"])
    blocked = 1.0 + HABITS["w_al_sulphate_g_t"] / VALUE["calcite_al_half"]
    rate = rougher(conditions={"return_water_ratio_pct": 80.0}).rate
    assert_allclose(rate["quartz"], VALUE["silicates_rate"] * SIZES * common)
    assert_allclose(rate["fluorite"], VALUE["fluorite_rate"] * SIZES * common * covered)
    assert_allclose(rate["calcite"], VALUE["calcite_rate"] * SIZES * common * covered / blocked)


def test_heat_mends_what_the_cold_leaves_undone_in_cleaning():
    dose = VALUE["petrov_silicate_half"]
    cold = {**GOOD, "petrov_temperature_c": 60.0, "petrov_silicate_g_t": dose}
    warm = {**cold, "petrov_temperature_c": 60.0 + VALUE["petrov_warming"]}
    found = {name: cleaner_behaviour(at, STANDARD) for name, at in (("cold", cold), ("warm", warm))}
    for name, left in (("cold", 1.0), ("warm", np.exp(-1.0))):
        gangue = 0.5 * (1.0 + VALUE["petrov_cold_gangue"] * left)
        for mineral in ("fluorite", "calcite"):
            rate = VALUE[f"petrov_{mineral}_rate"] * gangue
            assert_allclose(found[name].rate[mineral], rate)
        ratio = (VALUE["petrov_dispersion"] / dose) ** VALUE["petrov_dispersion_order"]
        lost = np.exp(-((dose / VALUE["petrov_overdose"]) ** 2) - VALUE["petrov_loss"] * left)
        kept = VALUE["petrov_floats"] / (1.0 + ratio) * lost
        assert_allclose(found[name].floats["scheelite"][:2], kept)
        assert_allclose(found[name].floats["scheelite"][2], kept * VALUE["petrov_fine_floats"])
    assert_allclose(found["cold"].rate["wolframite"], VALUE["petrov_rate"] * SIZES)
