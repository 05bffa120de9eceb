"""Logs of a circuit are sums of logs of stage shares, exactly or to first order."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.errors import DataError
from optimiser.log_circuit import log_feed_sum, log_mass_sum, log_recovery_sum
from tests.optimiser import plants


def shifted(model, key, step):
    legs = tuple(
        replace(leg, intercept=leg.intercept + step) if leg.leg.key == key else leg
        for leg in model.legs
    )
    return replace(model, legs=legs)


@pytest.fixture(params=[False, True])
def case(request):
    plant = plants.plant(3, recycle=request.param, second_product=True)
    model = plants.model(plant, 0)
    return model, model.present_settings, model.present_conditions


SUMS = [
    (log_recovery_sum, "WO3", lambda m, s, z: m.log_recovery("WO3", s, z)),
    (log_recovery_sum, "Mo", lambda m, s, z: m.log_recovery("Mo", s, z)),
    (log_mass_sum, "WO3", lambda m, s, z: m.log_mass_pull("WO3", s, z)),
    (log_mass_sum, "Mo", lambda m, s, z: m.log_mass_pull("Mo", s, z)),
    (log_feed_sum, "s1", lambda m, s, z: m.log_stage_feed_solids("s1", s, z)),
    (log_feed_sum, "s3", lambda m, s, z: m.log_stage_feed_solids("s3", s, z)),
]


@pytest.mark.parametrize(("log_sum", "name", "truth"), SUMS)
def test_the_sum_is_exact_where_it_is_taken(case, log_sum, name, truth):
    model, settings, conditions = case
    found = log_sum(model, name, settings, conditions)
    logs = {leg.leg.key: float(leg.log_share(settings, conditions)) for leg in model.legs}
    total = found.constant + sum(w * logs[key] for key, w in found.weights.items())
    assert total == pytest.approx(float(truth(model, settings, conditions)), abs=1e-12)


@pytest.mark.parametrize(("log_sum", "name", "truth"), SUMS)
def test_the_weights_are_the_derivatives(case, log_sum, name, truth):
    model, settings, conditions = case
    found = log_sum(model, name, settings, conditions)
    step = 1e-5
    for leg in model.legs:
        up, down = (
            float(truth(shifted(model, leg.leg.key, sign * step), settings, conditions))
            for sign in (1.0, -1.0)
        )
        slope = (up - down) / (2.0 * step)
        assert found.weights.get(leg.leg.key, 0.0) == pytest.approx(slope, abs=1e-6)


def test_without_recycles_every_weight_is_one():
    model = plants.model(plants.plant(3))
    found = log_recovery_sum(model, "WO3", model.present_settings, model.present_conditions)
    assert set(found.weights.values()) == {1.0}
    assert found.constant == 0.0
    assert np.isfinite(found.constant)


def test_a_circuit_that_returns_more_than_enters_it_is_refused():
    model = plants.model(plants.plant(2, recycle=True, second_product=True), 0)
    runaway = shifted(model, "s1/WO3/concentrate", 3.0)
    with pytest.raises(DataError, match="returns more WO3 to earlier stages"):
        log_recovery_sum(runaway, "WO3", model.present_settings, model.present_conditions)
