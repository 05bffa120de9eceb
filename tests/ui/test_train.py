import json

import pytest
from flotation_ui.words.model import model_text, present_recoveries

from flotation.model_file import model_bytes


@pytest.mark.slow
def test_training_writes_the_same_bytes_wherever_it_runs(run, tmp_path, demonstration):
    path = tmp_path / "model.json"
    result = run("train", "reference", "reference", "-o", path, "--json")
    assert result.exit_code == 0, result.stderr
    assert path.read_bytes() == model_bytes(demonstration.brief.model)
    summary = json.loads(result.stdout, parse_constant=pytest.fail)
    assert set(summary["evidence"]) == set(demonstration.brief.plant.levers)
    interval = demonstration.brief.model.intervals["WO3"].two_sided(0.9)
    assert summary["intervals_90"]["WO3"] == list(interval)
    assert {score["target"] for score in summary["scores"]} >= {"recovery/WO3", "recovery/Bi"}


def test_an_unwritable_place_is_refused_before_any_training(run, tmp_path, monkeypatch):
    monkeypatch.setattr("flotation.training.train", pytest.fail)
    result = run("train", "reference", "reference", "-o", tmp_path / "missing" / "model.json")
    assert result.exit_code == 1
    assert "there is no folder" in result.stderr


def test_training_never_replaces_its_own_survey(run, tmp_path):
    survey = tmp_path / "survey.csv"
    survey.write_text("a\n")
    result = run("train", "reference", survey, "-o", survey)
    assert result.exit_code == 1
    assert "is being read" in result.stderr
    assert survey.read_text() == "a\n"


def test_the_model_text_says_of_every_lever_what_the_survey_supports(demonstration):
    text = model_text(demonstration.brief.model)
    for lever in demonstration.brief.plant.lever:
        assert lever.column in text
    assert "recovery/WO3" in text
    now = present_recoveries(demonstration.brief.model)["WO3"]
    assert f"{100 * now['low']:.1f} to {100 * now['high']:.1f} %" in text
    assert f"{100 * now['true_low']:.1f} to {100 * now['true_high']:.1f} %" in text
    assert now["low"] < now["true_low"] < now["value"] < now["true_high"] < now["high"]
