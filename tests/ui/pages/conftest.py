"""The pages run in this process, on a store that holds the model of the shipped survey."""

import shutil
from pathlib import Path

import flotation_ui
import pytest
from streamlit import config
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

SCRIPT = Path(flotation_ui.__file__).with_name("app.py")


@pytest.fixture
def history_file(ready_store, tmp_path):
    """A history of the test's own, with the reference plant in it."""
    return Path(shutil.copy(ready_store.folder / "history.sqlite3", tmp_path))


@pytest.fixture
def opened(ready_store, history_file, monkeypatch):
    """Open a page in a language."""
    monkeypatch.setenv("FLOTATION_STORE", str(ready_store.folder))
    monkeypatch.setenv("FLOTATION_DB_URL", str(history_file))
    monkeypatch.setattr(ContextProxy, "ip_address", None)  # this machine
    address = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")

    def opened(page="overview", language="zh", **address):
        app = AppTest.from_file(SCRIPT, default_timeout=60)
        for name, value in {"lang": language, **address}.items():
            app.query_params[name] = value
        app.run()
        return app if page == "overview" else app.switch_page(f"app_pages/{page}.py").run()

    yield opened
    config.set_option("server.address", address)
