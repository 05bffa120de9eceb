"""The models of the reference plant, held against the truth of its simulator."""

from pathlib import Path

import numpy as np
import pytest

from flotation.plant_file import load_plant
from flotation.surrogate.performance import true_performance
from flotation.survey import read_survey
from flotation.training import train

FOLDER = Path(__file__).parents[2] / "datasets" / "reference_plant"


@pytest.fixture(scope="module")
def plant():
    return load_plant(FOLDER / "plant.toml")


@pytest.fixture(scope="module")
def survey(plant):
    path = next(FOLDER.glob("survey.csv*"))
    return read_survey(path, plant.column, time_column=plant.time_column)


@pytest.fixture(scope="module")
def trained(plant, survey):
    return train(plant, survey)


@pytest.mark.slow
def test_near_good_settings_the_predicted_recovery_is_true(trained, survey):
    table = survey.table[[*trained.levers, *trained.present_conditions, "ore_type"]].dropna()
    settings = {c: table[c].to_numpy(dtype=float) for c in trained.levers}
    conditions = {c: table[c].to_numpy(dtype=float) for c in trained.present_conditions}
    ore_type = table["ore_type"].to_numpy(dtype=str)
    truth = true_performance(settings, {**conditions, "ore_type": ore_type}, 0.0)
    found = trained.predict(settings, conditions)
    good = np.asarray(truth.recovery["WO3"]) > 0.62
    assert good.sum() > 30
    for component in ("WO3", "Mo", "Bi"):
        error = np.log(found.recovery[component] / truth.recovery[component])[good]
        assert abs(error.mean()) < 0.02
        assert error.std() < 0.03


@pytest.mark.slow
def test_levers_are_supported_where_the_simulator_was_tried(trained):
    status = [found.status for found in trained.evidence.values()]
    assert status.count("supported") >= 12
    assert "contradicted" not in status


@pytest.mark.slow
def test_intervals_cover_what_they_promise(trained):
    for interval in trained.intervals.values():
        assert 0.85 <= interval.coverage["0.9"] <= 0.95
