"""The real zinc plant, with iron added to its balances: iron is what does not close."""

import json

import pytest
from click.testing import CliRunner
from flotation_ui.cli import main

pytestmark = pytest.mark.realdata

STREAMS = {
    "feed": "feed_fe_pct",
    "rougher_concentrate": "rougher_con_fe_pct",
    "rougher_tails": "rougher_tails_fe_pct",
}
IRON = '  { name = "Fe", mineral_grade_pct = 72.4, zh = "铁", en = "Iron" },\n'


@pytest.fixture(scope="module")
def with_iron(root, tmp_path_factory):
    """The shipped plant file, iron assayed around the rougher too."""
    text = (root / "examples" / "plants" / "zinc.toml").read_text(encoding="utf-8")
    for line in (line for line in text.splitlines() if line.startswith("assays = ")):
        column = next(c for c in STREAMS.values() if c.split("_fe")[0] in line)
        text = text.replace(line, line.replace("{ ", f'{{ Fe = "{column}", '))
    head, rest = text.split("component = [\n", 1)
    path = tmp_path_factory.mktemp("plant") / "zinc_with_iron.toml"
    path.write_text(f"{head}component = [\n{IRON}{rest}", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def survey(shared_data):
    return shared_data / "zinc_plant" / "zn_dev.csv.gz"


def run(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_iron_is_named_as_the_component_that_does_not_close(with_iron, survey):
    text = run("reconcile", with_iron, survey)
    assert "Fe is the component that does not close: without it" in text
    assert "That is more than chance" in text


def test_without_iron_most_hours_close_and_with_it_half_of_them_fail(with_iron, survey):
    test = json.loads(run("reconcile", with_iron, survey, "--json"))["balance_test"]
    assert test["component_that_does_not_close"] == "Fe"
    failing = {line["component"]: line["failing"] for line in test["without"]}
    assert failing["Fe"] < 0.2
    assert failing["Zn"] > 0.4
    assert failing["Pb"] > 0.4
    assert 0.45 < test["failing"] / test["tested"] < 0.7


def test_the_shipped_plant_file_which_leaves_iron_out_balances(root, survey):
    plant = root / "examples" / "plants" / "zinc.toml"
    found = json.loads(run("reconcile", plant, survey, "--json"))
    test = found["balance_test"]
    assert test["component_that_does_not_close"] is None
    assert test["failing"] / test["tested"] < 0.2
    (zinc,) = [line for line in found["recoveries"] if line["component"] == "Zn"]
    assert 0.8 < zinc["median"] < 0.9
