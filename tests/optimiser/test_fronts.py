"""Fronts rise from the cheapest plan to the highest recovery, every point proven."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.errors import DataError, InfeasibleError
from optimiser import fronts
from optimiser.front_goal import FrontGoal
from optimiser.fronts import _undominated
from optimiser.planning import front, plan
from optimiser.question import Question
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")
ASK = Question(goal="most_recovery", component="WO3")


@pytest.fixture(scope="module", params=["log", "logit"])
def case(request):
    plant = plants.plant(3, FOUR, heating=True, grade=15.0, second_product=True)
    return plant, plants.model(plant, 0, link=request.param)


@pytest.fixture(scope="module")
def drawn(case):
    return front(*case, ASK, in_process=True)


def test_a_front_has_25_points_and_none_is_dominated(drawn):
    recovery = [point.recovery for point in drawn.points]
    cost = [point.cost for point in drawn.points]
    assert len(drawn.points) == 25
    assert np.all(np.diff(recovery) > 0.0)
    assert np.all(np.diff(cost) > 0.0)


def test_every_point_is_proven(drawn):
    assert all(point.proven and point.gap <= 1e-4 for point in drawn.points)


def test_the_ends_are_the_cheapest_plan_and_the_highest_recovery(case, drawn):
    highest = plan(*case, ASK, in_process=True)
    anything = Question(goal="least_cost", target_recovery_pct={"WO3": 0.01})
    cheapest = plan(*case, anything, in_process=True)
    assert drawn.points[-1].recovery == pytest.approx(highest.recovery["WO3"].value, rel=1e-5)
    assert drawn.points[0].cost == pytest.approx(cheapest.cost.total, rel=1e-4)


def test_a_point_of_the_front_is_the_plan_for_its_recovery(case, drawn):
    for point in drawn.points[3::7]:
        target = {"WO3": 100.0 * point.recovery}
        alone = plan(
            *case, Question(goal="least_cost", target_recovery_pct=target), in_process=True
        )
        assert point.cost == pytest.approx(alone.cost.total, rel=1e-4)


def test_points_keep_the_grade(drawn):
    assert all(point.grade["WO3"] >= 0.15 * (1.0 - 1e-6) for point in drawn.points)


def test_exactly_one_point_is_the_knee_and_it_lies_within(drawn):
    assert [point.knee for point in drawn.points].count(True) == 1
    assert drawn.points[0] != drawn.knee != drawn.points[-1]


def test_a_front_can_be_drawn_for_another_component(case):
    drawn = front(*case, ASK.model_copy(update={"component": "Mo"}), points=7, in_process=True)
    assert drawn.component == "Mo"
    assert len(drawn.points) == 7


def test_targets_of_other_components_hold_all_along(case):
    asked = ASK.model_copy(update={"target_recovery_pct": {"Mo": 48.0}})
    drawn = front(*case, asked, points=5, in_process=True)
    assert all(point.others["Mo"] >= 0.48 * (1.0 - 1e-6) for point in drawn.points)


def test_a_front_of_a_circuit_with_recycles_is_said_not_to_be_proven():
    plant = plants.plant(2, FOUR[:2], recycle=True)
    drawn = front(plant, plants.model(plant, 0, pair=False), ASK, points=5, in_process=True)
    assert not any(point.proven for point in drawn.points)
    assert drawn.notes
    assert np.all(np.diff([point.cost for point in drawn.points]) > 0.0)


def test_a_front_with_recycles_shares_one_time_among_its_points(monkeypatch):
    plant = plants.plant(2, FOUR[:2], recycle=True)
    solve, limits = fronts.solve_circuit, []

    def noted(plant, model, question, ranges):
        limits.append(question.time_limit_s)
        return solve(plant, model, question, ranges)

    monkeypatch.setattr(fronts, "solve_circuit", noted)
    asked = ASK.model_copy(update={"time_limit_s": 600.0})
    front(plant, plants.model(plant, 0, pair=False), asked, points=3, in_process=True)
    assert 600.0 > limits[0] > limits[1] > limits[-1]


def test_a_front_of_limits_that_conflict_names_them(case):
    asked = ASK.model_copy(update={"budget_cny_t": 1.0})
    with pytest.raises(InfeasibleError, match="cost at most 1 CNY/t"):
        front(*case, asked, in_process=True)


def test_points_that_are_dominated_or_doubled_are_left_out(drawn):
    first, second = drawn.points[3], drawn.points[4]
    dear = replace(first, cost=second.cost + 1.0)
    again = replace(first, cost=first.cost + 1e-12)
    less = replace(second, recovery=first.recovery - 0.01)
    wasteful = replace(second, recovery=second.recovery * (1.0 + 1e-9), cost=second.cost + 1.0)
    mixed = [first, dear, second, again, less, wasteful]
    assert _undominated(mixed, FrontGoal(component="WO3")) == [first, second]


def test_a_front_of_one_point_is_refused(case):
    with pytest.raises(DataError, match="2 to 500 points, got 1"):
        front(*case, ASK, points=1, in_process=True)


def test_a_front_solved_by_a_worker_is_the_same(case, drawn):
    assert front(*case, ASK) == drawn
