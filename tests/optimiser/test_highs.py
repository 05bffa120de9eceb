"""The solver is guarded: no bad number in, no unchecked answer out."""

import dataclasses

import highspy
import numpy as np
import pytest
from scipy import sparse

from flotation.errors import SolverError
from optimiser import highs
from optimiser.compiled import Compiled, compile_model
from optimiser.formulation import build
from optimiser.highs import Session, trusted_version
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from tests.optimiser import plants


def linear(cost, matrix, low, high, bounds, integer=None):
    columns = len(cost)
    return Compiled(
        matrix=sparse.csr_array(np.asarray(matrix, dtype=float)),
        row_low=np.asarray(low, dtype=float),
        row_high=np.asarray(high, dtype=float),
        row_scale=np.ones(len(low)),
        low=np.full(columns, bounds[0], dtype=float),
        high=np.full(columns, bounds[1], dtype=float),
        integer=np.zeros(columns, bool) if integer is None else np.asarray(integer),
        objectives={"cost": (np.asarray(cost, dtype=float), 0.0)},
        columns={f"x{i}": i for i in range(columns)},
        rows={f"r{i}": i for i in range(len(low))},
    )


def wyndor():
    free = [-np.inf] * 3
    return linear([-3.0, -5.0], [[1, 0], [0, 2], [3, 2]], free, [4, 12, 18], (0.0, 100.0))


def programme():
    plant = plants.plant(2)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0})
    return Programme.of(state_problem(plant, plants.model(plant), question))


def test_wyndor_glass_is_worth_36_with_its_known_duals():
    answer = Session(wyndor(), "cost").solve(time_limit=5.0)
    assert -answer.objective == pytest.approx(36.0)
    assert -answer.row_duals == pytest.approx([0.0, 1.5, 1.0])


def test_the_installed_solver_answers_the_sentinels():
    assert trusted_version() != "1.14.0"


def test_a_release_that_answers_wrongly_is_refused(monkeypatch):
    trusted_version.cache_clear()
    monkeypatch.setattr(highs, "WRONG_VERSION", highs._Quiet().version())
    with pytest.raises(SolverError, match="returns wrong optima"):
        trusted_version()
    trusted_version.cache_clear()


def test_a_wrong_sentinel_is_noticed(monkeypatch):
    trusted_version.cache_clear()
    wrong = dataclasses.replace(Session(wyndor(), "cost").solve(time_limit=5.0), objective=29.0)
    monkeypatch.setattr(Session, "solve", lambda self, **_: wrong)
    with pytest.raises(SolverError, match="sentinel programme"):
        trusted_version()
    monkeypatch.undo()
    trusted_version.cache_clear()


def test_an_option_that_is_misspelt_is_refused():
    with pytest.raises(SolverError, match="the option time_limt"):
        highs._set(highs._instance(), "time_limt", 1.0)


def test_an_option_that_is_out_of_range_is_refused():
    with pytest.raises(SolverError, match="the option mip_rel_gap"):
        highs._set(highs._instance(), "mip_rel_gap", -1.0)


def test_an_option_that_is_taken_otherwise_than_asked_is_noticed():
    class Deaf:
        def setOptionValue(self, *_):
            return highspy.HighsStatus.kOk

        def getOptionValue(self, _):
            return highspy.HighsStatus.kOk, 7.0

    with pytest.raises(SolverError, match="HiGHS took 7.0 for the option time_limit"):
        highs._set(Deaf(), "time_limit", 1.0)


def test_the_time_limit_counts_from_each_solve_and_not_from_the_first():
    compiled = programme().compiled
    session, statuses = Session(compiled, "least_cost", relaxed=True), []
    for i in range(400):
        session.set_objective(*compiled.objectives[("most_recovery[WO3]", "least_cost")[i % 2]])
        statuses.append(session.solve(time_limit=0.02).status)
    assert statuses.count("optimal") >= 380


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_never_reaches_the_solver_hot(bad):
    session = Session(wyndor(), "cost")
    with pytest.raises(SolverError, match="not finite"):
        session.set_objective(np.array([bad, 1.0]), 0.0)
    with pytest.raises(SolverError, match="not finite"):
        session.set_objective(np.array([1.0, 1.0]), bad)
    with pytest.raises(SolverError, match="not finite"):
        session.set_columns(np.array([0]), np.array([0.0]), np.array([bad]))
    with pytest.raises(SolverError, match="not finite"):
        session.add_row(np.array([0]), np.array([1.0]), bad)
    if np.isnan(bad):
        with pytest.raises(SolverError, match="cannot lie between"):
            session.set_row("r0", bad, 1.0)


def test_bounds_that_cross_are_refused():
    session = Session(wyndor(), "cost")
    with pytest.raises(SolverError, match="cross"):
        session.set_columns(np.array([0]), np.array([2.0]), np.array([1.0]))
    with pytest.raises(SolverError, match="cannot lie between"):
        session.set_row("r0", 2.0, 1.0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e15, 1e300])
def test_a_bad_coefficient_is_refused_by_the_name_of_its_row(bad):
    plant = plants.plant(2)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0})
    m = build(state_problem(plant, plants.model(plant), question))
    m.bad = type(m.budget)(["row"])
    m.bad["row"] = bad * m.u["lead_g_t", 0] + m.u["lead_g_t", 1] >= 0.0
    with pytest.raises((SolverError, ValueError), match=r"bad\[row\]|nan|inf"):
        compile_model(m)


def test_an_infeasible_programme_has_no_solution():
    answer = Session(linear([1.0], [[1.0]], [5.0], [6.0], (0.0, 1.0)), "cost").solve(time_limit=5.0)
    assert answer.status == "infeasible"
    assert answer.solution is None


def test_no_time_is_told_apart_from_no_solution():
    rng = np.random.default_rng(0)
    weights = rng.integers(10, 99, (5, 60)).astype(float)
    knapsack = linear(
        -rng.integers(10, 99, 60).astype(float),
        weights,
        [-np.inf] * 5,
        weights.sum(axis=1) / 3.0,
        (0.0, 1.0),
        integer=np.ones(60, bool),
    )
    answer = Session(knapsack, "cost").solve(time_limit=0.01, relative_gap=0.0)
    assert answer.status == "limit"
    assert answer.bound <= answer.objective


def test_making_a_solver_prints_nothing(capfd):
    highs._instance()
    assert capfd.readouterr().out == ""


def test_rows_are_scaled_and_their_names_kept():
    compiled = programme().compiled
    largest = abs(compiled.matrix).max(axis=1).toarray().ravel()
    assert largest == pytest.approx(np.ones(len(largest)))
    assert "target[WO3]" in compiled.rows


def test_a_solve_that_stops_with_an_error_is_tried_once_more_afresh(monkeypatch):
    session, original = Session(wyndor(), "cost"), highs._Quiet.run
    calls = iter([True])

    def run(self):
        return highspy.HighsStatus.kError if next(calls, False) else original(self)

    monkeypatch.setattr(highs._Quiet, "run", run)
    assert session.solve(time_limit=10.0).status == "optimal"
    monkeypatch.setattr(highs._Quiet, "run", lambda self: highspy.HighsStatus.kError)
    with pytest.raises(SolverError, match="HiGHS stopped with an error"):
        session.solve(time_limit=10.0)


def test_an_unbounded_programme_is_told_apart_from_an_infeasible_one():
    endless = linear([-1.0, 1.0], [[1, -1]], [-1.0], [np.inf], (0.0, np.inf))
    answer = Session(endless, "cost").solve(time_limit=5.0)
    assert answer.status == "unbounded"
    assert answer.solution is None
    assert answer.bound == -np.inf
