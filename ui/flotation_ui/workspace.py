"""What a session sees: a plant, its surveys, the model it runs on, prices, and who is asking.

Everything is cached by the hash of its content for all sessions together; nothing of a person is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from flotation.store import ModelStore, StoredCard
from flotation.survey import Survey
from flotation_ui.inputs import SHIPPED, plant_path, read_plant_and_survey, survey_path
from flotation_ui.language import Language
from flotation_ui.roles import Person

KEPT = 4  # models, and surveys, in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What one session sees; never changed, made anew for every run of a page.

    Attributes
    ----------
    plant : Plant
    survey : Survey
        Accepted rows, oldest first.
    model : CircuitModel
        The champion.
    card : StoredCard
        Of the champion.
    store : ModelStore
    language : Language
    person : Person
        Who is asking.
    """

    plant: Plant
    survey: Survey
    model: CircuitModel
    card: StoredCard
    store: ModelStore
    language: Language
    person: Person

    @property
    def prices(self) -> Mapping[str, float]:
        """Present prices by item, in the plant file's unit of each."""
        return {price.item: price.value for price in self.plant.price}

    @property
    def last_shift(self) -> pd.Timestamp:
        """Start of the newest shift in the survey."""
        return self.survey.table[self.plant.time_column].max()

    @property
    def plant_label(self) -> str:
        """The plant's name in the session's language."""
        in_chinese = self.language.code == "zh" and self.plant.zh
        return self.plant.zh if in_chinese else self.plant.name


def open_workspace(store: ModelStore, language: Language, person: Person) -> Workspace:
    """The reference plant with the model it runs on.

    Raises
    ------
    StoreError
        If there is no model yet, or it is damaged.
    """
    plant, survey = _plant_and_survey(*_stamps())
    champion = str(store.champion(plant.name))
    return Workspace(
        plant=plant,
        survey=survey,
        model=_model(str(store.folder), champion),
        card=_card(str(store.folder), champion),
        store=store,
        language=language,
        person=person,
    )


def _stamps() -> tuple[tuple[str, int, int], ...]:
    """Path, size and time of change of the shipped files."""
    paths = (plant_path(SHIPPED), survey_path(SHIPPED))
    return tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths)


@lru_cache(maxsize=KEPT)
def _plant_and_survey(*stamps: tuple[str, int, int]) -> tuple[Plant, Survey]:
    return read_plant_and_survey(*(Path(path) for path, *_ in stamps))


@lru_cache(maxsize=KEPT)
def _model(folder: str, sha256: str) -> CircuitModel:
    return ModelStore(folder).get(sha256)


@lru_cache(maxsize=KEPT)
def _card(folder: str, sha256: str) -> StoredCard:
    return ModelStore(folder).card(sha256)
