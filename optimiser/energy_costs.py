"""Energy that is not linear in a set-point: heating, and grinding to a size."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.economics import lever_energy
from flotation.errors import DataError
from flotation.levers import Lever
from flotation.market import Price
from flotation.plant import Plant
from optimiser.log_circuit import LogSum, log_feed_sum
from optimiser.money import price_of_energy
from optimiser.ranges import LeverRange

HEAT_KNOT_RATIO = 1.04  # of neighbouring heats: the secant of their log is 2e-4 low at most


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCost:
    r"""Heat, :math:`\exp(\ln F + \ln q(T))`, and its price.

    Attributes
    ----------
    lever : str
        The temperature.
    price : float
        CO2 included. [CNY/kWh]
    feed : LogSum
        Log of the solids heated per t of ore.
    log_heat : ndarray
        Log of the heat per t of solids at the knots of the lever. [log of kWh/t]
    heat : callable
        Temperature to heat per t of solids. [kWh/t]
    """

    lever: str
    price: float
    feed: LogSum
    log_heat: np.ndarray
    heat: Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class BondCost:
    """Energy of grinding by a lever that is a product size, convex in it, and its price.

    Attributes
    ----------
    lever : str
    price : float
        CO2 included. [CNY/kWh]
    energy : callable
        Size to energy. [µm] to [kWh/t]
    """

    lever: str
    price: float
    energy: Callable[[float], float]

    def value(self, size: float) -> float:
        """Energy at a size [kWh/t ore]."""
        return float(self.energy(size))

    def slope(self, size: float) -> float:
        """Change of energy with size [kWh/t ore per µm]."""
        step = 1e-4 * size
        return (self.value(size + step) - self.value(size - step)) / (2.0 * step)


def heat_knots(lever: Lever, r: LeverRange, conditions: Mapping[str, float]) -> Iterable[float]:
    """Knots of a temperature between which the secant of the log of heat is near it.

    Raises
    ------
    DataError
        If the low end of its range would not heat.
    """
    if lever.energy is None or lever.energy.law != "heating":
        return ()
    low, high = (float(lever_energy(lever, t, conditions)) for t in (r.low, r.high))
    if low == high and low >= 0.0:
        return ()
    if low <= 0.0:
        raise DataError(
            f"{lever.column}: the pulp arrives at {conditions[lever.energy.ambient]:g} "
            f"({lever.energy.ambient}), so {r.low:g} is no heating; raise the lever's low end"
        )
    pieces = int(np.ceil(np.log(high / low) / np.log(HEAT_KNOT_RATIO)))
    return np.interp(np.geomspace(low, high, pieces + 1), (low, high), (r.low, r.high))[1:-1]


def heat_costs(
    plant: Plant,
    model: CircuitModel,
    grids: Mapping[str, np.ndarray],
    around: Mapping[str, float],
    conditions: Mapping[str, float],
    prices: Mapping[str, Price],
    counted: Collection[str] = (),
) -> Iterator[HeatCost]:
    """Heat of every heating that is not free, or whose lever stands in ``counted``."""
    for lever in plant.lever:
        if lever.energy is None or lever.energy.law != "heating":
            continue
        price = price_of_energy(plant, lever.energy.item, prices)
        heat = np.array([float(lever_energy(lever, t, conditions)) for t in grids[lever.column]])
        if (price > 0.0 or lever.column in counted) and np.all(heat > 0.0):
            yield HeatCost(
                lever=lever.column,
                price=price,
                feed=log_feed_sum(model, lever.energy.stage, around, conditions),
                log_heat=np.log(heat),
                heat=partial(_law_at, lever, conditions),
            )


def bond_costs(
    plant: Plant, conditions: Mapping[str, float], prices: Mapping[str, Price]
) -> Iterator[BondCost]:
    """Energy of every grinding to a size."""
    for lever in plant.lever:
        if lever.energy is not None and lever.energy.law == "bond":
            yield BondCost(
                lever=lever.column,
                price=price_of_energy(plant, lever.energy.item, prices),
                energy=partial(_law_at, lever, conditions),
            )


def _law_at(lever: Lever, conditions: Mapping[str, float], setting: float) -> float:
    return float(lever_energy(lever, setting, conditions))
