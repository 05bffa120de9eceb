import numpy as np
import pandas as pd
import pytest

from flotation.errors import DataError
from flotation.trial_labels import read_labels, trial_name
from flotation.trials.schedule import (
    Blocks,
    check_name,
    drawn_orders,
    make_schedule,
    moving_shifts,
)


@pytest.fixture(scope="module")
def schedule(plant):
    """100 to 220 g/t within 60 g/t a shift: one shift on the way, one of wash-out, two count."""
    return make_schedule(
        plant,
        "bha_g_t",
        Blocks(pairs=30, length=2, skipped=2),
        off=100.0,
        on=220.0,
        name="BHA 2",
        start="2026-05-01 08:00",
        seed=3,
    )


def test_no_shift_moves_the_lever_further_than_the_plant_allows(schedule):
    settings = np.concatenate([[100.0], schedule["bha_g_t"]])
    assert np.abs(np.diff(settings)).max() <= 60.0
    assert settings.min() == 100.0
    assert settings.max() == 220.0


def test_shifts_that_count_stand_at_the_setting_of_their_label(schedule):
    labels = read_labels(schedule["trial"])
    counted = labels["name"].notna().to_numpy()
    assert counted.sum() == 120
    assert (labels["name"][counted] == "BHA 2").all()
    wanted = np.where(labels["on"], 220.0, 100.0)
    assert (schedule["bha_g_t"].to_numpy() == wanted)[counted].all()
    each = labels[counted].groupby("pair")["on"].agg(["sum", "size"])
    assert len(each) == 30
    assert (each == [2, 4]).all(axis=None)


def test_orders_are_drawn_by_the_seed(schedule):
    labels = read_labels(schedule["trial"])
    first = labels[labels["name"].notna()].groupby("pair")["on"].first()
    assert first.tolist() == drawn_orders(30, seed=3).tolist()
    assert 5 < first.sum() < 25
    assert drawn_orders(30, seed=3).tolist() != drawn_orders(30, seed=4).tolist()


def test_a_schedule_is_in_the_surveys_own_columns(schedule, plant):
    assert list(schedule.columns) == ["shift_start", "trial", "bha_g_t", "block"]
    assert len(schedule) == Blocks(pairs=30, length=2, skipped=2).shifts == 240
    assert schedule["shift_start"].iloc[0] == pd.Timestamp("2026-05-01 08:00")
    assert (np.diff(schedule["shift_start"]) == np.timedelta64(8, "h")).all()
    assert schedule["block"].iloc[[0, 3, 4, -1]].tolist() == [1, 1, 2, 60]


def test_a_lever_without_a_limit_moves_at_once():
    assert moving_shifts(500.0, None) == 0
    assert moving_shifts(120.0, 60.0) == 1
    assert moving_shifts(121.0, 60.0) == 2


def test_labels_of_other_trials_are_no_pairs():
    table = read_labels(["T1 screening", None, float("nan"), "up 3 ON", "on", "7 off"])
    assert table["name"].notna().tolist() == [False, False, False, True, False, False]
    assert bool(table["on"][3])


@pytest.mark.parametrize("name", ["", "  ", "BHA 07 on", "x" * 61])
def test_a_name_that_labels_could_not_give_back_is_refused(name):
    with pytest.raises(DataError, match="cannot be called"):
        check_name(name)


def test_all_labels_of_a_trial_have_its_name(schedule):
    names = {trial_name(label) for label in schedule["trial"]}
    assert names == {"BHA 2", ""}
    assert trial_name(" T1 screening ") == "T1 screening"
