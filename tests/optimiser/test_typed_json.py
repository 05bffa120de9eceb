"""Every value of a plan's JSON is held to the type of its field."""

import copy
import json

import pytest

from flotation.errors import DataError
from optimiser.plan_file import parse_plan, plan_json
from optimiser.plan_result import Plan
from optimiser.planning import plan
from optimiser.question import Question
from optimiser.typed_json import from_json
from tests.optimiser import plants
from tests.plant_variants import changed, leaves, without


@pytest.fixture(scope="module")
def found():
    plant = plants.plant(2, ("collector_g_t", "lead_g_t"), second_product=True)
    question = Question(
        goal="most_margin", override={"lead_g_t": "trial"}, price_risk={"budget": 1}
    )
    model = plants.model(plant, 0, unsupported=("lead_g_t",))
    return plan(plant, model, question, in_process=True)


@pytest.fixture(scope="module")
def content(found):
    return json.loads(plan_json(found))


def wrong_for(value):
    """Values of other types, and numbers that are none."""
    if isinstance(value, bool):
        return (0, "true", None, [])
    if isinstance(value, (int, float)):
        return ("12", None, True, [1.0], {}, float("nan"), float("inf"))
    if isinstance(value, str):
        return (5, None, [], {}, True)
    if value is None:
        return ("text", [], True)
    return ("text", 7, None, {} if isinstance(value, list) else [])


def test_what_was_written_is_read_as_it_was(found, content):
    assert parse_plan(plan_json(found)) == found
    assert from_json(Plan, content, "plan") == found


def test_any_value_of_another_type_is_refused_by_its_path(content):
    tried = 0
    for path, value in leaves(content):
        if path[0] in ("question", "schema"):
            continue
        for wrong in wrong_for(value):
            if wrong is None and path[-1] in OPTIONAL:
                continue
            with pytest.raises(DataError, match="not the JSON of a plan") as told:
                parse_plan(json.dumps(changed(content, path, wrong)))
            named = [str(part) for part in path if isinstance(part, str)]
            assert "is not a number" in str(told.value) or named[0] in str(told.value)
            tried += 1
    assert tried > 400


OPTIONAL = {
    *("solver_gap", "pwl_gap", "feasibility", "optimality", "value", "loss", "eased_to"),
    *("tightened_to", "price_risk"),
}


def test_a_field_that_is_missing_or_unknown_is_refused_by_name(content):
    for path, _ in leaves(content):
        if path[0] in ("question", "schema") or not isinstance(path[-1], str):
            continue
        more = changed(content, (*path[:-1], f"{path[-1]}_"), 1)
        if path[-2:-1] in [(name,) for name in TABLES]:
            continue
        with pytest.raises(DataError, match=f"{path[-1]}_: unknown key"):
            parse_plan(json.dumps(more))
    for name in ("status", "setpoints", "certificate", "cost", "support", "provenance"):
        with pytest.raises(DataError, match=f"plan.{name} is missing"):
            parse_plan(json.dumps(without(content, (name,))))


TABLES = {
    *("setpoints", "recovery", "grade", "mass_pull", "shadow_prices", "locked", "percentile"),
    *("versions", "prices", "shares"),
}


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({"status": "best"}, "plan.status is 'best'"),
        ({"certificate": {"verified": False}}, "verified is false"),
    ],
)
def test_a_claim_without_its_proof_is_refused(content, edit, words):
    edited = copy.deepcopy(content)
    for key, value in edit.items():
        edited[key] = {**edited[key], **value} if isinstance(value, dict) else value
    with pytest.raises(DataError, match=words):
        parse_plan(json.dumps(edited))


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "null", "[" * 100_000, '{"schema": 2, "schema": 2}']
)
def test_other_json_is_no_plan(text):
    with pytest.raises(DataError, match="not the JSON of a plan"):
        parse_plan(text)
