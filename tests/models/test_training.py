import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from flotation import training
from flotation.errors import DataError, PlantFileError, RefusedError
from flotation.flowsheet import Leg
from flotation.leg_regression import design_of, fit_leg, fit_without, make_grid
from flotation.model_file import model_bytes
from flotation.scores import held_out
from flotation.training import survey_digest, train, training_rows


def test_training_twice_gives_the_same_bytes(plant, survey, model):
    assert model_bytes(train(plant, survey)) == model_bytes(model)


SCRIPT = """
import hashlib
import sys
sys.path.insert(0, sys.argv[1])
from conftest import make_plant, make_survey
from flotation.model_file import model_bytes
from flotation.training import train
model = train(make_plant(), make_survey(shifts=300))
print(hashlib.sha256(model_bytes(model)).hexdigest())
"""


def test_hash_seed_and_threads_do_not_change_a_byte():
    here = Path(__file__).parent
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(here)],
            env=os.environ
            | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads}
            | {"PYTHONPATH": str(here.parents[1])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, threads in (("0", "1"), ("1", "2"))
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 64


def test_the_truth_is_found_where_trials_reached(model, truth):
    rng = np.random.default_rng(5)
    settings = {
        "bha_g_t": rng.uniform(100.0, 420.0, 200),
        "ph": rng.uniform(8.6, 10.4, 200),
        "silicate_g_t": rng.uniform(500.0, 3000.0, 200),
        "frother_g_t": rng.uniform(15.0, 60.0, 200),
    }
    expected = truth(settings)
    found = model.log_recovery("WO3", settings, model.present_conditions)
    error = found - expected["rougher/WO3"] - expected["cleaner/WO3"]
    assert abs(error.mean()) < 0.05  # the mean of the unseen property over the survey
    assert error.std() < 0.02


def test_declared_shapes_hold_in_the_model(model):
    for leg in model.legs:
        for column, curve in leg.levers.items():
            steps = np.diff(curve.values)
            slopes = steps / np.diff(curve.knots)
            if column in ("bha_g_t", "frother_g_t"):
                assert np.all(steps >= -1e-9)
            if column == "silicate_g_t":
                assert np.all(steps <= 1e-9)
            if column == "ph":
                assert np.all(np.diff(slopes) <= 1e-9)


def test_a_leg_to_the_tails_mirrors_the_declared_shape(plant, survey):
    grid = make_grid(plant, survey.table)
    to_tails = design_of(plant, Leg("rougher", "WO3", "tails"), grid)
    assert to_tails.levers == {"bha_g_t": "falling", "ph": "valley", "frother_g_t": "falling"}


def test_knots_of_a_lever_are_common_to_all_legs(model):
    grids = {}
    for leg in model.legs:
        for column, curve in leg.levers.items():
            assert grids.setdefault(column, curve.knots) == curve.knots
            assert (curve.knots[0], curve.knots[-1]) == model.domain[column]
            assert len(curve.knots) <= 9


def test_present_settings_are_medians_of_the_last_shifts(model, survey):
    last = survey.table.tail(30)
    assert model.present["ph"] == pytest.approx(last["ph"].median())
    assert model.present["ore_wo3_pct"] == pytest.approx(last["ore_wo3_pct"].median())


def test_scores_do_not_see_the_future(plant, survey):
    """Rows of the last block altered: the model of the first block's score stays."""
    rows = training_rows(plant, survey)
    leg = Leg("rougher", "WO3", "concentrate")
    fit = fit_leg(design_of(plant, leg, rows.grid), rows.grid, rows.table, rows.shares)
    held = held_out(fit, rows.grid, rows.block, rows.shares.shifts, gap=21)
    near = rows.shares.shifts <= rows.shares.shifts[rows.block == 0][-1] + 21
    alone = fit_without(fit, rows.grid, near[fit.rows])
    first = fit.rows[rows.block[fit.rows] == 0]
    assert held.predicted[first] == pytest.approx(alone.predict(fit.X[: len(first)]))


def test_the_card_counts_every_row(model, survey):
    rows = model.card["rows"]
    assert rows["accepted"] == len(survey.table)
    assert rows["used"] + sum(rows["left_out"].values()) == rows["accepted"]
    assert rows["in_trials"] == 120


def test_the_survey_digest_follows_the_numbers(survey):
    table = survey.table
    moved = table.copy()
    moved.loc[moved.index[3], "ph"] += 1e-6
    assert survey_digest(table) == survey_digest(table.copy())
    assert survey_digest(moved) != survey_digest(table)


def test_doubtful_values_do_not_count(plant, survey):
    spoiled = survey.table.copy()
    spoiled.loc[spoiled.index[100:200], "tails_wo3_pct"] = 0.05
    doubtful = pd.DataFrame(False, index=spoiled.index, columns=spoiled.columns)
    doubtful.loc[doubtful.index[100:200], "tails_wo3_pct"] = True
    spoiled.loc[spoiled.index[250:300], "ph"] = 9.0
    doubtful.loc[doubtful.index[250:300], "ph"] = True
    cleared = survey.table.copy()
    cleared.loc[cleared.index[100:200], "tails_wo3_pct"] = np.nan
    cleared.loc[cleared.index[250:300], "ph"] = np.nan
    flagged = train(plant, SimpleNamespace(table=spoiled, doubtful=doubtful))
    missing = train(plant, SimpleNamespace(table=cleared, doubtful=None))
    assert flagged.legs == missing.legs


def test_a_plant_file_with_columns_alone_is_refused(plant, survey):
    bare = plant.model_copy(update={"lever": (), "stage": ()})
    with pytest.raises(PlantFileError, match=r"\[\[stage\]\], \[\[lever\]\]"):
        train(bare, survey)


def test_a_short_survey_is_refused(plant, survey_of):
    with pytest.raises(DataError, match="60 of 60 accepted shifts can be used"):
        train(plant, survey_of(shifts=60))


def test_a_survey_without_a_needed_assay_names_the_leg(plant, survey):
    table = survey.table.assign(
        middlings_wo3_pct=np.nan, tails_wo3_pct=np.nan, cleaner_tails_wo3_pct=np.nan
    )
    with pytest.raises(RefusedError, match="determines no share of rougher/WO3") as refused:
        train(plant, SimpleNamespace(table=table, doubtful=None))
    assert "recovery of WO3 in stage rougher" in refused.value.reasons["rougher/WO3/concentrate"]


def test_an_on_off_trial_is_one_trial_whatever_its_pairs(plant, survey):
    labels = ["", "up 01 on", "up 01 off", "T1", "up 02 off", "up 02 on", "T1"]
    table = survey.table.head(7).assign(trial=labels)
    assert training._trials(plant, table).tolist() == [0, 1, 1, 2, 1, 1, 2]


def test_the_plant_file_says_which_links_may_be_chosen(plant, survey_of):
    survey = survey_of(shifts=200)
    odds = plant.model_copy(update={"links": ("logit",)})
    links = {leg.link for leg in train(odds, survey).legs}
    told = {leg.link for leg in train(odds, survey, links=("log",)).legs}
    tried = train(plant, survey, links=("log", "logit")).card["legs"].values()
    assert (links, told) == ({"logit"}, {"log"})
    assert all(set(leg["tried"]) == {"logit", "3 segments"} for leg in tried)
