"""Every limit that a question may set bites, and holds by the plant's own arithmetic."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.columns import Column
from flotation.economics import consumption
from flotation.errors import DataError, InfeasibleError
from flotation.plant import Condition
from optimiser.appraisal import appraise
from optimiser.conflict import relaxed_question
from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t")


def with_column(plant, column, **more):
    """The plant with a further column, and other keys."""
    return plant.model_copy(update={"column": (*plant.column, Column(**column)), **more})


def fed(plant):
    """The plant with its feed rate as a condition."""
    column = plants._column("feed_t_h", "t/h", "tonnage", 0.0, 1000.0)
    conditions = (*plant.condition, Condition(column="feed_t_h"))
    return with_column(plant, column, condition=conditions, feed_rate="feed_t_h")


@pytest.fixture(scope="module", params=["log", "logit"])
def case(request):
    plant = fed(plants.plant(2, LEVERS, heating=True, limit=0.55))
    model = plants.model(plant, 2, link=request.param)
    return plant, replace(model, present={**model.present, "feed_t_h": 200.0})


def asked(goal="most_recovery", **more):
    return Question(goal=goal, **more)


def used(plant, model, question, found):
    """Mass pull in %, feeds of stages, CO2, energy, doses: from the model and the laws."""
    conditions = {**model.present_conditions, **question.conditions}
    expected = model.predict(found.setpoints, conditions)
    amounts = consumption(plant, found.setpoints, conditions, expected.stage_feed_solids)
    cost = appraise(plant, model, question, found.setpoints).cost
    return {
        "max_mass_pull_pct": 100.0 * float(expected.mass_pull["WO3"]),
        "max_concentrate_t_h": 200.0 * float(expected.mass_pull["WO3"]),
        "max_stage_feed_t_h": 200.0 * float(expected.stage_feed_solids["s2"]),
        "max_co2_kg_t": float(cost.co2_kg_t),
        "max_energy_kwh_t": float(cost.energy_kwh_t),
        "stock_kg": float(amounts.reagents["collector"]) * 200.0 * 8.0 * 3 / 1000.0,
        "limits": 0.001 * found.setpoints["lead_g_t"],
    }


NAMES = {
    "max_mass_pull_pct": "WO3",
    "max_concentrate_t_h": "WO3",
    "max_stage_feed_t_h": "s2",
    "stock_kg": "collector",
    "limits": "lead_out",
}


def limited(key, value):
    more = {"stock_shifts": 3} if key == "stock_kg" else {}
    return {key: {NAMES[key]: value} if key in NAMES else value, **more}


@pytest.mark.parametrize(
    "key",
    [
        "max_mass_pull_pct",
        "max_concentrate_t_h",
        "max_stage_feed_t_h",
        "max_co2_kg_t",
        "max_energy_kwh_t",
        "stock_kg",
        "limits",
    ],
)
@pytest.mark.parametrize("goal", ["most_recovery", "most_margin"])
def test_a_limit_binds_and_holds_by_the_models_own_arithmetic(case, key, goal):
    plant, model = case
    free = plan(plant, model, asked(goal), in_process=True)
    lean = plan(
        plant, model, asked("least_cost", target_recovery_pct={"WO3": 1.0}), in_process=True
    )
    most, least = (used(plant, model, asked(), found)[key] for found in (free, lean))
    assert most > least * (1.0 + 1e-6)
    value = 0.5 * (most + least)
    question = asked(goal, **limited(key, value))
    found = plan(plant, model, question, in_process=True)
    assert found.status == "optimal"
    assert used(plant, model, question, found)[key] <= value * (1.0 + 1e-6)
    objective = found.certificate.objective
    assert objective < free.certificate.objective - 1e-6
    slack = asked(goal, **limited(key, most * 1.01))
    same = plan(plant, model, slack, in_process=True).certificate.objective
    assert same == pytest.approx(free.certificate.objective, rel=2e-4)


def test_co2_of_heat_that_costs_nothing_is_counted(case):
    plant, model = case
    prices = {"heat": 0.0, "co2": 0.0}
    free = plan(plant, model, asked(prices=prices), in_process=True)
    co2 = used(plant, model, asked(), free)["max_co2_kg_t"]
    question = asked(prices=prices, max_co2_kg_t=0.95 * co2)
    found = plan(plant, model, question, in_process=True)
    assert used(plant, model, question, found)["max_co2_kg_t"] <= 0.95 * co2 * (1 + 1e-6)
    assert found.certificate.objective < free.certificate.objective - 1e-6


def test_water_beyond_its_limit_is_a_conflict_with_its_cure(case):
    plant, model = case
    question = asked(max_water_m3_t=1.2)
    with pytest.raises(InfeasibleError, match=r"fresh water at most 1\.2 m3/t") as told:
        plan(plant, model, question, in_process=True)
    assert told.value.relaxation == {"max_water_m3_t": pytest.approx(0.3)}
    cured = relaxed_question(question, told.value.relaxation, plant)
    assert plan(plant, model, cured, in_process=True).status == "optimal"


@pytest.mark.parametrize("key", ["max_mass_pull_pct", "stock_kg", "max_co2_kg_t"])
def test_a_limit_that_cannot_hold_is_named_and_its_cure_can_be_asked(case, key):
    plant, model = case
    best = plan(plant, model, asked(), in_process=True)
    target = {"WO3": 100.0 * best.recovery["WO3"].value * 0.995}
    cheap = plan(plant, model, asked("least_cost", target_recovery_pct=target), in_process=True)
    lean = plan(
        plant, model, asked("least_cost", target_recovery_pct={"WO3": 1.0}), in_process=True
    )
    most, least = (used(plant, model, asked(), found)[key] for found in (cheap, lean))
    value = least + 0.05 * (most - least)
    question = asked("least_cost", target_recovery_pct=target, **limited(key, value))
    with pytest.raises(InfeasibleError) as told:
        plan(plant, model, question, in_process=True)
    assert any("at most" in words or "stock" in words for words in told.value.conflict)
    cured = relaxed_question(question, told.value.relaxation, plant)
    assert plan(plant, model, cured, in_process=True).status == "optimal"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"max_mass_pull_pct": {"Au": 1.0}}, "no component of a product is named 'Au'"),
        ({"max_stage_feed_t_h": {"s9": 1.0}}, "no stage is named 's9'"),
        ({"stock_kg": {"collectr": 1.0}}, "did you mean 'collector'"),
        ({"limits": {"lead": 1.0}}, "no limit is named 'lead'"),
        ({"stock_kg": {"lead": 1.0}, "conditions": {"feed_t_h": 0.0}}, "must be above zero"),
        ({"conditions": {"feed_t_h": "rich"}}, "is not a number"),
    ],
)
def test_what_the_plant_does_not_know_is_refused(case, more, words):
    plant, model = case
    with pytest.raises(DataError, match=words):
        plan(plant, model, asked(**more), in_process=True)


@pytest.mark.parametrize("key", ["max_concentrate_t_h", "max_stage_feed_t_h", "stock_kg"])
def test_limits_per_hour_need_a_feed_rate(key):
    plant = plants.plant(2, LEVERS)
    with pytest.raises(DataError, match="the feed rate is not known"):
        plan(plant, plants.model(plant), asked(**limited(key, 1.0)), in_process=True)


def test_an_ore_type_is_given_by_name_and_an_unknown_one_is_said():
    plant = plants.plant(2, LEVERS)
    text = {"name": "ore_type", "unit": "-", "kind": "text", "zh": "x", "en": "ore type"}
    plant = with_column(plant, text, group_column="ore_type")
    model = plants.model(plants.plant(2, LEVERS))
    groups = {"group_column": "ore_type", "groups": {"skarn": 0.05, "greisen": -0.05}}
    legs = [replace(leg, **groups) if leg.leg.component == "WO3" else leg for leg in model.legs]
    model = replace(model, legs=tuple(legs), present={**model.present, "ore_type": "skarn"})
    levers = model.present_settings
    found = {}
    for name in ("skarn", "greisen", "marble"):
        question = asked(fixed=levers, conditions={"ore_type": name})
        found[name] = plan(plant, model, question, in_process=True)
    recovery = {name: one.recovery["WO3"].value for name, one in found.items()}
    assert np.log(recovery["skarn"] / recovery["greisen"]) == pytest.approx(0.2)
    assert np.log(recovery["skarn"] / recovery["marble"]) == pytest.approx(0.1)
    assert any("marble" in note for note in found["marble"].notes)
    assert not any("type" in note for note in found["skarn"].notes)
    with pytest.raises(DataError, match="is not the name of a type of ore"):
        plan(plant, model, asked(conditions={"ore_type": 3.0}), in_process=True)
