"""Plans, byte for byte, by the hash of their bytes."""

import json
from dataclasses import dataclass

from flotation.errors import HistoryError
from flotation.history.canonical import digest
from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import PLANS


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan, as ``plan.json`` holds it.

    Attributes
    ----------
    sha256 : str
        Of the bytes.
    plant : str
    content : bytes
        The JSON of the plan.
    question : str or None
        Id of the saved question that it answers.
    question_version : int or None
    by, at : str
        Who asked, and when in UTC.
    """

    sha256: str
    plant: str
    content: bytes
    question: str | None
    question_version: int | None
    by: str
    at: str


def keep_plan(history, plant, content, *, by, question=None, now=None):
    """Keep the bytes of a plan; nothing happens where they are kept already.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
        Its name.
    content : bytes or str
        The JSON of the plan, as :func:`optimiser.plan_file.plan_json` writes it.
    by : str
    question : flotation.history.questions.SavedQuestion, optional
        The version that it answers.
    now : datetime, optional

    Returns
    -------
    KeptPlan

    Raises
    ------
    HistoryError
        If it is no JSON.
    """
    data = content.encode("utf-8") if isinstance(content, str) else bytes(content)
    try:
        json.loads(data)
    except ValueError as error:
        raise HistoryError(f"this is no plan in JSON: {error}") from error
    kept = KeptPlan(
        sha256=digest(data),
        plant=plant,
        content=data,
        question=question.id if question else None,
        question_version=question.version if question else None,
        by=by,
        at=utc_text(now),
    )
    with history.writing() as connection:
        known = found(connection, PLANS, KeptPlan, PLANS.c.sha256 == kept.sha256)
        if known:
            return known[0]
        add(connection, PLANS, kept, action="plan kept", subject=kept.sha256)
    return kept


def kept_plan(history, sha256):
    """The plan of a hash, its bytes checked against it.

    Raises
    ------
    HistoryError
        If there is none, or it was changed.
    """
    with history.reading() as connection:
        known = found(connection, PLANS, KeptPlan, PLANS.c.sha256 == sha256)
    if not known:
        raise HistoryError(f"there is no plan {sha256[:12]!r} in the history {history.name}")
    if digest(known[0].content) != sha256:
        raise changed_plan(history, sha256)
    return known[0]


def changed_plan(history, sha256):
    """The error of a plan whose bytes are not those of its hash."""
    return HistoryError(
        f"plan {sha256[:12]} of the history {history.name} was changed: its bytes are not those "
        "of its hash; take it from a backup"
    )


def kept_plans(history, plant, *, question=None, newest=None):
    """Plans of a plant, the newest first, of one question or of all.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
    question : str, optional
        Id of a saved question.
    newest : int, optional
        At most so many.

    Returns
    -------
    tuple of KeptPlan
    """
    conditions = [PLANS.c.plant == plant]
    if question is not None:
        conditions.append(PLANS.c.question == question)
    with history.reading() as connection:
        order = [PLANS.c.at.desc(), PLANS.c.sha256]
        return found(connection, PLANS, KeptPlan, *conditions, order=order, limit=newest)
