import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from flotation_ui.cli import main


@pytest.fixture
def run():
    def run(*words):
        return CliRunner().invoke(main, ["trial", *(str(word) for word in words)])

    return run


@pytest.fixture
def survey_path(tmp_path, survey_of):
    path = tmp_path / "survey.csv"
    survey_of(seed=1).table.to_csv(path, index=False)
    return path


PLAN = ("--lever", "bha_g_t", "--gain", 1.5, "--setting", 160, "--name", "BHA up", "--seed", 5)


def run_trial(run, survey_of, plant_path, survey_path, tmp_path, effect):
    """Plan a trial, run it in the plant of the tests, and write the survey that comes of it."""
    schedule = tmp_path / "schedule.csv"
    planned = run("plan", plant_path, survey_path, *PLAN, "-o", schedule)
    assert planned.exit_code == 0, planned.stderr
    table = pd.read_csv(schedule, keep_default_na=False)
    made = survey_of(seed=1, schedule=table, effect=effect).table
    path = tmp_path / "after.csv"
    made.to_csv(path, index=False)
    return planned, table, path


def test_a_planned_trial_that_was_run_is_read_back_from_the_survey(
    run, survey_of, plant_path, survey_path, tmp_path
):
    planned, table, after = run_trial(run, survey_of, plant_path, survey_path, tmp_path, 0.06)
    assert "chosen" in planned.stdout
    assert list(table.columns) == ["shift_start", "trial", "bha_g_t", "block"]
    assert table["shift_start"][0] == "2026-05-14 08:00"
    words = ("analyse", plant_path, after, "--lever", "bha_g_t", "--trial", "BHA up")
    found = json.loads(run(*words, "--json").stdout, parse_constant=pytest.fail)
    assert found["gain_points_low"] < 100 * 0.6 * np.expm1(0.06) < found["gain_points_high"]
    assert found["shown"] is True
    assert found["evidence"]["without"]["status"] == "not shown"
    assert found["evidence"]["with"]["status"] == "supported"
    text = run(*words, "--no-evidence")
    assert "The trial shows an effect: +" in text.stdout
    assert "Evidence" not in text.stdout
    assert "CNY/t" in text.stdout
    chinese = run(*words, "--no-evidence", "--language", "zh").stdout
    assert "试验显示有作用" in chinese
    assert "The" not in chinese


def test_a_one_sided_analysis_leaves_its_open_end_null(
    run, survey_of, plant_path, survey_path, tmp_path
):
    _, _, after = run_trial(run, survey_of, plant_path, survey_path, tmp_path, 0.0)
    words = ("analyse", plant_path, after, "--lever", "bha_g_t", "--trial", "BHA up")
    found = json.loads(run(*words, "--one-sided", "--no-evidence", "--json").stdout)
    assert found["gain_points_high"] is None
    assert found["net_cny_t_high"] is None
    assert found["sides"] == 1
    assert found["shown"] == (found["gain_points_low"] > 0.0)


def test_the_plan_as_json_holds_its_schedule(run, plant_path, survey_path):
    result = run("plan", plant_path, survey_path, *PLAN, "--json")
    plan = json.loads(result.stdout, parse_constant=pytest.fail)
    chosen = [option for option in plan["options"] if option["chosen"]]
    assert len(chosen) == 1
    assert len(plan["schedule"]) == chosen[0]["shifts"]
    assert plan["power"] == 0.8
    assert chosen[0]["power"] >= 0.8
    assert plan["least_gain_points"] <= 1.5
    assert plan["schedule"][0]["shift_start"] == "2026-05-14 08:00"
    assert "对数" in run("plan", plant_path, survey_path, *PLAN, "--language", "zh").stdout


def test_a_setting_beyond_the_survey_is_said(run, plant_path, survey_path):
    wide = run("plan", plant_path, survey_path, "--lever", "bha_g_t", "--gain", 2, "--setting", 250)
    assert "OUTSIDE" in wide.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--lever", "bha_g_t"), 2, "--gain or --gain-cny-t"),
        (("--lever", "bha_g_t", "--gain", 1, "--gain-cny-t", 1), 2, "--gain or --gain-cny-t"),
        (("--lever", "bha_g_t", "--gain", 0.01, "--setting", 160), 4, "400 pairs"),
        (("--lever", "ph", "--gain", 1), 1, "no lever"),
        (("--lever", "bha_g_t", "--gain", 1, "--setting", 900), 1, "not to 900"),
        (("--lever", "bha_g_t", "--gain", 1, "--name", "x 1 on"), 1, "cannot be called"),
    ],
)
def test_what_cannot_be_planned_ends_with_its_exit_code(
    run, plant_path, survey_path, words, code, says
):
    result = run("plan", plant_path, survey_path, *words)
    assert result.exit_code == code
    assert says in " ".join(result.stderr.split())


def test_the_schedule_never_replaces_the_survey(run, plant_path, survey_path):
    result = run("plan", plant_path, survey_path, *PLAN, "-o", survey_path)
    assert result.exit_code == 1
    assert "is being read" in result.stderr
