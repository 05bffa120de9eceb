"""Solve in a process of its own: pages and threads stay alive whatever a solve does.

Two solves through Pyomo in two threads of one process can hang each other, and a solver that loops
or dies takes its process with it. So every solve runs in one of two worker processes that are kept
warm; a worker that dies is replaced and its task sent once more, one that outlives its time is
killed.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from loky import get_reusable_executor
from loky.process_executor import ShutdownExecutorError, TerminatedWorkerError

from flotation.errors import SolverError

WORKERS = 2
KEEP_S = 600.0  # a worker without work ends after this time
GRACE_S = 15.0  # beyond a solve's own time limit: start of a worker, checks, explanation
_LOST = (TerminatedWorkerError, BrokenProcessPool, ShutdownExecutorError)
_lock = threading.Lock()


def in_worker(task: Callable, *arguments: Any, time_limit: float) -> Any:
    """What a function returns, computed in a worker process.

    Parameters
    ----------
    task : callable
        Importable by name.
    *arguments
        Sent to the worker.
    time_limit : float
        Of the task itself; some seconds more are allowed to reach and leave the worker. [s]

    Raises
    ------
    SolverError
        If the worker died twice, or did not end in time and was killed.
    """
    for attempt in (1, 2):
        future = _submit(task, arguments)
        try:
            return future.result(timeout=time_limit + GRACE_S)
        except FutureTimeoutError as error:
            kill_workers()
            raise SolverError(
                f"the solve did not end within {time_limit + GRACE_S:g} s and was stopped; "
                "free fewer levers or narrow their ranges"
            ) from error
        except _LOST as error:
            if attempt == 2:
                raise SolverError(
                    "the process that solves died twice on this question (out of memory, or "
                    "killed from outside); ask again, or with fewer free levers"
                ) from error
    raise AssertionError("unreachable")


def kill_workers() -> None:
    """End every worker at once; the next task starts new ones."""
    with _lock:
        _executor().shutdown(wait=False, kill_workers=True)


def _submit(task: Callable, arguments: tuple) -> Future:
    with _lock:
        try:
            return _executor().submit(task, *arguments)
        except _LOST:
            return _executor(again=True).submit(task, *arguments)


def _executor(*, again: bool = False) -> Any:
    return get_reusable_executor(
        max_workers=WORKERS, timeout=KEEP_S, reuse=False if again else "auto"
    )
