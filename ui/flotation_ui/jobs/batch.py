"""The job ``batch``: the best set-points for every row of a table of scenarios."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field, Strict

from flotation.file_table import Label, Table
from flotation_ui.jobs.front import Text
from flotation_ui.jobs.uploads import UploadName, upload_path
from flotation_ui.jobs.work import Work, asked_question

DASK_VARIABLE = "FLOTATION_DASK"


class Arguments(Table):
    """Plant, model, question, and the name of an uploaded table of scenarios."""

    plant: Label
    model: Label | None = None
    question: Text = ""
    scenarios: UploadName
    format: Literal["csv", "parquet"] = "csv"
    workers: Annotated[int, Strict(), Field(ge=1, le=64)] | None = None


def run(arguments: Arguments, work: Work) -> dict[str, Any]:
    """Plan every row, part by part: another run goes on after the last whole part."""
    from optimiser.batch import Progress, run_batch
    from optimiser.scenarios import read_scenarios

    work.tell(0.0, "reading")
    plant = work.plant(arguments.plant)
    sha256, model = work.model(plant, arguments.model)
    scenarios = read_scenarios(upload_path(arguments.scenarios), plant, model)
    output = work.place(arguments.format)

    def tell(progress: Progress) -> None:
        work.tell(progress.done / max(progress.total, 1), "planning")

    if not output.exists():  # the name is the job's own: what has it is whole, and its result
        run_batch(
            plant,
            model,
            scenarios,
            output,
            question=asked_question(plant, arguments.question),
            workers=arguments.workers,
            dask=os.environ.get(DASK_VARIABLE) or None,
            resume=True,
            tell=tell,
        )
    work.tell(1.0, "writing")
    return {
        "model": sha256,
        "scenarios": len(scenarios),
        "counts": _counts(output),
        "file": output.name,
    }


def _counts(output: Path) -> dict[str, int]:
    """Scenarios of each status in a file of results."""
    read = pd.read_parquet if output.suffix == ".parquet" else pd.read_csv
    status = read(output)["status"]
    return {str(name): int(count) for name, count in status.value_counts(sort=False).items()}
