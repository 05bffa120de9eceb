"""Models by the hash of their file, their cards, and who approved them.

The files lie in the :class:`flotation.store.ModelStore`, whose journal says which model a plant
runs on; here is what the pages list and the audit proves.
"""

from dataclasses import dataclass

from flotation.errors import HistoryError
from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import MODEL_APPROVALS, MODELS
from flotation.store import StoredCard
from flotation.store.stored_card import parse_card

EVENTS = ("promoted", "rolled back", "declined")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptModel:
    """A model that the history knows.

    Attributes
    ----------
    sha256, plant, plant_sha256, survey_sha256 : str
        As in its card.
    card : mapping
        The :class:`flotation.store.StoredCard` in plain values.
    by, at : str
        Who had it trained, and when it was kept, in UTC.
    """

    sha256: str
    plant: str
    plant_sha256: str
    survey_sha256: str
    card: dict
    by: str
    at: str

    def stored_card(self) -> StoredCard:
        """The card."""
        return parse_card(self.card, f"the card of model {self.sha256[:12]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Somebody's word on a model.

    Attributes
    ----------
    sha256 : str
        Of the model.
    event : {"promoted", "rolled back", "declined"}
    by, why, at : str
        Who, the reason, and when in UTC.
    """

    sha256: str
    event: str
    by: str
    why: str
    at: str


def keep_model(history, card, *, by, now=None):
    """Keep a model's card; nothing happens where it is kept already.

    Parameters
    ----------
    history : flotation.history.History
    card : flotation.store.StoredCard
    by : str
    now : datetime, optional

    Returns
    -------
    KeptModel
    """
    kept = KeptModel(
        sha256=card.sha256,
        plant=card.plant,
        plant_sha256=card.plant_sha256,
        survey_sha256=card.survey_sha256,
        card=card.as_dict(),
        by=by,
        at=utc_text(now),
    )
    with history.writing() as connection:
        known = found(connection, MODELS, KeptModel, MODELS.c.sha256 == card.sha256)
        if known:
            return known[0]
        add(connection, MODELS, kept, action="model kept", subject=card.sha256)
    return kept


def keep_approval(history, sha256, event, *, by, why, now=None):
    """Note who promoted, rolled back to, or declined a model.

    Parameters
    ----------
    history : flotation.history.History
    sha256 : str
        Of a kept model.
    event : {"promoted", "rolled back", "declined"}
    by, why : str
    now : datetime, optional

    Returns
    -------
    Approval

    Raises
    ------
    HistoryError
        If the model is not kept, or there is no such event.
    """
    if event not in EVENTS:
        raise HistoryError(f"a model is {', '.join(EVENTS)}; it cannot be {event!r}")
    kept = Approval(sha256=sha256, event=event, by=by, why=why, at=utc_text(now))
    with history.writing() as connection:
        if not found(connection, MODELS, KeptModel, MODELS.c.sha256 == sha256):
            raise HistoryError(f"model {sha256[:12]} is not in the history; keep its card first")
        add(connection, MODEL_APPROVALS, kept, action=f"model {event}", subject=sha256)
    return kept


def kept_models(history, plant):
    """The models of a plant, the newest first."""
    with history.reading() as connection:
        order = [MODELS.c.at.desc(), MODELS.c.sha256]
        return found(connection, MODELS, KeptModel, MODELS.c.plant == plant, order=order)


def approvals(history, sha256):
    """What was decided about a model, oldest first."""
    with history.reading() as connection:
        mine, order = MODEL_APPROVALS.c.sha256 == sha256, [MODEL_APPROVALS.c.id]
        return found(connection, MODEL_APPROVALS, Approval, mine, order=order)
