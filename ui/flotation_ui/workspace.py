"""What a session sees: a plant, its surveys, the model it runs on, prices, and who is asking.

Everything is cached by the hash of its content for all sessions together; nothing of a person is.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from flotation.circuit_model import CircuitModel
from flotation.history import History
from flotation.history.plants import PlantVersion, plant_in_use, plant_names
from flotation.history.prices import prices_on
from flotation.history.surveys import imports, stored_survey
from flotation.plant import Plant
from flotation.plant_file import plant_digest
from flotation.store import ModelStore, StoredCard
from flotation.survey.joined import JoinedSurvey
from flotation_ui.first_start import reference_name
from flotation_ui.language import N_, Language
from flotation_ui.nothing_yet import NothingYetError
from flotation_ui.roles import Person

KEPT = 4  # plants, models and surveys in memory, of each
STALE_SHIFTS = 3  # without data: what was good then may not be good now

NO_PLANT = N_("There is no plant yet: upload a plant file.")
NO_SURVEY = N_("There are no shifts of this plant yet: upload a survey.")
NO_MODEL = N_("This plant has no model yet: train one and approve it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What one session sees; never changed, made anew for every run of a page.

    Attributes
    ----------
    plant : Plant
        The version in use, with the prices of today.
    version : PlantVersion
        As it was kept.
    imported : str or None
        Stamp of the newest import of shifts.
    champion : str or None
        Hash of the model it runs on.
    history : History
    store : ModelStore
    language : Language
    person : Person
        Who is asking.
    """

    plant: Plant
    version: PlantVersion
    imported: str | None
    champion: str | None
    history: History
    store: ModelStore
    language: Language
    person: Person

    @property
    def survey(self) -> JoinedSurvey:
        """Accepted rows, oldest first.

        Raises
        ------
        NothingYetError
            If there are none.
        """
        if self.imported is None:
            raise NothingYetError(NO_SURVEY, page="data")
        return _survey(self.history, self.plant.name, self.imported)

    @property
    def model(self) -> CircuitModel:
        """The champion.

        Raises
        ------
        NothingYetError
            If there is none.
        """
        if self.champion is None:
            raise NothingYetError(NO_MODEL, page="models")
        return _model(str(self.store.folder), self.champion)

    @property
    def card(self) -> StoredCard:
        """Of the champion.

        Raises
        ------
        NothingYetError
            If there is none.
        """
        if self.champion is None:
            raise NothingYetError(NO_MODEL, page="models")
        return _card(str(self.store.folder), self.champion)

    @property
    def prices(self) -> Mapping[str, float]:
        """Present prices by item, in the plant file's unit of each."""
        return {price.item: price.value for price in self.plant.price}

    @property
    def is_reference(self) -> bool:
        """Whether this is the shipped plant, whose clock stands at the end of its survey."""
        return self.plant.name == reference_name()

    @property
    def last_shift(self) -> pd.Timestamp:
        """Start of the newest shift, in the plant's clock."""
        return pd.Timestamp(self.survey.table[self.plant.time_column].iloc[-1])

    @property
    def next_shift(self) -> pd.Timestamp:
        """Start of the shift after the newest one."""
        return self.last_shift + pd.Timedelta(hours=self.plant.shift_hours)

    @property
    def stale_hours(self) -> float:
        """Time since the end of the newest shift; zero for the reference plant [h]."""
        if self.is_reference:
            return 0.0
        since = pd.Timestamp(datetime.datetime.now()) - self.next_shift
        return max(since / pd.Timedelta(hours=1), 0.0)

    @property
    def is_stale(self) -> bool:
        """Whether the data are too old for advice on the next shift."""
        return self.stale_hours > STALE_SHIFTS * self.plant.shift_hours

    @property
    def model_fits_plant(self) -> bool:
        """Whether the champion was trained with the plant file that is in use."""
        return bool(self.card.plant_sha256 == plant_digest(_plant(self.version)))

    @property
    def plant_label(self) -> str:
        """The plant's name in the session's language."""
        return (self.plant.zh if self.language.code == "zh" else "") or self.plant.name


def open_workspace(
    history: History, store: ModelStore, language: Language, person: Person, plant: str | None
) -> Workspace:
    """A plant of the history as one session sees it.

    Parameters
    ----------
    history : History
    store : ModelStore
    language : Language
    person : Person
    plant : str or None
        Its name; the one kept last where None, or where there is none of the name.

    Raises
    ------
    NothingYetError
        If there is no plant.
    """
    names = plant_names(history)
    if not names:
        raise NothingYetError(NO_PLANT, page="settings")
    name = plant if plant in names else names[0]
    version = plant_in_use(history, name)
    newest = imports(history, name, newest=1)
    return Workspace(
        plant=_with_prices(_plant(version), history),
        version=version,
        imported=f"{newest[0].at} {newest[0].rows_sha256}" if newest else None,
        champion=store.champion(name),
        history=history,
        store=store,
        language=language,
        person=person,
    )


def _with_prices(plant: Plant, history: History) -> Plant:
    """A plant with the prices that hold today in the place of those of its file."""
    held = prices_on(history, plant.name, datetime.date.today())
    if not held:
        return plant
    prices = {price.item: price for price in plant.price}
    prices |= {item: version.price for item, version in held.items()}
    return plant.model_copy(update={"price": tuple(prices.values())})


@lru_cache(maxsize=KEPT)
def _parsed(_sha256: str, version: PlantVersion) -> Plant:
    return version.parsed()


def _plant(version: PlantVersion) -> Plant:
    return _parsed(version.sha256, version)


@lru_cache(maxsize=KEPT)
def _survey(history: History, plant: str, _imported: str) -> JoinedSurvey:
    return stored_survey(history, plant)


@lru_cache(maxsize=KEPT)
def _model(folder: str, sha256: str) -> CircuitModel:
    return ModelStore(folder).get(sha256)


@lru_cache(maxsize=KEPT)
def _card(folder: str, sha256: str) -> StoredCard:
    return ModelStore(folder).card(sha256)
