"""Scenarios solved hot are what single plans are, and what fails a check is left to one."""

import numpy as np
import pandas as pd
import pytest

from optimiser import hot_plans, scenario_plans
from optimiser.batch import plan_table
from optimiser.highs import Session
from optimiser.hot_rows import HotRows
from optimiser.optimality import optimality_residuals
from optimiser.optimality_check import optimality_of
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")
PLANT = plants.plant(2, LEVERS, air=True, limit=0.5, second_product=True)
MODEL = plants.model(PLANT, 0, pair=False)
QUESTION = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})
COUNT = 14


def columns(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "prices.collector": rng.uniform(1e4, 9e4, COUNT),
        "prices.co2": np.where(np.arange(COUNT) == 3, np.nan, rng.uniform(0.0, 400.0, COUNT)),
        "target_recovery_pct.WO3": rng.uniform(20.0, 36.0, COUNT),
        "min_grade_pct.WO3": rng.uniform(0.5, 3.0, COUNT),
    }


def planned(question=QUESTION, **changed):
    return plan_table(PLANT, MODEL, {**columns(), **changed}, question=question, in_process=True)


@pytest.fixture
def cold(monkeypatch):
    def cold(*words, **changed):
        with monkeypatch.context() as patch:
            patch.setattr(HotRows, "rows", lambda self, scenarios: {})
            return planned(*words, **changed)

    return cold


@pytest.fixture
def no_single_plan(monkeypatch):
    def answer(*words):
        pytest.fail("a scenario was left to a single plan")

    monkeypatch.setattr(scenario_plans, "answer", answer)


@pytest.mark.parametrize("confidence", [None, 0.9])
def test_hot_rows_are_what_single_plans_are(cold, confidence):
    question = QUESTION.model_copy(update={"confidence": confidence})
    hot, single = planned(question), cold(question)
    assert list(hot["status"]) == list(single["status"])
    assert (hot["status"] == "optimal").sum() >= COUNT // 2
    pd.testing.assert_frame_equal(hot, single, check_exact=False, rtol=1e-6, atol=1e-7)


def test_scenarios_of_prices_targets_and_grades_need_no_single_plan(no_single_plan):
    table = planned()
    assert set(table["status"]) <= {"optimal", "infeasible"}
    assert (table["gap"].dropna() <= 1e-6).all()


def test_an_impossible_target_is_infeasible_without_a_single_plan(no_single_plan):
    table = planned(**{"target_recovery_pct.WO3": np.full(COUNT, 99.0)})
    assert set(table["status"]) == {"infeasible"}


def test_a_bad_number_is_said_in_its_row_and_the_next_row_is_right(cold):
    targets = columns()["target_recovery_pct.WO3"]
    targets[5] = 170.0
    hot = planned(**{"target_recovery_pct.WO3": targets})
    assert hot["status"][5] == "bad input"
    again = cold(**{"target_recovery_pct.WO3": targets})
    pd.testing.assert_frame_equal(hot, again, check_exact=False, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("broken", ["optimality", "point", "model"])
def test_what_fails_a_check_is_left_to_a_single_plan(monkeypatch, broken):
    asked = []
    answer = scenario_plans.answer

    def counted(*words):
        asked.append(words)
        return answer(*words)

    monkeypatch.setattr(scenario_plans, "answer", counted)
    if broken == "optimality":
        monkeypatch.setattr(
            hot_plans, "optimality_residuals", lambda *a, cost, **more: np.full(len(cost), 1e-3)
        )
    elif broken == "point":
        settings = hot_plans.HotPlans._settings
        monkeypatch.setattr(
            hot_plans.HotPlans,
            "_settings",
            lambda self, s: {j: 0.98 * v for j, v in settings(self, s).items()},
        )
    else:
        monkeypatch.setattr("optimiser.hot_rows.model_gaps", lambda f, *a: f.value * 0.0 + 1e-3)
    table = planned()
    assert len(asked) >= (table["status"] == "optimal").sum() > 0


def test_other_goals_and_columns_are_left_to_single_plans():
    wanted = {"conditions.ambient_c": np.full(COUNT, 21.0)}
    assert set(planned(**wanted)["status"]) <= {"optimal", "infeasible"}
    question = Question(goal="most_recovery", component="WO3", budget_cny_t=60.0)
    few = {"prices.lead": np.array([1e4, 2e4])}
    table = plan_table(PLANT, MODEL, few, question=question, in_process=True)
    assert list(table["status"]) == ["optimal", "optimal"]


def test_conditions_of_an_optimum_of_many_are_those_of_one():
    compiled = Programme.of(state_problem(PLANT, MODEL, QUESTION)).compiled
    session = Session(compiled, "least_cost", relaxed=True)
    answer = session.solve(time_limit=10.0)
    rng = np.random.default_rng(1)
    for spoilt in ("nothing", "point", "row_duals", "column_duals"):
        parts = {
            "point": answer.point.copy(),
            "row_duals": answer.duals[0].copy(),
            "column_duals": answer.duals[1].copy(),
        }
        if spoilt != "nothing":
            parts[spoilt] += 0.1 * rng.standard_normal(len(parts[spoilt]))
        one = optimality_of(
            session,
            type(answer)(
                status="optimal",
                solution=parts["point"],
                objective=answer.objective,
                bound=answer.bound,
                row_duals=parts["row_duals"],
                column_duals=parts["column_duals"],
            ),
        )
        many = optimality_residuals(
            compiled,
            cost=session.cost[None],
            row_low=compiled.row_low[None],
            row_high=compiled.row_high[None],
            points=parts["point"][None],
            row_duals=parts["row_duals"][None],
            column_duals=parts["column_duals"][None],
        )
        parts = (one.feasibility, one.stationarity, one.signs, one.duality_gap)
        assert many[0] == pytest.approx(max(parts), rel=1e-9, abs=1e-15)
        assert (max(parts) > 1e-3) == (spoilt != "nothing")
