import time

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.datasets_path import dataset_folder
from flotation.errors import DataError
from flotation.surrogate.measurement import DRIFTS, SILENT, STUCK, measure, rounded
from flotation.surrogate.ore_types import ORE_TYPES
from flotation.surrogate.performance import CONDITIONS, LEVERS, PRODUCTS, true_performance
from flotation.surrogate.practice import trial_windows
from flotation.surrogate.simulation import LANE, ORE_STRENGTHS, simulate
from flotation.survey import read_survey

SHIPPED = dataset_folder("reference_plant") / "survey.csv"


def test_the_shipped_survey_is_what_the_shipped_seed_gives(survey):
    shipped = pd.read_csv(SHIPPED, keep_default_na=False, na_values=[""], dtype={"trial": str})
    assert list(shipped.columns) == list(survey.table.columns)
    assert list(shipped["shift_start"]) == list(survey.table["shift_start"])
    assert list(shipped["ore_type"].fillna("")) == list(survey.table["ore_type"].fillna(""))
    for column in shipped.columns[3:]:
        assert_allclose(shipped[column], survey.table[column], rtol=2e-3, err_msg=column)


def test_equal_arguments_give_equal_surveys_and_other_seeds_other_ones():
    first, again, other = simulate(150, 3), simulate(150, 3), simulate(150, 4)
    pd.testing.assert_frame_equal(first.table, again.table)
    pd.testing.assert_frame_equal(first.truth, again.truth)
    assert not np.allclose(first.truth["ore_wo3_pct"], other.truth["ore_wo3_pct"])


def test_the_survey_has_the_columns_of_the_plant_file_in_their_order(survey, plant):
    assert list(survey.table.columns) == [column.name for column in plant.column]
    assert (survey.table["trial"] == "").any()


def test_the_truth_table_is_the_truth(survey):
    truth = survey.truth
    settings = {lever: truth[lever].to_numpy() for lever in LEVERS}
    given = {column: truth[column].to_numpy() for column in (*CONDITIONS, "ore_type")}
    found = true_performance(settings, given, truth["ore_property"].to_numpy())
    for component in PRODUCTS:
        assert_allclose(truth[f"recovery/{component}"], found.recovery[component])
    made = truth["w_concentrate_t_h"] * truth["w_concentrate_wo3_pct"]
    fed = truth["feed_t_h"] * truth["ore_wo3_pct"]
    assert_allclose(made / fed, found.recovery["WO3"])
    assert not truth.isna().any(axis=None)


def test_the_plant_ends_in_cheap_practice_near_thirty_per_cent(survey):
    last = survey.truth.iloc[-60:]
    assert (last["trial"] == "").all()
    assert 0.268 < last["recovery/WO3"].median() < 0.32


def test_trials_are_a_sixth_of_the_shifts_and_reach_good_settings(survey):
    trials = survey.truth[survey.truth["trial"] != ""]
    assert 0.12 < len(trials) / len(survey.truth) < 0.17
    assert (trials["recovery/WO3"] > 0.70).sum() > 40
    assert trials["trial"].nunique() == len(trial_windows(LANE)) == 6


def test_settings_respect_the_levers_ranges(survey, plant):
    for lever, allowed in plant.levers.items():
        settings = survey.truth[lever]
        assert settings.min() >= allowed.low - 1e-9
        assert settings.max() <= allowed.high + 1e-9


def test_operators_add_collector_after_tails_were_high_and_not_before(survey):
    truth = survey.truth[survey.truth["trial"] == ""]
    tails = np.log(truth["w_rougher_tails_wo3_pct"] / truth["ore_wo3_pct"])
    dose = np.log(truth["w_bha_g_t"])
    assert dose.corr(tails.shift(1)) > 0.45
    assert dose.corr(tails.shift(1)) > dose.corr(tails.shift(-3)) + 0.05


def test_the_unmeasured_property_lasts_for_days(survey):
    property_ = survey.truth["ore_property"]
    assert property_.autocorr(3 * 3) > 0.4
    assert property_.autocorr(3 * 40) < 0.4
    assert (simulate(150, 1, ore_strength=0.0).truth["ore_property"] == 0.0).all()


def test_errors_of_measurement_have_the_declared_spread(survey, plant):
    shipped = survey.table.drop_duplicates().reset_index(drop=True)
    for name in ("ore_wo3_pct", "w_concentrate_t_h", "mo_concentrate_mo_pct"):
        column, truth = plant.columns[name], survey.truth[name]
        error = np.log(shipped[name] / truth)[shipped["feed_t_h"] > 0.0]
        middle = error[error.abs() < 0.3]
        declared = np.hypot(column.sd_relative, column.sd_absolute / truth.mean())
        assert middle.std() == pytest.approx(declared, rel=0.12)


def test_noise_keeps_assays_positive(plant):
    noisy = measure(np.full(1000, 1e-4), np.linspace(-5.0, 5.0, 1000), plant.columns["ore_bi_pct"])
    assert noisy.min() > 0.0


def test_values_are_rounded_to_four_figures():
    assert_allclose(rounded(np.array([0.0123456, 65.4321, 1234.56])), [0.01235, 65.43, 1235.0])


def test_ore_types_are_clusters_of_feeds_that_dispatch_mostly_names(survey):
    table = survey.table[survey.table["feed_t_h"] > 0.0]
    assert set(table["ore_type"]) == {*ORE_TYPES, ""}
    assert 0.01 < (table["ore_type"] == "").mean() < 0.05
    truth = survey.truth
    assert set(truth["ore_type"]) == set(ORE_TYPES)
    for column in ("ore_caco3_pct", "work_index_kwh_t", "ore_mo_pct"):
        groups = truth.groupby("ore_type")[column]
        assert np.ptp(groups.mean()) > 1.5 * groups.std().mean(), column
    runs = (truth["ore_type"] != truth["ore_type"].shift()).cumsum()
    assert runs.value_counts().iloc[1:-1].min() >= 3 * 8


def test_stops_stuck_silent_missing_and_double_rows_are_there(survey):
    table = survey.table
    stopped = table[table["feed_t_h"] == 0.0]
    assert 5 <= len(stopped) <= 60
    assert stopped[list(LEVERS)].isna().all(axis=None)
    assert len(table) > len(survey.truth)
    assert table.duplicated().sum() == len(table) - len(survey.truth)
    single = table.drop_duplicates().reset_index(drop=True)
    for column, (start, length) in STUCK.items():
        first = round(start * len(single))
        run = single[column].iloc[first : first + length].dropna()
        assert run.nunique() <= 4, column
    for column, (start, length) in SILENT.items():
        first = round(start * len(single))
        assert single[column].iloc[first : first + length].isna().all()


def test_instruments_drift_and_are_put_right(survey):
    single = survey.table.drop_duplicates().reset_index(drop=True)
    for column, (start, length, end) in DRIFTS.items():
        first, count = round(start * len(single)), round(length * len(single))
        error = np.log(single[column] / survey.truth[column])
        late = slice(first + 3 * count // 4, first + count)
        assert error.iloc[late].median() == pytest.approx(0.87 * end, abs=0.02)
        assert abs(error.iloc[first + count : first + count + 60].median()) < 0.02


def test_long_surveys_join_independent_runs():
    truth = simulate(LANE + 300, 5).truth
    assert len(truth) == LANE + 300
    assert not np.allclose(truth["ore_wo3_pct"].iloc[:300], truth["ore_wo3_pct"].iloc[LANE:])
    steps = truth["shift_start"].diff().dropna().unique()
    assert list(steps) == [pd.Timedelta(hours=8)]


@pytest.mark.parametrize("shifts", [0, 119, 2_000_001])
def test_too_few_or_too_many_shifts_are_refused(shifts):
    with pytest.raises(DataError, match=r"shifts must lie in \[120, 2000000\]"):
        simulate(shifts)


@pytest.mark.parametrize("argument", [{"ore_strength": -0.1}, {"noise": 21.0}, {"noise": np.nan}])
def test_strengths_outside_their_range_are_refused(argument):
    [name] = argument
    with pytest.raises(DataError, match=rf"{name} must lie in \[0, "):
        simulate(150, **argument)


def test_without_noise_every_value_is_the_truth_save_for_faults():
    exact = simulate(150, 3, noise=0.0)
    found = exact.table.drop_duplicates().reset_index(drop=True)["ore_wo3_pct"]
    near = np.isclose(found, exact.truth["ore_wo3_pct"], rtol=1e-3)
    assert 0.9 < near.mean() < 1.0


def test_twice_the_noise_is_twice_the_error():
    spread = [
        np.log(made.table.drop_duplicates()["ore_mo_pct"].to_numpy() / made.truth["ore_mo_pct"])
        for made in (simulate(600, 3, noise=1.0), simulate(600, 3, noise=2.0))
    ]
    single, double = (error[error.abs() < 0.3].std() for error in spread)
    assert double == pytest.approx(2.0 * single, rel=0.1)


def test_the_strength_of_the_unmeasured_property_scales_it():
    weak, strong = (
        simulate(150, 3, ore_strength=ORE_STRENGTHS[name]).truth["ore_property"]
        for name in ("moderate", "strong")
    )
    assert_allclose(strong, 2.0 * weak)
    assert strong.abs().max() > 0.0


def test_the_door_accepts_every_shift_and_counts_the_double_ones(plant):
    read = read_survey(SHIPPED, plant.column, time_column=plant.time_column)
    counted = read.report.as_dict()
    assert counted["accepted"] == 2190
    assert counted["read"] > 2190
    rules = {message["rule"] for message in counted["messages"]}
    assert {"missing", "missing run", "plant stop", "stuck", "duplicate"} <= rules


@pytest.mark.slow
def test_a_hundred_thousand_shifts_take_less_than_a_minute():
    start = time.process_time()
    assert len(simulate(100_000, 1).truth) == 100_000
    assert time.process_time() - start < 60.0
