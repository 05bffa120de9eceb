"""Every end of the surveyed region is named after the levers that lead beyond it."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.errors import InfeasibleError
from flotation.model_card import Region
from optimiser.planning import plan
from optimiser.problem import state_problem
from optimiser.question import Question
from optimiser.region_rows import region_rows
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t")
BEYOND = "than the survey covered)"


def region_of(*directions, columns=LEVERS):
    size = len(columns)
    return Region(
        columns=columns,
        centre=(100.0,) * size,
        scale=(10.0,) * size,
        rotation=directions,
        low=(-1.0,) * len(directions),
        high=(2.0,) * len(directions),
    )


def words_of(*directions, plant=None, columns=LEVERS):
    rows = region_rows(region_of(*directions, columns=columns), plant or plants.plant(2, LEVERS))
    return [(row.words_low, row.words) for row in rows]


def test_the_heaviest_levers_are_named_with_what_leads_out():
    (low, high), *_ = words_of((-0.2, 0.9, -0.6))
    assert high == f"the surveyed region (more lead_g_t with less silicate_g_t {BEYOND}"
    assert low == f"the surveyed region (more silicate_g_t with less lead_g_t {BEYOND}"


def test_a_third_lever_is_named_where_it_weighs_about_as_much():
    (_, high), *_ = words_of((0.6, 0.6, -0.5))
    assert "(more collector_g_t and more lead_g_t with less silicate_g_t than" in high


def test_a_lever_that_does_not_count_is_not_named():
    (low, high), *_ = words_of((0.0, 0.0, 1.0))
    assert high == f"the surveyed region (more silicate_g_t {BEYOND}"
    assert low == f"the surveyed region (less silicate_g_t {BEYOND}"


def test_what_is_no_amount_is_higher_or_lower():
    plant = plants.plant(2, ("collector_g_t",), heating=True, air=True)
    columns = ("hot_c", "air_m3_min", "collector_g_t")
    (low, high), *_ = words_of((0.8, -0.6, 0.1), plant=plant, columns=columns)
    assert "(higher hot_c with less air_m3_min than" in high
    assert "(more air_m3_min with lower hot_c than" in low


def test_no_two_ends_have_the_same_words():
    alike = ((0.7, -0.6, 0.2), (-0.7, 0.6, 0.2), (0.6, -0.7, -0.1), (0.7, -0.6, 0.2))
    words = [side for pair in words_of(*alike) for side in pair]
    assert len(set(words)) == len(words)


def test_a_row_is_the_component_of_the_region():
    plant = plants.plant(2, LEVERS)
    region, rng = plants.model(plant, 0).region, np.random.default_rng(0)
    rows = list(region_rows(region, plant))
    for _ in range(5):
        settings = {x.column: float(rng.uniform(x.low, x.high)) for x in plant.lever}
        values = [row.value(settings) for row in rows]
        assert values == pytest.approx(list(region.components(settings)))
    assert [(row.low, row.high) for row in rows] == list(zip(region.low, region.high, strict=True))


def test_a_plan_names_the_end_of_the_region_that_holds_it_back():
    plant = plants.plant(2, LEVERS)
    ends = set()
    for seed in range(6):
        model = plants.model(plant, seed)
        tight = replace(model.region, low=(-0.6,) * 3, high=(0.6,) * 3)
        model = replace(model, region=tight)
        for question in (
            Question(goal="most_margin"),
            Question(goal="least_cost", target_recovery_pct={"WO3": 5.0}),
        ):
            found = plan(plant, model, question, in_process=True)
            rows = {row.name: row for row in state_problem(plant, model, question).rows}
            for binding in found.binding:
                if binding.limit in rows:
                    row = rows[binding.limit]
                    at_low = row.value(found.setpoints) < 0.0
                    assert binding.words == (row.words_low if at_low else row.words)
                    assert binding.sentence.startswith(binding.words)
                    ends.add(at_low)
    assert ends == {True, False}


def test_a_conflict_names_the_ends_of_the_region_it_needs_and_no_other():
    plant = plants.plant(2, LEVERS)
    model = plants.model(plant, 0)
    held = {"collector_g_t": 500.0, "lead_g_t": 600.0}
    with pytest.raises(InfeasibleError, match="more collector_g_t") as told:
        plan(plant, model, Question(goal="most_margin", fixed=held), in_process=True)
    ends = [words for words in told.value.conflict if "surveyed region" in words]
    assert ends == [f"the surveyed region (more collector_g_t and more lead_g_t {BEYOND}"]
