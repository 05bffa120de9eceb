import dataclasses
import importlib.util
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from flotation import rolling_origin
from flotation.error_comparison import RecoveryErrors
from flotation.errors import DataError
from flotation.measured_recovery import measured_recovery
from flotation.retraining import Retraining
from flotation.rolling_origin import rolling_errors
from flotation.survey.joined import join_surveys
from flotation.training import train
from optimiser.advice_change import advice_change
from optimiser.judgement import _of_coverage, judge

SHIFTS, OLD = 1300, 900
POLICY = Retraining()


@pytest.fixture(scope="module")
def little():
    """The little plant of the models' tests."""
    path = Path(__file__).parents[1] / "models" / "conftest.py"
    spec = importlib.util.spec_from_file_location("little_plant", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def plant(little):
    return little.make_plant()


def joined(table):
    doubtful = pd.DataFrame(False, index=table.index, columns=table.columns)
    return join_surveys({"survey": SimpleNamespace(table=table, doubtful=doubtful)}, "shift_start")


def up_to(survey, shifts):
    return survey.rows(np.arange(len(survey.table)) < shifts)


@pytest.fixture(scope="module")
def survey(little):
    return joined(little.make_survey(seed=0, shifts=SHIFTS).table)


@pytest.fixture(scope="module")
def champion(plant, survey):
    return train(plant, up_to(survey, OLD))


@pytest.fixture(scope="module")
def judged(plant, survey, champion):
    return judge(plant, survey, champion, POLICY, in_process=True)


def codes(judgement):
    return {reason.code: reason for reason in judgement.verdict.reasons}


def test_a_challenger_that_knows_more_of_the_same_is_kept_out(judged, champion):
    verdict = judged.verdict
    assert verdict.outcome == "keep"
    assert verdict.errors.rows > 200
    assert abs(verdict.errors.gain) < 0.02
    assert judged.challenger.card["span"]["last"] > champion.card["span"]["last"]


def test_the_judged_fits_never_saw_what_they_predict(plant, survey, champion):
    since = pd.Timestamp(champion.card["span"]["last"])
    spoiled = survey.table.copy()
    spoiled.loc[SHIFTS - 100 :, "ph"] = spoiled.loc[SHIFTS - 100 :, "ph"].to_numpy()[::-1]
    found = [
        rolling_errors(plant, each, measured_recovery(plant, each), champion, since)
        for each in (survey, joined(spoiled))
    ]
    before = found[0].rows < SHIFTS - 140
    for one, other in zip(*(f.challenger["WO3"] for f in found), strict=True):
        assert np.isnan(one) == np.isnan(other)
    np.testing.assert_array_equal(*(f.challenger["WO3"][before] for f in found))
    assert found[0].rows[0] > OLD + (SHIFTS - OLD) // 3 - 5


def test_nothing_of_the_week_before_a_judged_part_teaches(plant, survey, champion, monkeypatch):
    taught = []

    def watched(plant, known, seed):
        taught.append(known.table["shift_start"].max())
        return champion

    monkeypatch.setattr(rolling_origin, "train", watched)
    measured = measured_recovery(plant, survey)
    since = pd.Timestamp(champion.card["span"]["last"])
    judged = rolling_errors(plant, survey, measured, champion, since).rows
    starts = [measured.time[part[0]] for part in np.array_split(judged, 2)]
    week = pd.Timedelta(days=7)
    gaps = [start - last for start, last in zip(starts, taught, strict=True)]
    assert all(week < gap < week + pd.Timedelta(days=1) for gap in gaps)


def test_a_champion_of_another_mind_is_replaced(plant, survey, champion, judged):
    def without_slope(leg):
        flat = {
            lever: dataclasses.replace(curve, values=tuple(0.0 for _ in curve.values))
            for lever, curve in leg.levers.items()
        }
        return dataclasses.replace(leg, levers=flat)

    interval = champion.intervals["WO3"]
    wide = dataclasses.replace(interval, lower=(-3.0,) * 14, upper=(3.0,) * 14)
    blind = dataclasses.replace(
        champion,
        legs=tuple(without_slope(leg) for leg in champion.legs),
        intervals={"WO3": wide},
    )
    verdict = judge(plant, survey, blind, Retraining(regret=1.0), in_process=True).verdict
    assert verdict.outcome == "promote"
    assert verdict.errors.low > 0.1
    strict = judge(plant, survey, blind, Retraining(regret=1.0, gain=0.99), in_process=True)
    assert codes(strict)["errs no less"].numbers["smallest"] == 0.99


def test_a_plan_worth_more_is_a_gain_where_errors_are_no_larger(plant, little):
    survey = joined(little.make_survey(seed=0, shifts=SHIFTS - 400).table)
    short_sighted = train(plant, up_to(survey, 200))
    verdict = judge(plant, survey, short_sighted, POLICY, in_process=True).verdict
    found = {reason.code: reason for reason in verdict.reasons}
    assert found["advises better"].numbers["better"] > POLICY.gain
    assert found["advises better"].numbers["low"] > -0.05


def test_shifts_that_have_drifted_need_a_person(plant, survey, champion):
    table = survey.table.copy()
    table.loc[OLD:, "bha_g_t"] += 150.0
    found = codes(judge(plant, joined(table), champion, POLICY, in_process=True))
    assert "bha_g_t" in found["newer shifts have drifted"].numbers["where"]
    assert found["newer shifts have drifted"].says == "cannot tell"


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (0.90, 0.80, ["covers too little"]),
        (0.75, 0.80, []),  # little, but no less than the model in use
        (0.95, 0.86, []),
        (0.80, 0.70, ["covers too little"]),
    ],
)
def test_an_interval_that_covers_little_and_less_keeps_a_challenger_out(old, new, codes):
    found = RecoveryErrors(
        champion=0.1, challenger=0.05, champion_coverage=old, challenger_coverage=new
    )
    reasons = tuple(_of_coverage(SimpleNamespace(components={"WO3": found})))
    assert [(reason.code, reason.says) for reason in reasons] == [(code, "keep") for code in codes]


def test_levers_newly_supported_are_a_gain(plant, survey, champion):
    unsure = {
        lever: dataclasses.replace(evidence, status="not shown")
        for lever, evidence in champion.evidence.items()
    }
    timid = dataclasses.replace(champion, evidence=unsure)
    found = codes(judge(plant, survey, timid, POLICY, in_process=True))
    assert "bha_g_t" in found["supports more levers"].numbers["levers"]


def test_levers_no_longer_supported_need_a_person(plant, survey, champion):
    sure = {
        lever: dataclasses.replace(evidence, status="supported")
        for lever, evidence in champion.evidence.items()
    }
    bold = dataclasses.replace(champion, evidence=sure)
    found = codes(judge(plant, survey, bold, POLICY, in_process=True))
    assert found["supports fewer levers"].numbers["levers"] == ["frother_g_t"]
    assert found["supports fewer levers"].says == "cannot tell"


def test_regret_is_what_the_other_plan_brings_less(judged):
    advice = judged.verdict.advice
    own, other = advice.champion_by_champion, advice.challenger_by_champion
    assert advice.regret_by_champion == pytest.approx(own.margin - other.margin, abs=1e-6)
    assert advice.regret_share == pytest.approx(
        advice.regret_by_champion / (own.margin + own.cost), rel=1e-6
    )


def test_a_model_that_turns_a_sign_loses_money_in_the_others_eyes(plant, champion):
    def turned(leg):
        if "bha_g_t" not in leg.levers or leg.leg.component != "WO3":
            return leg
        curve = leg.levers["bha_g_t"]
        values = tuple(curve.values[-1] - value for value in curve.values)
        levers = leg.levers | {"bha_g_t": dataclasses.replace(curve, values=values)}
        return dataclasses.replace(leg, levers=levers, pairs=())

    wrong = dataclasses.replace(champion, legs=tuple(turned(leg) for leg in champion.legs))
    advice = advice_change(plant, champion, wrong, in_process=True)
    assert advice.challenger["bha_g_t"] < advice.champion["bha_g_t"]
    assert advice.regret_share > POLICY.regret
    same = advice_change(plant, champion, champion, in_process=True)
    assert (same.regret_by_champion, same.distance) == (0.0, 0.0)


def test_a_model_without_a_plan_says_why(plant, champion):
    unsure = {
        lever: dataclasses.replace(evidence, status="not shown")
        for lever, evidence in champion.evidence.items()
    }
    advice = advice_change(
        plant, champion, dataclasses.replace(champion, evidence=unsure), in_process=True
    )
    assert "supports the effect of none" in advice.challenger_refusal
    assert advice.regret_share is None
    assert advice.champion


def test_a_first_model_is_to_be_promoted_by_a_person(plant, survey):
    found = judge(plant, up_to(survey, 300), None, POLICY)
    assert [reason.code for reason in found.verdict.reasons] == ["first model"]


def test_a_few_newer_shifts_tell_nothing(plant, survey, champion):
    found = judge(plant, up_to(survey, OLD + 40), champion, POLICY, in_process=True)
    assert found.verdict.outcome == "cannot tell"
    assert found.verdict.errors is None
    assert found.verdict.as_dict()["drift"]["newer"] == 40


def test_newer_shifts_alone_are_refused(plant, survey, champion):
    newer = survey.rows(np.arange(SHIFTS) >= OLD)
    with pytest.raises(DataError, match="0 of the shifts given are up to .* trained on as well"):
        judge(plant, newer, champion, POLICY)
