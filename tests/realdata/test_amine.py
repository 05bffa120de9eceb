"""Amine on the real iron plant: what its wrong sign in a plain regression must never become.

Amine floats silica away, and operators add it when silica is high. The plant's tailings are not
assayed, so that training refuses; the silica of the concentrate is judged here on its own, as the
log share of a leg would be.
"""

import numpy as np
import pytest

from flotation.evidence import Moves, lever_evidence
from flotation.flowsheet import Leg
from flotation.leg_regression import design_of, fit_leg, leg_model, make_grid
from flotation.lever_effect import own_variation
from flotation.partial_effect import what_operators_saw
from flotation.plant_file import load_plant
from flotation.scores import time_blocks
from flotation.stage_shares import StageShares
from flotation.survey import balance_checks, read_survey

pytestmark = pytest.mark.realdata
BLOCKS = 4
DELAY = 2  # hours until a lab value is known
LEG = Leg("reverse_flotation", "SiO2", "tails")
LAB = ("feed_fe_pct", "feed_sio2_pct", "con_fe_pct", "con_sio2_pct")


@pytest.fixture(scope="module")
def plant(root):
    return load_plant(root / "examples" / "plants" / "iron.toml")


@pytest.fixture(scope="module")
def survey(plant, shared_data):
    return read_survey(
        shared_data / "iron_ore_plant" / "iron_hourly_dev.csv.gz",
        plant.column,
        time_column=plant.time_column,
        physics=balance_checks(plant),
    )


@pytest.fixture(scope="module")
def silica(survey):
    """Silica of the concentrate, doubtful hours left out. [%]"""
    doubtful = survey.doubtful["con_sio2_pct"].astype(bool)
    return survey.table["con_sio2_pct"].astype(float).mask(doubtful).to_numpy()


@pytest.fixture(scope="module")
def hours(plant, survey):
    times = survey.table[plant.time_column]
    return ((times - times.iloc[0]).dt.total_seconds() / 3600.0).round().astype(int).to_numpy()


@pytest.fixture(scope="module")
def grid(plant, survey):
    return make_grid(plant, survey.table)


@pytest.fixture(scope="module")
def fit(plant, survey, grid, silica, hours):
    shares = StageShares(
        legs=(LEG,),
        log_share=np.log(silica)[:, None],
        sd=np.full((len(silica), 1), 0.04),
        rows=np.arange(len(silica)),
        shifts=hours,
        left_out={},
    )
    return fit_leg(design_of(plant, LEG, grid), grid, survey.table, shares)


@pytest.fixture(scope="module")
def amine(plant, survey, fit, hours):
    """The evidence on amine."""
    table, conditions = survey.table, [c.column for c in plant.condition]
    saw = what_operators_saw(table, list(plant.levers), conditions, LAB, shifts=hours, delay=DELAY)
    others = [c for c in (*plant.levers, *conditions) if c != "amine"]
    known = np.column_stack([table[others].astype(float), table[list(LAB)].shift(DELAY)])
    own = own_variation(table["amine"].to_numpy(dtype=float), known)
    moves = Moves(own=own, after_conditions=own, seen=saw.beside("amine"))
    none, block = np.zeros(len(table), dtype=int), time_blocks(len(table), BLOCKS)
    return lever_evidence(plant, "amine", [fit], trial=none, block=block, moves=moves)


def test_a_plain_regression_blames_amine_for_silica_in_every_time_block(plant, survey, silica):
    columns = ["amine", *(c for c in plant.levers if c != "amine")]
    columns += [c.column for c in plant.condition]
    X = survey.table[columns].to_numpy(dtype=float)
    block = time_blocks(len(X), BLOCKS)
    known = np.isfinite(X).all(axis=1) & np.isfinite(silica)
    for number in range(BLOCKS):
        rows = known & (block == number)
        spread = X[rows] - X[rows].mean(axis=0)
        design = np.column_stack([np.ones(len(spread)), spread / spread.std(axis=0)])
        assert np.linalg.lstsq(design, silica[rows], rcond=None)[0][1] > 0.1


def test_the_wrong_sign_is_not_supported_so_no_plan_may_move_amine(amine):
    assert amine.status != "supported"
    assert "trial" in amine.sentence


def test_beside_what_operators_saw_amine_has_its_true_sign(amine):
    [effect] = amine.effects
    assert effect.expected == "falling"
    assert effect.partial.high < 0.0
    assert not effect.low > 0.0


def test_the_model_never_says_that_less_amine_is_less_silica(fit, grid):
    values = leg_model(fit, grid).levers["amine"].values
    assert np.all(np.diff(values) <= 1e-12)
