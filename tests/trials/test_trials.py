import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from flotation.errors import DataError, PlantFileError, RefusedError
from flotation.trials import response
from flotation.trials.analysis import (
    analyse_trial,
    evidence_before_and_after,
    without_trial,
)
from flotation.trials.design import Asked, design_trial
from flotation.trials.response import measured_recoveries, target_of, without_the_rest

GAIN = 1.5  # points of 60 %: 2.5 % of the recovery
EFFECT = float(np.log1p(GAIN / 60.0))


def asked(**changed):
    return Asked(**({"lever": "bha_g_t", "gain_points": GAIN, "to": 160.0} | changed))


@pytest.fixture(scope="module")
def planned(plant, survey_of):
    return design_trial(plant, survey_of(seed=1), asked(), name="BHA up", seed=5)


@pytest.fixture(scope="module")
def trial_survey(survey_of, planned):
    return survey_of(seed=1, schedule=planned.schedule, effect=2.0 * EFFECT)


def test_the_noise_of_the_plant_is_found(plant, survey_of):
    recoveries = measured_recoveries(plant, survey_of(seed=4, shifts=1200), target_of(plant))
    everything = np.ones(len(recoveries.shifts), dtype=bool)
    noise = without_the_rest(plant, recoveries, "bha_g_t", outside=everything).noise
    assert noise.white_sd == pytest.approx(0.02, rel=0.25)
    assert noise.lasting_sd == pytest.approx(0.06, rel=0.35)
    assert noise.disturbance.phi == pytest.approx(0.9, abs=0.06)
    assert noise.assay_sd == pytest.approx(0.5 / 60.0, rel=0.1)


def test_the_regression_keeps_to_one_thread_and_gives_the_others_back(
    plant, survey_of, monkeypatch
):
    seen = []

    def threads():
        return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

    class Watched:
        noise_sd_, disturbance_ = 0.0, None

        def set_params(self, **sought):
            return self

        def fit(self, X, y, **weights):
            seen.append(threads())

        def predict(self, X):
            return np.zeros(len(X))

    monkeypatch.setattr(response, "make_estimator", lambda *given: Watched())
    recoveries = measured_recoveries(plant, survey_of(), target_of(plant))
    with threadpool_limits(limits=2):
        before = threads()
        without_the_rest(plant, recoveries, "bha_g_t", outside=np.ones(400, dtype=bool))
        assert (before, threads()) == ({2}, {2})
    assert seen == [{1}]


def test_what_conditions_and_other_levers_do_is_taken_off_and_the_lever_stays(plant, survey_of):
    made = survey_of(seed=2, shifts=1200)
    table = made.table.copy()
    table["recovery_pct"] *= np.exp(0.002 * (table["bha_g_t"] - 100.0))
    recoveries = measured_recoveries(
        plant, type(made)(table=table, doubtful=None, report=None), target_of(plant)
    )
    everything = np.ones(len(recoveries.shifts), dtype=bool)
    left = without_the_rest(plant, recoveries, "bha_g_t", outside=everything).y
    kept = recoveries.table
    slopes = np.linalg.lstsq(
        np.column_stack(
            [np.ones(len(left)), kept["bha_g_t"], kept["soap_g_t"], np.log(kept["ore_wo3_pct"])]
        ),
        left,
        rcond=None,
    )[0]
    assert slopes[1] == pytest.approx(0.002, abs=0.0015)
    assert abs(slopes[2]) < 0.0006  # was -0.001
    assert abs(slopes[3]) < 0.1  # was 0.3


def test_a_plan_reaches_its_power_with_the_fewest_shifts(planned):
    assert all(option.power >= 0.8 for option in planned.options)
    assert planned.chosen.blocks.shifts == min(o.blocks.shifts for o in planned.options)
    assert planned.effect == pytest.approx(EFFECT, rel=0.1)
    assert planned.least_gain <= planned.gain
    assert len(planned.schedule) == planned.chosen.blocks.shifts
    assert planned.off == pytest.approx(100.0, abs=3.0)


def test_a_smaller_gain_and_longer_wash_out_take_more_shifts(plant, survey_of, planned):
    half = design_trial(plant, survey_of(seed=1), asked(gain_points=GAIN / 2), name="half")
    slow = design_trial(plant, survey_of(seed=1), asked(washout=3), name="slow")
    once = design_trial(plant, survey_of(seed=1), asked(sides=1), name="one-sided")
    shifts = planned.chosen.blocks.shifts
    assert half.chosen.blocks.shifts > 2.5 * shifts
    assert slow.chosen.blocks.shifts > shifts
    assert once.chosen.blocks.shifts < shifts


def test_without_a_setting_the_lever_goes_a_step_in_the_expected_direction(plant, survey_of):
    up = design_trial(plant, survey_of(seed=1), asked(to=None), name="up")
    assert up.off < up.on <= up.off + 60.0
    assert up.covered
    far = design_trial(plant, survey_of(seed=1), asked(to=200.0), name="far")
    assert not far.covered
    down = design_trial(plant, survey_of(seed=1), asked(lever="soap_g_t", to=None), name="down")
    assert down.on < down.off


def test_a_gain_in_money_pays_for_the_lever_first(plant, survey_of):
    # 60 g/t more at 20 CNY/kg cost 1.2 CNY/t; 0.5 % WO3 is 0.5 mtu at 2000 CNY: 10 CNY a point
    money = design_trial(
        plant, survey_of(seed=1), asked(gain_points=None, gain_cny_t=8.8), name="money"
    )
    assert 100.0 * money.gain == pytest.approx(1.0, rel=0.05)


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"lever": "ph"}, DataError, "no lever"),
        ({"to": 301.0}, DataError, "from 50 to 300, not to 301"),
        ({"to": 100.5}, DataError, "no room"),
        ({"gain_points": 45.0}, DataError, "not between 0 and"),
        ({"gain_points": 0.01}, RefusedError, "400 pairs"),
        ({"gain_cny_t": 1.0}, DataError, "once"),
        ({"component": "Au"}, DataError, "no product"),
        ({"stage": "cleaner"}, DataError, "not 'cleaner'"),
        ({"gain_points": None, "gain_cny_t": 1.0, "stage": "rougher"}, DataError, "whole circuit"),
    ],
)
def test_what_cannot_be_asked_is_refused(plant, survey_of, changed, error, words):
    with pytest.raises(error, match=words):
        design_trial(plant, survey_of(seed=1), asked(**changed), name="trial")


def test_a_plant_that_cannot_name_trials_is_refused(plant, survey_of):
    mute = plant.model_copy(update={"column": tuple(c for c in plant.column if c.name != "trial")})
    with pytest.raises(PlantFileError, match="no column 'trial'"):
        design_trial(mute, survey_of(seed=1), asked(), name="trial")


def test_the_analysis_finds_the_effect_that_was_put_in(plant, planned, trial_survey):
    result = analyse_trial(plant, trial_survey, "bha_g_t", "BHA up")
    assert result.pairs == planned.chosen.blocks.pairs
    assert result.found.low < 2.0 * EFFECT < result.found.high
    assert result.shown
    assert (result.off, result.on) == pytest.approx((planned.off, planned.on))
    assert 100 * result.gain(result.found.effect) == pytest.approx(2 * GAIN, abs=1.5)
    assert result.least == pytest.approx(planned.effect, rel=0.35)
    assert result.dearer == pytest.approx((result.on - result.off) * 0.02)
    money = result.value * result.gain(result.found.effect) - result.dearer
    assert result.net(result.found.effect) == pytest.approx(money)
    assert result.value == pytest.approx(0.5 * 2000.0, rel=0.05)


def test_shifts_of_a_stop_or_a_wild_assay_are_left_out_and_counted(plant, trial_survey):
    table = trial_survey.table.copy()
    rows = np.flatnonzero(table["trial"] != "")
    table.iloc[rows[3], table.columns.get_loc("recovery_pct")] *= 0.3
    table.iloc[rows[7], table.columns.get_loc("recovery_pct")] = np.nan
    spoilt = type(trial_survey)(table=table, doubtful=None, report=None)
    result = analyse_trial(plant, spoilt, "bha_g_t", "BHA up")
    whole = analyse_trial(plant, trial_survey, "bha_g_t", "BHA up")
    assert sum(result.left_out.values()) == 2
    assert any("robust" in reason for reason in result.left_out)
    assert result.shifts == whole.shifts - 2
    assert result.found.effect == pytest.approx(whole.found.effect, abs=0.008)


def test_a_lever_that_was_not_moved_as_drawn_is_refused(plant, trial_survey):
    table = trial_survey.table.assign(bha_g_t=trial_survey.table["bha_g_t"].to_numpy()[::-1])
    mixed = type(trial_survey)(table=table, doubtful=None, report=None)
    with pytest.raises(RefusedError, match="not moved as drawn"):
        analyse_trial(plant, mixed, "bha_g_t", "BHA up")


def test_a_trial_that_is_not_there_is_refused_with_those_that_are(plant, trial_survey):
    with pytest.raises(DataError, match="there are BHA up"):
        analyse_trial(plant, trial_survey, "bha_g_t", "BHA down")


def test_a_trial_cut_short_is_refused(plant, trial_survey):
    labels = trial_survey.table["trial"].to_numpy(dtype=object).copy()
    labels[np.flatnonzero(labels != "")[10:]] = ""
    cut = type(trial_survey)(
        table=trial_survey.table.assign(trial=labels), doubtful=None, report=None
    )
    with pytest.raises(RefusedError, match="fewer than 6"):
        analyse_trial(plant, cut, "bha_g_t", "BHA up")


def test_a_trial_turns_a_lever_from_not_shown_to_supported(plant, trial_survey):
    before, after = evidence_before_and_after(plant, trial_survey, "bha_g_t", "BHA up")
    assert before.status == "not shown"
    assert after.status == "supported"
    kept = without_trial(trial_survey, "BHA up").table
    assert (kept["trial"] == "").all()
    assert (kept["bha_g_t"] > 130.0).sum() <= 1  # but for the first wash-out, all are gone


def test_nothing_of_the_trial_teaches_what_is_taken_off(plant, trial_survey):
    outside = np.arange(len(trial_survey.table)) < 400
    table = trial_survey.table.copy()
    table.loc[~outside, "recovery_pct"] *= 0.9
    noises = [
        without_the_rest(
            plant,
            measured_recoveries(
                plant,
                type(trial_survey)(table=t, doubtful=None, report=None),
                target_of(plant),
            ),
            "bha_g_t",
            outside=outside,
        ).noise
        for t in (trial_survey.table, table)
    ]
    assert noises[0] == noises[1]
