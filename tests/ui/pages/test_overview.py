"""The page Overview in its states."""

import pytest
from flotation_ui import recent

from flotation.errors import RefusedError
from flotation.store import ModelStore


@pytest.mark.parametrize(
    ("language", "title", "heading"),
    [("zh", "WO₃回收率，%", "需要关注"), ("en", "WO₃ recovery, %", "What needs attention")],
)
def test_the_first_sight_shows_the_example_worked_through(opened, language, title, heading):
    app = opened(language=language)
    assert not app.exception
    assert not app.error
    assert app.metric[0].label == title
    assert heading in [element.value for element in app.subheader]


def test_another_metal_is_one_click_away(opened):
    app = opened(language="en")
    app.segmented_control(key="overview_component").set_value("Mo").run()
    assert app.metric[0].label == "Mo recovery, %"
    assert not app.error


def test_where_nothing_balances_the_rest_of_the_page_stands(opened, monkeypatch):
    def refused(*_):
        raise RefusedError("none of the running shifts tells the feed")

    recent._flows.clear()
    monkeypatch.setattr(recent, "stream_flows", refused)
    app = opened(language="en")
    assert "tells the feed" in app.error[0].value
    assert len(app.metric) == 5


def test_without_a_model_the_page_says_where_to_get_one(opened, monkeypatch, tmp_path):
    empty = ModelStore(tmp_path / "empty")
    monkeypatch.setattr("flotation_ui.session.is_ready", lambda *_: True)
    monkeypatch.setattr("flotation_ui.session.current_store", lambda: empty)
    app = opened(language="zh")
    assert "还没有模型" in app.info[0].value
    assert not app.exception
