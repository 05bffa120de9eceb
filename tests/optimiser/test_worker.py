"""Workers may die or hang; the next question is answered all the same."""

import os
import signal
import time
from pathlib import Path

import pytest

from flotation.errors import InfeasibleError, SolverError
from optimiser import worker
from optimiser.planning import plan
from optimiser.question import Question
from optimiser.worker import in_worker
from tests.optimiser import plants


def add(a, b):
    return a + b


def die_once(path):
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(seconds, path):
    Path(path).write_text(str(os.getpid()))
    time.sleep(seconds)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").read_text().split(")")[-1].strip().startswith("Z")


@pytest.fixture(autouse=True, scope="module")
def _workers_end_afterwards():
    yield
    worker.kill_workers()


def test_a_worker_returns_what_the_function_returns():
    assert in_worker(add, 2, 3, time_limit=10.0) == 5


def test_a_task_whose_worker_was_killed_is_sent_once_more(tmp_path):
    assert in_worker(die_once, str(tmp_path / "died"), time_limit=10.0) == "alive"


def test_a_task_that_kills_its_worker_twice_is_a_sentence_and_the_next_task_works():
    with pytest.raises(SolverError, match="died twice"):
        in_worker(die, time_limit=10.0)
    assert in_worker(add, 2, 3, time_limit=10.0) == 5


def test_a_task_that_hangs_is_killed_and_the_next_task_works(monkeypatch, tmp_path):
    in_worker(add, 1, 1, time_limit=10.0)
    monkeypatch.setattr(worker, "GRACE_S", 2.0)
    began = time.monotonic()
    with pytest.raises(SolverError, match=r"did not end within 2\.5 s"):
        in_worker(sleep, 60.0, str(tmp_path / "pid"), time_limit=0.5)
    assert time.monotonic() - began < 8.0
    monkeypatch.undo()
    pid = int((tmp_path / "pid").read_text())
    patience = time.monotonic() + 10.0
    while is_alive(pid) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not is_alive(pid)
    assert in_worker(add, 2, 3, time_limit=10.0) == 5


def test_errors_come_back_from_a_worker_with_all_they_carry():
    plant = plants.plant(2)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 99.0})
    with pytest.raises(InfeasibleError, match="WO3 recovery at least 99 %") as told:
        plan(plant, plants.model(plant), question)
    assert told.value.conflict
    assert told.value.relaxation
