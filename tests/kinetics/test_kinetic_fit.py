"""Fits of batch tests: known parameters come back, and what is not determined is said."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.errors import DataError
from flotation.kinetic_fit import choose_kinetics, fit_kinetics
from flotation.kinetics import batch_recovery
from flotation.rate_laws import LAWS

TIMES = np.array([0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0])
TRUTH = {
    "first order": {"rate": 0.7, "ultimate": 0.85},
    "rectangular": {"largest_rate": 1.4, "ultimate": 0.9},
    "fast and slow": {"fast_rate": 1.5, "slow_rate": 0.06, "slow_share": 0.4},
    "gamma": {"mean_rate": 1.1, "shape": 0.9, "ultimate": 0.88},
}
SERIES = (1, 2, 3)
RMSE_PCT = {"first order": (1.0, 3.2), "rectangular": (0.5, 1.7), "gamma": (0.1, 0.455)}


def noisy(law, seed, sd=0.005):
    exact = LAWS[law].batch(TIMES, **TRUTH[law])
    return exact + np.random.default_rng(seed).normal(0.0, sd, len(TIMES))


@pytest.mark.parametrize("law", LAWS)
def test_exact_points_give_back_the_parameters_that_made_them(law):
    fit = fit_kinetics(law, TIMES, LAWS[law].batch(TIMES, **TRUTH[law]))
    assert fit.parameters == pytest.approx(TRUTH[law], rel=1e-4)
    assert fit.doubts == ()
    assert_allclose(fit.batch_recovery(4.0), LAWS[law].batch(4.0, **TRUTH[law]), rtol=1e-5)
    bank = LAWS[law].bank(0.5, cells=8, **TRUTH[law])
    assert_allclose(fit.bank_recovery(0.5, cells=8), bank, rtol=1e-5)


@pytest.mark.parametrize(
    ("law", "outlier_residual"),
    [("first order", None), ("rectangular", None), ("first order", 2e-3)],
)
def test_the_stated_error_is_the_scatter_of_repeated_fits(law, outlier_residual):
    fits = [
        fit_kinetics(law, TIMES, noisy(law, seed), outlier_residual=outlier_residual)
        for seed in range(60)
    ]
    values = np.array([list(fit.parameters.values()) for fit in fits])
    stated = np.mean([fit.covariance for fit in fits], axis=0)
    assert_allclose(np.sqrt(np.diag(stated)), values.std(axis=0), rtol=0.2)
    correlation = stated[0, 1] / np.sqrt(stated[0, 0] * stated[1, 1])
    assert_allclose(correlation, np.corrcoef(values.T)[0, 1], atol=0.1)


@pytest.mark.parametrize("law", ["gamma", "fast and slow"])
def test_seconds_and_minutes_give_the_same_fit(law):
    minutes = fit_kinetics(law, TIMES, noisy(law, seed=4))
    seconds = fit_kinetics(law, 60.0 * TIMES, noisy(law, seed=4))
    for parameter in LAWS[law].parameters:
        scale = 60.0 if parameter.is_rate else 1.0
        found = scale * seconds.parameters[parameter.name]
        assert_allclose(found, minutes.parameters[parameter.name], rtol=1e-3)


def test_one_gross_error_moves_a_robust_fit_less():
    spoiled = noisy("first order", seed=1)
    spoiled[4] -= 0.12
    plain = fit_kinetics("first order", TIMES, spoiled)
    robust = fit_kinetics("first order", TIMES, spoiled, outlier_residual=0.01)
    truth = TRUTH["first order"]["rate"]
    assert abs(robust.parameters["rate"] - truth) < 0.5 * abs(plain.parameters["rate"] - truth)
    assert robust.covariance[0, 0] < plain.covariance[0, 0]


def test_a_generous_outlier_residual_changes_nothing():
    points = noisy("rectangular", seed=2)
    plain = fit_kinetics("rectangular", TIMES, points)
    robust = fit_kinetics("rectangular", TIMES, points, outlier_residual=100.0)
    assert robust.parameters == pytest.approx(plain.parameters, rel=1e-6)
    assert_allclose(robust.covariance, plain.covariance, rtol=1e-5)


def test_a_test_stopped_early_is_told_not_to_determine_the_ultimate_recovery():
    short = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    fit = fit_kinetics("first order", short, 0.1 * short)
    assert any("ultimate" in doubt for doubt in fit.doubts)


def test_a_parameter_on_its_bound_is_named_and_has_no_error():
    beyond = 1.02 * batch_recovery(TIMES, 0.9) - 0.02 * batch_recovery(TIMES, 9.0)
    fit = fit_kinetics("first order", TIMES, beyond)
    assert "ultimate ran to its bound 1" in fit.doubts[0]
    assert np.isnan(fit.covariance[1]).all()
    assert np.isfinite(fit.covariance[0, 0])


def test_a_rate_faster_than_the_first_sample_is_told():
    fit = fit_kinetics("first order", TIMES, np.full(len(TIMES), 0.9))
    assert any(doubt.startswith("rate ") for doubt in fit.doubts)


def test_bounds_of_the_caller_hold():
    points = LAWS["first order"].batch(TIMES, **TRUTH["first order"])
    fit = fit_kinetics("first order", TIMES, points, bounds={"ultimate": (0.9, 1.0)})
    assert_allclose(fit.parameters["ultimate"], 0.9, atol=1e-3)
    assert "ultimate ran to its bound" in fit.doubts[0]


def test_the_fast_rate_is_the_faster_one_wherever_the_search_starts():
    points = LAWS["fast and slow"].batch(TIMES, 0.06, 1.5, 0.6)
    fit = fit_kinetics(
        "fast and slow", TIMES, points, bounds={"fast_rate": (0.01, 0.2), "slow_rate": (0.5, 5)}
    )
    assert fit.parameters == pytest.approx(TRUTH["fast and slow"], rel=1e-3)


@pytest.mark.parametrize("law", LAWS)
def test_the_law_that_made_the_points_is_chosen(law):
    times = np.geomspace(0.1, 60.0, 16)
    exact = LAWS[law].batch(times, **TRUTH[law])
    points = exact + np.random.default_rng(5).normal(0.0, 0.002, len(times))
    assert choose_kinetics(times, points)[0].law.name == law


def test_aicc_is_that_of_its_definition():
    fit = fit_kinetics("first order", TIMES, noisy("first order", seed=3))
    n, k = len(TIMES), 3
    expected = n * np.log(fit.rmse**2) + 2 * k + 2 * k * (k + 1) / (n - k - 1)
    assert_allclose(fit.aicc, expected)


@pytest.mark.realdata
@pytest.mark.parametrize("series", SERIES)
def test_the_published_batch_tests_are_fitted_as_closely_as_stated(shared_data, series):
    table = pd.read_csv(shared_data / "batch_kinetics" / "batch_kinetics.csv")
    test = table[table["series"] == series]
    for law, (low, high) in RMSE_PCT.items():
        fit = fit_kinetics(law, test["time_min"], test["cum_recovery_pct"] / 100.0)
        assert low <= 100.0 * fit.rmse <= high, (law, fit.rmse)


@pytest.mark.realdata
@pytest.mark.parametrize("series", SERIES)
def test_five_points_choose_klimpel_and_cannot_judge_three_parameters(shared_data, series):
    table = pd.read_csv(shared_data / "batch_kinetics" / "batch_kinetics.csv")
    test = table[table["series"] == series]
    fits = choose_kinetics(test["time_min"], test["cum_recovery_pct"] / 100.0)
    assert fits[0].law.name == "rectangular"
    assert [np.isinf(fit.aicc) for fit in fits] == [False, False, True, True]


@pytest.mark.parametrize(
    ("law", "time", "recovery", "message"),
    [
        ("second order", [1, 2, 3], [0.1, 0.2, 0.3], "no rate law is called 'second order'"),
        ("first order", [1, 2, 3], [10.0, 20.0, 30.0], "divide per cent by 100"),
        ("first order", [1, 2], [0.1, 0.2], "2 points after time zero cannot carry 2"),
        ("first order", [0, 1, 2], [0.0, 0.1, 0.2], "2 points after time zero cannot carry 2"),
        ("first order", [1, 2, 3], [0.1, 0.2], "one recovery for each time"),
        ("first order", [1, 2, -3], [0.1, 0.2, 0.3], "times zero or more"),
        ("first order", [1, 2, 3], [0.1, np.nan, 0.3], "must be numbers"),
    ],
)
def test_unfit_points_are_refused(law, time, recovery, message):
    with pytest.raises(DataError, match=message):
        fit_kinetics(law, time, recovery)


@pytest.mark.parametrize(
    ("bounds", "message"),
    [({"k": (0, 1)}, "no parameter 'k'"), ({"rate": (2, 1)}, "bounds of rate must be 0 <= low")],
)
def test_unfit_bounds_are_refused(bounds, message):
    with pytest.raises(DataError, match=message):
        fit_kinetics("first order", TIMES, noisy("first order", seed=0), bounds=bounds)


def test_four_points_are_too_few_to_choose():
    with pytest.raises(DataError, match="too few points to choose"):
        choose_kinetics([1, 2, 3, 5], [0.2, 0.35, 0.45, 0.6])
