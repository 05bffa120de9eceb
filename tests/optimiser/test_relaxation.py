"""Every alternative that a refusal offers can be asked as it is, and has a plan."""

import time
from dataclasses import replace

import pytest

from flotation.errors import InfeasibleError
from optimiser.conflict import explain_conflict
from optimiser.planning import plan
from optimiser.question import Question, Range, parse_question
from optimiser.question_changes import changed_question
from optimiser.question_text import question_toml
from optimiser.relaxation import WORD, has_plan
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")


@pytest.fixture(scope="module")
def case():
    plant = plants.plant(3, FOUR, heating=True, grade=15.0, limit=0.5, second_product=True)
    return plant, plants.model(plant, 0)


def refusal(case, question):
    with pytest.raises(InfeasibleError) as told:
        plan(*case, question, in_process=True)
    return told.value


TARGET = {"target_recovery_pct": {"WO3": 45.0}}
CASES = {
    "budget and target": (
        {**TARGET, "budget_cny_t": 30.0},
        {"budget_cny_t", "target_recovery_pct.WO3"},
    ),
    "a held lever": ({**TARGET, "fixed": {"collector_g_t": 60.0}}, {"fixed.collector_g_t"}),
    "levers not freed": (
        {"target_recovery_pct": {"WO3": 20.0}, "free": ["soap_g_t"]},
        {"target_recovery_pct.WO3", "free"},
    ),
    "a narrowed range": (
        {**TARGET, "ranges": {"collector_g_t": {"low": 50.0, "high": 60.0}}},
        {"ranges.collector_g_t"},
    ),
    "moves of one shift": ({**TARGET, "move_limits": True}, {"move_limits"}),
    "a limit tightened by the question": (
        {**TARGET, "limits": {"lead_out": 0.11}},
        {"limits.lead_out"},
    ),
    "CO2": ({**TARGET, "max_co2_kg_t": 6.0}, {"max_co2_kg_t", "target_recovery_pct.WO3"}),
    "the grade": ({"min_grade_pct": {"WO3": 75.0}, **TARGET}, {"min_grade_pct.WO3"}),
}


def question_of(asked):
    return Question.model_validate({"goal": "least_cost", **asked})


@pytest.mark.parametrize("name", CASES)
def test_every_alternative_is_a_question_with_a_plan(case, name):
    asked, keys = CASES[name]
    question = question_of(asked)
    error = refusal(case, question)
    assert error.irreducible
    assert keys <= {key for one in error.alternatives for key in one.changes}
    for one in error.alternatives:
        ready = parse_question(one.toml.encode())
        assert ready == changed_question(question, one.changes)
        assert plan(*case, ready, in_process=True)


@pytest.mark.parametrize("name", CASES)
def test_a_number_is_changed_no_more_than_it_needs(case, name):
    asked, _ = CASES[name]
    question = question_of(asked)
    for one in refusal(case, question).alternatives:
        for key, value in one.changes.items():
            field, _, what = key.partition(".")
            before = asked[field][what] if what else asked[field]
            if isinstance(value, float):
                nearly = before + 0.95 * (value - before)
                refusal(case, changed_question(question, {**one.changes, key: nearly}))


def test_a_question_is_known_to_have_a_plan_only_where_it_has_one(case):
    deadline = time.monotonic() + 20.0
    assert has_plan(*case, question_of({"target_recovery_pct": {"WO3": 30.0}}), deadline)
    assert not has_plan(*case, question_of({"target_recovery_pct": {"WO3": 90.0}}), deadline)
    assert not has_plan(*case, question_of({**TARGET, "budget_cny_t": 30.0}), deadline)


def test_alternatives_are_one_for_each_limit_and_smallest_first(case):
    question = question_of(CASES["budget and target"][0])
    error = refusal(case, question)
    sizes = [one.size for one in error.alternatives]
    assert sizes == sorted(sizes)
    assert [len(one.changes) for one in error.alternatives].count(1) == 2
    assert error.alternatives[0].words in str(error)


def test_a_lever_without_evidence_is_offered_to_a_persons_word_and_last(case):
    plant, model = case
    doubted = replace(
        model,
        evidence={**model.evidence, "hot_c": replace(model.evidence["hot_c"], status="not shown")},
    )
    error = refusal((plant, doubted), question_of({"target_recovery_pct": {"WO3": 50.0}}))
    last = error.alternatives[-1]
    assert last.changes == {"override.hot_c": WORD}
    assert last.by_word
    assert not error.alternatives[0].by_word
    found = plan(plant, doubted, parse_question(last.toml.encode()), in_process=True)
    assert [(o.lever, o.reason) for o in found.overrides] == [("hot_c", WORD)]


def test_the_region_is_offered_to_a_persons_word(case):
    plant, model = case
    question = Question(
        goal="most_margin",
        free=("soap_g_t",),
        present={"collector_g_t": 500.0, "lead_g_t": 490.0, "silicate_g_t": 5000.0},
        min_grade_pct={"WO3": 1.0},
    )
    narrow = replace(model, region=replace(model.region, high=(1.5,) * len(model.region.high)))
    error = refusal((plant, narrow), question)
    outside = next(one for one in error.alternatives if "within_region" in one.changes)
    assert outside.by_word
    found = plan(plant, narrow, parse_question(outside.toml.encode()), in_process=True)
    assert any(WORD in note for note in found.notes)


def test_ranges_that_exclude_each_other_get_questions_too(case):
    question = Question(
        goal="most_margin",
        ranges={"collector_g_t": Range(low=450.0, high=500.0)},
        move_limits=True,
        min_grade_pct={"WO3": 1.0},
    )
    error = refusal(case, question)
    assert {key for one in error.alternatives for key in one.changes} == {
        "move_limits",
        "ranges.collector_g_t",
    }
    for one in error.alternatives:
        assert plan(*case, parse_question(one.toml.encode()), in_process=True)


def test_without_time_nothing_is_offered_and_nothing_is_called_irreducible(case):
    question = question_of(CASES["budget and target"][0])
    error = explain_conflict(*case, question, seconds=0.0)
    assert error.alternatives == ()
    assert not error.irreducible


def test_a_question_comes_back_from_its_text_whatever_it_says():
    question = Question(
        goal="most_margin",
        free=("a b", "c"),
        fixed={'odd "name"': 1e-7},
        override={"w_ph": 'trial "A" 试验 \\ end'},
        ranges={"w_ph": Range(low=8.0, high=9.5)},
        within_region=False,
        region_reason="#1 = [trial]",
        move_limits=True,
        budget_cny_t=1e12,
    )
    assert parse_question(question_toml(question).encode()) == question
