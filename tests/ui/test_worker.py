"""Workers as real processes: killed, stopped and asked to cancel in the middle of a job."""

import os
import signal
from pathlib import Path

import pytest
from connectors.pi_server import serving
from ui.worker_mill import Mill, signals, until

from flotation.history.audit import audit_lines, verify_audit
from flotation.history.jobs import cancel_job
from flotation.history.surveys import imports, stored_survey

pytestmark = pytest.mark.needs("/proc")


@pytest.fixture
def mill(tmp_path):
    if not Path("/proc/self/environ").exists():
        pytest.skip("processes are found in /proc, which is Linux's")
    with serving(signals()) as server:
        made = Mill(tmp_path, server)
        yield made
        made.close()


def test_a_cancelled_job_ends_and_a_killed_workers_job_is_done_by_another_once(mill):
    mill.server.gate.clear()
    first = mill.worker()
    cancelled, job = mill.ask(), mill.ask()
    mill.waiting(cancelled)
    cancel_job(mill.history, cancelled.id, by="li")
    assert mill.ended(cancelled, "cancelled").result is None

    mill.waiting(job)
    (process,) = until(mill.processes)
    first.send_signal(signal.SIGKILL)
    first.wait()
    until(lambda: process not in mill.processes())
    assert mill.job(job).state == "running"

    mill.server.gate.set()
    second = mill.worker()
    done = mill.ended(job, "done", "failed")
    assert (done.state, done.deaths, done.result["stored"]) == ("done", 1, 60)
    assert len(stored_survey(mill.history, "Mill").table) == 60
    assert len(imports(mill.history, "Mill")) == 1
    again = mill.ended(mill.ask(), "done", "failed")
    assert (again.state, again.result["stored"]) == ("done", 0)
    verify_audit(mill.history)
    said = [line.action for line in audit_lines(mill.history, subject=job.id)]
    assert said == ["job queued", "job claimed", "job's worker died", "job claimed", "job done"]

    second.send_signal(signal.SIGINT)
    assert second.wait() == 130


def test_a_job_that_kills_twice_is_set_aside_and_a_stopped_worker_returns_its_job(mill):
    mill.server.gate.clear()
    worker = mill.worker()
    poison = mill.ask()
    for _ in range(2):
        mill.waiting(poison)
        (process,) = until(mill.processes)
        os.kill(process, signal.SIGKILL)
        until(lambda process=process: process not in mill.processes())
    failed = mill.ended(poison, "failed", "done")
    assert (failed.state, failed.deaths) == ("failed", 2)
    assert "2 workers died while they ran this job" in failed.error

    job = mill.ask()
    mill.waiting(job)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 143
    assert mill.processes() == []
    left = mill.job(job)
    assert (left.state, left.deaths, left.worker, left.lease_until) == ("queued", 0, None, None)
