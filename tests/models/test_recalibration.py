from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from flotation.errors import DataError
from flotation.measured_recovery import measured_recovery
from flotation.model_file import model_bytes, parse_model
from flotation.recalibration import recalibrate
from flotation.training import train


@pytest.fixture(scope="module")
def parts(plant, survey_of):
    """A model of the first 500 shifts of a survey that promises too much, and the later ones."""
    table = survey_of(seed=4, shifts=900).table
    model = train(plant, SimpleNamespace(table=table.iloc[:500], doubtful=None))
    first, *others = model.legs
    assert first.leg.component == "WO3"
    raised = replace(first, intercept=first.intercept + 0.4)
    model = replace(model, legs=(raised, *others))
    return model, SimpleNamespace(table=table.iloc[500:], doubtful=None)


def covered(plant, model, survey):
    measured = measured_recovery(plant, survey)
    recovery = np.exp(measured.log_recovery["WO3"])
    predicted = recovery / np.exp(measured.errors(model)["WO3"])
    low, high = model.intervals["WO3"].bounds(predicted, 0.9)
    return float(np.mean((recovery >= low) & (recovery <= high)))


def test_an_interval_that_no_longer_holds_moves_to_where_the_shifts_are(plant, parts):
    model, later = parts
    moved = recalibrate(plant, model, later)
    assert covered(plant, model, later) < 0.4
    assert covered(plant, moved, later) > 0.75
    assert moved.legs == model.legs


def test_shifts_that_the_model_has_seen_are_passed_over(plant, parts):
    model, later = parts
    moved = recalibrate(plant, model, later)
    assert moved.card["recalibrated"]["shifts"] <= len(later.table)
    assert moved.card["recalibrated"]["last"] == str(later.table["shift_start"].iloc[-1])
    for again in (moved, parse_model(model_bytes(moved))):
        with pytest.raises(DataError, match="no running shift of the survey is newer than"):
            recalibrate(plant, again, later)


def test_following_in_two_parts_is_following_in_one(plant, parts):
    model, later = parts
    halves = [
        SimpleNamespace(table=later.table.iloc[rows], doubtful=None)
        for rows in (slice(0, 200), slice(200, None))
    ]
    step = recalibrate(plant, recalibrate(plant, model, halves[0]), later)
    assert step.card["recalibrated"] == recalibrate(plant, model, later).card["recalibrated"]
