"""Weighted mixes and soft limits count what they say, and nothing tried is better."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.economics import value_per_recovery
from flotation.errors import DataError, InfeasibleError
from optimiser.appraisal import appraise
from optimiser.plan_file import parse_plan, plan_json
from optimiser.planning import front, plan
from optimiser.question import Question
from tests.optimiser import plants
from tests.optimiser.test_limits import LEVERS, fed


@pytest.fixture(scope="module", params=["log", "logit"])
def case(request):
    plant = fed(plants.plant(2, LEVERS, heating=True, grade=1.0, limit=0.55))
    model = plants.model(plant, 2, link=request.param)
    return plant, replace(model, present={**model.present, "feed_t_h": 200.0})


def answered(case, goal, **more):
    return plan(*case, Question(goal=goal, **more), in_process=True)


def worth_of_a_point(case):
    plant, model = case
    return value_per_recovery(plant, {"WO3": model.present["ore_wo3_pct"]})["WO3"] / 100.0


def test_the_worth_of_metal_as_a_weight_is_the_margin(case):
    margin = answered(case, "most_margin")
    mixed = answered(case, "weighted", weights={"recovery": {"WO3": worth_of_a_point(case)}})
    assert mixed.status == "optimal"
    assert mixed.certificate.objective == pytest.approx(margin.certificate.objective, rel=1e-4)


def test_a_charge_on_co2_is_a_higher_carbon_price(case):
    weights = {"recovery": {"WO3": worth_of_a_point(case)}, "co2": 1.5}
    mixed = answered(case, "weighted", weights=weights)
    taxed = answered(case, "most_margin", prices={"co2": 80.0 + 1500.0})
    assert mixed.certificate.objective == pytest.approx(taxed.certificate.objective, rel=1e-4)
    assert mixed.certificate.objective < answered(case, "most_margin").certificate.objective - 1.0


def test_the_terms_of_a_mix_add_up_to_its_objective_in_their_units(case):
    weights = {"recovery": {"WO3": 30.0}, "cost": 2.0, "co2": 0.5, "energy": 0.1, "water": 3.0}
    question = Question(goal="weighted", weights=weights)
    found = plan(*case, question, in_process=True)
    now = appraise(*case, question, found.setpoints)
    by = {term.aim: term for term in found.terms}
    assert by["recovery.WO3"].amount == pytest.approx(100.0 * found.recovery["WO3"].value)
    assert by["co2"].amount == pytest.approx(now.cost.co2_kg_t)
    assert (by["cost"].unit, by["co2"].unit, by["water"].amount) == ("CNY/t", "kg/t", 1.5)
    total = sum(term.worth for term in found.terms)
    assert total == pytest.approx(found.certificate.objective, rel=1e-9)
    assert found.certificate.gap <= 1e-4
    assert parse_plan(plan_json(found)).terms == found.terms


@pytest.mark.parametrize(
    "weights",
    [
        {"recovery": {"WO3": 20.0}, "co2": 1.0, "energy": 0.3},
        {"recovery": {"WO3": 8.0}, "cost": 0.0, "co2": 2.0},
        {"cost": 0.0, "co2": 1.0},
        {"cost": 1.0, "energy": 5.0},
    ],
)
def test_no_settings_tried_make_a_better_mix(case, weights):
    plant, model = case
    target = 0.9 * answered(case, "most_recovery").recovery["WO3"].value
    question = Question(
        goal="weighted", weights=weights, target_recovery_pct={"WO3": 100.0 * target}
    )
    found = plan(plant, model, question, in_process=True)
    assert found.status == "optimal"
    given = {"recovery": {}, "cost": 1.0, "co2": 0.0, "energy": 0.0, **weights}

    def merit(settings):
        brought = appraise(plant, model, question, settings)
        spent = brought.cost
        kept = brought.recovery["WO3"] >= target * (1.0 - 1e-6) and brought.grade["WO3"] >= 0.01 * (
            1.0 - 1e-6
        )
        inside = model.region.contains(settings, tolerance=1e-6) and settings[
            "lead_g_t"
        ] <= 550.0 * (1.0 + 1e-6)
        value = sum(100.0 * brought.recovery[c] * w for c, w in given["recovery"].items())
        value -= given["cost"] * spent.total + given["co2"] * spent.co2_kg_t
        value -= given["energy"] * spent.energy_kwh_t
        return value if kept and inside else -np.inf

    best, rng = merit(found.setpoints), np.random.default_rng(4)
    spans = {lever.column: (lever.low, lever.high) for lever in plant.lever}
    tried = []
    for _ in range(400):
        near = {
            j: float(np.clip(found.setpoints[j] + rng.normal(0, 0.1) * (h - low), low, h))
            for j, (low, h) in spans.items()
        }
        tried.append(merit(near))
    assert np.isfinite(max(tried))
    assert max(tried) <= best + 2e-4 * max(abs(best), 1.0)


def test_a_soft_target_is_missed_as_far_as_its_penalty_says(case):
    highest = 100.0 * answered(case, "most_recovery").recovery["WO3"].value
    target = 1.05 * highest
    hard = {"target_recovery_pct": {"WO3": target}}
    with pytest.raises(InfeasibleError):
        answered(case, "least_cost", **hard)
    for price in (0.2, 1.0, 30.0):
        found = answered(case, "least_cost", **hard, soft={"target_recovery_pct.WO3": price})
        assert found.status == "optimal"
        [broken] = found.violations
        reached = 100.0 * found.recovery["WO3"].value
        assert broken.by == pytest.approx(target * np.log(target / reached), rel=1e-6)
        assert broken.paid == pytest.approx(price * broken.by)
        spent = found.cost.total + broken.paid
        assert found.certificate.objective == pytest.approx(spent, rel=1e-6)
        for share in (0.9, 0.95, 0.99, 0.999):
            other = answered(case, "least_cost", target_recovery_pct={"WO3": share * highest})
            missed = target * np.log(target / (100.0 * other.recovery["WO3"].value))
            assert spent <= other.cost.total + price * missed + 1e-3


def test_a_soft_limit_with_a_high_penalty_is_a_hard_one(case):
    target = 95.0 * answered(case, "most_recovery").recovery["WO3"].value
    asked = {"target_recovery_pct": {"WO3": target}}
    hard = answered(case, "least_cost", **asked)
    soft = answered(case, "least_cost", **asked, soft={"target_recovery_pct.WO3": 1e4})
    assert soft.violations == ()
    assert soft.cost.total == pytest.approx(hard.cost.total, rel=1e-4)


@pytest.mark.parametrize(
    ("key", "limit"),
    [
        ("budget_cny_t", {"budget_cny_t": 1.0}),
        ("max_co2_kg_t", {"max_co2_kg_t": 0.1}),
        ("max_water_m3_t", {"max_water_m3_t": 1.0}),
        ("stock_kg.lead", {"stock_kg": {"lead": 20.0}}),
        ("max_mass_pull_pct.WO3", {"max_mass_pull_pct": {"WO3": 0.01}}),
        ("min_grade_pct.WO3", {"min_grade_pct": {"WO3": 70.0}}),
        ("limits.lead_out", {"limits": {"lead_out": 0.01}}),
    ],
)
def test_any_limit_can_be_soft_and_the_plan_says_what_breaking_it_costs(case, key, limit):
    with pytest.raises(InfeasibleError):
        answered(case, "most_margin", **limit)
    found = answered(case, "most_margin", **limit, soft={key: 0.2})
    [broken] = found.violations
    plant, model = case
    now = appraise(plant, model, Question(goal="most_margin"), found.setpoints)
    pull, grade = 100.0 * now.mass_pull["WO3"], 100.0 * now.grade["WO3"]
    expected = {
        "budget_cny_t": found.cost.total - 1.0,
        "max_co2_kg_t": now.cost.co2_kg_t - 0.1,
        "max_water_m3_t": 0.5,
        "stock_kg.lead": found.setpoints["lead_g_t"] * 200.0 * 8.0 / 1e3 - 20.0,
        "max_mass_pull_pct.WO3": 0.01 * np.log(pull / 0.01),
        "min_grade_pct.WO3": 70.0 * np.log(70.0 / grade),
        "limits.lead_out": 0.001 * found.setpoints["lead_g_t"] - 0.01,
    }[key]
    assert broken.by == pytest.approx(float(expected), rel=1e-6)
    assert found.certificate.objective == pytest.approx(found.margin - broken.paid, rel=1e-6)
    assert found.status == "optimal"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"goal": "weighted"}, "belong together"),
        ({"goal": "most_margin", "weights": {"cost": 1.0}}, "belong together"),
        ({"goal": "weighted", "weights": {"cost": 0.0}}, "every weight is zero"),
        ({"goal": "weighted", "weights": {"cost": -1.0}}, "weights.cost"),
        ({"goal": "weighted", "weights": {"gold": 1.0}}, "weights.gold"),
        ({"goal": "most_recovery", "soft": {"budget_cny_t": 1.0}}, "soft limits cost CNY/t"),
        ({"goal": "most_margin", "soft": {"budget_cny_t": 0.0}}, "soft"),
        (
            {"goal": "most_margin", "soft": {"max_co2_kg_t": 1.0}, "price_risk": {"budget": 1.0}},
            "a worst case is that of cost and margin",
        ),
    ],
)
def test_a_mix_that_means_nothing_is_refused(more, words):
    with pytest.raises(ValueError, match=words):
        Question(**more)


def test_a_limit_that_is_not_set_cannot_be_soft(case):
    with pytest.raises(DataError, match="there is no limit 'budget_cny_t' to soften; there are"):
        answered(case, "most_margin", soft={"budget_cny_t": 1.0})


def test_a_weight_on_what_is_not_sold_is_refused(case):
    with pytest.raises(DataError, match="weights.recovery: no component of a product"):
        answered(case, "weighted", weights={"recovery": {"Au": 1.0}})


@pytest.mark.parametrize(
    "more",
    [
        {"goal": "weighted", "weights": {"recovery": {"WO3": 1.0}}},
        {"goal": "most_margin", "budget_cny_t": 30.0, "soft": {"budget_cny_t": 1.0}},
    ],
)
def test_a_front_of_recovery_and_cost_refuses_mixes_and_soft_limits(case, more):
    with pytest.raises(DataError, match="a front is of recovery and cost"):
        front(*case, Question(**more), 3, in_process=True)
