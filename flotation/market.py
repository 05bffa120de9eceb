"""Money and law of a plant file: products, prices, and limits set from outside."""

from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from flotation.file_table import (
    ColumnName,
    Day,
    Finite,
    Grade,
    Label,
    Name,
    NonNegative,
    Paid,
    Percent,
    Sentence,
    Table,
)

Hour = Annotated[float, Strict(), Field(ge=0.0, le=24.0, allow_inf_nan=False)]
PriceUnit = Literal["CNY/t", "CNY/kg", "CNY/mtu", "CNY/kWh", "CNY/m3"]


class Product(Table):
    """A stream that is sold for one component.

    Attributes
    ----------
    stream : str
        What is sold.
    component : str
        What is paid for.
    price : str
        Key of its price (per mtu, or per t at the price's ``basis_pct``).
    payable : float
        Share of the contained component that is paid. [fraction]
    min_grade_pct : float
        Lowest grade the buyer takes. [%]
    """

    stream: Name
    component: Name
    price: Name
    payable: Paid = 1.0
    min_grade_pct: Percent = 0.0


class Price(Table):
    """A price with its date, its range and where it was read.

    Attributes
    ----------
    item : str
        What is bought or sold; ``electricity``, ``heat``, ``co2`` and ``water`` are known.
    value : float
        Used unless a question changes it. [unit]
    low, high : float
        Range in which it has moved or may move. [unit]
    unit : str
        Money per amount; 1 mtu is 10 kg of contained component.
    date : date
        Day of the value, written without quotation marks.
    source : str
        Where it was read, or ``assumed`` and why.
    basis_pct : float
        For a concentrate priced per tonne: the grade of that tonne. [%]
    co2_kg_per_unit : float
        Emission factor of one kg, kWh or m3 of the item, whatever the price's unit. [kg]
    """

    item: Name
    value: NonNegative
    low: NonNegative
    high: NonNegative
    unit: PriceUnit
    date: Day
    source: Sentence
    basis_pct: Grade | None = None
    co2_kg_per_unit: NonNegative = 0.0

    @model_validator(mode="after")
    def _value_lies_in_its_range(self):
        if not self.low <= self.value <= self.high:
            raise ValueError(
                "a price needs low <= value <= high, got "
                f"{self.low:g}, {self.value:g}, {self.high:g}"
            )
        return self


class Tariff(Table):
    """A price that holds in some hours of the day.

    Attributes
    ----------
    item : str
        Whose price.
    from_hour, to_hour : float
        Hours of the day; ``from_hour`` after ``to_hour`` runs over midnight.
    value : float
        In these hours; outside of them the price's own. [the price's unit]
    """

    item: Name
    from_hour: Hour
    to_hour: Hour
    value: NonNegative

    @model_validator(mode="after")
    def _lasts(self):
        if self.from_hour == self.to_hour:
            raise ValueError(f"a tariff from {self.from_hour:g} to {self.to_hour:g} lasts no time")
        return self


class Limit(Table):
    """A linear limit on set-points: ``intercept + Σ per_unit * setting <= high``.

    Attributes
    ----------
    name : str
        Its key.
    zh, en : str
        Labels for people.
    unit : str
        Of ``high`` and ``intercept``.
    high : float
        What must not be exceeded. [unit]
    intercept : float
        What is there with every lever at zero. [unit]
    per_unit : mapping of str to float
        Lever column to its coefficient. [unit per lever unit]
    source : str
        The rule or measurement behind it.
    """

    name: Name
    zh: Label
    en: Label
    unit: Label
    high: Finite
    intercept: Finite = 0.0
    per_unit: dict[ColumnName, Finite] = Field(min_length=1, max_length=200)
    source: Sentence
