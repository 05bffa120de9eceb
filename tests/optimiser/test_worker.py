"""Workers may die or hang; the next question is answered all the same."""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
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
    with Path(path).open("a", encoding="utf-8") as told:
        told.write(f"{os.getpid()}\n")
    time.sleep(seconds)
    return os.getpid()


def until(path):
    while not Path(path).exists():
        time.sleep(0.05)
    return os.getpid()


def stop(path):
    Path(path).write_text(f"{os.getpid()}\n", encoding="utf-8")
    os.kill(os.getpid(), signal.SIGSTOP)


def pids(path):
    return [int(line) for line in path.read_text(encoding="utf-8").split()]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").read_text().split(")")[-1].strip().startswith("Z")


def dies(pid, patience=120.0):
    ends = time.monotonic() + patience
    while is_alive(pid) and time.monotonic() < ends:
        time.sleep(0.05)
    return not is_alive(pid)


@pytest.fixture(autouse=True, scope="module")
def _workers_end_afterwards():
    yield
    worker.kill_workers()


@pytest.fixture
def both_warm(tmp_path):
    """Both workers have started."""
    with ThreadPoolExecutor(2) as pool:
        tasks = [pool.submit(in_worker, sleep, 1.0, tmp_path / "w", time_limit=9) for _ in "12"]
    return [task.result() for task in tasks]


def test_a_worker_returns_what_the_function_returns():
    assert in_worker(add, 2, 3, time_limit=10.0) == 5


def test_two_tasks_run_at_once_and_one_after_another_in_one_process(both_warm, tmp_path):
    assert len(set(both_warm)) == 2
    again = {in_worker(sleep, 0.0, tmp_path / "pid", time_limit=10.0) for _ in range(3)}
    assert len(again) == 1


def test_a_task_whose_worker_was_killed_is_sent_once_more(tmp_path):
    assert in_worker(die_once, str(tmp_path / "died"), time_limit=10.0) == "alive"


def test_a_worker_killed_while_idle_is_replaced_without_a_word(tmp_path):
    pid = in_worker(sleep, 0.0, tmp_path / "pid", time_limit=10.0)
    os.kill(pid, signal.SIGKILL)
    assert dies(pid)
    assert in_worker(add, 2, 3, time_limit=10.0) == 5


def test_a_task_that_kills_its_worker_twice_is_a_sentence_and_the_next_task_works():
    with pytest.raises(SolverError, match="died twice"):
        in_worker(die, time_limit=10.0)
    assert in_worker(add, 2, 3, time_limit=10.0) == 5


@pytest.mark.parametrize("hang", [sleep, stop])
def test_a_task_that_hangs_is_killed_and_the_warm_worker_answers_the_next(
    both_warm, hang, tmp_path
):
    arguments = (600.0, tmp_path / "pid") if hang is sleep else (tmp_path / "pid",)
    with pytest.raises(SolverError, match=r"did not end within 2\.5 s"):
        in_worker(hang, *arguments, time_limit=0.5)
    hung = pids(tmp_path / "pid")[-1]
    assert dies(hung)
    next_one = in_worker(sleep, 0.0, tmp_path / "next", time_limit=10.0)
    assert {hung, next_one} == set(both_warm)


def test_while_a_task_hangs_an_idle_worker_is_started_for_the_next(tmp_path):
    worker.kill_workers()
    with pytest.raises(SolverError, match=r"did not end within 2\.1 s"):
        in_worker(sleep, 60.0, tmp_path / "pid", time_limit=0.1)
    assert [one.executor is not None for one in worker._workers].count(True) == 1
    assert worker._idle[-1].executor is not None


def test_a_task_that_hangs_does_not_disturb_another(monkeypatch, tmp_path):
    monkeypatch.setattr(worker, "GRACE_S", 0.2)
    with ThreadPoolExecutor(1) as pool:
        quiet = pool.submit(in_worker, sleep, 2.0, tmp_path / "quiet", time_limit=20.0)
        with pytest.raises(SolverError, match="did not end"):
            in_worker(sleep, 60.0, tmp_path / "hung", time_limit=0.2)
        assert [quiet.result()] == pids(tmp_path / "quiet")


def test_waiting_for_a_worker_is_not_time_of_the_task(both_warm, monkeypatch, tmp_path):
    monkeypatch.setattr(worker, "GRACE_S", 2.9)
    with ThreadPoolExecutor(3) as pool:
        busy = [pool.submit(in_worker, until, tmp_path / "go", time_limit=600.0) for _ in "12"]
        time.sleep(0.5)
        waiting = pool.submit(in_worker, sleep, 0.0, tmp_path / "pid", time_limit=0.1)
        time.sleep(3.5)
        assert not waiting.done()
        (tmp_path / "go").touch()
        assert waiting.result() in both_warm
        assert {task.result() for task in busy} == set(both_warm)


def test_the_start_of_a_worker_is_not_time_of_the_task(monkeypatch, tmp_path):
    slow = "import os, time\nif os.getpid() != {}:\n    time.sleep(2.0)\ndef two():\n    return 2\n"
    (tmp_path / "slow_to_import.py").write_text(slow.format(os.getpid()), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(worker, "GRACE_S", 0.5)
    worker.kill_workers()
    assert in_worker(import_module("slow_to_import").two, time_limit=0.5) == 2
    worker.kill_workers()
    del sys.modules["slow_to_import"]


def test_a_worker_that_does_not_start_is_a_sentence(monkeypatch):
    worker.kill_workers()
    monkeypatch.setattr(worker, "START_S", 0.01)
    with pytest.raises(SolverError, match=r"did not start within 0\.01 s"):
        in_worker(add, 2, 3, time_limit=10.0)
    monkeypatch.undo()
    assert in_worker(add, 2, 3, time_limit=10.0) == 5


def test_a_task_that_is_interrupted_leaves_no_worker_behind(both_warm, monkeypatch, tmp_path):
    original = worker._ends

    def interrupted(future, seconds):
        if seconds != 5.0:
            return original(future, seconds)
        time.sleep(0.5)
        raise KeyboardInterrupt("by hand")

    monkeypatch.setattr(worker, "_ends", interrupted)
    with pytest.raises(KeyboardInterrupt, match="by hand"):
        in_worker(sleep, 60.0, tmp_path / "pid", time_limit=5.0)
    monkeypatch.undo()
    assert dies(pids(tmp_path / "pid")[-1])
    assert in_worker(add, 2, 3, time_limit=10.0) == 5


def test_errors_come_back_from_a_worker_with_all_they_carry():
    plant = plants.plant(2)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 99.0})
    with pytest.raises(InfeasibleError, match="WO3 recovery at least 99 %") as told:
        plan(plant, plants.model(plant), question)
    assert told.value.conflict
    assert told.value.relaxation


def test_whoever_waits_is_served_in_order_and_told_how_many_come_before(both_warm, tmp_path):
    told = {"first": [], "second": []}
    with ThreadPoolExecutor(4) as pool:
        busy = [pool.submit(in_worker, until, tmp_path / "go", time_limit=600.0) for _ in "12"]
        time.sleep(0.5)
        waiting = []
        for who in ("first", "second"):
            waiting.append(
                pool.submit(
                    *(in_worker, sleep, 0.0, tmp_path / who),
                    time_limit=10.0,
                    on_wait=told[who].append,
                )
            )
            time.sleep(0.2)
        assert worker.waiting() == 2
        time.sleep(1.0)
        (tmp_path / "go").touch()
        assert {task.result() for task in (*busy, *waiting)} == set(both_warm)
    assert set(told["first"]) == {0}
    assert set(told["second"]) == {1}
    assert worker.waiting() == 0


def test_whoever_gives_up_waiting_leaves_the_queue(both_warm, tmp_path):
    def enough(before):
        raise KeyboardInterrupt("went away")

    with ThreadPoolExecutor(2) as pool:
        busy = [pool.submit(in_worker, until, tmp_path / "go", time_limit=600.0) for _ in "12"]
        time.sleep(0.5)
        with pytest.raises(KeyboardInterrupt, match="went away"):
            in_worker(add, 1, 2, time_limit=10.0, on_wait=enough)
        assert worker.waiting() == 0
        (tmp_path / "go").touch()
        assert len([task.result() for task in busy]) == 2
    assert in_worker(add, 1, 2, time_limit=10.0) == 3


def test_warm_workers_have_a_process_before_anybody_asks():
    worker.kill_workers()
    worker.warm_workers(__name__)
    assert all(one.executor is not None for one in worker._workers)
    assert in_worker(add, 2, 3, time_limit=10.0) == 5
