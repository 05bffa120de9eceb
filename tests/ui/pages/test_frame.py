"""The frame around every page: language, errors, who may come in."""

import logging

import pytest
from flotation_ui import session
from flotation_ui.errors_shown import plain
from streamlit import config

from flotation.errors import DataError


def texts(app):
    return " ".join(element.value for element in (*app.error, *app.caption, *app.header))


def test_the_first_page_is_chinese_and_says_whose_data_it_shows(opened):
    app = opened()
    assert not app.exception
    assert [e.value for e in app.error] == []
    assert app.header[0].value == "工况总览"
    assert "参考钨钼铋选厂" in app.sidebar.caption[0].value
    assert "数据截至" in app.sidebar.caption[0].value


def test_the_address_may_ask_for_english_and_keeps_a_neutral_name(opened):
    app = opened(language="en")
    assert app.header[0].value == "Overview"
    assert "Data to" in app.sidebar.caption[0].value
    assert app.query_params["lang"] == "en"


def test_the_switch_changes_every_text_and_the_address(opened):
    app = opened()
    app.segmented_control(key="frame_language").set_value("en").run()
    assert app.header[0].value == "Overview"
    assert app.query_params["lang"] == "en"
    app.segmented_control(key="frame_language").set_value("zh").run()
    assert app.header[0].value == "工况总览"
    assert "lang" not in app.query_params


def test_a_language_that_is_none_is_chinese(opened):
    assert opened(language="<script>").header[0].value == "工况总览"


def test_a_bug_is_a_sentence_with_a_number_and_its_trace_is_in_the_log(opened, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError("of /secret/path")

    monkeypatch.setattr(session, "open_workspace", broken)
    with caplog.at_level(logging.ERROR):
        app = opened(language="en")
    assert not app.exception
    (shown,) = app.error
    assert "/secret" not in shown.value
    assert "ZeroDivision" not in shown.value
    (record,) = [r for r in caplog.records if r.name == "flotation_ui"]
    number = record.args[0]
    assert number in shown.value
    assert "ZeroDivisionError: of /secret/path" in caplog.text


def test_an_error_of_ours_is_its_own_sentence(opened, monkeypatch):
    def refused(*_):
        raise DataError("column *ph* is missing; add it")

    monkeypatch.setattr(session, "open_workspace", refused)
    (shown,) = opened(language="en").error
    assert shown.value == plain("column *ph* is missing; add it")


def test_nobody_comes_in_from_the_network_without_sign_in(opened):
    config.set_option("server.address", "0.0.0.0")
    (shown,) = opened(language="en").error
    assert "no sign-in is set up" in shown.value.replace("\\", "")


@pytest.mark.parametrize("hostile", ["![x](http://a.b/c.png)", "[a](javascript:1)", "$x$ :red[y]"])
def test_what_users_wrote_steers_no_markdown(hostile):
    shown = plain(hostile)
    assert all(shown[i - 1] == "\\" for i, c in enumerate(shown) if c in "[]()$:")
