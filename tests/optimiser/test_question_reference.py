"""The page of questions lists every key, and its example can be asked."""

import pytest

from flotation.plant_file import load_plant
from flotation.plant_reference import explained
from optimiser.question import Question, parse_question
from optimiser.question_reference import EXAMPLE, TABLES, questions_page
from tests.test_plant_reference import tables_inside


def test_the_page_in_the_docs_is_current(root):
    page = (root / "docs" / "questions.md").read_text(encoding="utf-8")
    assert page == questions_page(), "run python -m optimiser.question_reference docs/questions.md"


def test_the_page_has_every_table():
    assert set(TABLES.values()) == tables_inside(Question)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.__name__)
def test_the_page_explains_every_key_and_no_other(table):
    _, meanings = explained(table)
    assert set(meanings) == set(table.model_fields)
    assert all(meanings.values())


def test_the_example_of_the_page_names_what_the_reference_plant_has(root):
    question = parse_question(EXAMPLE.encode())
    plant = load_plant(root / "datasets" / "reference_plant" / "plant.toml")
    assert set(question.least_change) <= set(plant.levers)
    assert set(question.stock_kg) <= set(plant.prices)
    assert set(question.conditions) <= {condition.column for condition in plant.condition}
    assert question.then[0].give_up == 0.5
