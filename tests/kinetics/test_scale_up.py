import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from flotation.datasets_path import dataset_folder
from flotation.froth import froth_recovery
from flotation.kinetics import bank_recovery, batch_recovery
from flotation.scale_up import (
    bank_time,
    bubble_surface_flux,
    mixing_factor,
    plant_rate,
    rate_from_bubble_flux,
)


@given(recovery=st.floats(0.01, 0.999), rate=st.floats(0.01, 5.0), cells=st.integers(1, 30))
def test_a_bank_of_that_time_recovers_that_much(recovery, rate, cells):
    time = bank_time(recovery, rate, cells)
    assert_allclose(bank_recovery(time / cells, rate, cells), recovery)


def test_mountain_pass_banks_take_the_times_stated():
    table = pd.read_csv(dataset_folder("literature") / "kinetics_mountain_pass_banks.csv")
    time = bank_time(table["bank_recovery"], table["k_per_min"], table["cells"])
    assert_allclose(time, table["tau_min"], rtol=2e-5)
    recovery = bank_recovery(table["tau_min"] / table["cells"], table["k_per_min"], table["cells"])
    assert_allclose(recovery, table["bank_recovery"], rtol=2e-5)


def test_one_mixed_cell_takes_nine_batch_times_over_ln_ten_for_ninety_per_cent():
    assert_allclose(mixing_factor(0.9, cells=1), 9.0 / np.log(10.0))


@pytest.mark.parametrize(("recovery", "cells"), [(0.9, 1e7), (1e-7, 1)])
def test_mixing_costs_nothing_with_endless_cells_or_little_recovery(recovery, cells):
    assert_allclose(mixing_factor(recovery, cells), 1.0, rtol=1e-5)


def test_plant_and_laboratory_agree_when_the_plant_has_that_factor_more_time():
    assert_allclose(batch_recovery(2.3 * 4.0, plant_rate(0.8, 2.3)), batch_recovery(4.0, 0.8))


def test_a_cell_without_gas_floats_nothing_and_twice_the_gas_twice_as_fast():
    assert rate_from_bubble_flux(2e-4, bubble_surface_flux(0.0, 1.2), froth_recovery(10.0, 0)) == 0
    once, twice = (rate_from_bubble_flux(2e-4, bubble_surface_flux(g, 1.2), 0.7) for g in (1, 2))
    assert_allclose(twice, 2.0 * once)


def test_spheres_have_the_flux_of_their_surface():
    # a gas of 1 cm/s in bubbles of 1 mm: 6 cm2 of surface a cm3 of gas and 10 of them a cm
    assert bubble_surface_flux(1.0, 1.0) == pytest.approx(60.0)


def test_a_rate_per_second_becomes_one_per_minute():
    # 2e-4 of 50 m2 of bubble surface a m2 and second: 0.01 a second
    assert rate_from_bubble_flux(2e-4, 50.0, froth_recovery=1.0) == pytest.approx(0.6)
