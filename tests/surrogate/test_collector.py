import numpy as np
from numpy.testing import assert_allclose

from flotation.surrogate.collector import TAKERS, adsorption_sites, dissolved_collector
from flotation.surrogate.constants import VALUE
from flotation.surrogate.laws import complex_dose, cover, free_collector
from flotation.surrogate.ore import MINERALS
from flotation.surrogate.performance import mineral_flows
from flotation.surrogate.practice import GOOD
from flotation.surrogate.published import STANDARD

DOSE = np.linspace(20.0, 800.0, 60)


def dissolved(**changed):
    settings = {**GOOD, **{k: v for k, v in changed.items() if k in GOOD}}
    given = {**STANDARD, **{k: v for k, v in changed.items() if k in STANDARD}}
    return float(dissolved_collector(settings, mineral_flows(settings, given)["bulk_tails"]))


def test_one_mineral_alone_takes_what_the_quadratic_formula_says():
    sites, half = 150.0, 90.0
    b = half + sites - DOSE
    exact = (-b + np.sqrt(b**2 + 4.0 * half * DOSE)) / 2.0
    assert_allclose(free_collector(DOSE, [sites], [half]), exact, rtol=1e-12)


def test_what_is_dissolved_and_what_is_held_add_up_to_the_dose():
    sites, half = [30.0, 400.0], [60.0, 300.0]
    free = free_collector(DOSE, sites, half)
    held = sum(s * cover(free, h) for s, h in zip(sites, half, strict=True))
    assert_allclose(free + held, DOSE, rtol=1e-12)
    assert np.all(free > 0.0)


def test_cover_saturates():
    free = free_collector(np.array([1e2, 1e4, 1e6]), [200.0], [100.0])
    gained = np.diff(cover(free, 100.0))
    assert gained[0] > 10.0 * gained[1] > 0.0
    assert cover(free[-1], 100.0) > 0.999


def test_the_scarcer_reagent_limits_the_complex():
    assert_allclose(complex_dose(1e6, 200.0, ratio=1.2, sharpness=2.0), 200.0, rtol=1e-4)
    assert_allclose(complex_dose(240.0, 1e6, ratio=1.2, sharpness=2.0), 200.0, rtol=1e-4)


def test_fluorite_and_calcite_take_collector_from_tungsten():
    poor = dissolved(ore_caf2_pct=15.0)
    assert poor > dissolved(ore_caf2_pct=24.0)
    assert dissolved(ore_caco3_pct=5.0) > dissolved(ore_caco3_pct=12.0)


def test_a_finer_grind_makes_surface_that_takes_collector():
    assert dissolved(grind_kwh_t=10.0) > dissolved(grind_kwh_t=15.0)


def test_aluminium_on_calcite_frees_collector():
    assert dissolved(w_al_sulphate_g_t=300.0) > dissolved(w_al_sulphate_g_t=0.0)


def test_a_fine_grain_holds_more_for_its_mass():
    feed = np.zeros((len(MINERALS), 3))
    feed[MINERALS.index("fluorite")] = [0.1, 0.0, 0.0]
    coarse = adsorption_sites(feed)["fluorite"]
    fine = adsorption_sites(feed[:, ::-1])["fluorite"]
    assert fine > 5.0 * coarse > 0.0
    assert set(adsorption_sites(feed)) == set(TAKERS)


def test_a_tonne_of_medium_grains_holds_its_capacity():
    feed = np.zeros((len(MINERALS), 3))
    feed[MINERALS.index("calcite"), 1] = 0.08
    held = adsorption_sites(feed)
    assert_allclose(held.pop("calcite"), 0.08 * VALUE["site_capacity"])
    assert not any(held.values())


def test_the_complex_is_dissolved_or_on_a_mineral():
    feed = mineral_flows(GOOD, STANDARD)["bulk_tails"]
    free, sites = dissolved(), adsorption_sites(feed)
    free_of_aluminium = 1.0 / (1.0 + GOOD["w_al_sulphate_g_t"] / VALUE["calcite_al_half"])
    tungsten = (sites["scheelite"] + sites["wolframite"]) * cover(free, VALUE["tungsten_half"])
    gangue = sites["fluorite"] + free_of_aluminium * sites["calcite"]
    dose = complex_dose(
        GOOD["w_lead_nitrate_g_t"],
        GOOD["w_bha_g_t"],
        ratio=VALUE["lead_bha_ratio"],
        sharpness=VALUE["complex_sharpness"],
    )
    assert_allclose(free + tungsten + gangue * cover(free, VALUE["gangue_half"]), dose)
