import json

import pandas as pd
import pytest
from click.testing import CliRunner
from flotation_ui.cli import main


def simulate(*words):
    return CliRunner().invoke(main, ["simulate", "--shifts", "120", *map(str, words)])


def test_the_same_seed_gives_the_same_survey_and_another_seed_another(tmp_path):
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    for path, seed in zip(paths, (3, 3, 4), strict=True):
        assert simulate("--seed", seed, "-o", path).exit_code == 0
    a, b, c = (path.read_bytes() for path in paths)
    assert a == b != c


def test_without_an_output_the_survey_itself_is_printed(tmp_path):
    path = tmp_path / "survey.csv"
    simulate("-o", path)
    assert simulate().stdout_bytes == path.read_bytes()


def test_the_truth_holds_what_no_plant_can_measure(tmp_path):
    truth = tmp_path / "truth.csv"
    simulate("--truth", truth, "-o", tmp_path / "survey.csv")
    header = truth.read_text().splitlines()[0].split(",")
    assert {"ore_property", "recovery/WO3"} <= set(header)


def test_strength_and_noise_reach_the_simulator(tmp_path):
    truth, survey = tmp_path / "truth.csv", tmp_path / "survey.csv"
    result = simulate("--ore-strength", 0, "--noise", 0, "--truth", truth, "-o", survey)
    assert result.exit_code == 0, result.stderr
    given, seen = pd.read_csv(truth), pd.read_csv(survey).drop_duplicates(ignore_index=True)
    assert (given["ore_property"] == 0.0).all()
    assert (abs(seen["ore_wo3_pct"] / given["ore_wo3_pct"] - 1.0) < 1e-3).mean() > 0.9


def test_a_negative_noise_is_one_sentence():
    result = simulate("--noise", -1)
    assert result.exit_code == 1
    assert "noise must lie in [0, 20], got -1.0" in result.stderr


def test_json_names_the_files_that_were_written(tmp_path):
    path = tmp_path / "survey.csv"
    result = simulate("--seed", "7", "-o", path, "--json")
    expected = {"shifts": 120, "seed": 7, "output": str(path), "truth": None}
    assert json.loads(result.stdout) == expected


def test_json_without_an_output_is_a_usage_mistake():
    result = simulate("--json")
    assert result.exit_code == 2
    assert "--json needs -o" in result.stderr


def test_survey_and_truth_never_share_a_file(tmp_path):
    path = tmp_path / "survey.csv"
    result = simulate("-o", path, "--truth", path)
    assert result.exit_code == 1
    assert "already the place of another output" in result.stderr
    assert not path.exists()


def test_too_few_shifts_are_one_sentence():
    result = CliRunner().invoke(main, ["simulate", "--shifts", "5"])
    assert result.exit_code == 1
    assert "shifts must lie in [120" in result.stderr


@pytest.mark.parametrize("place", ["missing/survey.csv", "."])
def test_a_place_that_cannot_be_written_is_refused_before_any_work(tmp_path, monkeypatch, place):
    monkeypatch.setattr("flotation.surrogate.simulation.simulate", pytest.fail)
    result = simulate("-o", tmp_path / place)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")


def test_what_is_simulated_passes_the_door_of_its_own_plant(tmp_path):
    path = tmp_path / "survey.csv"
    simulate("--seed", "1", "-o", path)
    result = CliRunner().invoke(main, ["check", "reference", str(path)])
    assert result.exit_code == 0, result.stderr
    assert " rows read, 120 accepted" in result.stdout
