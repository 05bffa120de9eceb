"""Thousands of scenarios: planned in chunks, in processes here or on a cluster, in order.

A chunk is what a process takes, what is written as one part, and what an answer may depend on:
every chunk starts from the same state, so results do not depend on who solved which chunk, nor
on how often the batch was stopped and resumed.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.model_file import model_hash
from flotation.plant import Plant
from flotation.plant_file import plant_digest, require
from optimiser.batch_case import Case
from optimiser.batch_parts import Parts
from optimiser.batch_workers import solved_chunks
from optimiser.highs import trusted_version
from optimiser.number_gate import refuse_bad_numbers
from optimiser.question import Question
from optimiser.scenario_plans import joined
from optimiser.scenarios import Scenarios, scenarios_of

CHUNK = 100  # scenarios


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is.

    Attributes
    ----------
    done, total : int
        Scenarios.
    rate : float
        Of this run. [1/s]
    seconds_left : float
        At that rate. [s]
    """

    done: int
    total: int
    rate: float
    seconds_left: float


Tell = Callable[[Progress], None]


def plan_table(
    plant: Plant,
    model: CircuitModel,
    scenarios: Mapping[str, Sequence[float]] | Scenarios,
    *,
    question: Question,
    workers: int | None = None,
    dask: str | None = None,
    in_process: bool = False,
) -> pd.DataFrame:
    """Plans for a table of scenarios, one row each, in order.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
        Trained for this plant.
    scenarios : DataFrame or mapping of str to array-like, or Scenarios
        One column for each number that changes, named as in the question:
        ``prices.bha``, ``conditions.ore_wo3_pct``, ``budget_cny_t``.
    question : Question
        Asked where a scenario says nothing else.
    workers : int, optional
        Local processes; one for each processor where not given.
    dask : str, optional
        Address of the scheduler of a Dask cluster, to solve there.
    in_process : bool, default False
        Solve in the calling process; for tests and benchmarks.

    Returns
    -------
    DataFrame
        What the scenario changes, ``status``, ``error``, recoveries, grades, costs, the
        certificate and every set-point.

    Raises
    ------
    DataError
        If a column is no key of a question. What is wrong with one scenario stands in its
        row instead.
    """
    if not isinstance(scenarios, Scenarios):
        scenarios = scenarios_of(scenarios, plant, model)
    case = case_of(plant, model, question, scenarios)
    chunks = list(enumerate(_chunks(scenarios)))
    found = dict(solved_chunks(case, chunks, workers=workers, dask=dask, in_process=in_process))
    return pd.DataFrame(joined([found[number] for number, _ in chunks]))


def run_batch(
    plant: Plant,
    model: CircuitModel,
    scenarios: Scenarios,
    output: Path,
    *,
    question: Question,
    workers: int | None = None,
    dask: str | None = None,
    resume: bool = False,
    in_process: bool = False,
    tell: Tell = lambda progress: None,
) -> dict[str, int]:
    """Plan a table of scenarios into a file, part by part.

    Stopped at any moment, even by a power cut, it goes on with ``resume`` where the last
    whole part ends, and writes the same bytes.

    Parameters
    ----------
    plant, model, question, workers, dask, in_process
        As for :func:`plan_table`.
    scenarios : Scenarios
    output : Path
        ``.parquet`` or ``.csv``.
    resume : bool, default False
    tell : callable, optional
        Told a :class:`Progress` at every part.

    Returns
    -------
    dict of str to int
        Scenarios of each status, of the parts solved in this run; empty where the batch was
        complete already.

    Raises
    ------
    DataError
        If parts of another batch, or of this one without ``resume``, stand beside the output.
    """
    case = case_of(plant, model, question, scenarios)
    parts = Parts(output, case.result_columns, _identity(case, scenarios))
    counts: dict[str, int] = {}
    if not parts.open(resume=resume):
        return counts
    there = parts.done()
    chunks = [pair for pair in enumerate(_chunks(scenarios)) if pair[0] not in there]
    left = sum(len(chunk) for _, chunk in chunks)
    sizes, before = {n: len(chunk) for n, chunk in chunks}, len(scenarios) - left
    began, done = time.monotonic(), 0
    tell(Progress(done=before, total=len(scenarios), rate=0.0, seconds_left=float("nan")))
    for number, columns in solved_chunks(
        case, chunks, workers=workers, dask=dask, in_process=in_process
    ):
        parts.put(number, columns)
        for status in columns["status"]:
            counts[status] = counts.get(status, 0) + 1
        done += sizes[number]
        rate = done / max(time.monotonic() - began, 1e-9)
        tell(
            Progress(
                done=before + done,
                total=len(scenarios),
                rate=rate,
                seconds_left=(left - done) / rate,
            )
        )
    parts.finish()
    return counts


def case_of(plant: Plant, model: CircuitModel, question: Question, scenarios: Scenarios) -> Case:
    """What the scenarios of a batch share, checked once.

    Raises
    ------
    DataError
        If the plant or the model cannot be planned with.
    """
    if not isinstance(model, CircuitModel):
        raise DataError(
            f"plans are made with circuit models; a {type(model).__name__} is for comparison only"
        )
    require(plant, "stage", "lever", "product", "price")
    refuse_bad_numbers(plant=plant, model=model, question=question)
    trusted_version()
    return Case(plant=plant, model=model, question=question, columns=tuple(scenarios.values))


def _chunks(scenarios: Scenarios) -> Iterator[Scenarios]:
    for first in range(0, len(scenarios), CHUNK):
        yield scenarios.part(first, first + CHUNK)


def _identity(case: Case, scenarios: Scenarios) -> dict[str, str]:
    """What results depend on."""
    table = hashlib.sha256()
    table.update(json.dumps([scenarios.labels, list(scenarios.faults.items())]).encode())
    for name, column in scenarios.values.items():
        table.update(name.encode() + column.tobytes())
    return {
        "plant": plant_digest(case.plant),
        "model": model_hash(case.model),
        "question": hashlib.sha256(case.question.model_dump_json().encode()).hexdigest(),
        "scenarios": table.hexdigest(),
        "versions": " ".join(
            f"{name} {version(name)}"
            for name in ("flotation-optimiser", "numpy", "pyomo", "highspy", "pyarrow")
        ),
        "scenarios in a part": str(CHUNK),
    }
