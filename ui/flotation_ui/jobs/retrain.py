"""The job ``retrain``: a challenger on all stored shifts, judged against the champion."""

from typing import Annotated, Any

from pydantic import Field, Strict

from flotation.file_table import Label, Table
from flotation.history.models import keep_model
from flotation_ui.jobs.work import Work, model_store
from flotation_ui.retraining import retrain
from flotation_ui.store_options import now


class Arguments(Table):
    """Which plant."""

    plant: Label
    seed: Annotated[int, Strict(), Field(ge=0, le=2**31)] = 0


def run(arguments: Arguments, work: Work) -> dict[str, Any]:
    """Fit, judge, keep the model and its card, and promote it where the plant file says so."""
    work.tell(0.0, "reading")
    plant = work.plant(arguments.plant)
    survey = work.survey(plant)
    work.tell(0.1, "fitting")
    done = retrain(plant, survey, model_store(), plant.retraining, when=now(), seed=arguments.seed)
    work.tell(0.95, "writing")
    keep_model(work.history, done.card, by=work.by)
    return {
        "model": done.card.sha256,
        "champion": done.champion,
        "promoted": done.promoted,
        "verdict": done.verdict.as_dict() if done.verdict else None,
    }
