import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.surrogate.constants import VALUE
from flotation.surrogate.practice import GOOD
from flotation.surrogate.published import STANDARD
from flotation.surrogate.sulphide import bulk_behaviour, separation_behaviour

SIZES = np.array([VALUE["coarse_rate"], 1.0, VALUE["fine_rate"]])
# all but the frother: temperature 19 °C, 80 % return water, ore of one sd
GIVEN = {**STANDARD, "return_water_ratio_pct": 80.0}
PACE = np.exp(-VALUE["sulphide_warmth"] - 0.2 * VALUE["sulphide_water_quality"])
RICH = np.exp(VALUE["property_sulphide"])


@pytest.mark.parametrize("mineral", ["molybdenite", "bismuthinite", "native bismuth"])
def test_rates_are_those_of_the_equation(mineral):
    frother = GOOD["bulk_frother_g_t"] / (GOOD["bulk_frother_g_t"] + VALUE["frother_half"])
    constant = VALUE[mineral.replace(" ", "_") + "_rate"]
    rate = bulk_behaviour(GOOD, GIVEN, 1.0).rate[mineral]
    assert_allclose(rate, constant * SIZES * frother * PACE * RICH)


def test_pyrite_floats_by_a_power_of_the_thiol_collector_and_needs_no_frother():
    rate = bulk_behaviour({**GOOD, "bulk_frother_g_t": 1.0}, GIVEN, 1.0).rate["pyrite"]
    thiol = (GOOD["bulk_ddtc_g_t"] / VALUE["standard_ddtc"]) ** VALUE["ddtc_pyrite"]
    assert_allclose(rate, VALUE["pyrite_rate"] * SIZES * thiol * PACE * RICH)


def floating(mineral, given=STANDARD, **changed):
    return bulk_behaviour({**GOOD, **changed}, given, 0.0).floats[mineral]


@pytest.mark.parametrize(
    ("mineral", "reagent", "half", "order", "most"),
    [
        ("bismuthinite", "bulk_ddtc_g_t", "bismuthinite_ddtc", "ddtc_order", "bismuthinite_floats"),
        ("native bismuth", "bulk_ddtc_g_t", "native_bismuth_ddtc", "ddtc_order", None),
    ],
)
def test_half_of_what_can_float_does_at_the_half_cover(mineral, reagent, half, order, most):
    most = VALUE[most or "native_bismuth_floats"]
    liberated = [VALUE["coarse_sulphide_floats"], 1.0, VALUE["fine_sulphide_floats"]]
    at_half = floating(mineral, **{reagent: VALUE[half]})
    assert_allclose(at_half, 0.5 * most * np.array(liberated), rtol=1e-3)
    tenth = floating(mineral, **{reagent: 0.1 * VALUE[half]})
    assert_allclose(tenth, most * np.array(liberated) / (1.0 + 10.0 ** VALUE[order]), rtol=1e-3)


def test_molybdenite_takes_oil_and_warmth_and_loses_by_overdose():
    oil = VALUE["kerosene_half"]
    lost = np.exp(-((oil / VALUE["kerosene_overdose"]) ** 2))
    cold = np.exp(-VALUE["molybdenite_warmth"])
    here = floating("molybdenite", bulk_kerosene_g_t=oil)[1]
    assert_allclose(here, 0.5 * VALUE["molybdenite_floats"] * lost * cold, rtol=1e-3)
    warm = floating("molybdenite", {**STANDARD, "temperature_c": 29.0}, bulk_kerosene_g_t=oil)[1]
    assert_allclose(np.log(warm / here), 10.0 * VALUE["molybdenite_warmth"], rtol=0.05)


def test_sulphide_ions_halve_bismuth_and_pyrite_at_their_half_and_spare_molybdenite():
    before = separation_behaviour({**GOOD, "separation_na2s_g_t": 0.0}, GIVEN)
    after = separation_behaviour({**GOOD, "separation_na2s_g_t": VALUE["na2s_half"]}, GIVEN)
    assert_allclose(before.rate["bismuthinite"], VALUE["separation_bi_rate"] * PACE)
    assert_allclose(before.rate["pyrite"], VALUE["separation_pyrite_rate"] * PACE)
    for mineral in ("bismuthinite", "pyrite"):
        assert_allclose(after.rate[mineral], before.rate[mineral] / 2.0)
    native = 1.0 / (1.0 + VALUE["na2s_half"] / VALUE["na2s_native_half"])
    assert_allclose(after.rate["native bismuth"] / before.rate["native bismuth"], native)
    assert_allclose(after.rate["molybdenite"], VALUE["separation_mo_rate"] * SIZES * PACE)
    over = separation_behaviour({**GOOD, "separation_na2s_g_t": VALUE["na2s_overdose"]}, GIVEN)
    assert_allclose(over.floats["molybdenite"], np.exp(-1.0))


def test_water_to_the_froth_follows_the_frother_and_tonnage_slows_nothing_but_time():
    few, many = (bulk_behaviour({**GOOD, "bulk_frother_g_t": f}, GIVEN, 0.0) for f in (20.0, 40.0))
    assert_allclose(many.entrained / few.entrained, 2.0 ** VALUE["frother_water"])
    assert few.slowing == STANDARD["feed_t_h"] / VALUE["design_feed"]
