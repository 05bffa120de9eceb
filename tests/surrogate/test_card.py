import ast
import csv
from pathlib import Path

import pandas as pd
import pytest

from flotation.datasets_path import dataset_folder
from flotation.surrogate import __main__ as writer
from flotation.surrogate.card import card
from flotation.surrogate.constants import CONSTANTS
from flotation.surrogate.published import comparisons

FOLDER = dataset_folder("reference_plant")
CARD = (FOLDER / "CARD.md").read_text(encoding="utf-8")


def sources():
    path = dataset_folder("literature") / "sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["source_id"] for row in csv.DictReader(file)}


def test_the_first_line_says_surrogate():
    assert "SURROGATE" in CARD.splitlines()[0]
    assert "SURROGATE" in (FOLDER / "plant.toml").read_text(encoding="utf-8").splitlines()[0]


def test_the_card_is_what_the_code_prints_today():
    table = pd.read_csv(FOLDER / "survey.csv", dtype={"trial": str})
    assert card(table, writer.SHIFTS, writer.SEED) == CARD


def test_every_constant_states_its_source_or_that_it_is_assumed():
    known = sources()
    for constant in CONSTANTS:
        word = constant.source.split()[0].strip(":,")
        assert word in {"assumed", "calibrated", "stoichiometry"} | known, constant.name
        assert f"`{constant.name}`" in CARD
    assert len({constant.name for constant in CONSTANTS}) == len(CONSTANTS)


LAWS = ("bank_flows", "collector", "laws", "ore", "performance", "sections", "sulphide", "tungsten")
RUNS = ("feeds", "measurement", "practice", "simulation")
HARMLESS = {0, 1, 2, 3, 4, 0.5, 10, 100, 1000}  # counts, per cent, halves, decades


def numbers_outside_the_card(text, tables):
    """Numbers of a module that neither `VALUE` nor a table that the card prints holds."""
    found = []
    for node in ast.parse(text).body:
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and (names & tables or "Bank" in names):
            continue
        found += [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
    return {v for v in found if type(v) in (int, float)} - HARMLESS


@pytest.mark.parametrize("module", LAWS + RUNS)
def test_every_number_of_the_simulator_is_in_the_card(module):
    folder = Path(writer.__file__).parent
    printed = ast.walk(ast.parse((folder / "card.py").read_text(encoding="utf-8")))
    tables = {node.id for node in printed if isinstance(node, ast.Name)} | {"TRIALS"}
    method = {"NEWTON_STEPS", "YEAR", "LANE", "FEWEST", "LARGEST_STRENGTH", "MOST"}
    text = (folder / f"{module}.py").read_text(encoding="utf-8")
    found = numbers_outside_the_card(text, tables | method | {"ORE_STRENGTHS"})
    assert found <= ({2190} if module == "simulation" else set())  # the default of an argument


def test_a_number_that_no_card_prints_is_found():
    text = "SPEED = 7.0\nBULK = Bank(minutes=1.25)\ndef rate(x):\n    return 0.37 * x / 100.0\n"
    assert numbers_outside_the_card(text, {"SPEED"}) == {0.37}
    assert numbers_outside_the_card(text, set()) == {0.37, 7.0}


def test_every_published_figure_names_a_source_that_is_there():
    assert {comparison.source for comparison in comparisons()} <= sources()


@pytest.mark.parametrize(
    ("what", "low", "high"),
    [
        ("WO3 recovery, present habits", 26.8, 32.0),
        ("WO3 lost to the sulphides", 1.5, 2.0),
        ("W rougher concentrate, share of the ore", 12.0, 14.0),
        ("WO3 in the W rougher concentrate, of the ore", 85.0, 91.0),
        ("W concentrate, WO3", 62.0, 68.0),
        ("WO3 kept in heated cleaning", 85.0, 90.0),
        ("Mo recovery, 25 °C less 3 °C", 2.0, 5.0),
        ("WO3 recovery, good regime", 70.0, 85.0),
        ("best pH of wolframite", 8.4, 8.6),
        ("best pH of scheelite", 9.0, 10.0),
    ],
)
def test_the_surrogate_gives_the_published_figure(what, low, high):
    (found,) = [c for c in comparisons() if c.what == what]
    assert low <= found.surrogate <= high


def test_survey_and_card_can_be_written_anywhere(tmp_path, capsys):
    writer.main(tmp_path)
    assert (tmp_path / "CARD.md").read_text(encoding="utf-8") == CARD
    assert "2190 shifts" in capsys.readouterr().out
