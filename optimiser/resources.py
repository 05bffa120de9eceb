r"""What set-points use besides money: CO2, energy, water, reagents in stock.

Each is linear in set-points and in the energies that are not,

.. math:: S_i = \sigma_{i0} + \sum_j \sigma_{ij} x_j + \sum_h \sigma_{ih} Q_h
                + \sum_j \sigma_{ij}' W_j \le h_i

with the heat :math:`Q_h` and the energy of grinding to a size :math:`W_j` in kWh/t.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from flotation.economics import ELECTRICITY
from flotation.errors import InfeasibleError
from flotation.levers import Lever, LinearEnergy
from flotation.plant import Plant
from optimiser.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something used, and the most of it.

    Attributes
    ----------
    name, key, words, unit : str
        The key is where the limit stands in the question.
    constant : float
        Used with every lever at zero. [unit]
    per_unit : mapping of str to float
        By lever. [unit per lever unit]
    per_kwh : mapping of str to float
        By lever that heats or grinds to a size. [unit per kWh/t]
    high : float
        Infinite where there is none. [unit]
    factor : float
        Value in the question for one ``unit`` here.
    """

    name: str
    key: str
    words: str
    unit: str
    constant: float
    per_unit: Mapping[str, float]
    per_kwh: Mapping[str, float]
    high: float
    factor: float = 1.0

    @property
    def is_limited(self) -> bool:
        """Whether there is a limit, and not only a charge on it."""
        return math.isfinite(self.high)

    @property
    def asked_unit(self) -> str:
        """Unit of the limit in the question."""
        return "kg" if self.key.startswith("stock_kg") else self.unit

    def value(self, settings: Mapping[str, float], energy: Mapping[str, float]) -> float:
        """What is used at settings whose heating and grinding take some energies [unit]."""
        linear = sum(rate * settings[j] for j, rate in self.per_unit.items())
        return self.constant + linear + sum(rate * energy[j] for j, rate in self.per_kwh.items())


def limited_resources(
    plant: Plant, question: Question, feed_rate: float | None
) -> Iterator[Resource]:
    """Everything a question limits the use of, or charges.

    Parameters
    ----------
    plant : flotation.plant.Plant
    question : Question
    feed_rate : float or None
        Fresh feed, dry. [t/h]

    Raises
    ------
    InfeasibleError
        If more than a limit is used whatever the levers do.
    """
    for resource in _limited(plant, question, feed_rate):
        moves = resource.per_unit or resource.per_kwh or resource.key in question.soft
        if resource.constant > resource.high and not moves:
            _refuse(resource)
        yield resource


def _refuse(resource: Resource) -> NoReturn:
    raise InfeasibleError(
        f"no set-points meet every limit: {resource.words} cannot be, since the plant uses "
        f"{resource.constant:g} {resource.unit} whatever the levers do",
        conflict=(resource.words,),
        relaxation={resource.key: resource.factor * (resource.constant - resource.high)},
    )


def _limited(plant: Plant, question: Question, feed_rate: float | None) -> Iterator[Resource]:
    charged = question.weights.charges if question.weights is not None else {}
    for name, unit, high, words in (
        ("co2", "kg/t", question.max_co2_kg_t, "CO2"),
        ("energy", "kWh/t", question.max_energy_kwh_t, "energy"),
        ("water", "m3/t", question.max_water_m3_t, "fresh water"),
    ):
        if high is not None or name in charged:
            high = math.inf if high is None else high
            yield _resource(
                plant,
                name,
                key=f"max_{name}_{unit.replace('/', '_').lower()}",
                words=f"{words} at most {high:g} {unit}",
                unit=unit,
                high=high,
            )
    for item, stock in question.stock_kg.items():
        tonnes = (feed_rate or 0.0) * plant.shift_hours * question.stock_shifts
        shifts = question.stock_shifts
        yield _resource(
            plant,
            item,
            key=f"stock_kg.{item}",
            words=f"{item}: {stock:g} kg in stock for {shifts} shift{'s' * (shifts > 1)}",
            unit="g/t",
            high=1e3 * stock / tonnes,
            factor=tonnes / 1e3,
        )


def _resource(
    plant: Plant, name: str, *, key: str, words: str, unit: str, high: float, factor: float = 1.0
) -> Resource:
    constant = _base(plant, name)
    per_unit: dict[str, float] = {}
    per_kwh: dict[str, float] = {}
    for lever in plant.lever:
        for rate, above in _rates(plant, lever, name):
            per_unit[lever.column] = per_unit.get(lever.column, 0.0) + rate
            constant -= rate * above
        if lever.energy is not None and not isinstance(lever.energy, LinearEnergy):
            rate = _per_kwh(plant, lever.energy.item, name)
            if rate > 0.0:
                per_kwh[lever.column] = rate
    return Resource(
        name=name,
        key=key,
        words=words,
        unit=unit,
        constant=constant,
        per_unit=per_unit,
        per_kwh=per_kwh,
        high=high,
        factor=factor,
    )


def _base(plant: Plant, name: str) -> float:
    """What no lever changes."""
    if name == "water":
        return plant.base.water_m3_t
    return plant.base.energy_kwh_t * _per_kwh(plant, ELECTRICITY, name)


def _rates(plant: Plant, lever: Lever, name: str) -> Iterator[tuple[float, float]]:
    """Use for each unit of a lever, by its linear laws, and the setting that uses nothing."""
    dose, energy = lever.reagent, lever.energy
    if dose is not None:
        rate = dose.g_t_per_unit * _per_gram(plant, dose.item, name)
        if rate > 0.0:
            yield rate, dose.above
    if isinstance(energy, LinearEnergy):
        rate = energy.kwh_t_per_unit * _per_kwh(plant, energy.item, name)
        if rate > 0.0:
            yield rate, energy.above


def _per_gram(plant: Plant, item: str, name: str) -> float:
    """What one gram of a reagent is of a resource."""
    if name == "co2":
        return plant.prices[item].co2_kg_per_unit / 1e3
    return 1.0 if name == item else 0.0


def _per_kwh(plant: Plant, item: str, name: str) -> float:
    """What one kWh of an energy carrier is of a resource."""
    if name == "co2":
        return plant.prices[item].co2_kg_per_unit if item in plant.prices else 0.0
    return 1.0 if name == "energy" else 0.0
