"""Plans of older schemas are read, those of newer ones are refused."""

import json

import pytest

from flotation.errors import DataError
from optimiser.plan_file import parse_plan, plan_json
from optimiser.plan_result import SCHEMA
from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants


@pytest.fixture(scope="module")
def found():
    plant = plants.plant(2, ("collector_g_t", "lead_g_t"))
    return plan(plant, plants.model(plant, 0), Question(goal="most_margin"), in_process=True)


def test_a_plan_of_schema_1_is_read(found):
    content = json.loads(plan_json(found))
    for key in ("schema", "question", "waterfall", "overrides"):
        del content[key]
    content["binding"] = [
        {k: b[k] for k in ("limit", "words", "worth", "unit", "gain_unit", "sentence")}
        for b in content["binding"]
    ]
    old = parse_plan(json.dumps(content))
    assert old.schema == 1
    assert old.setpoints == found.setpoints
    assert not old.question


@pytest.mark.parametrize("schema", [SCHEMA + 1, 0, "2", None])
def test_a_plan_of_another_schema_is_refused(found, schema):
    content = {**json.loads(plan_json(found)), "schema": schema}
    with pytest.raises(DataError, match="schema"):
        parse_plan(json.dumps(content))


def test_a_plan_knows_the_question_it_answers(found):
    assert Question.model_validate(dict(found.question)) == Question(goal="most_margin")
