"""Reconciled balances, by the hash of their content."""

from dataclasses import dataclass

from flotation.history.canonical import digest
from flotation.history.moments import shift_text, utc_text
from flotation.history.rows import add, found
from flotation.history.schema import BALANCES


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBalance:
    """A reconciled balance of some shifts.

    Attributes
    ----------
    plant : str
    sha256 : str
        Of the content.
    first, last : str
        Start of its first and of its last shift, in the plant's clock.
    content : mapping
        The balance in plain values.
    by, at : str
        Who kept it, and when in UTC.
    """

    plant: str
    sha256: str
    first: str
    last: str
    content: dict
    by: str
    at: str


def keep_balance(history, plant, content, *, first, last, by, now=None):
    """Keep a balance; nothing happens where the same is kept already.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
    content : mapping
        Plain values, finite.
    first, last : str or datetime
        Start of its first and of its last shift, in the plant's clock.
    by : str
    now : datetime, optional

    Returns
    -------
    KeptBalance
    """
    span = (shift_text(first), shift_text(last))
    kept = KeptBalance(
        plant=plant,
        sha256=digest({"span": span, "content": content}),
        first=span[0],
        last=span[1],
        content=content,
        by=by,
        at=utc_text(now),
    )
    with history.writing() as connection:
        same = BALANCES.c.sha256 == kept.sha256
        known = found(connection, BALANCES, KeptBalance, same, BALANCES.c.plant == plant)
        if known:
            return known[0]
        add(connection, BALANCES, kept, action="balance kept", subject=kept.sha256)
    return kept


def kept_balances(history, plant, *, start=None, end=None):
    """Balances of a plant that touch a time, oldest first, the last kept of a span last.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
    start, end : str or datetime, optional
        First shift, and the first one after the last, in the plant's clock.

    Returns
    -------
    tuple of KeptBalance
    """
    table = BALANCES.c
    conditions = [table.plant == plant]
    if start is not None:
        conditions.append(table.last >= shift_text(start))
    if end is not None:
        conditions.append(table.first < shift_text(end))
    with history.reading() as connection:
        order = [table.first, table.last, table.id]
        return found(connection, BALANCES, KeptBalance, *conditions, order=order)
