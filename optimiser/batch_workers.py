"""Chunks of scenarios solved by several processes: local ones, or those of a Dask cluster.

What the scenarios share goes to each process once. A process that dies is replaced and its chunks
are sent again; where chunks kill their process again and again, the batch ends with a sentence and
can be resumed. Pyomo may not run in two threads of one process, so a lock lets one chunk at a
time through, whatever the cluster's workers are.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from threading import Lock
from typing import Any

from loky import ProcessPoolExecutor, cpu_count
from loky.process_executor import ShutdownExecutorError, TerminatedWorkerError

from flotation.errors import DataError, SolverError
from optimiser.batch_case import Case, Columns
from optimiser.scenario_plans import plan_scenarios
from optimiser.scenarios import Scenarios

Chunk = tuple[int, Scenarios]
AHEAD = 2  # chunks sent for each process, the one being solved included
DEATHS = 3  # in a row, without a chunk solved between them
IDLE_S = 60.0  # an orphan of a batch that was killed ends after this time
_LOST = (TerminatedWorkerError, BrokenProcessPool, ShutdownExecutorError)
_one_at_a_time = Lock()
_shared: list[Case] = []


def solved_chunks(
    case: Case,
    chunks: Sequence[Chunk],
    *,
    workers: int | None = None,
    dask: str | None = None,
    in_process: bool = False,
) -> Iterator[tuple[int, Columns]]:
    """Number and results of every chunk, as they come.

    Parameters
    ----------
    case : Case
    chunks : sequence of (int, Scenarios)
    workers : int, optional
        Local processes; one for each processor where not given.
    dask : str, optional
        Address of a scheduler.
    in_process : bool, default False

    Raises
    ------
    DataError
        If there is no such cluster, or Dask is not installed.
    SolverError
        If processes die again and again.
    """
    if in_process:
        return ((number, solve_chunk(case, chunk)) for number, chunk in chunks)
    if dask is not None:
        return _on_cluster(case, chunks, dask)
    if not chunks:
        return iter(())
    count = cpu_count() if workers is None else workers
    return _in_processes(case, chunks, max(min(count, len(chunks)), 1))


def solve_chunk(case: Case, chunk: Scenarios) -> Columns:
    """Results of one chunk."""
    with _one_at_a_time:
        return plan_scenarios(case, chunk)


def _share(case: Case) -> None:
    """Keep what all chunks share, in a process that begins."""
    _shared[:] = [case]


def _solve_shared(chunk: Scenarios) -> Columns:
    return solve_chunk(_shared[0], chunk)


def _in_processes(
    case: Case, chunks: Sequence[Chunk], workers: int
) -> Iterator[tuple[int, Columns]]:
    left, deaths = dict(chunks), 0
    while left:
        before = len(left)
        executor = ProcessPoolExecutor(
            workers, timeout=IDLE_S, initializer=_share, initargs=(case,)
        )
        try:
            for number, columns in _as_completed(executor, dict(left), workers):
                yield number, columns
                del left[number]
        except _LOST as error:
            deaths = deaths + 1 if len(left) == before else 1
            if deaths == DEATHS:
                raise SolverError(
                    f"the processes that solve died {DEATHS} times without an answer (out of "
                    "memory, or killed from outside); free memory or use fewer workers, and resume"
                ) from error
        finally:
            executor.shutdown(wait=True, kill_workers=True)


def _as_completed(
    executor: ProcessPoolExecutor, left: dict[int, Scenarios], workers: int
) -> Iterator[tuple[int, Columns]]:
    queue, sent = iter(left.items()), dict[Future, int]()
    while True:
        for number, chunk in queue:
            sent[executor.submit(_solve_shared, chunk)] = number
            if len(sent) >= AHEAD * workers:
                break
        if not sent:
            return
        for future in wait(sent, return_when=FIRST_COMPLETED).done:
            yield sent.pop(future), future.result()


def _on_cluster(case: Case, chunks: Sequence[Chunk], address: str) -> Iterator[tuple[int, Columns]]:
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise DataError(
            "Dask is not installed here; install flotation-optimiser[dask], or solve in local "
            "processes"
        ) from error
    try:
        client = Client(address, timeout="20s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise DataError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        shared = client.scatter(case, broadcast=True, hash=False)
        queue, most = iter(chunks), AHEAD * max(len(client.nthreads()), 1)
        sent: dict[Any, int] = {}
        finished = as_completed(loop=client.loop)
        for number, chunk in queue:
            finished.add(_send(client, shared, number, chunk, sent))
            if len(sent) >= most:
                break
        for future in finished:
            number = sent.pop(future)
            try:
                columns = future.result()
            except KilledWorker as error:
                raise SolverError(
                    "a chunk of scenarios ended every worker of the cluster that took it (out of "
                    "memory, or killed from outside); resume, or solve in local processes"
                ) from error
            following = next(queue, None)
            if following is not None:
                finished.add(_send(client, shared, *following, sent))
            yield number, columns


def _send(client: Any, shared: Any, number: int, chunk: Scenarios, sent: dict[Any, int]) -> Any:
    future = client.submit(solve_chunk, shared, chunk, pure=False, retries=2)
    sent[future] = number
    return future
