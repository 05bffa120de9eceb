"""A lever moves within everything that limits it, and says what does."""

from dataclasses import replace

import pytest

from flotation.errors import InfeasibleError, RefusedError
from optimiser.question import Question, Range
from optimiser.ranges import lever_ranges
from tests.optimiser import plants


def ranges(model=None, **more):
    plant = plants.plant(2)
    model = plants.model(plant) if model is None else model
    return lever_ranges(plant, model, Question(goal="most_margin", **more))


def test_plant_survey_and_question_each_narrow_the_range():
    model = plants.model(plants.plant(2))
    covered = {**model.domain, "collector_g_t": (80.0, 400.0)}
    narrow = replace(model, domain=covered)
    plain = ranges(narrow)["collector_g_t"]
    assert (plain.low, plain.high) == (80.0, 400.0)
    assert plain.limited_by == ("what the survey covered", "what the survey covered")
    asked = ranges(narrow, ranges={"collector_g_t": Range(low=60.0, high=300.0)})["collector_g_t"]
    assert (asked.low, asked.high) == (80.0, 300.0)
    assert asked.limited_by == ("what the survey covered", "the question's range")
    lead = ranges(narrow)["lead_g_t"]
    assert (lead.low, lead.high) == (100.0, 600.0)
    assert lead.limited_by[0] == "what the plant allows"


def test_a_range_of_one_value_is_a_lever_that_does_not_move():
    held = ranges(ranges={"lead_g_t": Range(low=200.0, high=200.0)})["lead_g_t"]
    assert not held.moves
    assert "one value, 200" in held.reason


def test_a_lever_whose_limits_exclude_each_other_is_told():
    with pytest.raises(InfeasibleError, match="collector_g_t has no value left") as told:
        ranges(ranges={"collector_g_t": Range(low=600.0, high=700.0)})
    assert told.value.conflict
    assert told.value.relaxation


def test_the_present_of_the_question_comes_before_that_of_the_model():
    assert ranges(present={"lead_g_t": 333.0})["lead_g_t"].present == 333.0


def test_a_held_lever_or_a_far_condition_that_the_survey_never_saw_is_refused():
    plant = plants.plant(2)
    model = plants.model(plant)
    lever = plant.lever[0].column
    low, high = model.domain[lever]
    narrow = replace(model, domain={**model.domain, lever: (low, 0.5 * (low + high))})
    fixed = Question(goal="most_margin", fixed={lever: high})
    with pytest.raises(RefusedError, match=f"the survey never saw {lever} at") as refused:
        lever_ranges(plant, narrow, fixed)
    assert refused.value.exit_code == 4
    allowed = fixed.model_copy(update={"within_region": False, "region_reason": "a trial"})
    assert lever_ranges(plant, narrow, allowed)[lever].low == high
    near, far = (
        replace(model, domain={**model.domain, "ore_wo3_pct": (0.1, ore)}) for ore in (0.3, 0.2)
    )
    richer = Question(goal="most_margin", conditions={"ore_wo3_pct": 0.35})
    assert lever_ranges(plant, near, richer)
    with pytest.raises(RefusedError, match="the survey never saw ore_wo3_pct at"):
        lever_ranges(plant, far, richer)
