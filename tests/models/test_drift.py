from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from flotation.cusum import cumulative_sums
from flotation.drift import column_drift, error_drift, error_sums, innovations, survey_drift
from flotation.measured_recovery import measured_recovery
from flotation.model_card import Interval
from flotation.training import train


def drift_of(plant, table, shifts):
    model = train(plant, SimpleNamespace(table=table.iloc[:shifts], doubtful=None))
    survey = SimpleNamespace(table=table, doubtful=None)
    since = pd.Timestamp(model.card["span"]["last"])
    return survey_drift(plant, survey, model, measured_recovery(plant, survey), since)


def with_losses(table, since, kept):
    """The same survey in which the rougher keeps a share of what it kept before."""
    table, new = table.copy(), np.arange(len(table)) >= since
    solids = table["ore_wo3_pct"] - table["tails_wo3_pct"]
    solids = solids / (table["middlings_wo3_pct"] - table["tails_wo3_pct"])
    lost = (1.0 - kept) * table["middlings_wo3_pct"] * solids / (1.0 - solids)
    table.loc[new, "tails_wo3_pct"] += lost[new]
    for stream in ("middlings", "concentrate", "cleaner_tails"):
        table.loc[new, f"{stream}_wo3_pct"] *= kept
    return table


@pytest.fixture(scope="module")
def long_survey(survey_of):
    return survey_of(seed=0, shifts=1300).table


def test_shifts_like_the_old_ones_are_steady(plant, long_survey):
    drift = drift_of(plant, long_survey, 900)
    assert drift.verdict == "steady"
    assert (drift.older, drift.newer) == (900, 400)
    assert {c.role for c in drift.columns} == {"lever", "condition", "measurement"}


def test_a_lasting_loss_of_recovery_is_noticed_with_its_day(plant, long_survey):
    drift = drift_of(plant, with_losses(long_survey, 1000, 0.75), 900)
    [error] = drift.errors
    assert drift.verdict == error.verdict == "drifted"
    assert error.cusum > error.cusum_limit
    assert error.coverage < error.coverage_limit
    assert error.bias < -0.1
    begun = pd.Timestamp(long_survey["shift_start"].iloc[1000])
    assert begun <= pd.Timestamp(error.since) <= begun + pd.Timedelta(days=10)


@pytest.mark.parametrize(("step", "verdict"), [(0.0, "steady"), (0.1, "watch"), (0.2, "drifted")])
def test_a_lasting_error_well_inside_the_interval_is_watched(step, verdict):
    rng, later = np.random.default_rng(2), np.arange(900) >= 600
    error = 0.05 * rng.normal(size=900) + step * later
    interval = Interval(levels=(0.5, 0.95), lower=(0.0, -0.3), upper=(0.0, 0.3))
    model = SimpleNamespace(intervals={"WO3": interval})
    time = pd.date_range("2026-01-01", periods=900, freq="8h").to_numpy()
    measured = SimpleNamespace(
        log_recovery={"WO3": np.log(0.5) + error}, shifts=np.arange(900), time=time
    )
    found = error_drift(model, "WO3", error, measured, later)
    assert found.verdict == verdict
    assert found.coverage > found.coverage_limit


def test_a_sum_that_the_older_shifts_reached_is_no_news():
    rng, later = np.random.default_rng(6), np.arange(900) >= 600
    calm = rng.normal(size=900)
    spell = calm + 1.5 * ((np.arange(900) > 200) & (np.arange(900) < 240))
    plain, known = (error_sums(error, np.arange(900), later, 2)[1] for error in (calm, spell))
    older = cumulative_sums(innovations(spell, np.arange(900), later)[~later]).max()
    assert plain["watch"] < plain["drifted"] < older
    assert known == {"watch": older, "drifted": older}


def test_another_ore_is_named(plant, long_survey):
    table = long_survey.copy()
    grades = [c for c in table if c.endswith("_wo3_pct")]
    table.loc[950:, grades] *= 0.8
    drift = drift_of(plant, table, 900)
    assert "ore_wo3_pct" in [c.column for c in drift.columns if c.verdict == "drifted"]


def test_a_handful_of_new_shifts_is_not_tested(plant, long_survey):
    drift = drift_of(plant, long_survey.iloc[:910], 900)
    assert drift.verdict == "untested"


def test_most_steady_columns_are_called_so():
    rng, new = np.random.default_rng(0), np.arange(600) >= 400
    verdicts = []
    for _ in range(200):
        white = rng.normal(size=600)
        values = np.convolve(white, 0.8 ** np.arange(40))[:600]
        verdicts.append(column_drift("x", "lever", values, new).verdict)
    assert verdicts.count("drifted") <= 4
    assert verdicts.count("steady") >= 180


@pytest.mark.parametrize("move", [1.5, -1.5])
def test_a_column_that_moves_by_more_than_its_spread_has_drifted(move):
    rng, new = np.random.default_rng(0), np.arange(600) >= 400
    values = rng.normal(size=600) + move * new
    found = column_drift("x", "lever", values, new, tests=40)
    assert found.verdict == "drifted"
    assert found.after - found.before == pytest.approx(move, abs=0.3)


@pytest.mark.slow
def test_a_plant_that_stays_itself_is_not_called_drifted_and_one_that_loses_is(plant, survey_of):
    verdicts = {1.0: [], 0.74: []}
    for seed in range(6):
        table = survey_of(seed=seed, shifts=1300).table
        for kept in verdicts:
            verdicts[kept].append(drift_of(plant, with_losses(table, 1000, kept), 900).verdict)
    assert verdicts[1.0].count("steady") >= 5
    assert "drifted" not in verdicts[1.0]
    assert verdicts[0.74] == ["drifted"] * 6
