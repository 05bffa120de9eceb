"""The reference plant made ready, so that the first page is a worked example."""

import hashlib
from functools import lru_cache

from flotation.history import History
from flotation.history.models import keep_approval, keep_model
from flotation.history.plans import keep_plan, kept_plans
from flotation.history.plants import keep_plant, plant_names
from flotation.history.surveys import keep_survey, survey_span
from flotation.plant_file import load_plant
from flotation.store import ModelStore
from flotation.training import train
from flotation_ui.demonstration import QUESTION
from flotation_ui.inputs import SHIPPED, plant_path, read_plant_and_survey, survey_path
from flotation_ui.progress import Tell
from flotation_ui.store_options import now
from optimiser.plan_file import plan_json
from optimiser.planning import plan

BY, WHY = "flotation ui", "first start: the shipped survey of the reference plant"


@lru_cache(maxsize=1)
def reference_name() -> str:
    """Name of the shipped plant."""
    return load_plant(plant_path(SHIPPED)).name


def is_ready(store: ModelStore, history: History) -> bool:
    """Whether there is a plant to show; the reference plant only with its shifts and model."""
    names = plant_names(history)
    if reference_name() not in names:
        return bool(names)
    has_shifts = survey_span(history, reference_name())[0] > 0
    return has_shifts and store.champion(reference_name()) is not None


def prepare(store: ModelStore, history: History, tell: Tell) -> None:
    """Keep the reference plant and its survey, train a model and plan once; skip what is done.

    Parameters
    ----------
    store : ModelStore
    history : History
    tell : callable
        Is told what is being done.
    """
    if is_ready(store, history):
        return
    tell("Reading the shipped survey")
    plant, survey = read_plant_and_survey(SHIPPED, SHIPPED)
    path = survey_path(SHIPPED)
    with history.writing():
        keep_plant(history, plant_path(SHIPPED).read_text(encoding="utf-8"), by=BY, comment=WHY)
        keep_survey(
            history,
            plant.name,
            survey,
            time_column=plant.time_column,
            source=path.name,
            file_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            by=BY,
        )
    champion = store.champion(plant.name)
    if champion is None:
        tell("Training on the shipped survey, once; about 6 s")
        champion = store.put(train(plant, survey), plant).sha256
        store.promote(champion, expected=None, by=BY, why=WHY, when=now())
    with history.writing():
        keep_model(history, store.card(champion), by=BY)
        keep_approval(history, champion, "promoted", by=BY, why=WHY)
    if not kept_plans(history, plant.name, newest=1):
        tell("Planning 70 % WO3 at least cost")
        found = plan(plant, store.get(champion), QUESTION)
        keep_plan(history, plant.name, plan_json(found), by=BY)
