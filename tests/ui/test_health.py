"""A server is healthy where it solves, and says why where it does not."""

import asyncio
import json

import pytest
from flotation_ui import health

from flotation.errors import SolverError


@pytest.fixture(autouse=True)
def _nothing_known_yet(monkeypatch):
    monkeypatch.setattr(health, "_last", None)


def asked():
    answer = asyncio.run(health.health(None))
    return answer.status_code, json.loads(answer.body)


def test_a_server_that_solves_is_healthy():
    assert asked() == (200, {"status": "healthy", "waiting": 0})


def test_a_server_whose_solver_fails_is_unhealthy_and_says_why(monkeypatch):
    def fails(*, patience):
        raise SolverError("no worker came free")

    monkeypatch.setattr(health, "solve_sentinel", fails)
    assert asked() == (
        503,
        {"status": "unhealthy", "waiting": 0, "reason": "no worker came free"},
    )


def test_many_questions_within_a_moment_solve_once(monkeypatch):
    solved = []
    monkeypatch.setattr(health, "solve_sentinel", lambda *, patience: solved.append(1))
    for _ in range(3):
        asked()
    assert len(solved) == 1
