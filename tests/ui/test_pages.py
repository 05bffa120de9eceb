"""The table of pages, and the settings they run with."""

from pathlib import Path

import flotation_ui
import pytest
from flotation_ui.pages import PAGES, SECTIONS, pages_for
from flotation_ui.roles import Role
from flotation_ui.server import settings

FOLDER = Path(flotation_ui.__file__).parent


def test_every_page_listed_has_its_file_and_every_file_is_listed():
    files = {path.stem for path in (FOLDER / "app_pages").glob("*.py")}
    assert sorted(page.id for page in PAGES) == sorted(files)


def test_every_page_stands_in_a_section_that_there_is():
    assert {page.section for page in PAGES} <= set(SECTIONS)


def test_a_higher_role_opens_no_fewer_pages():
    opened = [set(pages_for(role)) for role in Role]
    assert all(less <= more for less, more in zip(opened, opened[1:], strict=False))
    assert opened[-1] == set(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_pages_hold_no_arithmetic_and_no_raw_html(page):
    text = (FOLDER / "app_pages" / f"{page.id}.py").read_text(encoding="utf-8")
    assert "unsafe_allow_html" not in text
    assert "import numpy" not in text
    assert "import pandas" not in text


def test_settings_send_nothing_out_and_show_no_trace():
    found = settings()
    assert found["browser.gatherUsageStats"] is False
    assert found["client.showErrorDetails"] == "none"
    assert found["server.fileWatcherType"] == "none"
    assert found["server.maxUploadSize"] == 20
    assert found["server.address"] == "127.0.0.1"
    assert not any("http" in str(value) for value in found.values())
