"""Published CO2 factors of electricity, heat and reagents, by province and year."""

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from flotation.datasets_path import dataset_folder
from flotation.errors import DataError

GRID = "electricity average CO2 factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionFactor:
    """A published emission factor.

    Attributes
    ----------
    item : str
        What is used.
    region, region_zh : str
        Province, grid or country; ``-`` where none is meant.
    year : int or None
        That the factor stands for; None where it has none.
    value : float
        [unit]
    unit : str
        ``kgCO2/kWh``, ``tCO2/GJ``, ``kgCO2/kg``; with CO2e for a life cycle.
    source_id : str
        A row of ``datasets/literature/sources.csv``.
    confidence : {"full_table", "abstract", "secondary", "derived"}
        How the figure was read.
    """

    item: str
    region: str
    region_zh: str
    year: int | None
    value: float
    unit: str
    source_id: str
    confidence: str


@cache
def emission_factors() -> tuple[EmissionFactor, ...]:
    """Return every published factor, in the order of ``co2_factors.csv``.

    Examples
    --------
    >>> first = emission_factors()[0]
    >>> first.region, first.year, first.value, first.unit
    ('China', 2023, 0.5306, 'kgCO2/kWh')
    """
    path = dataset_folder("literature") / "co2_factors.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            EmissionFactor(
                item=row["item"],
                region=row["region"],
                region_zh=row["region_zh"],
                year=int(row["year"]) if row["year"] else None,
                value=float(row["value"]),
                unit=row["unit"],
                source_id=row["source_id"],
                confidence=row["confidence"],
            )
            for row in csv.DictReader(file)
        )


def grid_factor(region: str, year: int) -> EmissionFactor:
    """Return the average direct CO2 factor of a province's or grid's electricity.

    Parameters
    ----------
    region : str
        In English or 中文: ``Hunan``, ``湖南``, ``Central China grid``, ``China``.
    year : int
        That the factor stands for; it is published about two years later.

    Returns
    -------
    EmissionFactor
        [kgCO2/kWh]

    Raises
    ------
    DataError
        If there is none; the message names the regions or years there are.

    Examples
    --------
    >>> grid_factor("湖南", 2023).value
    0.4976
    >>> grid_factor("Hunan", 2010)
    Traceback (most recent call last):
    flotation.errors.DataError: no factor of Hunan's electricity for 2010 is shipped; there are
    those for 2022, 2023
    """
    found = [f for f in emission_factors() if f.item == GRID and region in (f.region, f.region_zh)]
    if not found:
        names = {name for f in emission_factors() if f.item == GRID for name in _names(f)}
        near = get_close_matches(region, sorted(names), n=3) or sorted(
            n for n in names if n.isascii()
        )
        raise DataError(f"no grid is called {region!r}; there are: {', '.join(near)}")
    for factor in found:
        if factor.year == year:
            return factor
    years = ", ".join(str(y) for y in sorted(f.year for f in found if f.year is not None))
    raise DataError(
        f"no factor of {region}'s electricity for {year} is shipped; there are those for {years}"
    )


def item_factor(item: str, unit: str) -> EmissionFactor:
    """Return the CO2 factor of something that is the same everywhere and every year.

    Purchased heat is one of them: China publishes one factor for it, and none by province.

    Parameters
    ----------
    item : str
        ``purchased heat``, ``polyaluminium chloride``, ``polyacrylamide``, ...
    unit : str
        As the factor is wanted: ``kgCO2/kWh``, ``tCO2/GJ``, ``kgCO2/kg``.

    Returns
    -------
    EmissionFactor

    Raises
    ------
    DataError
        If there is none; the message names those there are.

    Examples
    --------
    >>> item_factor("purchased heat", "kgCO2/kWh").value
    0.3996
    """
    timeless = [f for f in emission_factors() if f.year is None]
    for factor in timeless:
        if (factor.item, factor.unit) == (item, unit):
            return factor
    listed = "; ".join(f"{f.item} in {f.unit}" for f in timeless)
    raise DataError(f"no factor of {item!r} in {unit} is shipped; there are: {listed}")


def _names(factor):
    return (factor.region, factor.region_zh)
