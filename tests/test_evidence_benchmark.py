"""The benchmark of evidence: what it counts must hold, and it must be able to fail."""

import dataclasses

import numpy as np
import pytest

from benchmarks import evidence as bench
from flotation.flowsheet import Leg
from flotation.model_card import EffectEvidence, Evidence
from flotation.surrogate.simulation import simulate

LEG = Leg("w_rougher", "WO3", "concentrate")


def effect_of(estimate, *, about="slope", status="supported", expected="rising"):
    return EffectEvidence(
        leg=LEG,
        expected=expected,
        status=status,
        estimate=estimate,
        low=estimate - 0.05,
        high=estimate + 0.05,
        at=(200.0, 400.0),
        blocks_agreeing=5,
        blocks=5,
        own_variation=0.5,
        trial_shifts=300,
        sentence="",
        about=about,
    )


def counted(effect, true, status="supported"):
    """Counts of a model that says one thing about one lever."""
    found = Evidence(lever="w_ph", status=status, sentence="", effects=(effect,))

    @dataclasses.dataclass
    class Model:
        evidence: dict

    return bench.counted_evidence(Model(evidence={"w_ph": found}), {("w_ph", LEG): true})


def true(slope=0.0, bend=0.0):
    return bench.TrueEffect(slope=slope, bend=bend, slope_shown=0.02, bend_shown=0.02)


def test_a_supported_effect_of_the_other_sign_is_against_the_truth():
    assert counted(effect_of(0.1), true(slope=-0.1))["against"] == 1
    assert counted(effect_of(0.1), true(slope=0.1))["against"] == 0
    assert counted(effect_of(0.1, about="bend"), true(slope=0.1, bend=-0.1))["against"] == 1
    assert (
        counted(effect_of(0.1, status="not shown"), true(slope=-0.1), "not shown")["against"] == 0
    )


def test_a_useful_lever_is_one_whose_effect_the_assays_can_show():
    assert counted(effect_of(0.1), true(slope=0.1))["found"] == 1
    assert counted(effect_of(0.1), true(slope=0.01))["useful"] == 0
    assert counted(effect_of(0.1), true(bend=0.1))["useful"] == 0
    assert counted(effect_of(0.1, expected="peaked"), true(bend=0.1))["useful"] == 1
    missed = counted(effect_of(0.1, status="not shown"), true(slope=0.1), "not shown")
    assert (missed["useful"], missed["found"]) == (1, 0)
    assert counted(effect_of(0.1), true(slope=0.1), "contradicted")["contradicted"] == 1


def test_an_interval_must_hold_the_true_effect():
    assert counted(effect_of(0.1), true(slope=0.14))["inside"] == 1
    assert counted(effect_of(0.1), true(slope=0.16))["inside"] == 0


def test_the_true_share_is_the_simulators_where_nothing_is_changed():
    real = simulate(240, 1).truth
    found = np.exp(bench.log_share(real, LEG))
    np.testing.assert_allclose(found, real["w_rougher/WO3"], rtol=1e-9)
    tails = np.exp(bench.log_share(real, Leg("w_rougher", "WO3", "tails")))
    np.testing.assert_allclose(found + tails, 1.0)
    more = bench.log_share(real, LEG, w_bha_g_t=450.0) - bench.log_share(real, LEG, w_bha_g_t=100.0)
    assert np.all(more > 0.0)


def test_more_shifts_show_smaller_effects():
    real = simulate(2190, 1).truth
    tried = real[real["trial"] != ""]
    every = bench.standard_errors(tried, "w_ph", (8.5, 9.5))
    half = bench.standard_errors(tried[::2], "w_ph", (8.5, 9.5))
    np.testing.assert_allclose(half / every, np.sqrt(2.0), rtol=0.15)


def test_a_row_says_shares_and_refusals():
    each = bench.Judged(
        useful=10,
        found=9,
        supported=9,
        against=1,
        contradicted=0,
        inside=19,
        effects=20,
        better=3,
        plans=4,
        refused=1,
        wrong=6,
        blocks=6,
    )
    row = bench.row("strong", 1.5, [each, each])
    assert "| 18 of 20 (90%) | 2 of 18 | 0 | 6 of 8 (75%); 2 refused |" in row
    assert row.count("|") == bench.HEADER.partition("\n")[0].count("|") == bench.ASKED.count("|")


@pytest.mark.slow
def test_one_survey_with_a_strong_hidden_property_is_judged_rightly():
    plant = bench.reference_plant()
    found = bench.judge(plant, bench.FIRST, bench.STRENGTHS["strong"], bench.held_out_feeds(1))
    assert found.found >= 0.9 * found.useful
    assert found.useful >= 10
    assert found.against == 0
    assert (found.better, found.plans) == (1, 1)
    assert found.wrong > found.blocks / 2
