import csv as csv_files
import json

import pytest
from history.samples import BY
from survey.corpus import read

from flotation.errors import HistoryError
from flotation.history.audit import verify_audit
from flotation.history.canonical import digest
from flotation.history.export import export_history
from flotation.history.plans import kept_plans
from flotation.history.questions import keep_question
from flotation.history.schema import METADATA
from flotation.history.surveys import stored_survey


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv_files.DictReader(file))


def test_every_table_is_exported_whole(filled, tmp_path):
    written = export_history(filled, tmp_path / "out")
    for each in METADATA.sorted_tables:
        rows = json.loads((tmp_path / "out" / f"{each.name}.json").read_text(encoding="utf-8"))
        cells = table(tmp_path / "out" / f"{each.name}.csv")
        assert len(rows) == len(cells) == written[f"{each.name}.csv"] > 0 or each.name in (
            "models",
            "model_approvals",
            "price_versions",
        )
    [decision] = json.loads((tmp_path / "out" / "decisions.json").read_text(encoding="utf-8"))
    assert (decision["kind"], decision["setpoints"]) == ("accepted", {"bha": 200.0})


def test_an_export_names_the_head_of_the_audit(filled, tmp_path):
    export_history(filled, tmp_path / "out")
    about = json.loads((tmp_path / "out" / "export.json").read_text(encoding="utf-8"))
    assert about["audit"] == {"number": 14, "hash": verify_audit(filled).hash}
    assert about["plants"] == {"survey-1.csv": "mill"}


def test_an_exported_survey_can_be_imported_again(filled, tmp_path):
    export_history(filled, tmp_path / "out")
    again = read(tmp_path / "out" / "survey-1.csv")
    assert again.table.reset_index(drop=True).equals(stored_survey(filled, "mill").table)


def test_exported_plans_have_their_own_bytes(filled, tmp_path):
    [plan] = kept_plans(filled, "mill")
    export_history(filled, tmp_path / "out")
    data = (tmp_path / "out" / "plans" / f"{plan.sha256}.json").read_bytes()
    assert data == plan.content == '{"钨": 1}\r\n'.encode()
    assert digest(data) == plan.sha256


def test_no_cell_of_a_csv_file_is_a_formula(filled, tmp_path):
    texts = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"}
    for text in texts:
        keep_question(filled, "mill", text, text, **BY)
    export_history(filled, tmp_path / "out")
    cells = {row["name"] for row in table(tmp_path / "out" / "questions.csv")}
    assert cells == {"'" + text for text in texts} | {"'=less BHA"}
    rows = json.loads((tmp_path / "out" / "questions.json").read_text(encoding="utf-8"))
    assert {row["name"] for row in rows} == texts | {"=less BHA"}


def test_an_export_never_mixes_with_what_is_there(filled, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(HistoryError, match="is not empty"):
        export_history(filled, tmp_path)
    with pytest.raises(HistoryError, match="cannot be made"):
        export_history(filled, tmp_path / "mine.txt" / "out")
