r"""Prices at their bad ends: what each costs, and the rows that hold against the worst few.

At most :math:`\Gamma` prices stand at the bad end of their band in the plant file at once: what is
sold at ``low``, what is bought at ``high`` (Bertsimas and Sim, see :mod:`optimiser.worst_few`).
Cost and value are linear in every price at given set-points, so price i at its bad end loses

.. math::
    d_i(x) = \Delta C_{i0} + \sum_j \Delta c_{ij} x_j + \sum_h \Delta p_{ih} H_h
           + \sum_b \Delta p_{ib} B_b \;[\, + \sum_c \Delta v_{ic} r_c \,]

with the symbols of :mod:`optimiser.formulation`; the part in brackets counts where the margin is
asked for, and not for a cost or a budget. What is maximised or kept then is the worst case over all
choices of :math:`\Gamma` prices. Raising a recovery never lowers the worst margin, since a price is
never below zero, so secants above revenue and tangents below costs leave the optimum a bound.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo

from flotation.economics import value_per_recovery
from flotation.errors import DataError
from flotation.market import Price
from flotation.plant import Plant
from optimiser.money import linear_cost, price_of_energy
from optimiser.problem import Problem
from optimiser.programme import Programme
from optimiser.worst_few import level_of_largest, sum_of_largest

COST, MARGIN = "cost", "margin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """One price at its bad end.

    Attributes
    ----------
    item : str
    price : float
        At the bad end. [the price's unit]
    fixed : float
        More cost that no lever changes. [CNY/t ore]
    unit_cost : mapping of str to float
        More cost per unit of each lever. [CNY/t ore per unit]
    energy : mapping of str to float
        By lever that heats or grinds to a size: more cost of its energy. [CNY/kWh]
    value : mapping of str to float
        By component: value lost at full recovery. [CNY/t ore]
    """

    item: str
    price: float
    fixed: float
    unit_cost: Mapping[str, float]
    energy: Mapping[str, float]
    value: Mapping[str, float]

    def loss(self, programme: Programme, settings: Mapping[str, float], kind: str) -> float:
        """What it costs at set-points, without approximation [CNY/t ore]."""
        total = self.fixed + sum(rate * settings[j] for j, rate in self.unit_cost.items())
        if self.energy:
            used = programme.exact_energy(settings)
            total += sum(rate * used[j] for j, rate in self.energy.items())
        if kind == MARGIN:
            total += sum(
                value * float(np.exp(programme.log_recovery(c, settings)))
                for c, value in self.value.items()
            )
        return float(total)


def bad_ends(
    plant: Plant, prices: Mapping[str, Price], items: Iterable[str] | None = None
) -> dict[str, float]:
    """Bad end of every price that is not there yet, of some items or all [the price's unit]."""
    sold = {product.price for product in plant.product}
    ends = {
        item: min(price.low, price.value) if item in sold else max(price.high, price.value)
        for item, price in prices.items()
        if items is None or item in items
    }
    return {item: end for item, end in ends.items() if end != prices[item].value}


def price_swings(
    plant: Plant,
    problem: Problem,
    prices: Mapping[str, Price],
    feed_pct: Mapping[str, float],
    items: Iterable[str] | None = None,
) -> Iterator[Swing]:
    """Every price whose bad end is worse than its value.

    Parameters
    ----------
    plant : flotation.plant.Plant
    problem : Problem
    prices : mapping of str to flotation.market.Price
        As asked.
    feed_pct : mapping of str to float
        Feed grade of every component sold. [%]
    items : iterable of str, optional
        The only prices that may turn bad.
    """
    fixed, unit_cost = linear_cost(plant, prices)
    value = value_per_recovery(plant, feed_pct, prices)
    for item, end in bad_ends(plant, prices, items).items():
        moved = {**prices, item: prices[item].model_copy(update={"value": end})}
        fixed_then, unit_cost_then = linear_cost(plant, moved)
        value_then = value_per_recovery(plant, feed_pct, moved)
        more = {j: rate - unit_cost.get(j, 0.0) for j, rate in unit_cost_then.items()}
        lost = {c: worth - value_then[c] for c, worth in value.items()}
        yield Swing(
            item=item,
            price=end,
            fixed=fixed_then - fixed,
            unit_cost={j: rate for j, rate in more.items() if rate != 0.0},
            energy=dict(_energy(plant, problem, prices, moved)),
            value={c: loss for c, loss in lost.items() if loss != 0.0},
        )


def _energy(
    plant: Plant, problem: Problem, prices: Mapping[str, Price], moved: Mapping[str, Price]
) -> Iterator[tuple[str, float]]:
    priced = {heat.lever for heat in problem.heats} | {bond.lever for bond in problem.bonds}
    for lever in plant.lever:
        if lever.energy is None or lever.energy.law == "linear":
            continue
        before = price_of_energy(plant, lever.energy.item, prices)
        after = price_of_energy(plant, lever.energy.item, moved)
        if after > before <= 0.0 and lever.column not in priced:
            raise DataError(
                f"price_risk: {lever.energy.item} costs nothing in this question and more at the "
                "end of its band; give it a price above 0"
            )
        if after > before and lever.column in priced:
            yield lever.column, after - before


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRisk:
    """The worst few prices: in the cost and its budget, and in the margin where revenue is.

    Attributes
    ----------
    swings : tuple of Swing
    count : float
        Prices at their bad ends at once, not more than there are.
    """

    swings: tuple[Swing, ...]
    count: float
    rows: str = "bad_price"
    limits_budget: bool = True

    def add(self, m: Any, problem: Problem) -> None:
        """The rows and the objective of a programme."""
        kinds = {COST: m.cost} if problem.goal == "least_cost" or problem.budget is not None else {}
        if problem.goal == "most_margin":
            kinds[MARGIN] = m.cost - sum(problem.value[c] * m.sold[c] for c in m.sold)
        items = {swing.item: swing for swing in self.swings}
        m.bad_level = pyo.Var(list(kinds), domain=pyo.NonNegativeReals)
        m.bad_excess = pyo.Var([(k, i) for k in kinds for i in items], domain=pyo.NonNegativeReals)
        m.bad_price = pyo.Constraint(list(m.bad_excess))
        worst = {}
        for kind, nominal in kinds.items():
            for item, swing in items.items():
                loss = _loss(m, swing, kind)
                most = _most(m, problem, swing, kind)
                m.bad_excess[kind, item].setub(most)
                m.bad_level[kind].setub(max(most, m.bad_level[kind].ub or 0.0))
                covered = m.bad_level[kind] + m.bad_excess[kind, item]
                m.bad_price[kind, item] = covered - loss >= 0.0
            excess = sum(m.bad_excess[kind, item] for item in items)
            worst[kind] = nominal + self.count * m.bad_level[kind] + excess
        if problem.budget is not None:
            m.del_component(m.budget)
            m.budget = pyo.Constraint(["all"])
            m.budget["all"] = worst[COST] <= problem.budget
        if problem.goal != "most_recovery":
            m.worst_case = pyo.Objective(expr=worst[MARGIN if MARGIN in worst else COST])

    def level(self, losses: np.ndarray) -> float:
        """The loss that the worst few have in excess."""
        return max(level_of_largest(losses, self.count), 0.0)

    def worst(self, programme: Programme, settings: Mapping[str, float], kind: str) -> float:
        """Cost, or cost less revenue, in the worst case, without approximation [CNY/t ore]."""
        margin = -programme.exact_margin(settings)
        nominal = programme.exact_cost(settings) if kind == COST else margin
        losses = [swing.loss(programme, settings, kind) for swing in self.swings]
        return nominal + sum_of_largest(losses, self.count)


def _loss(m: Any, swing: Swing, kind: str) -> Any:
    """Loss of a price at its bad end, in the columns of the programme."""
    energy = {**dict(m.heat.items()), **dict(m.bond.items())}
    loss = swing.fixed + sum(rate * m.x[j] for j, rate in swing.unit_cost.items())
    loss += sum(rate * energy[j] for j, rate in swing.energy.items())
    if kind == MARGIN:
        loss += sum(value * m.sold[c] for c, value in swing.value.items() if c in m.sold)
    return loss


def _most(m: Any, problem: Problem, swing: Swing, kind: str) -> float:
    """More than a price at its bad end can cost [CNY/t ore]."""
    energy = {**dict(m.heat.items()), **dict(m.bond.items())}
    most = abs(swing.fixed) + 1.0
    most += sum(
        abs(r) * float(np.max(np.abs(problem.grids[j]))) for j, r in swing.unit_cost.items()
    )
    most += sum(abs(rate) * energy[j].ub for j, rate in swing.energy.items())
    if kind == MARGIN:
        most += 2.0 * sum(swing.value.values())
    return most
