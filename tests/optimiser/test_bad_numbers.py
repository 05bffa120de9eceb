"""A number that is not one, in any slot, ends in a sentence and never in a plan."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.errors import DataError
from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants

BAD = [float("nan"), float("inf"), -float("inf"), 1e15, 1e300]


def case():
    plant = plants.plant(2, heating=True, bond=True, grade=5.0, limit=0.5)
    return plant, plants.model(plant, 0)


def spoil(value, place, bad):
    """A copy of nested data with the number at a path replaced."""
    if not place:
        return bad
    head, rest = place[0], place[1:]
    if isinstance(value, dict):
        return {**value, head: spoil(value[head], rest, bad)}
    if isinstance(value, tuple):
        return (*value[:head], spoil(value[head], rest, bad), *value[head + 1 :])
    if hasattr(value, "model_copy"):
        return value.model_copy(update={head: spoil(getattr(value, head), rest, bad)})
    return replace(value, **{head: spoil(getattr(value, head), rest, bad)})


def slots(value, place=()):
    """Path of every number in nested data."""
    if isinstance(value, bool | str) or value is None:
        return
    if isinstance(value, float | np.floating):
        yield place
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from slots(item, (*place, key))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from slots(item, (*place, i))


def model_slots(model):
    for i, leg in enumerate(model.legs):
        yield ("legs", i, "intercept")
        for column, curve in leg.levers.items():
            yield ("legs", i, "levers", column, "values", 1)
            yield ("legs", i, "levers", column, "knots", len(curve.knots) - 1)
        for j, _ in enumerate(leg.pairs):
            yield ("legs", i, "pairs", j, "weights", 0, 1)
    for name in ("present", "domain"):
        yield from ((name, *place) for place in slots(getattr(model, name)))
    for name in ("centre", "scale", "low", "high"):
        yield ("region", name, 0)
    yield ("region", "rotation", 0, 0)


def plant_slots(plant):
    for i, _ in enumerate(plant.price):
        yield ("price", i, "value")
    for i, lever in enumerate(plant.lever):
        yield ("lever", i, "low")
        yield ("lever", i, "high")
        if lever.reagent:
            yield ("lever", i, "reagent", "g_t_per_unit")
    yield ("limit", 0, "high")
    yield ("limit", 0, "per_unit", "lead_g_t")
    yield ("base", "energy_kwh_t")
    yield ("product", 0, "payable")


def refused(plant, model, slot):
    """Whether a plan from spoiled data is refused with a sentence that names the slot."""
    with pytest.raises(DataError, match="expected a finite number") as told:
        plan(plant, model, Question(goal="most_margin"), in_process=True)
    return str(slot) in str(told.value)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_number_in_any_slot_of_the_model_is_refused_by_name(bad):
    plant, model = case()
    for place in model_slots(model):
        assert refused(plant, spoil(model, place, bad), place[0])


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_number_in_any_slot_of_the_plant_is_refused_by_name(bad):
    plant, model = case()
    for place in plant_slots(plant):
        assert refused(spoil(plant, place, bad), model, place[0])
