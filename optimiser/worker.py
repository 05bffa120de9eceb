"""Solve in a process of its own: pages and threads stay alive whatever a solve does.

Two solves through Pyomo in two threads of one process can hang each other, and a solver that loops
or dies takes its process with it. So every solve has one of two worker processes to itself, which
stay warm. A worker that dies is replaced and its task sent once more. One that outlives its task's
time limit by :data:`GRACE_S` is killed, and nobody else's: while the grace runs, the other worker
is started if it is idle, so that the next question finds it ready. Waiting for a worker, and its
start, do not count as time of the task.
"""

from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from threading import Condition
from typing import Any

from loky import ProcessPoolExecutor
from loky.process_executor import ShutdownExecutorError, TerminatedWorkerError

from flotation.errors import SolverError, TimeLimitError

WORKERS = 2
KEEP_S = 600.0  # a worker without work ends after this time
START_S = 60.0  # for a worker to start and import what a task needs
GRACE_S = 2.0  # beyond a task's own time limit: checks, explanation, the way back
_LOST = (TerminatedWorkerError, BrokenProcessPool, ShutdownExecutorError)


def in_worker(task: Callable, *arguments: Any, time_limit: float) -> Any:
    """What a function returns, computed in a worker process.

    Parameters
    ----------
    task : callable
        Importable by name.
    *arguments
        Sent to the worker.
    time_limit : float
        Of the task itself, counted from when a worker is ready for it. [s]

    Raises
    ------
    SolverError
        If the worker died twice, did not start, or did not end in time and was killed.
    """
    for attempt in (1, 2):
        worker = _taken()
        try:
            return worker.run(task, arguments, time_limit)
        except _LOST as error:
            worker.end()
            if attempt == 2:
                raise SolverError(
                    "the process that solves died twice on this question (out of memory, or "
                    "killed from outside); ask again, or with fewer free levers"
                ) from error
        finally:
            _give_back(worker)
    raise AssertionError("unreachable")


def kill_workers() -> None:
    """End every worker at once; the next task starts new ones."""
    for worker in _workers:
        worker.end()


@dataclass(slots=True, eq=False)
class _Worker:
    """One process, or none yet; used by one task at a time."""

    executor: ProcessPoolExecutor | None = None

    def run(self, task: Callable, arguments: tuple, time_limit: float) -> Any:
        ready = self.begin(task.__module__)
        if not _ends(ready, START_S):
            self.end()
            raise SolverError(
                f"the process that solves did not start within {START_S:g} s; the machine is "
                "too busy: ask again later"
            )
        ready.result()
        future = self._submit(task, *arguments)
        try:
            if not _ends(future, time_limit):
                _warm_an_idle_one(task.__module__)
                if not _ends(future, GRACE_S):
                    raise TimeLimitError(
                        f"the solve did not end within {time_limit + GRACE_S:g} s and was "
                        "stopped; free fewer levers or narrow their ranges"
                    )
            return future.result()
        finally:
            if not future.done():
                self.end()

    def begin(self, module: str) -> Future:
        """Start the process if there is none, and have it import a module."""
        try:
            return self._submit(_imported, module)
        except _LOST:
            self.end()
            self.executor = ProcessPoolExecutor(max_workers=1, timeout=KEEP_S)
            return self._submit(_imported, module)

    def end(self) -> None:
        """Kill the process, if there is one."""
        if self.executor is not None:
            self.executor.shutdown(wait=False, kill_workers=True)
            self.executor = None

    def _submit(self, task: Callable, *arguments: Any) -> Future:
        if self.executor is None:
            raise ShutdownExecutorError("the worker was ended")
        return self.executor.submit(task, *arguments)


_workers = tuple(_Worker() for _ in range(WORKERS))
_idle = list(_workers)  # the last one is the next to be taken
_change = Condition()


def _taken() -> _Worker:
    """An idle worker, a warm one first."""
    with _change:
        _change.wait_for(lambda: _idle)
        return _idle.pop()


def _give_back(worker: _Worker) -> None:
    with _change:
        _idle.insert(0 if worker.executor is None else len(_idle), worker)
        _change.notify()


def _warm_an_idle_one(module: str) -> None:
    with _change:
        if _idle:
            _idle[-1].begin(module)


def _ends(future: Future, seconds: float) -> bool:
    return not wait((future,), timeout=seconds).not_done


def _imported(module: str) -> None:
    import_module(module)
