"""Prices with the day from which they hold: a later word on the same day corrects the former."""

import datetime
from dataclasses import dataclass

from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import PRICE_VERSIONS
from flotation.market import Price


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceVersion:
    """One price of a plant from a day on.

    Attributes
    ----------
    plant, item : str
    valid_from : str
        Day, such as ``2026-01-05``.
    content : mapping
        The :class:`flotation.market.Price` in plain values.
    by, at : str
        Who kept it, and when in UTC.
    """

    plant: str
    item: str
    valid_from: str
    content: dict
    by: str
    at: str

    @property
    def price(self):
        """The :class:`flotation.market.Price`."""
        content = dict(self.content)
        return Price(**content | {"date": datetime.date.fromisoformat(content["date"])})


def keep_price(history, plant, price, *, valid_from, by, now=None):
    """Keep a price; nothing happens where the same holds from that day already.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
        Its name.
    price : flotation.market.Price
    valid_from : datetime.date
        First day on which it holds.
    by : str
    now : datetime, optional

    Returns
    -------
    PriceVersion
    """
    kept = PriceVersion(
        plant=plant,
        item=price.item,
        valid_from=valid_from.isoformat(),
        content=price.model_dump(mode="json"),
        by=by,
        at=utc_text(now),
    )
    with history.writing() as connection:
        same_day = [
            known
            for known in price_versions(history, plant, price.item)
            if known.valid_from == kept.valid_from
        ]
        if same_day and same_day[-1].content == kept.content:
            return same_day[-1]
        add(connection, PRICE_VERSIONS, kept, action="price kept", subject=f"{plant}: {price.item}")
    return kept


def prices_on(history, plant, day):
    """The prices that hold on a day.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
    day : datetime.date

    Returns
    -------
    mapping of str to PriceVersion
        By item; an item without a price by that day is not in it.
    """
    known = price_versions(history, plant)
    return {each.item: each for each in known if each.valid_from <= day.isoformat()}


def price_versions(history, plant, item=None):
    """All versions of a plant's prices, in the order in which they hold."""
    table = PRICE_VERSIONS.c
    mine = [table.plant == plant] + [table.item == item] * (item is not None)
    with history.reading() as connection:
        order = [table.valid_from, table.id]
        return found(connection, PRICE_VERSIONS, PriceVersion, *mine, order=order)
