"""A workspace and an answer on the demonstration, without Streamlit."""

import pytest
from flotation_ui.first_start import BY, reference_name
from flotation_ui.inputs import SHIPPED, plant_path, read_plant_and_survey
from flotation_ui.language import Language
from flotation_ui.roles import Person, Role
from flotation_ui.views.recommend import make_answer
from flotation_ui.workspace import open_workspace

from flotation.history import open_history
from flotation.history.plants import keep_plant
from flotation.history.surveys import keep_survey
from flotation.store import ModelStore

ZH, EN = Language(code="zh"), Language(code="en")


@pytest.fixture(scope="session")
def reference(tmp_path_factory, demonstration):
    """A store and a history with the reference plant, its shifts and its model."""
    folder = tmp_path_factory.mktemp("reference")
    store, history = ModelStore(folder), open_history(folder / "history.sqlite3")
    plant, survey = read_plant_and_survey(SHIPPED, SHIPPED)
    keep_plant(history, plant_path(SHIPPED).read_text(encoding="utf-8"), by=BY)
    keep_survey(
        history,
        plant.name,
        survey,
        time_column=plant.time_column,
        source="survey.csv",
        file_sha256="0" * 64,
        by=BY,
    )
    card = store.put(demonstration.brief.model, plant)
    store.promote(card.sha256, expected=None, by=BY, why="", when="2026-01-01T00:00:00Z")
    yield store, history
    history.close()


@pytest.fixture
def workspace_of(reference):
    """The workspace of the reference plant in a language, for a person of a role."""
    store, history = reference

    def workspace_of(language="en", role=Role.APPROVER):
        person = Person(name="Li Wei", role=role, source="local")
        return open_workspace(history, store, Language(code=language), person, reference_name())

    return workspace_of


@pytest.fixture
def answer(demonstration):
    """The demonstration's plan as the page has it."""
    brief = demonstration.brief
    return make_answer(brief.plant, brief.model, brief.question, brief.plan, 1.25, advice_id="abc")
