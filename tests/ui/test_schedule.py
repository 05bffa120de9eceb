import csv
import json
from pathlib import Path

import pytest

from optimiser.periods.horizon import read_horizon

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "horizon" / "ten_days.toml"
SHORT = """
goal = "most_margin"
move_limits = true
time_limit_s = 300.0

[horizon]
shifts = 3
blend_step_pct = 50.0
stockpile = [
  { name = "skarn", tonnes = 3000.0, conditions = { ore_wo3_pct = 0.44 } },
  { name = "marble", tonnes = 5000.0, conditions = { ore_wo3_pct = 0.32 } },
]
"""


def test_the_files_and_the_screen_tell_one_schedule(run, model_path, tmp_path):
    question, output, table = (tmp_path / name for name in ("h.toml", "s.json", "s.csv"))
    question.write_text(SHORT, encoding="utf-8")
    words = ("schedule", "reference", model_path, "--question", question)
    result = run(*words, "-o", output, "--table", table)
    assert result.exit_code == 0, result.stderr
    schedule = json.loads(output.read_text(encoding="utf-8"))
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["shift"] for row in rows] == ["1", "2", "3"]
    margin = sum(float(row["ore_t"]) * float(row["margin_cny_t"]) for row in rows)
    assert margin == pytest.approx(schedule["margin_cny"], rel=1e-4)
    fed = sum(float(row["ore_t"]) * float(row["skarn_pct"]) / 100.0 for row in rows)
    assert fed == pytest.approx(3000.0 - schedule["ore_left_t"]["skarn"], abs=1.0)
    assert schedule["status"] == "optimal"
    assert schedule["certificate"]["verified"]
    assert f"margin {schedule['margin_cny']:,.0f} CNY" in result.stdout
    assert "better than the shifts planned one by one" in result.stdout


def test_ore_that_runs_out_ends_with_the_code_of_no_plan(run, model_path, tmp_path):
    question = tmp_path / "h.toml"
    question.write_text(SHORT.replace("5000.0", "50.0"), encoding="utf-8")
    result = run("schedule", "reference", model_path, "--question", question)
    assert result.exit_code == 3
    assert "the stockpiles run out in shift 2" in result.stderr


def test_the_example_asks_thirty_shifts_of_three_stockpiles():
    horizon = read_horizon(EXAMPLE).horizon
    assert (horizon.shifts, len(horizon.stockpile)) == (30, 3)


def test_a_question_of_many_shifts_is_none_of_one(run, model_path):
    result = run("plan", "reference", model_path, "--question", EXAMPLE)
    assert result.exit_code == 1
    assert "horizon" in result.stderr
    result = run("schedule", "reference", model_path)
    assert result.exit_code == 2
