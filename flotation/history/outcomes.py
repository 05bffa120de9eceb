"""What the shifts that were advised really gave, as their assays came in."""

from dataclasses import dataclass

from flotation.errors import HistoryError
from flotation.history.advice import advice_of
from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import OUTCOMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a shift gave for which advice was shown.

    Attributes
    ----------
    advice_id : str
    number : int
        From 1; late assays correct an outcome by a new one.
    recovery : mapping of str to float
        By component. [fraction]
    margin : float or None
        Not known where a price or an assay is missing. [CNY/t]
    by, at : str
        Who kept it, and when in UTC.
    """

    advice_id: str
    number: int
    recovery: dict
    margin: float | None
    by: str
    at: str


def keep_outcome(history, advice_id, *, recovery, margin, by, now=None):
    """Keep what a shift gave; nothing happens where the same is kept already.

    Parameters
    ----------
    history : flotation.history.History
    advice_id : str
    recovery : mapping of str to float
        By component. [fraction]
    margin : float or None
        [CNY/t]
    by : str
    now : datetime, optional

    Returns
    -------
    Outcome

    Raises
    ------
    HistoryError
        If there is no such advice, or a recovery is no fraction.
    """
    recovery = {name: float(value) for name, value in recovery.items()}
    wrong = [name for name, value in recovery.items() if not 0.0 <= value <= 1.0]
    if wrong or not recovery:
        raise HistoryError(
            f"the recovery of {', '.join(wrong) or 'at least one component'} must be given as "
            "a fraction between 0 and 1"
        )
    with history.writing() as connection:
        advice_of(history, advice_id)
        before = outcomes_of(history, advice_id)
        if before and (before[-1].recovery, before[-1].margin) == (recovery, margin):
            return before[-1]
        kept = Outcome(
            advice_id=advice_id,
            number=len(before) + 1,
            recovery=recovery,
            margin=None if margin is None else float(margin),
            by=by,
            at=utc_text(now),
        )
        add(connection, OUTCOMES, kept, action="outcome kept", subject=advice_id)
    return kept


def outcome_of(history, advice_id):
    """The latest :class:`Outcome` of advice, or None."""
    known = outcomes_of(history, advice_id)
    return known[-1] if known else None


def outcomes_of(history, advice_id):
    """All outcomes kept for advice, the latest last."""
    with history.reading() as connection:
        mine, order = OUTCOMES.c.advice_id == advice_id, [OUTCOMES.c.number]
        return found(connection, OUTCOMES, Outcome, mine, order=order)
