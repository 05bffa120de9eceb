"""Jobs that wait, run and end; what workers do with them is in :mod:`flotation.history.leases`."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from flotation.errors import ConflictError, HistoryError
from flotation.history import audit
from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import JOBS
from flotation.history.short_id import new_id

STATES = ("queued", "running", "done", "failed", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of long work.

    Attributes
    ----------
    id : str
        Short.
    kind : str
        Which work: ``retrain``, ``batch``, ``import`` ...
    arguments : mapping
        Plain values.
    state : {"queued", "running", "done", "failed", "cancelled"}
    by, queued_at : str
        Who asked, and when in UTC.
    key : str or None
        Asked for twice with one key, it is one job.
    worker, started_at, ended_at, lease_until : str or None
        Who runs it, since when, until when, and until when it is believed to be alive.
    deaths : int
        How many workers died of it.
    progress : float
        From 0 to 1.
    words : str
        What it is doing.
    cancel_requested : bool
    result : mapping or None
        Plain values, of a job that is done.
    error, error_id : str or None
        One sentence, and the id of its traceback in the log, of a job that failed.
    """

    id: str
    kind: str
    arguments: dict
    state: str
    by: str
    queued_at: str
    key: str | None = None
    worker: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    lease_until: str | None = None
    deaths: int = 0
    progress: float = 0.0
    words: str = ""
    cancel_requested: bool = False
    result: dict | None = None
    error: str | None = None
    error_id: str | None = None

    @property
    def at(self):
        """When it was asked for: the moment of its line in the audit."""
        return self.queued_at


def queue_job(history, kind, arguments, *, by, key=None, now=None):
    """Ask for a job; asked for again with the same key, it is the same job.

    Parameters
    ----------
    history : flotation.history.History
    kind : str
    arguments : mapping
        Plain values.
    by : str
    key : str, optional
        One per press of a button: a double click gives it twice.
    now : datetime, optional

    Returns
    -------
    Job

    Raises
    ------
    ConflictError
        If another job has that key.
    """
    job = Job(
        id=new_id(),
        kind=kind,
        arguments=dict(arguments),
        state="queued",
        by=by,
        queued_at=utc_text(now),
        key=key,
    )
    with history.writing() as connection:
        known = found(connection, JOBS, Job, JOBS.c.key == key) if key is not None else ()
        if known and (known[0].kind, known[0].arguments) != (kind, job.arguments):
            raise ConflictError(f"job {known[0].id} has the key {key!r} and is other work")
        if known:
            return known[0]
        add(connection, JOBS, job, action="job queued", subject=job.id)
    return job


def job_of(history, job_id):
    """The :class:`Job` of an id.

    Raises
    ------
    HistoryError
        If there is none.
    """
    with history.reading() as connection:
        known = found(connection, JOBS, Job, JOBS.c.id == job_id)
    if not known:
        raise HistoryError(f"there is no job {job_id!r} in the history {history.name}")
    return known[0]


def listed_jobs(history, *, states=STATES, kinds=None, newest=None):
    """Jobs in some states, the newest first.

    Parameters
    ----------
    history : flotation.history.History
    states : sequence of str, optional
    kinds : sequence of str, optional
        All if not given.
    newest : int, optional
        At most so many.

    Returns
    -------
    tuple of Job
    """
    conditions = [JOBS.c.state.in_(states)]
    if kinds is not None:
        conditions.append(JOBS.c.kind.in_(kinds))
    with history.reading() as connection:
        order = [JOBS.c.queued_at.desc(), JOBS.c.id]
        return found(connection, JOBS, Job, *conditions, order=order, limit=newest)


def jobs_before(history, job_id):
    """How many queued jobs come before a queued one; None where it is not queued."""
    with history.reading() as connection:
        job = job_of(history, job_id)
        if job.state != "queued":
            return None
        before = (JOBS.c.queued_at < job.queued_at) | (
            (JOBS.c.queued_at == job.queued_at) & (JOBS.c.id < job.id)
        )
        waiting = select(func.count()).where(JOBS.c.state == "queued", before)
        return connection.execute(waiting).scalar()


def cancel_job(history, job_id, *, by, now=None):
    """Cancel a queued job, or ask the worker of a running one to stop.

    Parameters
    ----------
    history : flotation.history.History
    job_id, by : str
    now : datetime, optional

    Returns
    -------
    Job

    Raises
    ------
    ConflictError
        If it has ended already.
    """
    at = utc_text(now)
    with history.writing() as connection:
        job = job_of(history, job_id)
        if job.state not in ("queued", "running"):
            raise ConflictError(f"job {job_id} is {job.state} already, at {job.ended_at}")
        if job.cancel_requested:
            return job
        changes = {"cancel_requested": True}
        if job.state == "queued":
            changes |= {"state": "cancelled", "ended_at": at}
        change_job(connection, job_id, changes, by=by, at=at, action="job cancel requested")
        return job_of(history, job_id)


def change_job(connection, job_id, changes, *, by, at, action):
    """Change a job, with the line in the audit."""
    connection.execute(update(JOBS).where(JOBS.c.id == job_id).values(**changes))
    audit.record(connection, by=by, at=at, action=action, subject=job_id, content=changes)
