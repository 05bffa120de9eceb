"""The sentinel's plan has the cost worked by hand, or its service is not alive."""

import pytest

from flotation.errors import SolverError
from optimiser import sentinel
from optimiser.sentinel import LEAST_COST, solve_sentinel


def test_the_sentinel_costs_what_it_costs_by_hand():
    assert solve_sentinel(patience=10.0) == LEAST_COST == 0.1 * 20 + 0.02 * 80


def test_a_wrong_answer_is_not_healthy(monkeypatch):
    monkeypatch.setattr(sentinel, "in_worker", lambda *_, **__: 3.7)
    with pytest.raises(SolverError, match=r"costs 3\.7, not 3\.6"):
        solve_sentinel(patience=1.0)


def test_no_number_is_not_healthy(monkeypatch):
    monkeypatch.setattr(sentinel, "in_worker", lambda *_, **__: float("nan"))
    with pytest.raises(SolverError, match="costs nan"):
        solve_sentinel(patience=1.0)


def test_patience_ends_while_every_worker_is_busy(monkeypatch):
    def busy(_task, *, time_limit, on_wait):
        on_wait(2)

    monkeypatch.setattr(sentinel, "in_worker", busy)
    with pytest.raises(SolverError, match=r"within 0 s, with 2 tasks before"):
        solve_sentinel(patience=0.0)
