"""What people did with advice: accepted, changed or declined it, once."""

import math
from dataclasses import dataclass

from flotation.errors import ConflictError, HistoryError
from flotation.history.advice import Advice, advice_given, advice_of
from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import DECISIONS

KINDS = ("accepted", "changed", "declined")
REASON_CODES = (
    "ore_differs",  # the ore of the shift is not the one that was asked about
    "equipment",  # a machine stands still or cannot go there
    "reagent_missing",
    "data_doubtful",  # an assay or a sensor is not believed
    "move_too_large",
    "not_worth_it",
    "other",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person did with advice.

    Attributes
    ----------
    advice_id : str
    kind : {"accepted", "changed", "declined"}
    reason_code : str
        One of :data:`REASON_CODES`; empty where it was accepted without a word.
    reason : str
        In the person's words.
    setpoints : mapping of str to float
        What was chosen, by lever, in the plant file's units; empty where it was declined.
    by, at : str
        Who decided, and when in UTC.
    """

    advice_id: str
    kind: str
    reason_code: str
    reason: str
    setpoints: dict
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedAdvice:
    """Advice with what was decided, None while nothing is."""

    advice: Advice
    decision: Decision | None


def keep_decision(history, decision):
    """Keep what was decided about advice.

    Parameters
    ----------
    history : flotation.history.History
    decision : Decision
        As :func:`make_decision` makes it.

    Returns
    -------
    Decision

    Raises
    ------
    ConflictError
        If the advice is decided already.
    HistoryError
        If there is no such advice.
    """
    with history.writing() as connection:
        advice_of(history, decision.advice_id)
        before = decision_on(history, decision.advice_id)
        if before:
            raise ConflictError(
                f"advice {decision.advice_id} was {before.kind} by {before.by} at {before.at} "
                "already; nothing was changed"
            )
        action = f"advice {decision.kind}"
        add(connection, DECISIONS, decision, action=action, subject=decision.advice_id)
    return decision


def make_decision(advice_id, kind, *, by, setpoints=None, reason_code="", reason="", now=None):
    """A decision that says all that its kind must say.

    Parameters
    ----------
    advice_id : str
    kind : {"accepted", "changed", "declined"}
    by : str
    setpoints : mapping of str to float, optional
        What was chosen; needed unless declined.
    reason_code : str, optional
        One of :data:`REASON_CODES`; needed unless accepted.
    reason : str, optional
        In words; needed where the code is ``other``.
    now : datetime, optional

    Raises
    ------
    HistoryError
        If something is missing, or is none of those known.
    """
    chosen = {name: float(value) for name, value in (setpoints or {}).items()}
    if kind not in KINDS:
        raise HistoryError(f"advice is {', '.join(KINDS)}; it cannot be {kind!r}")
    if reason_code not in ("", *REASON_CODES):
        raise HistoryError(f"{reason_code!r} is no reason; choose of {', '.join(REASON_CODES)}")
    if kind != "accepted" and not reason_code:
        raise HistoryError(f"advice that is {kind} needs a reason; choose of the list")
    if reason_code == "other" and not reason.strip():
        raise HistoryError("the reason 'other' needs words")
    if bool(chosen) == (kind == "declined"):
        need = "has no set-points of its own" if chosen else "needs the set-points chosen"
        raise HistoryError(f"advice that is {kind} {need}")
    if not all(map(math.isfinite, chosen.values())):
        raise HistoryError("every set-point chosen must be a finite number")
    return Decision(
        advice_id=advice_id,
        kind=kind,
        reason_code=reason_code,
        reason=reason.strip(),
        setpoints=chosen,
        by=by,
        at=utc_text(now),
    )


def decision_on(history, advice_id):
    """The :class:`Decision` on advice, or None."""
    with history.reading() as connection:
        known = found(connection, DECISIONS, Decision, DECISIONS.c.advice_id == advice_id)
    return known[0] if known else None


def decided_advice(history, plant, *, start=None, end=None):
    """Advice of a plant with its decisions, by the shift it is for.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
    start, end : str or datetime, optional
        First shift, and the first one after the last, in the plant's clock.

    Returns
    -------
    tuple of DecidedAdvice
    """
    with history.reading() as connection:
        given = advice_given(history, plant, start=start, end=end)
        known = {each.advice_id: each for each in found(connection, DECISIONS, Decision)}
    return tuple(DecidedAdvice(advice=each, decision=known.get(each.id)) for each in given)
