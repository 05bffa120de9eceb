r"""The mean of what may come, or of the worst of it, as an objective.

Set-points are chosen before prices and ores are known. Where every leg adds up in logs and no
slope depends on a condition, a condition multiplies a recovery and a heat by a factor that no
set-point changes. Then cost less value in future s is linear in what the programme holds,

.. math::
    o_s(x) = C_{s0} + \sum_j c_{sj} x_j + \sum_h p_{sh} a_{sh} Q_h + \sum_b p_{sb} a_{sb} W_b
           \;[\, - \sum_c v_{sc} a_{sc} r_c \,]

with the symbols of :mod:`optimiser.formulation`, factors a and shares w of the futures. The mean is
:math:`\sum_s w_s o_s`; the conditional value at risk of the worst share q is [1]_

.. math:: \min_{\theta, \pi \ge 0} \theta + \tfrac{1}{q} \textstyle\sum_s w_s \pi_s
          \quad\text{with}\quad \theta + \pi_s \ge o_s .

Both rise with every cost and fall with every recovery, so that secants above revenue and tangents
below costs leave the optimum a bound.

References
----------
.. [1] Rockafellar, R.T. and Uryasev, S. (2000), Optimization of conditional value-at-risk,
   *Journal of Risk* 2(3), 21-41, doi:10.21314/JOR.2000.038.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo

from flotation.circuit_model import CircuitModel
from flotation.economics import lever_energy, value_per_recovery
from flotation.errors import DataError
from flotation.plant import Plant
from optimiser.conditions import asked_conditions
from optimiser.futures import asked_futures
from optimiser.money import asked_prices, linear_cost, price_of_energy
from optimiser.price_risk import COST, MARGIN
from optimiser.problem import Problem
from optimiser.programme import Programme
from optimiser.question import Question

SAME = 1e-9  # relative difference up to which a factor is one factor
FREE = "is worth nothing in the question and something in a future; give it a price above 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What set-points cost and bring in one future.

    Attributes
    ----------
    share : float
        [fraction]
    fixed : float
        Cost that no lever changes. [CNY/t ore]
    unit_cost : mapping of str to float
        [CNY/t ore per unit of each lever]
    energy : mapping of str to float
        By lever that heats or grinds to a size: of the energy in the question's own conditions.
        [CNY/kWh]
    value : mapping of str to float
        By component, of its recovery in the question's own conditions. [CNY/t ore]
    """

    share: float
    fixed: float
    unit_cost: Mapping[str, float]
    energy: Mapping[str, float]
    value: Mapping[str, float]

    def at(self, programme: Programme, settings: Mapping[str, float], kind: str) -> float:
        """Cost, or cost less value, without approximation [CNY/t ore]."""
        used = programme.exact_energy(settings)
        total = self.fixed + sum(rate * settings[j] for j, rate in self.unit_cost.items())
        total += sum(rate * used[j] for j, rate in self.energy.items())
        if kind == MARGIN:
            total -= sum(
                value * float(np.exp(programme.log_recovery(c, settings)))
                for c, value in self.value.items()
            )
        return float(total)


@dataclass(frozen=True, slots=True, kw_only=True)
class FutureRisk:
    """The futures of a question, and how they are counted.

    Attributes
    ----------
    outcomes : tuple of Outcome
    worst_share : float or None
        None for the mean of all. [fraction]
    """

    outcomes: tuple[Outcome, ...]
    worst_share: float | None
    rows: str = "bad_future"
    limits_budget: bool = False

    def add(self, m: Any, problem: Problem) -> None:
        """The rows and the objective of a programme."""
        kind = COST if problem.goal == "least_cost" else MARGIN
        names = range(len(self.outcomes))
        outcomes = [_expression(m, outcome, kind) for outcome in self.outcomes]
        shares = [outcome.share for outcome in self.outcomes]
        if self.worst_share is None:
            mean = sum(share * out for share, out in zip(shares, outcomes, strict=True))
            m.worst_case = pyo.Objective(expr=mean)
            return
        low, high = zip(*(_ends(m, problem, out, kind) for out in self.outcomes), strict=True)
        m.bad_level = pyo.Var([kind], bounds=(min(low), max(high)))
        m.bad_excess = pyo.Var([(kind, s) for s in names], domain=pyo.NonNegativeReals)
        m.bad_future = pyo.Constraint(list(m.bad_excess))
        for s in names:
            m.bad_excess[kind, s].setub(max(high) - min(low))
            covered = m.bad_level[kind] + m.bad_excess[kind, s]
            m.bad_future[kind, s] = covered - outcomes[s] >= 0.0
        beyond = sum(share * m.bad_excess[kind, s] for s, share in enumerate(shares))
        m.worst_case = pyo.Objective(expr=m.bad_level[kind] + beyond / self.worst_share)

    def level(self, outcomes: np.ndarray) -> float:
        """The level beyond which the worst share lies."""
        return tail_level(outcomes, self._shares, self.worst_share or 1.0)

    def worst(self, programme: Programme, settings: Mapping[str, float], kind: str) -> float:
        """The mean, or that of the worst share, without approximation [CNY/t ore]."""
        outcomes = np.array([out.at(programme, settings, kind) for out in self.outcomes])
        return tail_mean(outcomes, self._shares, self.worst_share or 1.0)

    @property
    def _shares(self) -> np.ndarray:
        return np.array([outcome.share for outcome in self.outcomes])


def tail_level(losses: np.ndarray, shares: np.ndarray, worst: float) -> float:
    """The largest loss that is not beyond the worst share.

    Examples
    --------
    >>> tail_level(np.array([1.0, 5.0, 3.0]), np.array([0.4, 0.2, 0.4]), 0.5)
    3.0
    """
    order = np.argsort(-losses, kind="stable")
    within = np.cumsum(shares[order]) < worst - SAME
    return float(losses[order][min(int(np.sum(within)), len(losses) - 1)])


def tail_mean(losses: np.ndarray, shares: np.ndarray, worst: float) -> float:
    """Mean of the largest losses that make up a share, the last of them in part.

    Examples
    --------
    >>> tail_mean(np.array([1.0, 5.0, 3.0]), np.array([0.4, 0.2, 0.4]), 0.5)
    3.8
    """
    level = tail_level(losses, shares, worst)
    return float(level + shares @ np.maximum(losses - level, 0.0) / worst)


def future_risk(
    plant: Plant, model: CircuitModel, question: Question, problem: Problem
) -> FutureRisk:
    """The futures of a question in numbers.

    Raises
    ------
    DataError
        If a condition does more than multiply recoveries and heats.
    """
    outcomes = tuple(
        Outcome(share=future.share, **_in_money(plant, model, question, future.question, problem))
        for future in asked_futures(plant, question)
    )
    worst = None if question.futures is None else question.futures.worst_share
    return FutureRisk(outcomes=outcomes, worst_share=worst)


def _in_money(
    plant: Plant, model: CircuitModel, asked: Question, future: Question, problem: Problem
) -> dict[str, Any]:
    """Costs, energies and values of one future."""
    now, then = (asked_conditions(model, question) for question in (asked, future))
    prices = asked_prices(plant, future)
    fixed, unit_cost = linear_cost(plant, prices)
    ends = _places(problem)
    feed_pct = {c: then[model.feed_grades[c]] for c in problem.value}
    value = value_per_recovery(plant, feed_pct, prices)
    for product in plant.product:
        if value[product.component] > 0.0 >= problem.value[product.component]:
            raise DataError(f"futures: {product.price} {FREE}")

    def factor(component: str) -> float:
        log = model.log_recovery
        return _factor(future, log(component, ends, then) - log(component, ends, now))

    return {
        "fixed": fixed,
        "unit_cost": unit_cost,
        "energy": dict(_energies(plant, model, problem, future, now, then)),
        "value": {c: float(worth) * factor(c) for c, worth in value.items()},
    }


def _energies(
    plant: Plant,
    model: CircuitModel,
    problem: Problem,
    future: Question,
    now: Mapping[str, Any],
    then: Mapping[str, Any],
) -> Iterator[tuple[str, float]]:
    """Cost of energy that is not linear, by lever, per kWh/t in the conditions of now."""
    ends, prices = _places(problem), asked_prices(plant, future)
    priced = {*(heat.lever for heat in problem.heats), *(bond.lever for bond in problem.bonds)}
    for lever in plant.lever:
        if lever.energy is None or lever.energy.law == "linear":
            continue
        price = price_of_energy(plant, lever.energy.item, prices)
        if lever.column not in priced:
            if price > 0.0:
                raise DataError(f"futures: {lever.energy.item} {FREE}")
            continue
        log = np.log(lever_energy(lever, ends[lever.column], then))
        log = log - np.log(lever_energy(lever, ends[lever.column], now))
        if lever.energy.law == "heating":
            stage = lever.energy.stage
            fed = model.log_stage_feed_solids
            log = log + fed(stage, ends, then) - fed(stage, ends, now)
        yield lever.column, price * _factor(future, log)


def _places(problem: Problem) -> dict[str, np.ndarray]:
    """Low ends, present set-points, high ends and mixes of both, at which a factor is tried."""
    places = {}
    for i, (j, r) in enumerate(problem.ranges.items()):
        mixed = (r.low, r.high) if i % 2 else (r.high, r.low)
        present = min(max(r.present, r.low), r.high)
        places[j] = np.array([r.low, present, r.high, *mixed])
    return places


def _factor(future: Question, logs: np.ndarray) -> float:
    """The factor behind logs that are to be one number."""
    logs = np.atleast_1d(np.asarray(logs, dtype=float))
    if np.ptp(logs) > SAME * (1.0 + float(np.max(np.abs(logs)))):
        raise DataError(
            "futures: the conditions of a case change how levers act, not only how much is "
            f"recovered or heated ({', '.join(future.conditions)}); leave out such conditions, or "
            "ask a batch with one row a case"
        )
    return float(np.exp(logs[0]))


def _expression(m: Any, outcome: Outcome, kind: str) -> Any:
    """An outcome in the columns of the programme."""
    energy = {**dict(m.heat.items()), **dict(m.bond.items())}
    total = outcome.fixed + sum(rate * m.x[j] for j, rate in outcome.unit_cost.items())
    total += sum(rate * energy[j] for j, rate in outcome.energy.items())
    if kind == MARGIN:
        total -= sum(value * m.sold[c] for c, value in outcome.value.items() if c in m.sold)
    return total


def _ends(m: Any, problem: Problem, outcome: Outcome, kind: str) -> tuple[float, float]:
    """Less and more than an outcome can be [CNY/t ore]."""
    energy = {**dict(m.heat.items()), **dict(m.bond.items())}
    ends = [
        (rate * knots[0], rate * knots[-1])
        for j, rate in outcome.unit_cost.items()
        for knots in (problem.grids[j],)
    ]
    ends += [(0.0, rate * energy[j].ub) for j, rate in outcome.energy.items()]
    low = outcome.fixed - 1.0 + _sum(min(pair) for pair in ends)
    high = outcome.fixed + 1.0 + _sum(max(pair) for pair in ends)
    sold = 2.0 * sum(outcome.value.values()) if kind == MARGIN else 0.0
    return low - sold, high


def _sum(values: Iterable[float]) -> float:
    return float(sum(values))
