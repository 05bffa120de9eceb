"""The fields of Recommend and the question they ask are two forms of one thing."""

import pytest
from flotation_ui.views.recommend_question import (
    checked_question,
    fields_from,
    fields_of,
    first_question,
    hidden_parts,
    question_of,
    widget_values,
    without_hidden,
)

from flotation.errors import DataError
from optimiser.question import Question

ASKED = [
    {"goal": "most_margin"},
    {"goal": "least_cost", "target_recovery_pct": {"WO3": 70.0, "Mo": 75.5}},
    {"goal": "most_recovery", "component": "Bi", "budget_cny_t": 41.0, "confidence": 0.9},
    {"goal": "most_margin", "min_grade_pct": {"WO3": 66.0}, "max_changes": 3, "move_limits": True},
    {"goal": "most_margin", "max_energy_kwh_t": 27.0, "max_co2_kg_t": 20.0, "max_water_m3_t": 1.0},
    {"goal": "most_margin", "conditions": {"ore_wo3_pct": 0.45, "ore_type": "skarn"}},
    {"goal": "most_margin", "prices": {"bha": 20000.0}, "ranges": {"w_ph": {"low": 8, "high": 9}}},
]


@pytest.fixture
def plant(demonstration):
    return demonstration.brief.plant


@pytest.mark.parametrize("document", ASKED, ids=str)
def test_a_question_through_the_fields_is_the_same_question(plant, document):
    question = Question.model_validate(document)
    values = widget_values(fields_of(question, plant))
    assert question_of(fields_from(values, plant), question, plant) == question


def test_levers_held_are_those_not_freed(plant):
    free = tuple(lever.column for lever in plant.lever if lever.column != "w_ph")
    question = Question(goal="most_margin", free=free)
    fields = fields_of(question, plant)
    assert fields.held == ("w_ph",)
    assert question_of(fields, question, plant).free == free


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"recommend_target_WO3": 170.0}, r"target_recovery_pct\.WO3"),
        ({"recommend_budget": -1.0}, "budget_cny_t"),
        ({"recommend_confidence": 0.2}, "confidence"),
        ({"recommend_goal": "most_fun"}, "goal"),
        ({"recommend_max_changes": -3}, "max_changes"),
        ({"recommend_budget": float("nan")}, "budget_cny_t"),
    ],
)
def test_what_a_browser_could_send_is_checked_again(plant, values, match):
    base = first_question(plant)
    sent = widget_values(fields_of(base, plant)) | values
    with pytest.raises(DataError, match=match):
        question_of(fields_from(sent, plant), base, plant)


def test_what_the_fields_do_not_show_is_named_and_can_be_dropped():
    question = Question.model_validate(ASKED[-1])
    assert set(hidden_parts(question)) == {"prices", "ranges"}
    assert without_hidden(question) == Question(goal="most_margin")


def test_a_mix_becomes_a_plain_goal_and_loses_its_weights(plant):
    mix = checked_question({"goal": "weighted", "weights": {"recovery": {"WO3": 2.0}}})
    plain = question_of(fields_of(mix, plant), mix, plant)
    assert (plain.goal, plain.weights) == ("most_margin", None)


def test_the_reference_plant_begins_with_seventy_per_cent(plant):
    assert first_question(plant).target_recovery_pct == {"WO3": 70.0}
    other = plant.model_copy(update={"name": "mill"})
    assert first_question(other) == Question(goal="most_margin", component="WO3")
