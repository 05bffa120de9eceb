"""The benchmark of uplift compares with the truth, and would see an interval that does not hold."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import uplift
from flotation.surrogate.performance import true_performance
from flotation.surrogate.simulation import reference_plant

RUNS = 12


def expected(settings, conditions):
    performance = true_performance(settings, conditions, 0.0)
    return SimpleNamespace(
        recovery=performance.recovery, stage_feed_solids=performance.stage_feed_solids
    )


@pytest.fixture(scope="module")
def judged():
    """A dozen runs with an effect, and as many without, judged by a model that is true."""
    plant, model = reference_plant(), SimpleNamespace(predict=expected)
    cases = [dataclasses.replace(case, shifts=170) for case in uplift.CASES[:2]]
    return [
        [uplift.judge(plant, model, run) for run in uplift.runs(plant, case, RUNS, seed=5 + i)]
        for i, case in enumerate(cases)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", uplift.JUDGED)
def test_intervals_hold_the_truth_and_nothing_is_claimed_without_effect(judged, name):
    real, none = ([each[name] for each in case] for case in judged)
    assert sum(j.covered for j in (*real, *none)) >= 2 * RUNS - 6
    assert sum(j.claimed for j in none) <= 3
    assert sum(j.claimed for j in real) >= RUNS // 2
    assert all(j.truth == 0.0 for j in none)
    assert min(j.truth for j in real) > 0.0


@pytest.mark.slow
def test_a_row_counts_what_was_covered_and_claimed(judged):
    found = [each["WO3"] for each in judged[0]]
    line = uplift.row(uplift.CASES[0], "WO3", found)
    assert line.startswith("| accepted after bad shifts | WO3, points | 360 |")
    missed = [dataclasses.replace(j, covered=False, claimed=True) for j in found]
    assert uplift.row(uplift.CASES[0], "WO3", missed).endswith("| 0.0% | 100.0% |")


def test_advice_without_strength_is_the_operators_own_choice():
    plant = reference_plant()
    chosen = {lever: np.array([plant.levers[lever].low]) for lever in uplift.LEVERS}
    same = uplift.advice(chosen, 0.0, plant.levers)
    better = uplift.advice(chosen, 0.1, plant.levers)
    assert all(same[lever] == pytest.approx(chosen[lever], abs=0.5) for lever in chosen)
    assert better["w_bha_g_t"] > chosen["w_bha_g_t"]
    assert better["bulk_frother_g_t"] == chosen["bulk_frother_g_t"]
