"""The search finds what HiGHS finds, and says how far it got."""

import time
from dataclasses import replace

import numpy as np
import pytest

from flotation.errors import UnboundedError
from optimiser.highs import Answer, Session
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.search import OutOfTimeError, Search
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t", "frother_g_t")


def programme_of(seed, **more):
    plant = plants.plant(2, LEVERS, grade=10.0, second_product=True, **more)
    model = plants.model(plant, seed, free_curves=seed % 3 == 2)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0})
    return Programme.of(state_problem(plant, model, question))


def search(programme, objective, *, tolerance=1e-7, seconds=20.0, **more):
    session = Session(programme.compiled, objective, relaxed=True)
    deadline = time.monotonic() + seconds
    return Search(session, programme.embedding, lambda value: tolerance, deadline, **more).run()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("objective", ["least_cost", "most_recovery[WO3]"])
def test_the_search_and_the_mixed_integer_solver_agree(seed, objective):
    programme = programme_of(seed)
    own = search(programme, objective)
    theirs = Session(programme.compiled, objective).solve(time_limit=30.0, relative_gap=1e-8)
    assert own.status == theirs.status
    if own.solution is not None:
        assert own.objective == pytest.approx(theirs.objective, rel=1e-6, abs=1e-6)
        assert own.bound <= own.objective


def test_the_bound_lies_below_the_optimum_at_every_stop():
    programme = programme_of(2)
    optimum = search(programme, "least_cost").objective
    for nodes in range(0, 30, 3):
        stopped = search(programme, "least_cost", node_limit=nodes)
        assert stopped.bound <= optimum + 1e-7
        assert stopped.objective >= optimum - 1e-7


def test_a_gap_that_grows_with_the_objective_ends_no_search_that_has_no_point_yet():
    for seed in range(6):
        programme = programme_of(seed)
        exact = search(programme, "least_cost")
        session = Session(programme.compiled, "least_cost", relaxed=True)
        deadline = time.monotonic() + 20.0
        found = Search(session, programme.embedding, lambda v: 1e-6 * abs(v), deadline).run()
        assert found.status == exact.status
        assert found.objective == pytest.approx(exact.objective, rel=2e-6)


def test_a_search_stopped_early_is_not_called_optimal():
    stopped = search(programme_of(2), "least_cost", tolerance=0.0, node_limit=0)
    assert stopped.status == "limit"


def test_the_bound_accounts_for_nodes_given_up_within_the_tolerance():
    for seed in range(6):
        programme = programme_of(seed, heating=True)
        exact = search(programme, "least_cost")
        rough = search(programme, "least_cost", tolerance=2.0)
        if exact.solution is not None:
            assert rough.bound <= exact.objective + 1e-7
            assert rough.objective - rough.bound <= 2.0 + 1e-7


def test_time_that_ends_within_a_linear_programme_leaves_a_true_bound(monkeypatch):
    programme = programme_of(2)
    optimum = search(programme, "least_cost")
    original = Session.solve
    for allowed in range(1, 12):
        calls = iter(range(allowed))

        def solve(self, calls=calls, **limits):
            answer = original(self, **limits)
            return answer if next(calls, None) is not None else replace(answer, status="limit")

        monkeypatch.setattr(Session, "solve", solve)
        stopped = search(programme, "least_cost")
        if stopped.status == "limit":
            assert stopped.bound <= optimum.objective + 1e-7
        assert stopped.objective >= optimum.objective - 1e-7


def test_a_node_that_cannot_be_split_still_counts_in_the_bound(monkeypatch):
    programme = programme_of(2)
    root = Session(programme.compiled, "least_cost", relaxed=True).solve(time_limit=5.0)
    monkeypatch.setattr(Search, "_split", lambda *_: None)
    stopped = search(programme, "least_cost")
    assert stopped.status == "failed"
    assert stopped.bound == pytest.approx(root.objective, abs=1e-6)


def test_a_node_whose_children_were_not_solved_still_counts_in_the_bound(monkeypatch):
    programme = programme_of(2)
    root = Session(programme.compiled, "least_cost", relaxed=True).solve(time_limit=5.0)
    original, calls = Search._children, iter([True])

    def children(self, *arguments):
        if next(calls, False):
            return original(self, *arguments)
        raise OutOfTimeError("made for a test")

    monkeypatch.setattr(Search, "_children", children)
    stopped = search(programme, "least_cost")
    assert stopped.status == "limit"
    assert stopped.bound == pytest.approx(root.objective, abs=1e-6)


def test_a_good_start_is_never_lost():
    programme = programme_of(0)
    best = search(programme, "least_cost")
    session = Session(programme.compiled, "least_cost", relaxed=True)
    again = Search(session, programme.embedding, lambda value: np.inf, time.monotonic() + 5.0)
    assert again.run(best.solution).objective <= best.objective


def linked_programme(seed):
    plant = plants.plant(3, LEVERS, grade=23.0)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 1.0})
    return Programme.of(state_problem(plant, plants.model(plant, seed, link="logit"), question))


def test_the_parts_of_an_index_leave_nothing_out(monkeypatch):
    original, seen = Search._split, []

    def split(self, fixed, answer):
        parts = original(self, fixed, answer)
        if parts is not None:
            [column] = [c for c, part in parts[0].items() if part != fixed.get(c)]
            if not self.embedding.compiled.integer[column]:
                compiled = self.embedding.compiled
                whole = fixed.get(column, (compiled.low[column], compiled.high[column]))
                seen.append((whole, parts[0][column], parts[1][column]))
        return parts

    monkeypatch.setattr(Search, "_split", split)
    search(linked_programme(1), "most_recovery[WO3]")
    assert seen
    for whole, first, second in seen:
        assert (first[0], second[1]) == whole
        assert first[1] == second[0]
        assert whole[0] < first[1] < whole[1]


def test_a_dive_along_tangents_finds_set_points_at_once():
    stopped = search(linked_programme(1), "most_recovery[WO3]", node_limit=1)
    assert stopped.solution is not None


def test_an_unbounded_programme_is_said_to_be_unbounded(monkeypatch):
    endless = Answer(status="unbounded", solution=None, objective=np.inf, bound=-np.inf)
    monkeypatch.setattr(Session, "solve", lambda self, *, time_limit: endless)
    with pytest.raises(UnboundedError, match="growing without end"):
        search(programme_of(0), "least_cost")
