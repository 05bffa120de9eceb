"""The job ``report``: the page of a model, with its drift over the stored shifts."""

from typing import Any, Literal

from flotation.file_table import Label, Table
from flotation.whole_files import write_whole
from flotation_ui.figures import drift_figures
from flotation_ui.jobs.work import Work
from flotation_ui.report.model_page import model_html


class Arguments(Table):
    """Plant, model, and the language of the page."""

    plant: Label
    model: Label | None = None
    language: Literal["zh", "en"] = "zh"


def run(arguments: Arguments, work: Work) -> dict[str, Any]:
    """Write the page."""
    work.tell(0.0, "reading")
    plant = work.plant(arguments.plant)
    sha256, model = work.model(plant, arguments.model)
    drift = drift_figures(plant, model, work.survey(plant))
    work.tell(0.7, "writing")
    place = work.place("html")
    write_whole(place, model_html(plant, model, arguments.language, drift))
    return {"model": sha256, "file": place.name}
