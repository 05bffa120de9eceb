"""What a job works with: the history, the plant and its model, a folder, and whom to tell."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flotation.errors import DataError
from flotation.history import History
from flotation.history.plants import plant_in_use
from flotation.history.surveys import stored_survey, survey_span
from flotation.plant import Plant
from flotation.plant_file import load_plant
from flotation.store import ModelStore, data_folder, default_folder
from flotation.survey.joined import JoinedSurvey, join_surveys
from flotation_ui.inputs import SHIPPED, plant_path, read_plant_and_survey

if TYPE_CHECKING:
    from flotation.circuit_model import CircuitModel
    from optimiser.question import Question

Tell = Callable[[float, str], None]

# What a job says it is doing; the pages have words for each.
STEPS = ("reading", "fetching", "balancing", "fitting", "planning", "writing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One run of a job.

    Attributes
    ----------
    job : str
        Its id.
    by : str
        Who asked for it.
    history : flotation.history.History
    tell : callable
        Told how far the job is, from 0 to 1, and one of :data:`STEPS`.
    """

    job: str
    by: str
    history: History
    tell: Tell

    def plant(self, name: str) -> Plant:
        """The plant file in use under a name, else the shipped one if that is its name.

        Raises
        ------
        DataError
            If there is none.
        """
        version = plant_in_use(self.history, name)
        if version is not None:
            return version.parsed()
        shipped = load_plant(plant_path(SHIPPED))
        if shipped.name != name:
            raise DataError(f"there is no plant {name!r} in the history; keep its plant file first")
        return shipped

    def survey(self, plant: Plant) -> JoinedSurvey:
        """All stored shifts of a plant; where there are none, the shipped ones of the shipped."""
        count, _, _ = survey_span(self.history, plant.name)
        if not count and load_plant(plant_path(SHIPPED)).name == plant.name:
            nouns, survey = read_plant_and_survey(SHIPPED, SHIPPED)
            return join_surveys({SHIPPED: survey}, nouns.time_column)
        return stored_survey(self.history, plant.name)

    def model(self, plant: Plant, name: str | None) -> "tuple[str, CircuitModel]":
        """Hash and model: of a hash or its beginning, or the one that the plant runs on."""
        store = model_store()
        sha256 = store.card(name).sha256 if name else store.champion(plant.name)
        if sha256 is None:
            raise DataError(f"{plant.name} has no model in use; retrain, and approve one")
        return sha256, store.get(sha256)

    def place(self, ending: str) -> Path:
        """File for the job's result, the same however often it is run."""
        folder = jobs_folder()
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self.job}.{ending}"


def model_store() -> ModelStore:
    """The store of models of this server."""
    return ModelStore(default_folder())


def jobs_folder() -> Path:
    """Where jobs keep files: ``FLOTATION_JOBS``, or beside the store of models."""
    named = os.environ.get("FLOTATION_JOBS")
    return Path(named) if named else data_folder() / "jobs"


def asked_question(plant: Plant, text: str) -> "Question":
    """The question in the text of a question file."""
    from flotation.toml_file import parse_toml
    from flotation_ui.asked import asked

    return asked(plant, None, **parse_toml(text.encode("utf-8"), "question"))
