"""The pages run in this process, on a store that holds the model of the shipped survey."""

import shutil
from pathlib import Path

import flotation_ui
import pytest
from flotation_ui.first_start import BY, WHY, prepare
from streamlit import config
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from flotation.history import open_history
from flotation.store import ModelStore

SCRIPT = Path(flotation_ui.__file__).with_name("app.py")


@pytest.fixture(scope="session")
def ready_store(tmp_path_factory, demonstration):
    """A store in which the reference plant has its model."""
    store = ModelStore(tmp_path_factory.mktemp("store"))
    plant, model = demonstration.brief.plant, demonstration.brief.model
    card = store.put(model, plant)
    store.promote(card.sha256, expected=None, by=BY, why=WHY, when="2026-01-01T00:00:00Z")
    with open_history(store.folder / "history.sqlite3") as history:
        prepare(store, history, lambda _: None)
    return store


@pytest.fixture
def opened(ready_store, monkeypatch, tmp_path):
    """Open a page in a language."""
    monkeypatch.setenv("FLOTATION_STORE", str(ready_store.folder))
    monkeypatch.setenv("FLOTATION_DB_URL", str(tmp_path / "history.sqlite3"))
    shutil.copy(ready_store.folder / "history.sqlite3", tmp_path)
    monkeypatch.setattr(ContextProxy, "ip_address", None)  # this machine
    address = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")

    def opened(page="overview", language="zh"):
        app = AppTest.from_file(SCRIPT, default_timeout=60)
        if language != "zh":
            app.query_params["lang"] = language
        app.run()
        return app if page == "overview" else app.switch_page(f"app_pages/{page}.py").run()

    yield opened
    config.set_option("server.address", address)
