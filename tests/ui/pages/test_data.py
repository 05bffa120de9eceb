"""The data page: looked at, told row by row, kept only on a person's word."""

import shutil
from dataclasses import replace
from io import BytesIO

import numpy as np
import openpyxl
import pytest
from flotation_ui.inputs import SHIPPED, survey_path
from flotation_ui.language import Language
from flotation_ui.roles import Person, Role
from flotation_ui.views import data as view
from flotation_ui.workspace import open_workspace

from flotation.errors import AccessError, ConflictError, DataError
from flotation.history import open_history

SAY = Language(code="en")
FIRST = 30  # rows of the shipped survey


@pytest.fixture
def history(tmp_path, ready_store):
    shutil.copy(ready_store.folder / "history.sqlite3", tmp_path)
    with open_history(tmp_path / "history.sqlite3") as opened:
        yield opened


@pytest.fixture
def workspace(history, ready_store):
    person = Person(name="li", role=Role.ENGINEER, source="local")
    return open_workspace(history, ready_store, SAY, person, None)


@pytest.fixture(scope="module")
def lines():
    return survey_path(SHIPPED).read_text(encoding="utf-8").splitlines()[: FIRST + 1]


def later(lines, years=2):
    """The same rows some years later: shifts that are not stored."""
    return [lines[0], *(line.replace("2024-", f"{2024 + years}-", 1) for line in lines[1:])]


def data(lines):
    return ("\n".join(lines) + "\n").encode()


def test_two_bad_rows_are_told_and_the_others_are_kept(workspace, history, lines):
    rows = later(lines)
    rows[5] = rows[5].replace("2026-", "2099-", 1)
    rows[9] = ",".join(rows[9].split(",")[:4])
    looked = view.look_at(workspace, history, "may.csv", data(rows))
    counts = dict(view.counts_of(looked, SAY))
    assert (counts["Rows read"], counts["Left out"], counts["New shifts"]) == (FIRST, 2, FIRST - 2)
    told = view.message_table(looked, workspace.plant, SAY)
    assert {"6", "10"} <= set(told["Lines"])
    kept = view.commit(workspace, history, looked, replace=False)
    assert (kept.new, kept.by) == (FIRST - 2, "li")
    again = view.look_at(workspace, history, "may.csv", data(rows))
    assert dict(view.counts_of(again, SAY))["Known already"] == FIRST - 2
    assert view.commit(workspace, history, again, replace=False).new == 0
    assert view.import_table(history, workspace.plant.name, SAY).iloc[0]["Source"] == "may.csv"


def test_looking_keeps_nothing(workspace, history, lines):
    before = len(view.import_table(history, workspace.plant.name, SAY))
    view.look_at(workspace, history, "may.csv", data(later(lines)))
    assert len(view.import_table(history, workspace.plant.name, SAY)) == before


def test_other_values_for_a_stored_shift_are_a_conflict_until_replaced(workspace, history, lines):
    place = lines[0].split(",").index("feed_t_h")
    cells = lines[3].split(",")
    cells[place] = f"{float(cells[place]) + 1.0:.1f}"
    rows = [*lines[:3], ",".join(cells), *lines[4:]]
    looked = view.look_at(workspace, history, "may.csv", data(rows))
    (line,) = view.conflict_table(looked, workspace.plant, SAY).itertuples(index=False)
    assert line[1] == workspace.plant.columns["feed_t_h"].en
    with pytest.raises(ConflictError, match="stored with other values"):
        view.commit(workspace, history, looked, replace=False)
    assert view.commit(workspace, history, looked, replace=True).replaced == 1


def test_a_viewer_commits_nothing(workspace, history, lines):
    viewer = replace(workspace, person=Person(name="v", role=Role.VIEWER, source="local"))
    looked = view.look_at(viewer, history, "may.csv", data(later(lines)))
    with pytest.raises(AccessError, match="needs engineer"):
        view.commit(viewer, history, looked, replace=False)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x", b"a,b\n1,2\n"])
def test_a_file_that_is_no_survey_is_a_sentence(workspace, history, content):
    with pytest.raises(DataError, match="survey|header|lacks"):
        view.look_at(workspace, history, "x.csv", content)


def test_the_template_names_every_column_of_the_plant(workspace):
    book = openpyxl.load_workbook(BytesIO(view.template_workbook(workspace.plant, SAY)))
    header = [cell.value for cell in book.worksheets[0][1]]
    assert header == [column.name for column in workspace.plant.column]
    assert book.worksheets[1].max_row == len(header) + 1


def test_a_balanced_shift_shows_what_was_measured_and_how_far_it_moved(workspace):
    found = view.reconciled(workspace)
    names = view.shift_names(found)
    assert names == sorted(names, reverse=True)
    table = view.measurement_table(found, 0, SAY)
    known = table[table["Measured"] != "—"]
    assert len(known) >= 5
    measured = known["Measured"].str.split(" ± ", expand=True).astype(float)
    balanced, moved = known["Balanced"].astype(float), known["Moved, sd"].astype(float)
    assert np.allclose(measured[0] + moved * measured[1], balanced, rtol=0.02, atol=0.05)
    assert "fail the balance test" in view.closure_words(found, SAY)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_opens_with_a_template_and_the_newest_shifts_in_balance(opened, language):
    app = opened("data", language)
    assert not app.exception
    assert [error.value for error in app.error] == []
    words = {"zh": "提交之前不保存任何数据", "en": "Nothing is kept before you commit"}
    assert app.info[0].value.startswith(words[language])
    assert len(app.dataframe) == 4
