"""A question in numbers: everything the programme's mathematics needs, and no names of files.

Built once from plant, model and question by :func:`state_problem`; the formulation, the check of
its answers and the search for conflicts all read the same :class:`Problem`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.economics import value_per_recovery
from flotation.errors import DataError
from flotation.leg_model import LegModel
from flotation.plant import Plant
from optimiser.change_rows import Changes, asked_changes
from optimiser.conditions import asked_conditions, asked_feed_rate
from optimiser.energy_costs import BondCost, HeatCost, bond_costs, heat_costs, heat_knots
from optimiser.leg_terms import LegTerms, leg_terms, lever_grid
from optimiser.linear_rows import LinearRow, limit_rows
from optimiser.log_caps import LogCap, log_caps
from optimiser.log_circuit import LogSum, log_mass_sum, log_recovery_sum
from optimiser.money import asked_prices, linear_cost
from optimiser.question import Question
from optimiser.ranges import LeverRange, lever_ranges
from optimiser.region_rows import region_rows
from optimiser.resources import Resource, limited_resources
from optimiser.soft import Soft, asked_soft


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One question in numbers.

    Attributes
    ----------
    goal, component : str
    ranges : mapping of str to LeverRange
    grids : mapping of str to ndarray
        Knots of every lever. [its unit]
    legs : mapping of str to LegTerms
    recovery, mass : mapping of str to LogSum
        Per component of a product.
    least_log_recovery : mapping of str to float
        Target and its margin of risk. [log of fraction]
    least_log_upgrade : mapping of str to float
        Log of least grade over feed grade.
    fixed_cost : float
        Cost that no moving lever changes. [CNY/t ore]
    unit_cost : mapping of str to float
        [CNY/t ore per unit]
    heats, bonds : tuple
    budget : float, optional
        [CNY/t ore]
    rows : tuple of LinearRow
    caps : tuple of LogCap
    resources : tuple of Resource
    soft : tuple of Soft
    changes : Changes, optional
    value : mapping of str to float
        At full recovery, as the goal counts it. [CNY/t ore]
    cost_weight : float
        Of the cost in what is minimised.
    charges : mapping of str to float
        On resources, by name. [CNY per unit]
    feed_grade : mapping of str to float
        [fraction]
    """

    goal: str
    component: str
    ranges: Mapping[str, LeverRange]
    grids: Mapping[str, np.ndarray]
    legs: Mapping[str, LegTerms]
    recovery: Mapping[str, LogSum]
    mass: Mapping[str, LogSum]
    least_log_recovery: Mapping[str, float]
    least_log_upgrade: Mapping[str, float]
    fixed_cost: float
    unit_cost: Mapping[str, float]
    heats: tuple[HeatCost, ...]
    bonds: tuple[BondCost, ...]
    budget: float | None
    rows: tuple[LinearRow, ...]
    caps: tuple[LogCap, ...]
    resources: tuple[Resource, ...]
    soft: tuple[Soft, ...]
    changes: Changes | None
    value: Mapping[str, float]
    cost_weight: float
    charges: Mapping[str, float]
    feed_grade: Mapping[str, float]

    @property
    def limits_energy(self) -> bool:
        """Whether some row limits what heating and grinding to a size take."""
        return self.budget is not None or any(resource.per_kwh for resource in self.resources)

    @property
    def moving(self) -> tuple[str, ...]:
        """Levers that may move."""
        return tuple(column for column, knots in self.grids.items() if len(knots) > 1)


def state_problem(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    *,
    around: Mapping[str, float] | None = None,
    knots: Mapping[str, Iterable[float]] | None = None,
    ranges: Mapping[str, LeverRange] | None = None,
) -> Problem:
    """The :class:`Problem` a question poses.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
    around : mapping of str to float, optional
        Set-points at which a circuit with recycles is linearised; present where not given.
    knots : mapping of str to iterable of float, optional
        Further knots of levers, for refinement.
    ranges : mapping of str to LeverRange, optional
        Of the levers, where not the question's.
    """
    ranges = lever_ranges(plant, model, question) if ranges is None else ranges
    conditions = asked_conditions(model, question)
    legs = [leg.at(conditions) for leg in model.legs]
    prices = asked_prices(plant, question)
    grids = _grids(plant, legs, ranges, conditions, knots or {})
    around = around or {column: r.present for column, r in ranges.items()}
    components = [product.component for product in plant.product]
    fixed_cost, unit_cost = linear_cost(plant, prices)
    region = region_rows(model.region, plant) if question.within_region else ()
    rate = asked_feed_rate(plant, model, question)
    resources = tuple(limited_resources(plant, question, rate))
    counted = {lever for resource in resources for lever in resource.per_kwh}
    mass = {c: log_mass_sum(model, c, around, conditions) for c in components}
    rows = (*limit_rows(plant, question.limits), *region)
    caps = tuple(log_caps(model, question, mass, around, conditions, rate))
    targets, weights = _targets(model, question), question.weights
    feed_pct = {c: conditions[model.feed_grades[c]] for c in components}
    upgrades = _upgrades(plant, model, question, feed_pct)
    return Problem(
        goal=question.searched_goal,
        component=question.component,
        ranges=ranges,
        grids=grids,
        legs={leg.leg.key: leg_terms(leg, grids) for leg in legs},
        recovery={c: log_recovery_sum(model, c, around, conditions) for c in components},
        mass=mass,
        least_log_recovery=targets,
        least_log_upgrade=upgrades,
        fixed_cost=fixed_cost,
        unit_cost=unit_cost,
        heats=tuple(heat_costs(plant, model, grids, around, conditions, prices, counted)),
        bonds=tuple(bond_costs(plant, conditions, prices)),
        budget=question.budget_cny_t,
        rows=rows,
        caps=caps,
        resources=resources,
        soft=asked_soft(
            plant,
            question,
            targets={c: 100.0 * float(np.exp(least)) for c, least in targets.items()},
            grades={c: least for c, least in _least_grades(plant, question) if c in upgrades},
            caps=caps,
            resources=resources,
            rows=rows,
        ),
        changes=asked_changes(question, ranges),
        value=value_per_recovery(plant, feed_pct, prices)
        if weights is None
        else {c: 100.0 * weights.recovery.get(c, 0.0) for c in components},
        cost_weight=1.0 if weights is None else weights.cost,
        charges={} if weights is None else weights.charges,
        feed_grade={c: pct / 100.0 for c, pct in feed_pct.items()},
    )


def _grids(
    plant: Plant,
    legs: Iterable[LegModel],
    ranges: Mapping[str, LeverRange],
    conditions: Mapping[str, float],
    knots: Mapping[str, Iterable[float]],
) -> dict[str, np.ndarray]:
    still = {column: r.low for column, r in ranges.items() if r.low == r.high}
    grids = {}
    for lever in plant.lever:
        r = ranges[lever.column]
        more = [*knots.get(lever.column, ()), *heat_knots(lever, r, conditions)]
        grids[lever.column] = lever_grid(lever.column, r.low, r.high, legs, still, more)
    return grids


def _targets(model: CircuitModel, question: Question) -> dict[str, float]:
    rows = {}
    for component, pct in question.target_recovery_pct.items():
        target = pct / 100.0
        if question.confidence is not None:
            target = model.intervals[component].asked(target, question.confidence)
        rows[component] = float(np.log(target))
    return rows


def _least_grades(plant: Plant, question: Question) -> Iterator[tuple[str, float]]:
    """Least grade of every product, by component [%]."""
    for product in plant.product:
        yield (
            product.component,
            question.min_grade_pct.get(product.component, product.min_grade_pct),
        )


def _upgrades(
    plant: Plant, model: CircuitModel, question: Question, feed_pct: Mapping[str, float]
) -> dict[str, float]:
    rows = {}
    for c, least in _least_grades(plant, question):
        if least > 0.0:
            if feed_pct[c] <= 0.0:
                raise DataError(
                    f"the feed has no {c}; a product of at least {least:g} % "
                    "cannot be made of it: correct the feed grade or the least grade"
                )
            rows[c] = float(np.log(least / feed_pct[c]))
            interval = model.grade_intervals.get(c)
            if question.confidence is not None and interval is not None:
                rows[c] -= interval.one_sided(question.confidence)[0]
    return rows
