import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from flotation.entrainment import cell_recovery_with_entrainment
from flotation.froth import (
    collection_recovery,
    froth_recovery,
    froth_residence_time,
    recovery_through_froth,
)
from flotation.kinetics import bank_recovery

shares = st.floats(0.01, 0.99)


@given(rate=st.floats(0.01, 5.0), time=st.floats(0.1, 30.0), froth=shares)
def test_froth_only_slows_a_mixed_cell(rate, time, froth):
    collected = bank_recovery(time, rate, cells=1)
    assert_allclose(recovery_through_froth(collected, froth), bank_recovery(time, rate * froth, 1))


@given(recovery=shares, froth=shares)
def test_collection_recovery_undoes_the_froth(recovery, froth):
    assert_allclose(recovery_through_froth(collection_recovery(recovery, froth), froth), recovery)


def test_a_froth_that_keeps_all_changes_nothing_and_one_that_keeps_none_stops_the_cell():
    assert recovery_through_froth(0.7, 1.0) == 0.7
    assert recovery_through_froth(0.7, 0.0) == 0.0


def test_two_froths_in_a_row_drop_as_one_of_their_depth():
    time = froth_residence_time(np.array([100.0, 50.0, 150.0]), gas_velocity=1.5)
    kept = froth_recovery(time, drop_rate=0.03)
    assert_allclose(kept[0] * kept[1], kept[2])
    assert froth_recovery(0.0, drop_rate=0.03) == 1.0


def test_a_hundred_mm_at_one_cm_a_second_last_ten_seconds():
    assert froth_residence_time(100.0, gas_velocity=1.0) == 10.0


@given(rate=st.floats(0.0, 5.0), time=st.floats(0.1, 30.0), degree=shares, water=shares)
def test_entrainment_has_the_limits_of_first_order_and_of_water(rate, time, degree, water):
    dry = cell_recovery_with_entrainment(rate, time, degree, 0.0)
    assert_allclose(dry, bank_recovery(time, rate, 1), atol=1e-15)
    assert_allclose(cell_recovery_with_entrainment(0.0, time, 1.0, water), water)
    both = cell_recovery_with_entrainment(rate, time, degree, water)
    assert both >= cell_recovery_with_entrainment(rate, time, 0.0, water) - 1e-15
    assert both < 1.0


def test_entrainment_balances_the_cell_it_describes():
    # what enters leaves as froth k V c and as entrained water flow x degree x c, or as tails
    k, tau, degree, water = 0.4, 3.0, 0.6, 0.2
    tails_flow = 1.0 - water
    volume = tau * tails_flow
    concentration = 1.0 / (k * volume + degree * water + tails_flow)
    recovered = (k * volume + degree * water) * concentration
    assert_allclose(cell_recovery_with_entrainment(k, tau, degree, water), recovered)
