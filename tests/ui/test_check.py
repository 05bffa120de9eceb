import gzip
import json

import pytest
from click.testing import CliRunner
from flotation_ui.cli import main

PLANT = """
schema = 1
name = "one feed"
time_column = "shift_start"

[[column]]
name = "shift_start"
unit = "time"
kind = "time"
zh = "时间"
en = "Shift start"

[[column]]
name = "feed_t_h"
unit = "t/h"
kind = "tonnage"
low = 0.0
high = 200.0
zh = "给矿量"
en = "Feed rate"

[[column]]
name = "ore_wo3_pct"
unit = "%"
kind = "grade"
low = 0.05
high = 2.0
zh = "原矿WO3"
en = "Ore WO3"
"""
SURVEY = """shift_start,feed_t_h,ore_wo3_pct
2026-01-01 00:00,101.5,0.31
2026-01-01 08:00,103.0,停机
2026-01-01 16:00,99.5,0.33
"""


@pytest.fixture
def plant(tmp_path):
    path = tmp_path / "plant.toml"
    path.write_text(PLANT, encoding="utf-8")
    return path


def check(plant, text, *words):
    survey = plant.with_name("survey.csv")
    survey.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["check", str(plant), str(survey), *words])


def test_the_report_counts_rows_and_names_line_and_remedy(plant):
    result = check(plant, SURVEY)
    assert result.exit_code == 0, result.output
    assert "3 rows read, 3 accepted, 0 left out; 1 lines flagged" in result.stdout
    assert "停机" in result.stdout
    assert "line 3" in result.stdout
    assert "->" in result.stdout
    assert result.stderr == ""


def test_the_report_as_json_has_the_five_promised_keys_and_nothing_else_on_stdout(plant):
    result = check(plant, SURVEY, "--json")
    report = json.loads(result.stdout, parse_constant=pytest.fail)
    assert list(report) == ["read", "accepted", "rows", "flagged", "messages"]
    assert report["flagged"] == [3]
    assert report["rows"][1]["ore_wo3_pct"] is None
    assert list(report["messages"][0]) == [
        "rule",
        "column",
        "lines",
        "value",
        "message",
        "remedy",
    ]


def test_a_survey_without_a_needed_column_is_refused_in_json_and_in_words(plant):
    result = check(plant, SURVEY.replace("ore_wo3_pct", "copper"), "--json")
    assert result.exit_code == 1
    assert "ore_wo3_pct" in json.loads(result.stdout)["error"]["message"]
    assert result.stderr.startswith("Error: ")


def test_a_missing_survey_is_one_sentence(plant):
    result = CliRunner().invoke(main, ["check", str(plant), str(plant.with_name("none.csv"))])
    assert result.exit_code == 1
    assert "none.csv" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_packed_survey_is_read_like_a_plain_one(plant):
    path = plant.with_name("survey.csv.gz")
    path.write_bytes(gzip.compress(SURVEY.encode()))
    result = CliRunner().invoke(main, ["check", str(plant), str(path)])
    assert "3 rows read, 3 accepted" in result.stdout


def test_terminal_codes_in_a_survey_are_shown_and_not_obeyed(plant):
    result = check(plant, SURVEY.replace("停机", "\x1b[2Jgone"))
    assert "\x1b" not in result.output
    assert "U+001B" in result.output or "x1b" in result.output
