import json

import numpy as np
import pytest

from benchmarks import uplift as benchmark
from flotation.history import open_history
from flotation.history.advice import keep_advice
from flotation.history.decisions import keep_decision, make_decision
from flotation.history.plans import keep_plan
from flotation.history.surveys import keep_survey
from flotation.survey import balance_checks, read_survey


@pytest.fixture(scope="session")
def shifts(demonstration):
    """Four months of the surrogate plant with a column that says what was accepted."""
    plant = demonstration.brief.plant
    [run] = benchmark.runs(plant, benchmark.CASES[0], 1, seed=4)
    return run.survey.table.assign(taken=np.where(run.accepted, "yes", "no"))


@pytest.fixture
def survey_path(tmp_path, shifts):
    path = tmp_path / "shifts.csv"
    shifts.to_csv(path, index=False)
    return path


def test_the_effect_is_said_in_both_languages_and_as_json(run, model_path, survey_path):
    words = ("uplift", "reference", model_path, survey_path, "--column", "taken")
    english = run(*words)
    assert english.exit_code == 0, english.stderr
    flowing = " ".join(english.stdout.split())
    assert "WO3 recovery: the advice brought +1." in flowing
    assert "Bi recovery: cannot tell yet (p = " in flowing
    assert "By assay errors alone" in flowing
    assert "feed WO3, %" in flowing
    chinese = run(*words, "--language", "zh").stdout
    assert "WO3 回收率：采纳建议带来 +1." in chinese
    assert "目前还不能判断" in chinese
    assert "the " not in chinese
    found = json.loads(run(*words, "--json").stdout, parse_constant=pytest.fail)
    result = found["results"]["margin"]
    assert result["verdict"] == "gain"
    assert result["low"] < result["effect"] < result["high"]
    assert found["results"]["Bi"]["least"] > found["results"]["Bi"]["least_by_assays"]


def test_a_gain_asked_for_is_the_one_that_more_shifts_would_show(run, model_path, survey_path):
    words = ("uplift", "reference", model_path, survey_path, "--column", "taken", "--json")
    found = json.loads(run(*words, "--gain", 0.3, "--gain-cny-t", 9).stdout)
    assert found["results"]["Bi"]["worth"] == pytest.approx(0.3, rel=0.02)
    assert found["results"]["margin"]["worth"] == 9.0


def test_shifts_and_decisions_come_from_the_history(
    run, model_path, demonstration, shifts, tmp_path
):
    plant, url = demonstration.brief.plant, str(tmp_path / "history.sqlite3")
    words = ("uplift", "reference", model_path, "--db", url)
    empty = run(*words)
    assert empty.exit_code == 4
    assert "no advice" in empty.stderr
    history = open_history(url)
    text = shifts.drop(columns="taken").to_csv(index=False)
    survey = read_survey(
        text.encode(), plant.column, time_column=plant.time_column, physics=balance_checks(plant)
    )
    with history.writing():
        source = {"source": "shifts.csv", "file_sha256": "0" * 64, "by": "Li Wei"}
        keep_survey(history, plant.name, survey, time_column="shift_start", **source)
        plan = keep_plan(history, plant.name, b'{"objective": 1.0}', by="Li Wei")
        for time, taken in zip(shifts["shift_start"], shifts["taken"], strict=True):
            advice = keep_advice(history, plan.sha256, shift=time, shown_to="Li Wei")
            if taken == "yes":
                chosen = {"by": "Li Wei", "setpoints": {"w_ph": 9.0}}
                keep_decision(history, make_decision(advice.id, "accepted", **chosen))
    history.close()
    found = run(*words)
    assert found.exit_code == 0, found.stderr
    assert "WO3 recovery: the advice brought +1." in " ".join(found.stdout.split())


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--column", "taken"), 2, "need a SURVEY"),
        (("SURVEY", "--db", "other.sqlite3"), 2, "no meaning beside a SURVEY"),
        (("SURVEY", "--column", "nobody"), 1, "nobody"),
        (("SURVEY", "--column", "ore_type"), 1, "accepted, declined or changed"),
    ],
)
def test_what_cannot_be_compared_ends_with_its_exit_code(
    run, model_path, survey_path, words, code, says
):
    words = [survey_path if word == "SURVEY" else word for word in words]
    result = run("uplift", "reference", model_path, *words)
    assert result.exit_code == code
    assert says in " ".join(result.stderr.split())
