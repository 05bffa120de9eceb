import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flotation.history import open_history
from flotation.history.backup import backup_history
from flotation.history.jobs import listed_jobs
from flotation.history.questions import saved_questions
from flotation.history.verification import verify_history

PROGRAM = Path(__file__).with_name("writer.py")


@pytest.fixture
def start(empty, root):
    """Start processes that wait for each other, then do a task on one database."""
    with contextlib.ExitStack() as running:

        def start(task, count, names):
            processes = [
                running.enter_context(
                    subprocess.Popen(
                        [sys.executable, str(PROGRAM), task, empty, name, str(count)],
                        env={**os.environ, "PYTHONPATH": str(root)},
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        text=True,
                    )
                )
                for name in names
            ]
            for process in processes:
                assert process.stdout.readline() == "ready\n"
            for process in processes:
                process.stdin.write("go\n")
                process.stdin.flush()
            return processes

        yield start


def acknowledged(processes):
    """What each process said was done, when all have ended well."""
    said = [process.stdout.read().split() for process in processes]
    assert [process.wait() for process in processes] == [0] * len(processes)
    return said


def test_four_processes_that_open_and_write_one_history_lose_nothing(start, empty, tmp_path):
    processes = start("write", 50, "abcd")
    copies = []
    if "://" not in empty:
        processes[0].stdout.readline()  # the tables are there
        with open_history(empty) as history:
            for number in range(3):
                copies.append(tmp_path / f"copy{number}.sqlite3")
                backup_history(history, copies[-1])
    said = acknowledged(processes)
    with open_history(empty) as history:
        assert len(saved_questions(history, "mill")) == 200
        assert verify_history(history).head.number == 200
        assert {i for each in said for i in each} <= {
            q.id for q in saved_questions(history, "mill")
        }
    for copy in copies:
        with open_history(copy) as history:
            assert 1 <= verify_history(history).head.number <= 200


def test_a_killed_writer_loses_nothing_that_was_acknowledged(start, empty):
    killed, other = start("write", 10_000, "ab")
    said = {killed.stdout.readline().strip() for _ in range(30)}
    killed.kill()
    said |= set(killed.stdout.read().split())
    before = {other.stdout.readline().strip() for _ in range(3)}  # and others go on
    other.kill()
    said |= before | {line for line in other.stdout.read().split("\n")[:-1] if line}
    with open_history(empty) as history:
        kept = {question.id for question in saved_questions(history, "mill")}
        assert verify_history(history).head.number == len(kept)
    assert len(said) >= 33
    assert said <= kept


def test_two_workers_never_get_one_job_twice(start, empty):
    asked = acknowledged(start("ask", 40, "ab"))
    assert asked[0] == asked[1]  # asked for twice, it is one job
    done = acknowledged(start("work", 0, ["w1", "w2"]))
    assert sorted(done[0] + done[1]) == sorted(asked[0])
    with open_history(empty) as history:
        jobs = listed_jobs(history)
    assert {(job.state, job.deaths) for job in jobs} == {("done", 0)}
    for name, ids in zip(("w1", "w2"), done, strict=True):
        assert {job.id for job in jobs if job.worker == name} == set(ids)
        assert {job.result["worker"] for job in jobs if job.id in ids} <= {name}
