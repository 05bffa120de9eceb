"""Spread rates: limit cases, other ways to the same integral, and Series in, Series out."""

from math import exp, factorial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.special import expi

from flotation.kinetics import bank_recovery, batch_recovery
from flotation.rate_distributions import (
    fast_slow_bank_recovery,
    fast_slow_batch_recovery,
    gamma_bank_recovery,
    gamma_batch_recovery,
    rectangular_bank_recovery,
    rectangular_batch_recovery,
)

BATCH = {
    "rectangular": lambda t: rectangular_batch_recovery(t, 1.3, 0.9),
    "fast and slow": lambda t: fast_slow_batch_recovery(t, 1.3, 0.2, 0.4, 0.9),
    "gamma": lambda t: gamma_batch_recovery(t, 1.3, 0.7, 0.9),
}
BANK = {
    "rectangular": lambda tau, n: rectangular_bank_recovery(tau, 1.3, n, 0.9),
    "fast and slow": lambda tau, n: fast_slow_bank_recovery(tau, 1.3, 0.2, 0.4, n, 0.9),
    "gamma": lambda tau, n: gamma_bank_recovery(tau, 1.3, 0.7, n, 0.9),
}
rates = st.floats(0.01, 5.0)


@pytest.mark.parametrize("law", BATCH)
def test_nothing_floats_in_no_time_and_the_ultimate_in_endless_time(law):
    assert BATCH[law](0.0) == 0.0
    assert_allclose(BATCH[law](1e9), 0.9, atol=1e-6)
    assert_allclose(BANK[law](0.0, 3), 0.0, atol=1e-12)
    assert_allclose(BANK[law](1e9, 3), 0.9, atol=1e-6)


@pytest.mark.parametrize("law", BATCH)
def test_many_small_cells_behave_like_a_batch(law):
    assert_allclose(BANK[law](5.0 / 100, 100), BATCH[law](5.0), atol=5e-3)
    coarse, fine = (abs(BANK[law](5.0 / n, n) - BATCH[law](5.0)) for n in (50, 100))
    assert_allclose(fine / coarse, 0.5, atol=0.02)


@pytest.mark.parametrize("law", BATCH)
@pytest.mark.parametrize("cells", [1, 2, 7])
def test_a_bank_is_the_batch_averaged_over_its_residence_times(law, cells):
    def weighted(u):
        return u ** (cells - 1) * exp(-u) / factorial(cells - 1) * BATCH[law](0.8 * u)

    assert_allclose(BANK[law](0.8, cells), quad(weighted, 0.0, 80.0)[0], atol=1e-8)


@given(rate=rates, time=st.floats(0.01, 20.0))
def test_equal_fast_and_slow_rates_are_first_order(rate, time):
    assert_allclose(
        fast_slow_batch_recovery(time, rate, rate, 0.3, 0.8), batch_recovery(time, rate, 0.8)
    )
    assert_allclose(
        fast_slow_bank_recovery(time, rate, rate, 0.3, 4, 0.8), bank_recovery(time, rate, 4, 0.8)
    )


def test_a_gamma_distribution_without_spread_is_first_order():
    assert_allclose(gamma_batch_recovery(2.0, 0.5, 1e7), batch_recovery(2.0, 0.5), rtol=1e-6)
    assert_allclose(gamma_bank_recovery(2.0, 0.5, 1e7, 5), bank_recovery(2.0, 0.5, 5), rtol=1e-6)


def test_exponential_rates_in_one_cell_give_the_exponential_integral():
    # a = 1, N = 1: 1 - R = e^z E1(z) / ..., with z = 1 / (k tau)
    for dose in (0.01, 1.0, 30.0):
        z = 1.0 / dose
        expected = 1.0 - z * np.exp(z) * -expi(-z)
        assert_allclose(gamma_bank_recovery(dose, 1.0, 1.0, 1), expected, rtol=1e-9)


@given(shape=st.integers(1, 12), cells=st.integers(1, 60), dose=st.floats(0.01, 50.0))
def test_cells_and_a_whole_shape_can_be_exchanged(shape, cells, dose):
    # the mean of exp(-x y) over two gamma variables does not ask which is the rate
    one = gamma_bank_recovery(dose, shape, shape, cells)
    other = gamma_bank_recovery(dose, cells, cells, shape)
    assert_allclose(one, other, rtol=1e-9)


def test_rectangular_recovery_is_the_mean_over_its_rates():
    k = np.linspace(0.0, 1.3, 200_001)
    assert_allclose(rectangular_batch_recovery(3.0, 1.3), batch_recovery(3.0, k).mean(), rtol=1e-5)
    assert_allclose(
        rectangular_bank_recovery(3.0, 1.3, 4), bank_recovery(3.0, k, 4).mean(), rtol=1e-5
    )


def test_klimpel_is_accurate_where_almost_nothing_floats():
    assert_allclose(rectangular_batch_recovery(1e-7, 1.0), 0.5e-7, rtol=1e-6)


@pytest.mark.parametrize("law", BATCH)
def test_recovery_keeps_the_index_of_a_series(law):
    time = pd.Series([0.5, 1.0, np.nan], index=["a", "b", "c"])
    for recovery in (BATCH[law](time), BANK[law](time, 3)):
        assert list(recovery.index) == ["a", "b", "c"]
        assert np.isnan(recovery["c"])


@given(rate=rates, shape=st.floats(0.2, 20.0), cells=st.integers(1, 20), time=st.floats(0.1, 30))
def test_spread_rates_recover_less_than_their_mean_rate(rate, shape, cells, time):
    assert gamma_bank_recovery(time, rate, shape, cells) <= bank_recovery(time, rate, cells) + 1e-12
    mean = bank_recovery(time, rate / 2.0, cells)
    assert rectangular_bank_recovery(time, rate, cells) <= mean + 1e-12
