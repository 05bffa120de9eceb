"""A spoiled answer never passes, an honest one always does."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from flotation.errors import SolverError
from optimiser.appraisal import appraise
from optimiser.certificate import certify, check_point
from optimiser.optimality_check import optimality_of
from optimiser.problem import state_problem
from optimiser.question import Question
from optimiser.solving import solve_problem
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")


@pytest.fixture(
    scope="module",
    params=product(("least_cost", "most_recovery", "most_margin"), ("log", "logit")),
    ids="-".join,
)
def answered(request):
    goal, link = request.param
    plant = plants.plant(3, FOUR, heating=True, bond=True, grade=15.0, second_product=True)
    model = plants.model(plant, 0, link=link)
    question = Question(goal=goal, target_recovery_pct={"WO3": 25.0}, budget_cny_t=45.0)
    solved = solve_problem(
        lambda knots: state_problem(plant, model, question, knots=knots),
        question.goal,
        time_limit=20.0,
    )
    return solved, appraise(plant, model, question, solved.settings), question.goal


def certified(answered, **changes):
    solved, brought, goal = answered
    solved, brought = (
        replace(solved, **changes.get("solved", {})),
        replace(brought, **changes.get("brought", {})),
    )
    return certify(solved, solved.settings, brought, goal=goal, recycle=False)


def test_an_honest_answer_is_verified(answered):
    assert certified(answered).verified


def test_the_conditions_of_an_optimum_hold_at_every_solved_cell(answered):
    solved = answered[0]
    assert optimality_of(solved.cell_session, solved.cell).worst <= 1e-6


@pytest.mark.parametrize("part", ["solution", "row_duals", "column_duals"])
def test_a_spoiled_cell_breaks_the_conditions_of_an_optimum(answered, part):
    solved, rng = answered[0], np.random.default_rng(0)
    caught = 0
    for _ in range(20):
        values = getattr(solved.cell, part).copy()
        values[rng.integers(len(values))] += rng.choice([-1.0, 1.0]) * 0.01
        spoiled = replace(solved.cell, **{part: values})
        caught += optimality_of(solved.cell_session, spoiled).worst > 1e-6
    assert caught >= 19


def test_spoiled_duals_are_not_shown(answered):
    solved = answered[0]
    duals = solved.cell.row_duals + 0.01
    with pytest.raises(SolverError, match="conditions of an optimum"):
        certified(answered, solved={"cell": replace(solved.cell, row_duals=duals)})


def test_set_points_that_break_a_limit_are_not_shown(answered):
    solved = answered[0]
    low = {j: float(t[0]) for j, t in solved.programme.problem.grids.items()}
    with pytest.raises(SolverError, match="breaks a limit"):
        certified(answered, solved={"settings": low})


def test_a_plan_over_the_budget_is_not_shown(answered):
    solved = answered[0]
    high = {j: float(t[-1]) for j, t in solved.programme.problem.grids.items()}
    with pytest.raises(SolverError, match="more than its budget"):
        certified(answered, solved={"settings": high})


def test_a_point_with_a_number_that_is_not_finite_is_not_shown(answered):
    solved = answered[0]
    point = solved.programme.embedding.point(solved.settings)
    point[3] = np.nan
    with pytest.raises(SolverError, match="not finite"):
        check_point(solved.cell_session, point)


def test_a_binary_between_its_values_is_not_shown(answered):
    solved = answered[0]
    compiled = solved.programme.compiled
    point = solved.programme.embedding.point(solved.settings)
    point[np.flatnonzero(compiled.integer)[0]] = 0.5
    with pytest.raises(SolverError, match="breaks a limit"):
        check_point(solved.cell_session, point)


def test_a_cost_below_its_tangents_is_not_shown(answered):
    solved = answered[0]
    point = solved.programme.embedding.point(solved.settings)
    point[solved.programme.column("heat[hot_c]")] *= 0.9
    with pytest.raises(SolverError, match="breaks a limit"):
        check_point(solved.cell_session, point)


@pytest.mark.parametrize("what", ["recovery", "grade", "cost"])
def test_a_model_that_says_otherwise_than_the_programme_is_noticed(answered, what):
    brought = answered[1]
    if what == "cost":
        changed = {"cost": replace(brought.cost, reagents=brought.cost.reagents * 1.01)}
    else:
        changed = {what: {c: v * 1.001 for c, v in getattr(brought, what).items()}}
    with pytest.raises(SolverError, match="the programme and the model differ"):
        certified(answered, brought=changed)


def test_the_gap_is_measured_on_what_moves_and_not_hidden_by_constants():
    plant = plants.plant(2, FOUR[:2])
    dear = plant.model_copy(update={"base": plant.base.model_copy(update={"water_m3_t": 1e4})})
    gaps = []
    for case in (plant, dear):
        question = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})
        model = plants.model(plant, 0)
        solved = solve_problem(
            lambda knots, case=case, model=model, question=question: state_problem(
                case, model, question, knots=knots
            ),
            "least_cost",
            time_limit=20.0,
        )
        gaps.append((solved.scale, solved.settings))
    assert gaps[0][0] == pytest.approx(gaps[1][0], rel=1e-6)
    assert gaps[0][1] == pytest.approx(gaps[1][1], rel=1e-6)


def test_the_gap_is_told_as_what_the_search_and_what_the_lines_leave(answered):
    proof = certified(answered)
    assert proof.solver_gap >= 0.0
    assert proof.pwl_gap >= 0.0
    assert proof.solver_gap + proof.pwl_gap == pytest.approx(proof.gap, abs=1e-15)
    assert proof.feasibility <= 1e-6
    assert proof.optimality.worst <= 1e-6


def test_what_lines_leave_is_not_blamed_on_the_search(answered):
    solved = answered[0]
    looser = {"bound": solved.value - 1e-3 * solved.scale}
    whole = certified(answered, solved={**looser, "searched": looser["bound"]})
    none = certified(answered, solved={**looser, "searched": solved.value})
    assert whole.pwl_gap == pytest.approx(1e-3)
    assert none.pwl_gap == 0.0
    assert none.solver_gap == pytest.approx(1e-3)


@pytest.mark.parametrize(
    ("part", "spoil"),
    [
        ("feasibility", lambda cell: {"solution": cell.solution - 0.01}),
        ("stationarity", lambda cell: {"column_duals": cell.column_duals + 0.01}),
        ("complementarity", lambda cell: {"row_duals": cell.row_duals + 0.01}),
        ("signs", lambda cell: {"row_duals": -cell.row_duals}),
        ("duality_gap", lambda cell: {"row_duals": 1.5 * cell.row_duals}),
    ],
)
def test_each_condition_of_an_optimum_is_looked_at(answered, part, spoil):
    solved = answered[0]
    spoiled = replace(solved.cell, **spoil(solved.cell))
    assert getattr(optimality_of(solved.cell_session, spoiled), part) > 1e-5


@pytest.mark.parametrize("status", ["limit", "failed"])
def test_a_plan_whose_cell_was_not_solved_has_a_solution_and_is_not_verified(answered, status):
    proof = certified(answered, solved={"cell": replace(answered[0].cell, status=status)})
    assert not proof.verified
    assert proof.optimality is None
