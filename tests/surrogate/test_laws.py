import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.surrogate.laws import (
    adsorption,
    assistance,
    ceiling,
    complex_dose,
    cover,
    depression,
    overdose,
    wetting,
    window,
)

DOSE = np.linspace(1.0, 1000.0, 400)


def test_a_dose_at_its_half_covers_half():
    assert adsorption((80.0 / 80.0) ** 1.7) == 0.5
    assert depression(80.0, half=80.0, order=3.0) == 0.5


def test_without_depressant_nothing_is_depressed():
    assert depression(0.0, half=500.0) == 1.0
    assert overdose(0.0, scale=500.0) == 1.0


def test_at_the_best_ph_nothing_is_lost_and_one_width_away_a_known_share():
    assert window(9.0, best=9.0, width=0.7) == 1.0
    assert_allclose(window(np.array([8.3, 9.7]), best=9.0, width=0.7), np.exp(-0.5))


def test_help_grows_from_its_whole_gain_to_none_missing():
    assert_allclose(assistance(0.0, half=40.0, most=0.2), np.exp(-0.2))
    assert_allclose(assistance(1e9, half=40.0, most=0.2), 1.0)
    assert_allclose(assistance(40.0, half=40.0, most=0.2), np.exp(-0.1))


def test_a_ceiling_leaves_small_shares_alone_and_is_never_passed():
    assert_allclose(ceiling(0.5, sharpness=12.0), 0.5, rtol=1e-4)
    shares = ceiling(np.array([0.9, 1.0, 1.5, 3.0]), sharpness=12.0)
    assert np.all(np.diff(shares) > 0.0)
    assert np.all(shares < 1.0)


@pytest.mark.parametrize(
    "law",
    [
        lambda x: adsorption((120.0 / x) ** 1.7 + 0.3),
        lambda x: cover(x, half=90.0),
        lambda x: wetting(cover(x, half=90.0), half=0.6, order=2.0),
        lambda x: complex_dose(300.0, x, ratio=1.2, sharpness=2.0),
        lambda x: overdose(x, scale=700.0),
        lambda x: window(x, best=400.0, width=300.0),
        lambda x: assistance(x, half=60.0, most=0.3),
    ],
)
def test_logs_of_the_laws_are_concave(law):
    assert np.diff(np.log(law(DOSE)), 2).max() <= 1e-12


def test_each_of_two_reagents_of_a_complex_is_worth_more_with_the_other():
    lead, bha = np.meshgrid(DOSE[40:], DOSE[40:], indexing="ij")
    made = complex_dose(lead, bha, ratio=1.2, sharpness=2.0)
    for order in (1.0, 2.0):
        wetted = np.log(wetting(made, 100.0, order))
        assert np.diff(np.diff(wetted, axis=0), axis=1).min() > 0.0


def test_half_of_the_particles_are_wetted_at_their_half_cover():
    assert wetting(0.4, half=0.4, order=3.0) == 0.5
    assert cover(80.0, half=80.0) == 0.5


def test_what_is_left_falls_by_the_order_of_the_law():
    assert_allclose(depression(160.0, half=80.0, order=3.0), 1.0 / 9.0)
    assert_allclose(wetting(0.8, half=0.4, order=2.0), 0.8)
    assert_allclose(overdose(500.0, scale=500.0, order=3.0), np.exp(-1.0))
    assert_allclose(overdose(1000.0, scale=500.0, order=3.0), np.exp(-8.0))
    assert_allclose(overdose(1000.0, scale=500.0), np.exp(-4.0))
    assert_allclose(ceiling(1.0, sharpness=4.0), 0.5**0.25)


def test_reagents_that_suit_each_other_make_less_complex_than_the_scarcer_alone():
    assert_allclose(complex_dose(240.0, 200.0, ratio=1.2, sharpness=2.0), 200.0 / 2.0**0.5)
    assert_allclose(complex_dose(240.0, 200.0, ratio=1.2, sharpness=4.0), 200.0 / 2.0**0.25)
    assert cover(1e9, half=80.0) == pytest.approx(1.0)
