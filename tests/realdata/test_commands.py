"""The commands on two real plants, from check to an honest end."""

import json

import pytest
from click.testing import CliRunner
from flotation_ui.cli import main

pytestmark = pytest.mark.realdata
REFUSED = 4


def run(*words):
    """What a command ends with."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def zinc(root, shared_data, tmp_path_factory):
    """Plant file and model of the zinc rougher."""
    plant = root / "examples" / "plants" / "zinc.toml"
    model = tmp_path_factory.mktemp("zinc") / "model.json"
    trained = run("train", plant, shared_data / "zinc_plant" / "zn_dev.csv.gz", "-o", model)
    assert trained.exit_code == 0, trained.output
    return plant, model


@pytest.fixture(scope="module")
def iron(root, shared_data):
    """Plant file of the iron plant and the folder of its data."""
    return root / "examples" / "plants" / "iron.toml", shared_data / "iron_ore_plant"


def test_zinc_is_checked(zinc, shared_data):
    survey = shared_data / "zinc_plant" / "zn_dev.csv.gz"
    result = run("check", zinc[0], survey, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert report["read"] == 1656
    assert report["accepted"] == len(report["rows"])
    assert {"plant stop", "stuck", "range"} <= {m["rule"] for m in report["messages"]}


@pytest.mark.parametrize(
    "asked",
    [
        ("--goal", "most_recovery", "--component", "Zn"),
        ("--goal", "most_margin"),
    ],
    ids=["recovery", "margin"],
)
def test_zinc_ends_with_a_plan_of_supported_levers_or_a_refusal_of_all(zinc, tmp_path, asked):
    plant, model = zinc
    evidence = json.loads(model.read_text("utf-8"))["model"]["evidence"]
    levers = [row["lever"] for row in evidence]
    supported = {row["lever"] for row in evidence if row["status"] == "supported"}
    result = run("plan", plant, model, *asked, "-o", tmp_path / "plan.json", "--json")
    if result.exit_code == REFUSED:
        assert not supported
        told = json.loads(result.stdout)["error"]["reasons"]
        assert list(told) == levers
        assert not (tmp_path / "plan.json").exists()
        return
    assert result.exit_code == 0, result.output
    advice = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    moved = {row["lever"] for row in advice["changes"] if abs(row["change"]) > 1e-6}
    assert moved <= supported
    assert set(advice["locked"]) == set(levers) - supported
    assert advice["certificate"]["verified"]
    assert advice["certificate"]["gap"] <= 1e-4


def test_a_model_of_zinc_is_of_no_use_to_another_plant(zinc, iron):
    result = run("plan", iron[0], zinc[1], "--goal", "most_recovery", "--component", "Fe")
    assert result.exit_code == 1
    assert "plant" in result.stderr


def test_the_hourly_iron_file_passes_the_check(iron):
    plant, folder = iron
    result = run("check", plant, folder / "iron_hourly_dev.csv.gz")
    assert result.exit_code == 0
    assert "feed_fe_pct does not move" in " ".join(result.stdout.split())


def test_training_on_iron_is_refused_and_leaves_no_model(iron, tmp_path):
    plant, folder = iron
    result = run("train", plant, folder / "iron_hourly_dev.csv.gz", "-o", tmp_path / "iron.json")
    assert result.exit_code in (1, REFUSED)
    assert "reverse_flotation/Fe/tails" in result.stderr
    assert not (tmp_path / "iron.json").exists()


def test_the_ruined_iron_spreadsheet_ends_with_one(iron):
    plant, folder = iron
    result = run("check", plant, folder / "iron_20s_excel_mangled.csv.gz", "--json")
    told = json.loads(result.stdout)["error"]
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "decimal separators were lost" in json.dumps(told)
