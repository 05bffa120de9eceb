"""Prices of a question, and what each unit of a lever costs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flotation.economics import Consumption, cost
from flotation.levers import LinearEnergy, Reagent
from flotation.market import Price
from flotation.plant import Plant
from flotation.tariffs import prices_by_hour
from optimiser.question import Question


def asked_prices(plant: Plant, question: Question) -> dict[str, Price]:
    """Prices of the plant file, over the hours of a shift, with the question's own in their place.

    Returns
    -------
    dict of str to flotation.plant.Price
    """
    prices = dict(plant.prices)
    if question.shift_starts_h is not None:
        prices = prices_by_hour(plant, prices, question.shift_starts_h)
    for item, value in question.prices.items():
        price = prices.get(item)
        prices[item] = (
            price.model_copy(update={"value": value}) if price else _carbon_price(item, value)
        )
    return prices


def _carbon_price(item: str, value: float) -> Price:
    """A price of CO2 where the plant file has none [CNY/t]."""
    return Price(
        item=item,
        value=value,
        low=value,
        high=value,
        unit="CNY/t",
        date=date(2000, 1, 1),
        source="the question",
    )


def price_of_reagent(plant: Plant, item: str, prices: Mapping[str, Price]) -> float:
    """Cost of one gram of a reagent, its CO2 included [CNY/g]."""
    used = Consumption(reagents={item: 1.0}, energy={}, water_m3_t=0.0)
    return float(cost(plant, used, prices).total)


def price_of_energy(plant: Plant, item: str, prices: Mapping[str, Price]) -> float:
    """Cost of one kWh of an energy carrier, its CO2 included [CNY/kWh]."""
    used = Consumption(reagents={}, energy={item: 1.0}, water_m3_t=0.0)
    return float(cost(plant, used, prices).total)


def linear_cost(plant: Plant, prices: Mapping[str, Price]) -> tuple[float, Mapping[str, float]]:
    """Cost that is linear in set-points: what no lever moves, and per unit of each lever.

    Energy for size reduction and heating is not linear and not in it.

    Returns
    -------
    constant : float
        [CNY/t ore]
    per_unit : dict of str to float
        By lever. [CNY/t ore per unit]
    """
    base = Consumption(
        reagents={},
        energy={"electricity": plant.base.energy_kwh_t},
        water_m3_t=plant.base.water_m3_t,
    )
    constant = float(cost(plant, base, prices).total)
    per_unit: dict[str, float] = {}
    for lever in plant.lever:
        for law in (lever.reagent, lever.energy):
            rate, above = _rate(plant, law, prices)
            if rate > 0.0:
                per_unit[lever.column] = per_unit.get(lever.column, 0.0) + rate
                constant -= rate * above
    return constant, per_unit


def _rate(plant: Plant, law: Any, prices: Mapping[str, Price]) -> tuple[float, float]:
    """Cost of one unit of a lever by one of its laws, and the setting that costs nothing."""
    if isinstance(law, Reagent):
        return law.g_t_per_unit * price_of_reagent(plant, law.item, prices), law.above
    if isinstance(law, LinearEnergy):
        return law.kwh_t_per_unit * price_of_energy(plant, law.item, prices), law.above
    return 0.0, 0.0
