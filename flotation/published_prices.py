"""Published prices of concentrates and metals, with their days and ranges."""

import csv
from datetime import date

from flotation.datasets_path import dataset_folder
from flotation.errors import DataError
from flotation.market import Price


def published_prices(commodity: str) -> tuple[Price, ...]:
    """Return every published price of a commodity, the oldest first.

    Parameters
    ----------
    commodity : str
        ``wolframite concentrate``, ``molybdenum concentrate``, ``refined bismuth``, ...

    Returns
    -------
    tuple of flotation.market.Price
        As in a plant file: the middle of the published range, with its low and high, the
        day it stands for (the last of a month or year), and its source. Dated facts:
        neither forecasts nor offers.

    Raises
    ------
    DataError
        If there is none; the message names the commodities there are.

    Examples
    --------
    >>> price = published_prices("wolframite concentrate")[0]
    >>> price.value, price.unit, price.basis_pct, str(price.date)
    (84700.0, 'CNY/t', 65.0, '2019-05-31')
    """
    path = dataset_folder("literature") / "prices.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [_price(row) for row in rows if row["commodity"] == commodity]
    if not found:
        names = ", ".join(sorted({row["commodity"] for row in rows}))
        raise DataError(f"no price of {commodity!r} is shipped; there are: {names}")
    return tuple(sorted(found, key=lambda price: price.date))


def _price(row):
    low, high = float(row["low"]), float(row["high"])
    words = (row["spec"], row["period"], row["note"], f"source {row['source_id']}")
    return Price(
        item=row["commodity"].replace(" ", "_"),
        value=(low + high) / 2.0,
        low=low,
        high=high,
        unit=row["unit"],
        date=date.fromisoformat(row["day"]),
        source=", ".join(word for word in words if word not in ("", "-")),
        basis_pct=float(row["basis_pct"]) if row["basis_pct"] else None,
    )
