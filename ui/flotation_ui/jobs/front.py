"""The job ``front``: what more recovery costs, from the lowest to the highest."""

from typing import Annotated, Any

from pydantic import Field, Strict

from flotation.file_table import Label, Name, Table
from flotation_ui.jobs.work import Work, asked_question

Text = Annotated[str, Field(max_length=200_000)]


class Arguments(Table):
    """Plant, model (the one in use if not given), and the text of a question file."""

    plant: Label
    model: Label | None = None
    question: Text = ""
    points: Annotated[int, Strict(), Field(ge=2, le=500)] = 25
    against: Name | None = None


def run(arguments: Arguments, work: Work) -> dict[str, Any]:
    """Plan every point; the front in plain values, with the hash of its model."""
    from optimiser.planning import front

    work.tell(0.0, "reading")
    plant = work.plant(arguments.plant)
    sha256, model = work.model(plant, arguments.model)
    question = asked_question(plant, arguments.question)
    work.tell(0.1, "planning")
    found = front(plant, model, question, arguments.points, against=arguments.against)
    return {"model": sha256, "front": found.as_dict(), "notes": list(found.notes)}
