"""An infeasible question gets the smallest conflict and a change that works."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.errors import InfeasibleError
from optimiser import planning
from optimiser.conflict import explain_conflict, relaxed_question
from optimiser.highs import Answer
from optimiser.planning import plan
from optimiser.question import Question, Range
from optimiser.search import Search
from optimiser.solving import NoPlanError
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")


@pytest.fixture(scope="module")
def logit_case():
    plant = plants.plant(3, FOUR, heating=True, grade=15.0, second_product=True)
    model = plants.model(plant, 0, link="logit")
    moved = {
        c: replace(i, link="logit", lower=(0.0, -0.3, -0.5)) for c, i in model.intervals.items()
    }
    return plant, replace(model, intervals=moved)


@pytest.fixture(scope="module")
def case():
    plant = plants.plant(3, FOUR, heating=True, grade=15.0, limit=0.5, second_product=True)
    return plant, plants.model(plant, 0)


def refusal(case, question):
    with pytest.raises(InfeasibleError, match="no set-points meet every limit") as told:
        plan(*case, question, in_process=True)
    return told.value


TARGET_AND_BUDGET = Question(
    goal="least_cost",
    target_recovery_pct={"WO3": 50.0, "Mo": 20.0},
    budget_cny_t=30.0,
    min_grade_pct={"WO3": 1.0},
)
INFEASIBLE = [
    TARGET_AND_BUDGET,
    Question(goal="least_cost", target_recovery_pct={"WO3": 95.0}),
    Question(goal="most_recovery", budget_cny_t=1.0),
    Question(goal="most_margin", min_grade_pct={"WO3": 75.0}),
    Question(goal="least_cost", target_recovery_pct={"WO3": 60.0}, move_limits=True),
    Question(goal="most_margin", target_recovery_pct={"WO3": 60.0}, fixed={"lead_g_t": 100.0}),
]


def test_the_conflict_names_the_limits_in_the_users_words(case):
    error = refusal(case, TARGET_AND_BUDGET)
    assert set(error.conflict) == {
        "WO3 recovery at least 50 %",
        "cost at most 30 CNY/t",
    }
    assert "The cheapest change" in str(error)


def test_without_any_one_of_the_conflict_there_is_a_plan(case):
    for change in ({"budget_cny_t": None}, {"target_recovery_pct": {"Mo": 20.0}}):
        assert plan(*case, TARGET_AND_BUDGET.model_copy(update=change), in_process=True)


@pytest.mark.parametrize("question", INFEASIBLE, ids=lambda q: q.goal)
def test_the_cheapest_change_works_and_half_of_it_does_not(case, question):
    error = refusal(case, question)
    assert error.conflict
    assert error.relaxation
    assert plan(*case, relaxed_question(question, error.relaxation, case[0]), in_process=True)
    half = {key: change / 2.0 for key, change in error.relaxation.items()}
    refusal(case, relaxed_question(question, half, case[0]))


def test_a_narrowed_range_can_be_the_conflict(case):
    question = Question(
        goal="least_cost",
        target_recovery_pct={"WO3": 45.0},
        ranges={"collector_g_t": Range(low=50.0, high=60.0)},
    )
    error = refusal(case, question)
    assert any("collector_g_t between 50" in words for words in error.conflict)


def test_ranges_that_exclude_each_other_are_told_apart(case):
    question = Question(
        goal="most_margin",
        ranges={"collector_g_t": Range(low=450.0, high=500.0)},
        move_limits=True,
    )
    with pytest.raises(InfeasibleError, match="collector_g_t has no value left") as told:
        plan(*case, question, in_process=True)
    assert len(told.value.conflict) == 2


def test_two_limits_that_are_both_out_of_reach_are_both_changed(case):
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 95.0, "Mo": 95.0})
    error = refusal(case, question)
    assert len(error.relaxation) == 2
    assert plan(*case, relaxed_question(question, error.relaxation, case[0]), in_process=True)


def test_levers_that_cannot_move_and_break_the_region_are_told(case):
    plant, model = case
    question = Question(
        goal="most_margin",
        free=("soap_g_t",),
        present={"collector_g_t": 500.0, "lead_g_t": 600.0},
    )
    error = refusal((plant, model), question)
    assert any("surveyed region" in words or "effluent" in words for words in error.conflict)


def test_a_conflict_that_time_did_not_shorten_holds_everything_and_says_so(case):
    told = explain_conflict(*case, TARGET_AND_BUDGET, seconds=0.0)
    assert {"WO3 recovery at least 50 %", "cost at most 30 CNY/t"} < set(told.conflict)
    assert "There was no time to seek a change" in str(told)
    assert not told.relaxation


def test_a_search_that_time_ended_proves_no_conflict(case, monkeypatch):
    ended = Answer(status="limit", solution=None, objective=np.inf, bound=-np.inf)
    monkeypatch.setattr(Search, "run", lambda self, start=None: ended)
    told = explain_conflict(*case, TARGET_AND_BUDGET, seconds=20.0)
    assert {"WO3 recovery at least 50 %", "cost at most 30 CNY/t"} < set(told.conflict)


@pytest.mark.parametrize(
    ("limit", "least", "most"), [(0.5, 1.0, 1.0), (9.0, 1.0, 9.0), (600.0, 20.0, 20.0)]
)
def test_the_explanation_ends_with_the_time_limit_of_the_question(
    case, monkeypatch, limit, least, most
):
    given = []

    def no_plan(*arguments):
        raise NoPlanError("no set-points meet every limit")

    def noted(plant, model, question, seconds):
        given.append(seconds)
        return InfeasibleError("no set-points meet every limit")

    monkeypatch.setattr(planning, "answer_in_order", no_plan)
    monkeypatch.setattr(planning, "explain_conflict", noted)
    refusal(case, TARGET_AND_BUDGET.model_copy(update={"time_limit_s": limit}))
    assert least <= given[0] <= most


@pytest.mark.parametrize("confidence", [None, 0.9])
def test_the_cheapest_change_works_with_legs_and_margins_in_log_odds(logit_case, confidence):
    target = {"WO3": 60.0}
    question = Question(goal="least_cost", target_recovery_pct=target, confidence=confidence)
    error = refusal(logit_case, question)
    assert set(error.relaxation) == {"target_recovery_pct.WO3"}
    relaxed = relaxed_question(question, error.relaxation, logit_case[0])
    assert plan(*logit_case, relaxed, in_process=True).proven_optimal
    asked = relaxed.target_recovery_pct["WO3"] + 0.05
    more = relaxed.model_copy(update={"target_recovery_pct": {"WO3": asked}})
    refusal(logit_case, more)


def test_a_model_that_no_set_points_satisfy_is_not_blamed_on_the_question(case):
    plant, model = case
    legs = tuple(replace(leg, intercept=leg.intercept + 3.0) for leg in model.legs)
    with pytest.raises(InfeasibleError, match="even without any limit of the question"):
        plan(plant, replace(model, legs=legs), Question(goal="most_margin"), in_process=True)
