"""Solve in a process of its own: pages and threads stay alive whatever a solve does.

Two solves through Pyomo in two threads of one process can hang each other, and a solver that loops
or dies takes its process with it. So every solve has one of two worker processes to itself, which
stay warm. A worker that dies is replaced and its task sent once more. One that outlives its task's
time limit by :data:`GRACE_S` is killed, and nobody else's: while the grace runs, the other worker
is started if it is idle, so that the next question finds it ready. Waiting for a worker, and its
start, do not count as time of the task. Whoever waits is served in the order of coming, and may be
told how many are served before.
"""

from collections import deque
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
TOLD_S = 0.5  # between two words to one who waits
GRACE_S = 2.0  # beyond a task's own time limit: checks, explanation, the way back
OnWait = Callable[[int], object]  # is told how many wait before
_LOST = (TerminatedWorkerError, BrokenProcessPool, ShutdownExecutorError)


def in_worker(
    task: Callable, *arguments: Any, time_limit: float, on_wait: OnWait | None = None
) -> Any:
    """What a function returns, computed in a worker process.

    Parameters
    ----------
    task : callable
        Importable by name.
    *arguments
        Sent to the worker.
    time_limit : float
        Of the task itself, counted from when a worker is ready for it. [s]
    on_wait : callable, optional
        Called while no worker is free, in the calling thread, with the number of tasks that
        are served before this one. What it raises ends the waiting.

    Raises
    ------
    SolverError
        If the worker died twice, did not start, or did not end in time and was killed.
    """
    for attempt in (1, 2):
        worker = _taken(on_wait)
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


def waiting() -> int:
    """How many tasks wait for a worker now."""
    with _change:
        return len(_queue)


def warm_workers(module: str) -> None:
    """Start every idle worker and have it import a module, without waiting for it."""
    with _change:
        for worker in _idle:
            worker.begin(module)


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
_queue: deque[object] = deque()  # who waits for a worker; the first is served next
_change = Condition()


def _taken(on_wait: OnWait | None) -> _Worker:
    """An idle worker, a warm one first, for whoever came first."""
    ticket = object()
    with _change:
        _queue.append(ticket)
    try:
        while True:
            with _change:
                if _change.wait_for(lambda: _idle and _queue[0] is ticket, TOLD_S):
                    return _idle.pop()
                before = _queue.index(ticket)
            if on_wait is not None:
                on_wait(before)
    finally:
        with _change:
            _queue.remove(ticket)
            _change.notify_all()


def _give_back(worker: _Worker) -> None:
    with _change:
        _idle.insert(0 if worker.executor is None else len(_idle), worker)
        _change.notify_all()


def _warm_an_idle_one(module: str) -> None:
    with _change:
        if _idle:
            _idle[-1].begin(module)


def _ends(future: Future, seconds: float) -> bool:
    return not wait((future,), timeout=seconds).not_done


def _imported(module: str) -> None:
    import_module(module)
