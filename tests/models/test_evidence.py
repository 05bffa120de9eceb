from types import SimpleNamespace

import numpy as np
import pytest

from flotation.flowsheet import Leg
from flotation.lever_effect import Estimate, own_variation
from flotation.training import train


def test_useful_levers_are_supported_and_an_idle_one_is_not(model):
    status = {lever: found.status for lever, found in model.evidence.items()}
    assert status == {
        "bha_g_t": "supported",
        "ph": "supported",
        "silicate_g_t": "supported",
        "frother_g_t": "not shown",
    }


@pytest.mark.parametrize("seed", range(1, 6))
def test_feedback_never_supports_a_lever_against_its_true_direction(plant, survey_of, seed):
    wrong = _declared(plant, "bha_g_t", "falling")
    found = train(wrong, survey_of(seed=seed)).evidence["bha_g_t"]
    assert found.status == "contradicted"
    assert "contradicted" in found.sentence


def test_without_trials_feedback_alone_still_shows_the_collector_or_nothing(plant, survey_of):
    for seed in range(3):
        found = train(plant, survey_of(seed=seed, trials=False)).evidence["bha_g_t"]
        effect = next(e for e in found.effects if e.leg == Leg("rougher", "WO3", "concentrate"))
        assert effect.status != "contradicted"
        assert effect.trial_shifts == 0
        assert effect.estimate > 0.0


def test_a_lever_that_never_moved_is_not_shown(plant, survey):
    table = survey.table.assign(ph=9.5)
    found = train(plant, SimpleNamespace(table=table, doubtful=None))
    assert found.evidence["ph"].status == "not shown"
    assert "never moved" in found.evidence["ph"].sentence
    assert "ph" not in found.region.columns
    assert found.domain["ph"] == (9.5, 9.5)


def test_a_declared_peak_that_bends_the_other_way_is_contradicted(plant, survey):
    found = train(_declared(plant, "silicate_g_t", "peaked"), survey).evidence["silicate_g_t"]
    assert found.status == "contradicted"
    assert "off the straight line" in found.sentence


def test_a_peak_declared_as_rising_is_not_shown(plant, survey):
    effect = train(_declared(plant, "ph", "rising"), survey).evidence["ph"].effects[0]
    assert effect.status != "supported"


def test_the_sentence_carries_the_numbers(model):
    found = model.evidence["bha_g_t"]
    effect = next(e for e in found.effects if e.leg == Leg("rougher", "WO3", "concentrate"))
    assert effect.trial_shifts == 120
    assert effect.low < effect.estimate < effect.high
    assert "120 trial shifts" in effect.sentence
    assert "rougher, WO3 to concentrate: supported" in effect.sentence
    true = 0.55 * (np.exp(-(effect.at[0] - 50) / 150) - np.exp(-(effect.at[1] - 50) / 150))
    assert effect.low < true < effect.high


def test_own_variation_is_what_nothing_else_explains():
    rng = np.random.default_rng(0)
    seen = rng.normal(size=(4000, 2))
    x = seen[:, 0] + 0.5 * rng.normal(size=4000)
    assert own_variation(x, seen) == pytest.approx(0.2, abs=0.02)
    assert own_variation(np.full(50, 3.0), rng.normal(size=(50, 2))) == 0.0


def test_trials_decide_where_ordinary_shifts_disagree():
    trials = Estimate(slope=0.3, slope_sd=0.05, bend=0.0, bend_sd=0.1)
    agreeing = Estimate(slope=0.2, slope_sd=0.05, bend=0.1, bend_sd=0.1)
    lying = Estimate(slope=-0.4, slope_sd=0.01, bend=0.0, bend_sd=0.1)
    assert trials.joined(agreeing).slope == pytest.approx(0.25)
    assert trials.joined(agreeing).slope_sd < 0.05
    assert trials.joined(lying).slope == 0.3


def _declared(plant, column, shape):
    levers = [
        lever.model_copy(
            update={"effect": tuple(e.model_copy(update={"shape": shape}) for e in lever.effect)}
        )
        if lever.column == column
        else lever
        for lever in plant.lever
    ]
    return plant.model_copy(update={"lever": tuple(levers)})
