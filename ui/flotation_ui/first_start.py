"""The reference plant made ready, so that the first page is a worked example."""

from flotation.plant_file import load_plant
from flotation.store import ModelStore
from flotation.training import train
from flotation_ui.inputs import SHIPPED, plant_path, read_plant_and_survey
from flotation_ui.progress import Tell
from flotation_ui.store_options import now

BY, WHY = "flotation ui", "first start: the shipped survey of the reference plant"


def is_ready(store: ModelStore) -> bool:
    """Whether the reference plant has a model to run on."""
    return store.champion(load_plant(plant_path(SHIPPED)).name) is not None


def prepare(store: ModelStore, tell: Tell) -> None:
    """Train the shipped survey into a store; nothing happens where there is a model already.

    Parameters
    ----------
    store : ModelStore
    tell : callable
        Is told what is being done.
    """
    if is_ready(store):
        return
    tell("Training on the shipped survey, once; about 6 s")
    plant, survey = read_plant_and_survey(SHIPPED, SHIPPED)
    card = store.put(train(plant, survey), plant)
    store.promote(card.sha256, expected=None, by=BY, why=WHY, when=now())
