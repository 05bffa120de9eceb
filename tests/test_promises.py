"""The benchmark of promises counts what the truth says, and can say that a promise is not kept."""

import numpy as np
import pytest

from benchmarks import promises
from flotation.surrogate.performance import true_performance
from optimiser.planning import plan
from optimiser.question import Question


def kept(target, reached, **more):
    return promises.Kept(target=target, reached=reached, **{"grades": {"WO3": 0.5}, **more})


def test_a_row_counts_plans_shifts_grades_and_limits():
    found = [kept(60.0, 0.8, limits=True), kept(60.0, 1.0, limits=False), None]
    line = promises.row("seed 1", found, 3)
    assert line == "| seed 1 | 2 of 3 | 90.0% | 90% | none | none | 50% | 1 of 2 |"


@pytest.mark.slow
def test_what_is_reached_is_the_truth_s_share_of_ores():
    plant = promises.reference_plant()
    model = promises.fitted_model(plant)
    feed = promises.held_out_feeds(1)[0]
    found = promises.judged(plant, model, feed, 60.0)
    question = Question(
        goal="least_cost",
        target_recovery_pct={"WO3": 60.0},
        confidence=promises.CONFIDENCE,
        conditions=promises.numbers(feed),
    )
    advice = plan(plant, model, question)
    ores = np.random.default_rng(promises.SEED + 2).standard_normal(promises.ORES)
    truth = true_performance(advice.setpoints, feed, ores).recovery["WO3"]
    assert found.reached == np.mean(truth >= 0.6)
    assert promises.judged(plant, model, feed, 99.0) is None
    careless = promises.judged(plant, model, feed, 60.0, confidence=0.5)
    assert careless.reached < found.reached
