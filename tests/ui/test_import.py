"""``flotation import``: exit codes, words and JSON."""

import json

import pytest

CONNECTOR = """
name = "lab"
[source]
kind = "files"
path = "shifts"
settled_s = 0.0
"""


@pytest.fixture
def lab(tmp_path, root):
    """A connector of the reference plant's own survey, split in two files."""
    (tmp_path / "lab.toml").write_text(CONNECTOR)
    (tmp_path / "shifts").mkdir()
    survey = next((root / "datasets" / "reference_plant").glob("survey.csv"))
    header, *rows = survey.read_text(encoding="utf-8").splitlines()[:121]
    for name, part in (("a.csv", rows[:60]), ("b.csv", rows[60:])):
        text = "\n".join([header, *part]) + "\n"
        (tmp_path / "shifts" / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def imported(run, lab):
    """Run ``flotation import`` on the laboratory."""

    def imported(*words):
        connector, history = lab / "lab.toml", lab / "history.sqlite3"
        return run("import", "reference", connector, "--db", history, "--by", "li", *words)

    return imported


def test_rows_are_stored_and_a_second_run_stores_nothing(imported):
    first, second = imported(), imported()
    assert first.exit_code == second.exit_code == 0, first.stderr
    assert "a.csv: " in first.stdout
    assert "60 new" in first.stdout
    assert "2 files did not change and were not read: a.csv, b.csv" in second.stdout
    assert "Stale: the newest row is of 2024-02-09" in second.stdout


def test_json_counts_the_rows_and_says_how_old_they_are(imported):
    told = json.loads(imported("--json").stdout)
    assert told["stored"] == sum(table["accepted"] for table in told["tables"])
    assert told["stored"] > 100
    assert told["stale"] is True


def test_a_refused_file_ends_with_exit_code_1_and_keeps_the_rest(imported, lab):
    (lab / "shifts" / "c.csv").write_bytes(b"%PDF-1.7")
    result = imported()
    assert result.exit_code == 1
    assert "c.csv: refused: the survey is a PDF" in result.stdout
    assert "60 new" in result.stdout


def test_a_wrong_connector_file_is_one_sentence(imported, lab):
    (lab / "lab.toml").write_text(CONNECTOR.replace("files", "ftp"))
    result = imported("--json")
    assert result.exit_code == 1
    assert "lab.toml: source: expected kind = 'files', 'sql', 'pi', 'opcua'" in result.stderr
    assert json.loads(result.stdout)["error"]["kind"] == "DataError"


def test_an_empty_folder_has_nothing_new(imported, lab):
    for file in (lab / "shifts").iterdir():
        file.unlink()
    result = imported()
    assert result.exit_code == 0
    assert "lab has nothing new" in result.stdout
    assert "Stale: there is no row at all" in result.stdout
