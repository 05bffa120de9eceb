"""With a confidence, minimum grades hold in a share of shifts, like the targets."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.errors import InfeasibleError
from flotation.model_card import Interval
from optimiser.conflict import relaxed_question
from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")
OFF = -0.2
INTERVAL = Interval(levels=(0.5, 0.9, 0.95), lower=(0.0, OFF, -0.3), upper=(0.0, 0.2, 0.3))
ASKED = {"goal": "most_recovery", "min_grade_pct": {"WO3": 15.0}}


@pytest.fixture(scope="module", params=["log", "logit"])
def case(request):
    plant = plants.plant(3, FOUR)
    model = plants.model(plant, 0, link=request.param)
    return plant, replace(model, grade_intervals={"WO3": INTERVAL})


def highest(case, **more):
    """The highest grade, in per cent, that can be promised."""
    with pytest.raises(InfeasibleError) as caught:
        plan(*case, Question(**{**ASKED, "min_grade_pct": {"WO3": 80.0}}, **more), in_process=True)
    return 80.0 + caught.value.relaxation["min_grade_pct.WO3"]


def test_a_grade_is_promised_to_a_share_of_shifts(case):
    least = highest(case, confidence=0.9) - 0.5
    question = Question(**{**ASKED, "min_grade_pct": {"WO3": least}})
    mean = plan(*case, question, in_process=True)
    sure = plan(*case, question.model_copy(update={"confidence": 0.9}), in_process=True)
    assert 100.0 * sure.grade["WO3"] * np.exp(OFF) >= least * (1.0 - 1e-6)
    assert 100.0 * mean.grade["WO3"] * np.exp(OFF) < least
    assert sure.recovery["WO3"].value < mean.recovery["WO3"].value


def test_the_highest_promise_is_the_highest_mean_less_the_offset(case):
    assert highest(case, confidence=0.9) == pytest.approx(highest(case) * np.exp(OFF), rel=2e-3)


def test_a_grade_that_cannot_be_promised_is_told_as_it_was_asked(case):
    asked = Question(**{**ASKED, "min_grade_pct": {"WO3": 80.0}}, confidence=0.9)
    with pytest.raises(InfeasibleError, match="at least 80 % in 90% of shifts") as caught:
        plan(*case, asked, in_process=True)
    enough = relaxed_question(asked, caught.value.relaxation, case[0])
    assert plan(*case, enough, in_process=True).status == "optimal"


def test_a_model_of_an_older_program_asks_grades_of_the_mean(case):
    plant, model = case
    old = replace(model, grade_intervals={})
    question = Question(**ASKED, confidence=0.9)
    without = question.model_copy(update={"confidence": None})
    found = [plan(plant, old, q, in_process=True).setpoints for q in (question, without)]
    assert found[0] == pytest.approx(found[1])
