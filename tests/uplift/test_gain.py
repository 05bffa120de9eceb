import dataclasses

import numpy as np
import pandas as pd
import pytest

from flotation.errors import DataError, RefusedError
from flotation.uplift import measure_uplift
from flotation.uplift.decisions import ACCEPTED, DECLINED, OTHER
from flotation.uplift.gain import relative_noise


def decisions_of(run, kinds=None):
    kinds = np.where(run.accepted, ACCEPTED, DECLINED) if kinds is None else kinds
    return dict(zip(run.survey.table["shift_start"], kinds, strict=True))


@pytest.fixture(scope="module")
def uplift(plant, true_model, run):
    return measure_uplift(plant, true_model, run.survey, decisions_of(run))


def test_a_gain_that_is_there_is_found_and_its_interval_holds_the_truth(uplift, run):
    for name in ("WO3", "margin"):
        gain = uplift.gains[name]
        truth = float(np.mean(run.truth[name][run.accepted]))
        assert gain.verdict == "gain"
        assert gain.found.low < truth < gain.found.high
        assert gain.promised == pytest.approx(truth, rel=0.3)
        assert gain.more == 0
    assert uplift.gains["WO3"].shown(0.05) == pytest.approx(
        100.0 * np.exp(uplift.gains["WO3"].base) * np.expm1(0.05)
    )
    assert uplift.gains["margin"].shown(12.0) == 12.0


def test_what_the_advice_left_alone_cannot_be_told_yet(uplift):
    for name in ("Mo", "Bi"):
        gain = uplift.gains[name]
        assert gain.verdict == "cannot tell yet"
        assert gain.more is None or gain.more > 0
        assert gain.least > gain.least_by_assays > 0.0


def test_shifts_are_counted(uplift, run):
    assert 0.95 * run.accepted.sum() < uplift.accepted <= run.accepted.sum()
    assert 0.95 * len(run.accepted) < uplift.accepted + uplift.declined <= len(run.accepted)
    numbers = uplift.gains["WO3"].numbers
    assert numbers.accepted + numbers.alone <= uplift.accepted
    assert numbers.blocks == 4
    assert [row.column for row in uplift.feed][0] == "ore_wo3_pct"
    assert uplift.feed[0].spread < 0.0  # poor ore was accepted more often


def test_the_verdict_follows_the_interval_and_what_was_worth_showing(uplift):
    gain = uplift.gains["WO3"]

    def verdict(effect, low, high, p_value, **more):
        numbers = {"effect": effect, "low": low, "high": high, "p_value": p_value}
        found = dataclasses.replace(gain.found, **numbers)
        return dataclasses.replace(gain, found=found, **more).verdict

    assert verdict(0.02, 0.01, 0.03, 0.01) == "gain"
    assert verdict(-0.02, -0.03, -0.01, 0.01) == "loss"
    assert verdict(0.0, -0.01, 0.01, 0.9, worth=0.02, least=0.015) == "less than worth"
    assert verdict(0.0, -0.01, 0.01, 0.9, worth=0.02, least=0.03) == "cannot tell yet"
    assert verdict(0.01, -0.01, 0.03, 0.3, worth=0.02, least=0.015) == "cannot tell yet"


def test_a_gain_asked_for_in_points_replaces_what_was_promised(plant, true_model, run, uplift):
    worth = {"Mo": 0.5, "margin": 20.0}
    found = measure_uplift(plant, true_model, run.survey, decisions_of(run), worth=worth)
    assert found.gains["Mo"].shown(found.gains["Mo"].worth) == pytest.approx(0.5, rel=0.02)
    assert found.gains["margin"].worth == 20.0
    assert found.gains["Bi"].worth == uplift.gains["Bi"].promised


def test_changed_advice_is_neither_accepted_nor_not(plant, true_model, run):
    kinds = np.where(run.accepted, ACCEPTED, DECLINED)
    changed = np.arange(len(kinds)) % 5 == 0
    kinds = np.where(changed, OTHER, kinds)
    found = measure_uplift(plant, true_model, run.survey, decisions_of(run, kinds))
    assert 0.95 * changed.sum() < found.changed <= changed.sum()
    gain = found.gains["WO3"]
    weight = gain.found.weight
    assert weight[gain.compared].sum() == pytest.approx(1.0)
    assert weight.sum() == pytest.approx(0.0, abs=1e-9)
    assert gain.numbers.accepted + gain.numbers.alone <= found.accepted
    before = measure_uplift(plant, true_model, run.survey, decisions_of(run)).gains["WO3"]
    assert gain.numbers.accepted < before.numbers.accepted
    assert gain.numbers.others < before.numbers.others


def test_nothing_to_compare_is_refused_with_what_is_missing(plant, true_model, run):
    kinds = np.where(np.arange(len(run.accepted)) < 3, ACCEPTED, DECLINED)
    with pytest.raises(RefusedError, match="cannot tell yet .* at least 5 of each are needed"):
        measure_uplift(plant, true_model, run.survey, decisions_of(run, kinds))
    late = {pd.Timestamp("2031-01-01"): ACCEPTED}
    with pytest.raises(DataError, match="no decision is for a shift"):
        measure_uplift(plant, true_model, run.survey, late)


def test_a_component_without_assays_is_named_and_the_others_stay(plant, true_model, run):
    table = run.survey.table.copy()
    bad = np.arange(len(table)) > 6
    table.loc[bad, [c for c in table if "_bi_pct" in c and not c.startswith("ore")]] = np.nan
    survey = dataclasses.replace(run.survey, table=table)
    found = measure_uplift(plant, true_model, survey, decisions_of(run))
    assert set(found.refused) >= {"Bi", "margin"}
    assert "known result" in found.refused["Bi"]
    assert "WO3" in found.gains


def test_noise_of_a_shift_without_known_errors_is_the_usual_one():
    noise = relative_noise(np.array([0.01, 0.02, 0.02, np.nan, 5.0]))
    assert noise.tolist() == [0.625, 1.0, 1.0, 1.0, 50.5]
