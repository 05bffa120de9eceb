"""The job ``schedule``: blends and set-points of many shifts together."""

from typing import Any

from flotation.file_table import Label, Table
from flotation_ui.jobs.front import Text
from flotation_ui.jobs.work import Work


class Arguments(Table):
    """Plant, model, and the text of a question file with a ``[horizon]``."""

    plant: Label
    model: Label | None = None
    question: Text


def run(arguments: Arguments, work: Work) -> dict[str, Any]:
    """Plan the horizon; the schedule in plain values, with the hash of its model."""
    from optimiser.periods.horizon import parse_horizon
    from optimiser.periods.horizon_planning import plan_horizon

    work.tell(0.0, "reading")
    plant = work.plant(arguments.plant)
    sha256, model = work.model(plant, arguments.model)
    question = parse_horizon(arguments.question.encode("utf-8"), "question")
    work.tell(0.1, "planning")
    found = plan_horizon(plant, model, question)
    return {"model": sha256, "schedule": found.as_dict()}
