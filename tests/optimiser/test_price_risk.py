"""With the worst few prices bad, a plan is the best of the worst cases, by every other count."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flotation.errors import DataError, InfeasibleError
from optimiser.appraisal import appraise
from optimiser.batch import plan_table
from optimiser.conflict import relaxed_question
from optimiser.money import asked_prices
from optimiser.plan_file import parse_plan, plan_json
from optimiser.planning import front, plan
from optimiser.price_risk import bad_ends
from optimiser.question import Question
from optimiser.worst_few import level_of_largest, sum_of_largest
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")
GOALS = {
    "most_margin": {},
    "least_cost": {"target_recovery_pct": {"WO3": 30.0}},
    "most_recovery": {"budget_cny_t": 60.0},
}


@pytest.fixture(scope="module", params=["log", "logit"])
def whole(request):
    """A plant with every kind of cost and limit, and its model."""
    plant = plants.plant(
        3, FOUR, heating=True, bond=True, grade=15.0, limit=0.5, second_product=True
    )
    return plant, plants.model(plant, 0, link=request.param)


@pytest.fixture(scope="module")
def small():
    """Two levers, so that a grid can be searched."""
    plant = plants.plant(2, ("collector_g_t", "lead_g_t"), second_product=True)
    return plant, plants.model(plant, 4)


def ask(case, goal, budget, **more):
    risk = {"budget": budget, **more.pop("risk", {})}
    return plan(*case, Question(goal=goal, price_risk=risk, **more), in_process=True)


def worst_margin(case, question, settings, count):
    """Margin in the worst of all ways to turn so many prices bad, one appraisal each."""
    plant, model = case
    ends = bad_ends(plant, asked_prices(plant, question))
    return min(
        appraise(
            plant,
            model,
            question.model_copy(update={"prices": {i: ends[i] for i in chosen}}),
            settings,
        ).margin
        for chosen in combinations(ends, count)
    )


@given(
    losses=st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=6),
    share=st.floats(0.0, 1.0),
)
def test_the_sum_of_the_largest_is_the_optimum_of_its_linear_programme(losses, share):
    count = share * len(losses)
    levels = [
        count * level + sum(max(loss - level, 0.0) for loss in losses)
        for level in [*losses, level_of_largest(losses, count)]
    ]
    assert levels[-1] == pytest.approx(min(levels), abs=1e-9)
    assert sum_of_largest(losses, count) == pytest.approx(levels[-1], abs=1e-9)


@pytest.mark.parametrize("count", [0.0, 1.0, 2.5, 40.0])
@pytest.mark.parametrize("goal", GOALS)
def test_what_the_programme_proves_is_what_the_model_says_of_the_worst_case(whole, goal, count):
    found = ask(whole, goal, count, **GOALS[goal])
    assert found.status == "optimal"
    assert found.certificate.gap <= 1e-4
    if goal == "most_margin":
        assert found.price_risk.margin == pytest.approx(found.certificate.objective, rel=1e-9)
    if goal == "least_cost":
        assert found.price_risk.cost == pytest.approx(found.certificate.objective, rel=1e-9)
    if goal == "most_recovery":
        assert found.price_risk.cost <= 60.0 * (1.0 + 1e-6)


@pytest.mark.parametrize("count", [1, 2])
def test_no_set_points_of_a_grid_have_a_better_worst_case(small, count):
    plant, model = small
    question = Question(goal="most_margin", within_region=False, region_reason="a grid")
    found = ask(small, "most_margin", float(count), within_region=False, region_reason="a grid")
    assert worst_margin(small, question, found.setpoints, count) == pytest.approx(
        found.price_risk.margin, rel=1e-9
    )
    axes = [
        np.linspace(max(lever.low, model.domain[j][0]), min(lever.high, model.domain[j][1]), 15)
        for j, lever in plant.levers.items()
    ]
    best = max(
        worst_margin(small, question, dict(zip(plant.levers, point, strict=True)), count)
        for point in np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    )
    assert found.price_risk.margin >= best - 1e-4 * abs(best)


@pytest.mark.parametrize("goal", ["most_margin", "least_cost"])
def test_no_bad_price_is_the_plan_without_risk_and_all_are_that_at_bad_prices(whole, goal):
    plant, _ = whole
    question = Question(goal=goal, **GOALS[goal])
    nominal = plan(*whole, question, in_process=True)
    assert ask(whole, goal, 0.0, **GOALS[goal]).certificate.objective == pytest.approx(
        nominal.certificate.objective, rel=1e-4
    )
    ends = bad_ends(plant, asked_prices(plant, question))
    bad = plan(*whole, question.model_copy(update={"prices": ends}), in_process=True)
    assert ask(whole, goal, 100.0, **GOALS[goal]).certificate.objective == pytest.approx(
        bad.certificate.objective, rel=1e-4
    )


def test_the_more_prices_turn_bad_the_less_is_left(whole):
    margins = [ask(whole, "most_margin", float(n)).price_risk.margin for n in range(4)]
    assert np.all(np.diff(margins) < 0.0)


def test_the_plan_of_the_worst_case_does_better_there_than_the_plan_without_risk(small):
    question = Question(goal="most_margin")
    careless = plan(*small, question, in_process=True)
    careful = ask(small, "most_margin", 2.0)
    there = worst_margin(small, question, careless.setpoints, 2)
    assert careful.price_risk.margin > there + 1e-3
    assert careful.margin < careless.margin


def test_only_the_named_prices_turn_bad(whole):
    found = ask(whole, "most_margin", 3.0, risk={"items": ("mo", "heat")})
    assert set(found.price_risk.prices) == {"mo", "heat"}
    assert set(found.price_risk.shares.values()) == {1.0}


def test_a_budget_too_small_for_the_worst_prices_says_what_is_enough(whole):
    plant, _ = whole
    more = {"target_recovery_pct": {"WO3": 30.0}}
    least = ask(whole, "least_cost", 2.0, **more).price_risk.cost
    question = Question(
        goal="most_recovery", price_risk={"budget": 2.0}, budget_cny_t=least - 0.5, **more
    )
    plan(*whole, question.model_copy(update={"price_risk": None}), in_process=True)
    with pytest.raises(InfeasibleError, match="raise budget_cny_t") as caught:
        plan(*whole, question, in_process=True)
    enough = relaxed_question(question, caught.value.relaxation, plant)
    assert enough.budget_cny_t == pytest.approx(least, abs=0.03)
    assert plan(*whole, enough, in_process=True).status == "optimal"


def test_other_limits_in_conflict_are_still_explained(whole):
    question = Question(
        goal="least_cost",
        target_recovery_pct={"WO3": 99.9},
        budget_cny_t=60.0,
        price_risk={"budget": 1.0},
    )
    with pytest.raises(InfeasibleError, match="WO3 recovery at least 99.9 %"):
        plan(*whole, question, in_process=True)


def test_a_plan_with_its_worst_case_survives_its_json(whole):
    found = ask(whole, "most_margin", 2.0)
    assert parse_plan(plan_json(found)) == found


def test_fronts_and_unknown_prices_are_refused(whole):
    with pytest.raises(DataError, match="one set of prices"):
        front(*whole, Question(goal="most_margin", price_risk={"budget": 1.0}), in_process=True)
    with pytest.raises(DataError, match="no price is named 'wo'"):
        ask(whole, "most_margin", 1.0, risk={"items": ("wo",)})


def test_a_batch_answers_for_the_worst_case_too(whole):
    asked = {"target_recovery_pct": {"WO3": 30.0}}
    single = ask(whole, "least_cost", 2.0, **asked)
    question = Question(goal="least_cost", price_risk={"budget": 2.0}, **asked)
    table = {"target_recovery_pct.WO3": [30.0]}
    found = plan_table(*whole, table, question=question, in_process=True)
    assert found["objective"].iloc[0] == pytest.approx(single.certificate.objective, rel=1e-9)


def test_energy_that_is_free_now_and_not_at_the_end_of_its_band_is_refused(whole):
    with pytest.raises(DataError, match="heat costs nothing"):
        ask(whole, "most_margin", 1.0, prices={"heat": 0.0, "co2": 0.0})
