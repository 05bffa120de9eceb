"""The worker: takes one job after another from the history, and is known to be alive.

Every job runs in a process of its own, so that it can be ended at any moment, and so that
one that crashes takes nothing along. The worker only beats, listens and writes the end.
"""

import logging
import os
import socket
import threading
import time

from flotation.errors import ConflictError, HistoryError
from flotation.history import History
from flotation.history.jobs import Job
from flotation.history.leases import (
    LEASE_S,
    claim_job,
    fail_job,
    finish_job,
    heartbeat,
    return_job,
    stop_job,
)
from flotation.history.short_id import new_id
from flotation_ui.jobs.process import Ended, JobProcess
from flotation_ui.jobs.registry import KINDS
from flotation_ui.jobs.timetable import Timetable

LOG = logging.getLogger("flotation.worker")
BEAT_S = 1.0


def worker_name() -> str:
    """A name for this process that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}:{new_id()}"


class Worker:
    """A worker of a history.

    Parameters
    ----------
    history : flotation.history.History
    history_url : str or None
        The same, for the processes of jobs.
    timetable : Timetable
        What is to be asked for when its time has come.
    lease : float, default 60
        How long it may be silent until it counts as dead. [s]
    poll : float, default 1
        How long it waits where nothing is queued. [s]
    """

    def __init__(
        self,
        history: History,
        history_url: str | None,
        timetable: Timetable,
        *,
        lease: float = LEASE_S,
        poll: float = 1.0,
    ):
        self.history, self.history_url, self.timetable = history, history_url, timetable
        self.lease, self.poll = lease, poll
        self.beat = min(BEAT_S, lease / 4)
        self.name = worker_name()
        self.stopping = threading.Event()

    def work(self, *, until_idle: bool = False) -> int:
        """Take jobs until told to stop; returns how many were run.

        Parameters
        ----------
        until_idle : bool, default False
            End when nothing is queued.
        """
        done = 0
        while not self.stopping.is_set():
            job = self._next()
            if job is not None:
                self._run(job)
                done += 1
            elif until_idle:
                break
            else:
                self.stopping.wait(self.poll)
        return done

    def _next(self) -> Job | None:
        try:
            self.timetable.ask(self.history)
            return claim_job(self.history, self.name, kinds=KINDS, lease=self.lease)
        except HistoryError as error:  # busy, or away for a moment
            LOG.warning("no job could be claimed: %s", error)
            return None

    def _run(self, job: Job) -> None:
        LOG.info("job %s (%s) for %s", job.id, job.kind, job.by)
        process = JobProcess(job, self.history_url)
        try:
            self._attend(job, process)
        except ConflictError as error:
            LOG.warning("job %s is let go: %s", job.id, error)
        finally:
            process.end()

    def _attend(self, job: Job, process: JobProcess) -> None:
        """Beat while the job runs, then write its end; give up when nobody hears it."""
        heard = time.monotonic()
        while time.monotonic() - heard < self.lease:
            over = process.wait(self.beat)
            try:
                if self._step(job, process, over):
                    return
                heard = time.monotonic()
            except ConflictError:
                raise
            except HistoryError as error:  # busy, or away for a moment
                LOG.warning("job %s: the history does not answer: %s", job.id, error)
                if self.stopping.wait(self.beat):
                    return  # the lease will run out, and another worker take the job

    def _step(self, job: Job, process: JobProcess, over: bool) -> bool:
        """One look at the process and at the history; whether the job is off our hands."""
        ended = process.ended() if over else None
        if ended is not None:
            self._write_end(job, ended)
            return True
        if self.stopping.is_set():
            process.end()
            return_job(self.history, job.id, self.name)
            LOG.info("job %s is queued again: this worker stops", job.id)
            return True
        said = {"progress": process.progress, "words": process.words}
        beat = heartbeat(self.history, job.id, self.name, lease=self.lease, **said)
        if beat.cancel_requested:
            process.end()
            stop_job(self.history, job.id, self.name)
            LOG.info("job %s was cancelled", job.id)
            return True
        return False

    def _write_end(self, job: Job, ended: Ended) -> None:
        if ended.result is not None:
            finish_job(self.history, job.id, self.name, ended.result)
            LOG.info("job %s is done", job.id)
        elif ended.error is not None:
            fail_job(self.history, job.id, self.name, ended.error)
            LOG.info("job %s failed: %s", job.id, ended.error)
        elif ended.code < 0:
            LOG.error("the process of job %s was killed by signal %d", job.id, -ended.code)
            heartbeat(self.history, job.id, self.name, lease=-1.0)  # as a dead worker's
        else:
            error_id = new_id()
            LOG.error("error %s in job %s; its traceback stands above", error_id, job.id)
            fail_job(
                self.history,
                job.id,
                self.name,
                f"something in the program went wrong; the worker's log has it under {error_id}",
                error_id=error_id,
            )
