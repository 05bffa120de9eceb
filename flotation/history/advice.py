"""Advice: a plan that was shown to somebody for a shift."""

from dataclasses import dataclass

from flotation.errors import HistoryError
from flotation.history.moments import shift_text, utc_text
from flotation.history.plans import kept_plan
from flotation.history.rows import add, found
from flotation.history.schema import ADVICE
from flotation.history.short_id import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A plan shown to a person for a shift.

    Attributes
    ----------
    id : str
        Short.
    plan_sha256 : str
        Of the plan.
    plant : str
    shift : str
        Start of the shift it is for, in the plant's clock.
    shown_to : str
    at : str
        When it was first shown, in UTC.
    """

    id: str
    plan_sha256: str
    plant: str
    shift: str
    shown_to: str
    at: str

    @property
    def by(self):
        """Who is answerable for the line in the audit: the person it was shown to."""
        return self.shown_to


def keep_advice(history, plan_sha256, *, shift, shown_to, now=None):
    """Note that a plan was shown; shown again, it is the same advice.

    Parameters
    ----------
    history : flotation.history.History
    plan_sha256 : str
        Of a kept plan.
    shift : str or datetime
        Start of the shift it is for, in the plant's clock.
    shown_to : str
    now : datetime, optional

    Returns
    -------
    Advice

    Raises
    ------
    HistoryError
        If the plan is not kept.
    """
    table = ADVICE.c
    with history.writing() as connection:
        kept = Advice(
            id=new_id(),
            plan_sha256=plan_sha256,
            plant=kept_plan(history, plan_sha256).plant,
            shift=shift_text(shift),
            shown_to=shown_to,
            at=utc_text(now),
        )
        same = (
            table.plan_sha256 == plan_sha256,
            table.shift == kept.shift,
            table.shown_to == shown_to,
        )
        known = found(connection, ADVICE, Advice, *same)
        if known:
            return known[0]
        add(connection, ADVICE, kept, action="advice shown", subject=kept.id)
    return kept


def advice_of(history, advice_id):
    """The :class:`Advice` of an id.

    Raises
    ------
    HistoryError
        If there is none.
    """
    with history.reading() as connection:
        known = found(connection, ADVICE, Advice, ADVICE.c.id == advice_id)
    if not known:
        raise HistoryError(f"there is no advice {advice_id!r} in the history {history.name}")
    return known[0]


def advice_given(history, plant, *, start=None, end=None):
    """Advice of a plant by the shift it is for, oldest first.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
    start, end : str or datetime, optional
        First shift, and the first one after the last, in the plant's clock.

    Returns
    -------
    tuple of Advice
    """
    table = ADVICE.c
    conditions = [table.plant == plant]
    if start is not None:
        conditions.append(table.shift >= shift_text(start))
    if end is not None:
        conditions.append(table.shift < shift_text(end))
    with history.reading() as connection:
        order = [table.shift, table.at, table.id]
        return found(connection, ADVICE, Advice, *conditions, order=order)
