"""The published schema is that of the plans that are written."""

import dataclasses
import json
from pathlib import Path

import jsonschema
import pytest

from optimiser.moved import explain_shift
from optimiser.plan_file import plan_json
from optimiser.plan_schema import PAGE, plan_schema, schema_text
from optimiser.planning import front, plan
from optimiser.question import Question
from tests.optimiser import plants

ROOT = Path(__file__).resolve().parents[2]
MARGIN = Question(goal="most_margin", override={"lead_g_t": "trial"})


@pytest.fixture(scope="module")
def case():
    plant = plants.plant(2, ("collector_g_t", "lead_g_t"), second_product=True)
    return plant, plants.model(plant, 0, unsupported=("lead_g_t",))


@pytest.fixture(scope="module")
def validator():
    schema = plan_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_published_page_is_current():
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert page == schema_text(), "run python -m optimiser.plan_schema"


def test_plans_fronts_and_shifts_fit_the_schema(case, validator):
    found = plan(*case, MARGIN, in_process=True)
    validator.validate(json.loads(plan_json(found)))
    curve = front(*case, MARGIN, points=3, in_process=True)
    validator.validate(json.loads(json.dumps(curve.as_dict())))
    second = MARGIN.model_copy(update={"prices": {"lead": 9_000.0}})
    shift = explain_shift(*case, MARGIN, second, in_process=True)
    validator.validate(json.loads(json.dumps(dataclasses.asdict(shift))))


@pytest.mark.parametrize(
    "damage",
    [
        {"status": 1},
        {"margin": "much"},
        {"schema": 1},
        {"setpoints": {"lead_g_t": None}},
        {"certificate": {"objective": 1.0}},
        {"unknown": 0},
        {"binding": [{"limit": "budget"}]},
    ],
)
def test_what_is_no_plan_does_not_fit(case, validator, damage):
    content = json.loads(plan_json(plan(*case, MARGIN, in_process=True)))
    assert not validator.is_valid({**content, **damage})
