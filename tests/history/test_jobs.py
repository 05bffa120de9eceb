from datetime import timedelta

import pytest
from history.samples import NOON

from flotation.errors import ConflictError, HistoryError
from flotation.history.audit import audit_lines
from flotation.history.jobs import cancel_job, job_of, jobs_before, listed_jobs, queue_job
from flotation.history.leases import (
    claim_job,
    fail_job,
    finish_job,
    heartbeat,
    requeue_expired,
    return_job,
    stop_job,
)


def later(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def queue(history):
    """Queue a job so many seconds after noon."""
    return lambda seconds=0, kind="retrain", **more: queue_job(
        history, kind, {"seed": 1}, by="Li Wei", now=later(seconds), **more
    )


def test_a_job_comes_back_as_it_was_asked_for(history, queue):
    job = queue()
    assert job_of(history, job.id) == job
    assert (job.state, job.arguments, job.by) == ("queued", {"seed": 1}, "Li Wei")
    assert job.queued_at == "2026-01-05T12:00:00.000000Z"


def test_a_double_click_makes_one_job(history, queue):
    assert queue(0, key="press 1") == queue(1, key="press 1")
    assert queue(2, key="press 2").id != queue(3).id
    assert len(listed_jobs(history)) == 3


def test_a_key_cannot_stand_for_two_kinds_of_work(history, queue):
    queue(key="press 1")
    with pytest.raises(ConflictError, match="has the key 'press 1' and is other work"):
        queue(key="press 1", kind="batch")


def test_the_oldest_job_of_a_kind_is_claimed_first(history, queue):
    second, first, other = queue(2), queue(1), queue(0, kind="batch")
    claimed = [claim_job(history, f"w{n}", kinds=["retrain"], now=later(9)) for n in range(3)]
    assert [job and job.id for job in claimed] == [first.id, second.id, None]
    assert (claimed[0].state, claimed[0].worker) == ("running", "w0")
    assert claimed[0].lease_until == "2026-01-05T12:01:09.000000Z"
    assert claim_job(history, "w3", now=later(9)).id == other.id


def test_a_queued_job_knows_how_many_come_before_it(history, queue):
    jobs = [queue(seconds) for seconds in (5, 3, 4)]
    assert [jobs_before(history, job.id) for job in jobs] == [2, 0, 1]
    claim_job(history, "w", now=later(9))
    assert [jobs_before(history, job.id) for job in jobs] == [1, None, 0]


def test_a_heartbeat_keeps_a_job_and_says_how_far_it_is(history, queue):
    job = queue()
    claim_job(history, "w", now=later(0))
    assert not heartbeat(
        history, job.id, "w", progress=0.5, words="block 3 of 6", now=later(50)
    ).cancel_requested
    assert requeue_expired(history, now=later(100)) == ()
    there = job_of(history, job.id)
    assert (there.progress, there.words) == (0.5, "block 3 of 6")


@pytest.mark.parametrize(("told", "kept"), [(-1, 0.0), (7, 1.0)])
def test_progress_stays_between_nothing_and_all(history, queue, told, kept):
    job = queue()
    claim_job(history, "w", now=later(0))
    heartbeat(history, job.id, "w", progress=told, now=later(1))
    assert job_of(history, job.id).progress == kept


def test_a_dead_workers_job_is_queued_again_and_a_second_death_sets_it_aside(history, queue):
    job = queue()
    claim_job(history, "w1", now=later(0))
    assert claim_job(history, "w2", now=later(59)) is None
    again = claim_job(history, "w2", now=later(61))
    assert (again.id, again.worker, again.deaths) == (job.id, "w2", 1)
    assert claim_job(history, "w3", now=later(200)) is None
    aside = job_of(history, job.id)
    assert (aside.state, aside.deaths) == ("failed", 2)
    assert "2 workers died" in aside.error


def test_a_worker_that_lost_its_lease_keeps_nothing(history, queue):
    job = queue()
    claim_job(history, "w1", now=later(0))
    claim_job(history, "w2", now=later(61))
    for end in (
        lambda: heartbeat(history, job.id, "w1"),
        lambda: finish_job(history, job.id, "w1", {}),
    ):
        with pytest.raises(ConflictError, match="no longer this worker's: it is running, and w2"):
            end()
    assert finish_job(history, job.id, "w2", {"model": "ab"}, now=later(70)).result == {
        "model": "ab"
    }


def test_a_finished_job_has_its_result_and_cannot_end_again(history, queue):
    job = queue()
    claim_job(history, "w", now=later(0))
    done = finish_job(history, job.id, "w", {"model": "ab"}, now=later(5))
    assert (done.state, done.result, done.progress) == ("done", {"model": "ab"}, 1.0)
    assert done.ended_at == "2026-01-05T12:00:05.000000Z"
    with pytest.raises(ConflictError, match="no longer this worker's: it is done"):
        fail_job(history, job.id, "w", "too late")
    with pytest.raises(ConflictError, match="is done already"):
        cancel_job(history, job.id, by="Li Wei")


def test_a_failed_job_says_why_and_where_the_traceback_is(history, queue):
    job = queue()
    claim_job(history, "w", now=later(0))
    fail_job(history, job.id, "w", "the survey is too short", error_id="e1", now=later(5))
    there = job_of(history, job.id)
    assert (there.state, there.error, there.error_id) == ("failed", "the survey is too short", "e1")


def test_a_queued_job_is_cancelled_at_once(history, queue):
    job = queue()
    assert cancel_job(history, job.id, by="Li Wei", now=later(1)).state == "cancelled"
    assert claim_job(history, "w", now=later(2)) is None


def test_a_running_job_is_asked_to_stop(history, queue):
    job = queue()
    claim_job(history, "w", now=later(0))
    assert cancel_job(history, job.id, by="Li Wei", now=later(1)).state == "running"
    assert heartbeat(history, job.id, "w", now=later(2)).cancel_requested
    assert stop_job(history, job.id, "w", now=later(3)).state == "cancelled"


def test_a_job_that_was_to_stop_is_not_queued_again_when_its_worker_dies(history, queue):
    job = queue()
    claim_job(history, "w", now=later(0))
    cancel_job(history, job.id, by="Li Wei", now=later(1))
    assert requeue_expired(history, now=later(100)) == (job.id,)
    assert job_of(history, job.id).state == "cancelled"


def test_jobs_are_listed_newest_first_by_state_and_kind(history, queue):
    old, new = queue(0), queue(1, kind="batch")
    assert [job.id for job in listed_jobs(history)] == [new.id, old.id]
    assert [job.id for job in listed_jobs(history, newest=1)] == [new.id]
    assert [job.id for job in listed_jobs(history, kinds=["retrain"])] == [old.id]
    claim_job(history, "w", now=later(2))
    assert [job.id for job in listed_jobs(history, states=["running"])] == [old.id]


def test_a_job_that_is_not_there_is_said_so(history):
    with pytest.raises(HistoryError, match="there is no job 'nope'"):
        job_of(history, "nope")


def test_every_step_of_a_job_but_its_beats_is_in_the_audit(history, queue):
    job = queue()
    claim_job(history, "w", now=later(0))
    heartbeat(history, job.id, "w", progress=0.1, now=later(1))
    cancel_job(history, job.id, by="Wang Fang", now=later(2))
    stop_job(history, job.id, "w", now=later(3))
    assert [(line.by, line.action) for line in audit_lines(history, subject=job.id)] == [
        ("Li Wei", "job queued"),
        ("w", "job claimed"),
        ("Wang Fang", "job cancel requested"),
        ("w", "job cancelled"),
    ]


def test_a_returned_job_is_queued_as_if_it_had_not_been_begun(history, queue):
    job = queue()
    claim_job(history, "w", now=later(1))
    heartbeat(history, job.id, "w", progress=0.5, words="fitting", now=later(2))
    left = return_job(history, job.id, "w", now=later(3))
    assert (left.state, left.worker, left.progress, left.deaths) == ("queued", None, 0.0, 0)
    assert (left.ended_at, left.lease_until) == (None, None)
    assert claim_job(history, "v", now=later(4)).id == job.id
    with pytest.raises(ConflictError, match="no longer this worker's"):
        return_job(history, job.id, "w", now=later(5))
