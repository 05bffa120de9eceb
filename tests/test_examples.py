"""Every numbered example runs, is short, and prints what is known of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "examples"
EXAMPLES = {path.stem: path for path in sorted(FOLDER.glob("[0-9][0-9]_*.py"))}
LONGEST = 60  # lines

KNOWN = {  # example: what its output must hold
    "01_read_a_survey": [r"\d+ rows read, \d+ accepted", r"stuck +\d+", r"feed WO3, % +0\.\d+"],
    "02_balance": [
        r"concentrate +12\.97 ± 0\.40 +2\.96 +89\.27 ± 0\.33",
        r"efficiency 76\.7%",
        r"lead +4\.2[45] ± .* 84\.90",
        r"24 % CaF2 .* \d\.?\d*e-\d\d",
    ],
    "03_reconcile": [
        r"1?\d of 26\d shifts",
        r"ore +100\.000% .* 100\.000%",
        r"ore, Mo does not close",
    ],
    "04_simulate": [r"WO3( +\d+\.\d\d){4}", r"280 g/t: recovery \d\d\.\d% at"],
    "05_close_a_circuit": [r"mass pull +9\.473", r"grade +65\.081", r"recovery +80\.065"],
    "06_best_topology": [
        r"2 units, 4 valid circuits: -83\.614548",
        r"3 units, 102 valid circuits: 4\.858629",
        r"4 units, 6240 valid circuits: 11\.913385",
    ],
    "07_best_kinetic_topology": [
        r"2 units.*-145\.1182",
        r"3 units.*-27\.9889",
        r"4 units.*46\.9648",
    ],
    "08_fit_a_batch_test": [r"\Arectangular +AICc"],
    "09_sell_a_concentrate": [
        r"61\.80% +48\.0[78]",
        r"71\.19% +53\.14",
        r"75\.24% +48\.84",
        r"above 3,032\.53",
        r"above 19,250\.00",
        r"mtu: 27\.20",
    ],
    "10_plan_a_trial": [
        r"blocks of 1: \d+ pairs",
        r"BHA up 01 on",
        r"found \+1\.\d+",
        r"true +\+1\.",
    ],
}


@pytest.fixture(scope="module")
def output():
    """Return what an example prints; each is run once."""
    printed = {}

    def run(name):
        if name not in printed:
            done = subprocess.run(
                [sys.executable, "-W", "error", EXAMPLES[name]],
                env=os.environ | {"PYTHONPATH": str(FOLDER.parent), "PYTHONUTF8": "1"},
                capture_output=True,
                encoding="utf-8",
                timeout=120,
                check=False,
            )
            assert (done.returncode, done.stderr) == (0, "")
            printed[name] = done.stdout
        return printed[name]

    return run


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_runs_and_says_something(name, output):
    assert output(name).strip()


@pytest.mark.parametrize(
    ("name", "pattern"), [(name, pattern) for name in KNOWN for pattern in KNOWN[name]]
)
def test_an_example_prints_the_published_figures(name, pattern, output):
    assert re.search(pattern, output(name))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_short_and_says_what_it_shows(name):
    text = EXAMPLES[name].read_text(encoding="utf-8")
    assert len(text.splitlines()) < LONGEST
    assert text.startswith(f'"""Example {name[:2]}: ')


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "problem"),
    [("06_best_topology", "linear_split_2021"), ("07_best_kinetic_topology", "kinetic_2023")],
)
def test_the_best_topologies_are_the_proven_ones(name, problem, shared_data, output):
    text = (shared_data / "circuit_benchmarks" / "circuits.json").read_text(encoding="utf-8")
    proven = json.loads(text)[problem]["exact_optima_by_enumeration"]
    found = [float(value) for value in re.findall(r"(-?\d+\.\d+) GBP/s", output(name))]
    assert found == pytest.approx([optimum["value"] for optimum in proven], abs=2e-6)
