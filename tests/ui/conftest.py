"""One demonstration, shared by every test that needs a trained model or a plan."""

import pytest
from click.testing import CliRunner
from flotation_ui.cli import main
from flotation_ui.demonstration import demonstrate
from flotation_ui.first_start import BY, WHY, prepare, reference_name

from flotation.history import open_history
from flotation.history.plans import keep_plan
from flotation.model_file import model_bytes
from flotation.store import ModelStore
from optimiser.plan_file import plan_json


@pytest.fixture(scope="session")
def demonstration():
    """The whole path on the shipped survey, run once."""
    return demonstrate(lambda words: None)


@pytest.fixture
def model_path(tmp_path, demonstration):
    """File of the model of the shipped survey."""
    path = tmp_path / "model.json"
    path.write_bytes(model_bytes(demonstration.brief.model))
    return path


@pytest.fixture
def run():
    """Run one ``flotation`` command line."""

    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words])

    return run


@pytest.fixture(scope="session")
def ready_store(tmp_path_factory, demonstration):
    """A store in which the reference plant has its model, and a history with its first plan."""
    store = ModelStore(tmp_path_factory.mktemp("store"))
    brief = demonstration.brief
    card = store.put(brief.model, brief.plant)
    store.promote(card.sha256, expected=None, by=BY, why=WHY, when="2026-01-01T00:00:00Z")
    with open_history(store.folder / "history.sqlite3") as history:
        keep_plan(history, reference_name(), plan_json(brief.plan), by=BY)
        prepare(store, history, lambda _: None)
    return store
