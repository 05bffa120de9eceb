import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from flotation.evidence import claim_of
from flotation.flowsheet import Leg
from flotation.leg_regression import LegDesign, LegFit
from flotation.lever_effect import (
    Estimate,
    LeverEffect,
    _innovations,
    lever_effect,
    own_variation,
)
from flotation.partial_effect import PartialEffect
from flotation.recovery import ShapeConstrainedRecovery
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


def test_what_operators_saw_the_shift_before_is_not_the_levers_own(plant, survey_of):
    found = train(plant, survey_of(trials=False)).evidence
    assert found["bha_g_t"].effects[0].own_variation < 0.25
    assert found["ph"].effects[0].own_variation > 0.8


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
    assert (trials.joined(lying).slope, trials.joined(lying).slope_sd) == (0.3, 0.05)
    hardly = dataclasses.replace(agreeing, slope=0.3 - 2.1 * np.hypot(0.05, 0.05))
    assert (trials.joined(hardly).slope, trials.joined(hardly).slope_sd) == (0.3, 0.05)


def test_estimates_that_differ_by_more_than_their_errors_widen_the_interval():
    def at(slope):
        return Estimate(slope=slope, slope_sd=0.05, bend=0.0, bend_sd=0.1)

    both = np.hypot(0.05, 0.05)
    assert at(0.3).joined(at(0.3)).slope_sd == pytest.approx(0.05 / np.sqrt(2.0))
    assert at(0.3).joined(at(0.3 - 1.9 * both)).slope_sd == pytest.approx(1.9 * 0.05 / np.sqrt(2.0))


def test_a_response_that_levels_off_has_the_height_it_has_midway():
    """A parabola fitted to it would stand 0.005 lower, a third of a standard deviation of y."""
    rng = np.random.default_rng(3)
    x = rng.uniform(size=600)
    y = 1.0 - np.exp(-8.0 * x) + 0.015 * rng.normal(size=600)
    fit = _fit_of(x[:, None], y)
    effect = lever_effect(fit, "x", trial=np.ones(600, int), block=np.arange(600) // 120)
    low, high = effect.at
    ends = np.exp(-8.0 * low) + np.exp(-8.0 * high)
    true = ends / 2.0 - np.exp(-4.0 * (low + high))
    assert effect.estimate.bend == pytest.approx(true, abs=2.5 * effect.estimate.bend_sd)
    assert effect.estimate.bend_sd < 0.01


def test_three_settings_are_enough_for_a_bend():
    rng = np.random.default_rng(5)
    x = np.tile([0.0, 0.4, 1.0], 100)
    fit = _fit_of(x[:, None], 0.3 * 4.0 * x * (1.0 - x) + 0.05 * rng.normal(size=300))
    effect = lever_effect(fit, "x", trial=np.ones(300, int), block=np.arange(300) // 60)
    assert effect.estimate.bend == pytest.approx(0.3, abs=3.0 * effect.estimate.bend_sd)
    assert effect.estimate.bend_sd < 0.02


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


def _effect(slope, sd, *, blocks=(1, 1, 1, 1, 1), trials=0, bend=0.0, bend_sd=0.05):
    return LeverEffect(
        at=(0.0, 1.0),
        estimate=Estimate(slope=slope, slope_sd=sd, bend=bend, bend_sd=bend_sd),
        slopes=np.array(blocks, dtype=float),
        bends=np.array(blocks, dtype=float),
        trials=trials,
    )


@pytest.mark.parametrize(
    ("effect", "own", "status"),
    [
        (_effect(0.3, 0.1), 0.5, "supported"),
        (_effect(0.3, 0.1), 0.04, "not shown"),  # too little variation of its own
        (_effect(0.3, 0.1, trials=60), 0.04, "supported"),  # enough where settings were drawn
        (_effect(0.3, 0.1, trials=60), 0.02, "not shown"),
        (_effect(0.3, 0.1, blocks=(1, -1, 1, -1, -1)), 0.5, "not shown"),  # blocks disagree
        (_effect(0.3, 0.1, blocks=(1, 1)), 0.5, "not shown"),  # too few blocks
        (_effect(0.3, 0.13), 0.5, "not shown"),  # 95 % is not enough without trials
        (_effect(0.3, 0.13, blocks=(1, -1, -1, -1, -1), trials=60), 0.5, "supported"),
        (_effect(-0.3, 0.1), 0.5, "contradicted"),
        (_effect(-0.3, 0.14, trials=60), 0.5, "not shown"),
        (_effect(-0.009, 0.0001), 0.5, "not shown"),  # opposite, but too small to matter
    ],
)
def test_a_rising_effect_is_judged_by_size_certainty_blocks_and_own_moves(effect, own, status):
    assert claim_of("rising", effect, own, 5).status == status
    turned = LeverEffect(
        at=effect.at,
        estimate=Estimate(
            slope=-effect.estimate.slope,
            slope_sd=effect.estimate.slope_sd,
            bend=0.0,
            bend_sd=0.05,
        ),
        slopes=-effect.slopes,
        bends=effect.bends,
        trials=effect.trials,
    )
    assert claim_of("falling", turned, own, 5).status == status


@pytest.mark.parametrize(
    ("bend", "slope", "peaked", "valley", "free"),
    [
        (0.3, 0.0, "supported", "contradicted", "supported"),
        (-0.3, 0.0, "contradicted", "supported", "supported"),
        (0.0, 0.5, "supported", "supported", "supported"),
        (-0.3, 0.5, "contradicted", "supported", "supported"),
        (0.0, 0.0, "not shown", "not shown", "not shown"),
    ],
)
def test_a_peak_must_bend_down_or_slope_and_not_bend_up(bend, slope, peaked, valley, free):
    for shape, status in (("peaked", peaked), ("valley", valley), ("free", free)):
        sign = -1 if shape == "valley" or (shape == "free" and bend < 0.0) else 1
        blocks = np.ones(5) * (sign if bend else 1)
        effect = _effect(slope, 0.1, bend=bend, blocks=blocks)
        assert claim_of(shape, effect, 0.5, 5).status == status


@pytest.mark.parametrize(
    ("trials", "second", "status", "reason"),
    [
        (0, 0.2, "supported", "blocks"),
        (0, -0.2, "not shown", "partial"),
        (60, -0.2, "supported", "trials"),
    ],
)
def test_without_trials_both_estimates_must_have_one_sign(trials, second, status, reason):
    partial = PartialEffect(at=(0.0, 1.0), slope=second, slope_sd=0.1, bend=0.0, bend_sd=0.1)
    effect = dataclasses.replace(_effect(0.3, 0.05, trials=trials), partial=partial)
    claim = claim_of("rising", effect, 0.5, 5)
    assert (claim.status, claim.reason) == (status, reason)


def test_a_verdict_says_what_it_rests_on():
    for effect, own, reason in (
        (_effect(0.3, 0.1), 0.01, "own"),
        (_effect(0.3, 0.1, blocks=(1, -1, 1, -1, -1)), 0.5, "disagree"),
        (_effect(0.3, 0.13), 0.5, "unsure"),
        (_effect(-0.3, 0.1), 0.5, "opposite"),
    ):
        assert claim_of("rising", effect, own, 5).reason == reason


def test_the_numbers_of_an_effect_travel_with_it(plant, survey_of):
    found = train(plant, survey_of(trials=False)).evidence["bha_g_t"].effects[0]
    assert found.partial.low < found.partial.estimate < found.partial.high
    assert found.own_after_conditions > found.own_variation
    assert "beside all that operators could see" in found.sentence


def test_what_changed_between_two_trials_is_not_the_levers():
    """The second trial is run at higher doses, by chance in better ore."""
    rng = np.random.default_rng(4)
    trial = np.repeat([0, 1, 0, 2, 0], 100)
    dose = rng.uniform(size=500) + 2.0 * (trial == 2)
    y = 0.1 * dose + 0.8 * (trial == 2) + 0.05 * rng.normal(size=500)
    fit = _fit_of(dose[:, None], y)
    block = np.arange(500) // 100
    apart = lever_effect(fit, "x", trial=trial, block=block)
    together = lever_effect(fit, "x", trial=trial > 0, block=block)
    true = 0.1 * (apart.at[1] - apart.at[0])
    assert abs(apart.estimate.slope - true) < 3.0 * apart.estimate.slope_sd
    assert together.estimate.slope - true > 5.0 * apart.estimate.slope_sd


def test_long_trials_see_the_bends_of_other_levers_and_short_ones_their_lines():
    rng = np.random.default_rng(7)
    x = rng.uniform(size=(400, 2))
    fit = _fit_of(x, x[:, 0] + np.sqrt(x[:, 1]))
    found = _innovations(fit, "x", x[:, 0], (0.1, 0.9), np.ones(400, int), slice(None))
    assert found.designed(400).shape[1] == found.curves.shape[1] + 1
    assert found.designed(4).shape[1] == 3  # a constant, the trial's level, the other lever


def test_errors_that_go_together_widen_the_interval():
    """A lever moved once a week, errors shared within the week: the sd is the true spread."""
    slopes, sds = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = np.repeat(rng.uniform(size=40), 21)[:, None]
        y = np.repeat(rng.normal(size=40), 21) + 0.2 * rng.normal(size=840)
        fit = _fit_of(x, y)
        none, block = np.zeros(840, bool), np.arange(840) // 168
        found = lever_effect(fit, "x", trial=none, block=block)
        slopes.append(found.estimate.slope)
        sds.append(found.estimate.slope_sd)
    assert np.mean(sds) == pytest.approx(np.std(slopes), rel=0.25)


def _fit_of(x, y):
    """A leg of one lever ``x``, fitted with white errors or the disturbance that is there."""
    rows = np.arange(len(y))
    return LegFit(
        design=LegDesign(
            leg=Leg("s", "c", "concentrate"),
            levers=dict.fromkeys("xz"[: x.shape[1]], "rising"),
            pairs={},
            conditions=(),
        ),
        estimator=ShapeConstrainedRecovery(["rising"] * x.shape[1], segments=x.shape[1]).fit(x, y),
        rows=rows,
        X=x,
        y=y,
        weight=np.ones(len(y)),
        shifts=rows,
    )


def test_the_more_levers_the_surer_one_must_be_without_trials():
    effect = _effect(0.3, 0.11)
    assert claim_of("rising", effect, 0.5, 4).status == "supported"
    assert claim_of("rising", effect, 0.5, 40).status == "not shown"
