"""Workers and their jobs: one worker a job, known to be alive by its heartbeat.

A claim, a beat and an end are each one transaction, and all writes of a history take turns, so
two workers never hold one job. A worker that is silent for longer than its lease counts as dead:
its job is queued again, and set aside as failed when the second worker dies of it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from flotation.errors import ConflictError
from flotation.history.canonical import storable
from flotation.history.jobs import Job, change_job, job_of
from flotation.history.moments import utc_text
from flotation.history.rows import found
from flotation.history.schema import JOBS

LEASE_S = 60.0
MOST_DEATHS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What a worker learns from its heartbeat."""

    cancel_requested: bool


def claim_job(history, worker, *, kinds=None, lease=LEASE_S, now=None):
    """Take the oldest queued job; jobs of dead workers are queued again first.

    Parameters
    ----------
    history : flotation.history.History
    worker : str
        Name of the worker, another for every process.
    kinds : sequence of str, optional
        What it can do; everything if not given.
    lease : float, default 60
        How long it may be silent. [s]
    now : datetime, optional

    Returns
    -------
    Job or None
    """
    now = now or datetime.now(UTC)
    conditions = [JOBS.c.state == "queued"]
    if kinds is not None:
        conditions.append(JOBS.c.kind.in_(kinds))
    with history.writing() as connection:
        requeue_expired(history, now=now)
        order = [JOBS.c.queued_at, JOBS.c.id]
        waiting = found(connection, JOBS, Job, *conditions, order=order, limit=1)
        if not waiting:
            return None
        changes = {
            "state": "running",
            "worker": worker,
            "started_at": utc_text(now),
            "lease_until": _end_of_lease(now, lease),
            "progress": 0.0,
            "words": "",
        }
        job = waiting[0]
        said = {"by": worker, "at": utc_text(now)}
        change_job(connection, job.id, changes, action="job claimed", **said)
        return job_of(history, job.id)


def heartbeat(history, job_id, worker, *, progress=None, words=None, lease=LEASE_S, now=None):
    """Say that a job is alive, and how far it is. The audit has no line of it.

    Parameters
    ----------
    history : flotation.history.History
    job_id, worker : str
    progress : float, optional
        From 0 to 1.
    words : str, optional
        What it is doing.
    lease : float, default 60
        How long the worker may be silent from now on. [s]
    now : datetime, optional

    Returns
    -------
    Beat

    Raises
    ------
    ConflictError
        If the job is no longer this worker's: it must stop, and keep nothing.
    """
    now = now or datetime.now(UTC)
    changes = {"lease_until": _end_of_lease(now, lease)}
    if progress is not None:
        changes["progress"] = min(max(float(progress), 0.0), 1.0)
    if words is not None:
        changes["words"] = storable(words)
    with history.writing() as connection:
        job = _own(history, job_id, worker)
        connection.execute(update(JOBS).where(JOBS.c.id == job_id).values(**changes))
    return Beat(cancel_requested=job.cancel_requested)


def finish_job(history, job_id, worker, result, *, now=None):
    """End a job that was done, with its result in plain values."""
    changes = {"result": dict(result), "progress": 1.0}
    return _end(history, job_id, worker, "done", changes, now)


def fail_job(history, job_id, worker, error, *, error_id=None, now=None):
    """End a job that failed, with one sentence and the id of its traceback in the log."""
    return _end(
        history, job_id, worker, "failed", {"error": storable(error), "error_id": error_id}, now
    )


def stop_job(history, job_id, worker, *, now=None):
    """End a running job that was asked to stop."""
    return _end(history, job_id, worker, "cancelled", {}, now)


def return_job(history, job_id, worker, *, now=None):
    """Queue a running job again: the worker is told to stop, and nothing is wrong with the job."""
    changes = {"worker": None, "progress": 0.0, "words": ""}
    return _end(history, job_id, worker, "queued", changes, now)


def requeue_expired(history, *, now=None):
    """Queue again the jobs of workers that died, and set aside what killed two.

    Parameters
    ----------
    history : flotation.history.History
    now : datetime, optional

    Returns
    -------
    tuple of str
        Ids of the jobs that were taken from dead workers.
    """
    at = utc_text(now)
    with history.writing() as connection:
        dead = found(connection, JOBS, Job, JOBS.c.state == "running", JOBS.c.lease_until < at)
        for job in dead:
            changes = {"worker": None, "lease_until": None, "deaths": job.deaths + 1}
            if job.cancel_requested:
                changes |= {"state": "cancelled", "ended_at": at}
            elif job.deaths + 1 >= MOST_DEATHS:
                changes |= {"state": "failed", "ended_at": at, "error": _set_aside(job)}
            else:
                changes |= {"state": "queued", "progress": 0.0, "words": ""}
            said = {"by": job.worker, "at": at}
            change_job(connection, job.id, changes, action="job's worker died", **said)
    return tuple(job.id for job in dead)


def _set_aside(job):
    return (
        f"{job.deaths + 1} workers died while they ran this job, the last at {job.words!r}; it is "
        "set aside, ask for it again when the cause is known"
    )


def _end(history, job_id, worker, state, changes, now):
    at = utc_text(now)
    ended = None if state == "queued" else at
    changes = changes | {"state": state, "ended_at": ended, "lease_until": None}
    with history.writing() as connection:
        _own(history, job_id, worker)
        change_job(connection, job_id, changes, by=worker, at=at, action=f"job {state}")
        return job_of(history, job_id)


def _own(history, job_id, worker):
    """The running job of a worker."""
    job = job_of(history, job_id)
    if job.state != "running" or job.worker != worker:
        holder = f", and {job.worker} has it" if job.worker not in (None, worker) else ""
        raise ConflictError(
            f"job {job_id} is no longer this worker's: it is {job.state}{holder}; nothing was kept"
        )
    return job


def _end_of_lease(now, lease):
    return utc_text(now + timedelta(seconds=lease))
