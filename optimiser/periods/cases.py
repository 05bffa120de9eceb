"""Every shift with every blend it could be fed, as a problem of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import RefusedError
from flotation.plant import Plant
from optimiser.linear_rows import LinearRow
from optimiser.periods.blends import Blend, blended, lattice
from optimiser.periods.horizon import HorizonQuestion
from optimiser.problem import Problem, state_problem
from optimiser.ranges import lever_ranges

Key = tuple  # what shifts with the same problem have in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One blend fed in one shift.

    Attributes
    ----------
    shift : int
        From 0.
    blend : tuple of float
        Share of each stockpile. [fraction]
    question : HorizonQuestion
        With the conditions and prices of this case.
    key : tuple
        Equal for cases with equal problems.
    """

    shift: int
    blend: Blend
    question: HorizonQuestion
    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What is asked of many shifts, in numbers.

    Attributes
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : HorizonQuestion
    tonnes : ndarray of shape (shifts,)
        Dry ore fed in each shift. [t]
    of_shift : tuple of tuple of Case
        Blends that each shift may be fed.
    unseen : int
        Blends left out of some shift because the survey never saw their conditions.
    """

    plant: Plant
    model: CircuitModel
    question: HorizonQuestion
    tonnes: np.ndarray
    of_shift: tuple[tuple[Case, ...], ...]
    unseen: int

    @classmethod
    def of(cls, plant: Plant, model: CircuitModel, question: HorizonQuestion) -> "Cases":
        """The cases of a question.

        Raises
        ------
        RefusedError
            If the survey saw no blend of some shift, or supports no lever.
        """
        horizon = question.horizon
        rates = feed_rates(plant, model, question)
        blends = lattice(len(horizon.stockpile), round(100.0 / horizon.blend_step_pct))
        found, unseen = [], 0
        for shift in range(horizon.shifts):
            asked = [_case(plant, model, question, shift, blend, rates[shift]) for blend in blends]
            seen = list(_seen(plant, model, asked))
            unseen += len(asked) - len(seen)
            found.append(tuple(seen))
        tonnes = rates * plant.shift_hours
        return cls(
            plant=plant,
            model=model,
            question=question,
            tonnes=tonnes,
            of_shift=tuple(found),
            unseen=unseen,
        )

    @property
    def shifts(self) -> int:
        """How many shifts there are."""
        return len(self.of_shift)


def feed_rates(plant: Plant, model: CircuitModel, question: HorizonQuestion) -> np.ndarray:
    """Dry feed rate of every shift [t/h]."""
    rate = question.horizon.feed_t_h
    if rate is None:
        rate = float({**model.present, **question.conditions}[str(plant.feed_rate)])
    return np.broadcast_to(np.asarray(rate, dtype=float), (question.horizon.shifts,)).copy()


def case_problem(cases: Cases, case: Case) -> Problem:
    """The problem of a case, with a row for the reach of each lever and one for each stock."""
    ranges = lever_ranges(cases.plant, cases.model, case.question)
    problem = state_problem(cases.plant, cases.model, case.question, ranges=ranges)
    rows = (*_reach_rows(problem), *_stock_rows(cases, problem))
    return replace(problem, rows=(*problem.rows, *rows))


def grams_per_tonne(plant: Plant, item: str) -> tuple[float, Mapping[str, float]]:
    """Use of a reagent: what no lever moves, and by lever [g/t ore, g/t per unit]."""
    constant, per_unit = 0.0, {}
    for lever in plant.lever:
        if lever.reagent is not None and lever.reagent.item == item:
            per_unit[lever.column] = lever.reagent.g_t_per_unit
            constant -= lever.reagent.g_t_per_unit * lever.reagent.above
    return constant, per_unit


def _case(
    plant: Plant,
    model: CircuitModel,
    question: HorizonQuestion,
    shift: int,
    blend: Blend,
    rate: float,
) -> Case:
    horizon = question.horizon
    conditions = dict(question.conditions)
    conditions |= {name: values[shift] for name, values in horizon.forecast.items()}
    conditions |= blended(blend, [pile.conditions for pile in horizon.stockpile])
    if plant.feed_rate in model.present_conditions:
        conditions[str(plant.feed_rate)] = rate
    prices = dict(question.prices)
    for tariff in horizon.tariff:
        if shift + 1 in tariff.shifts:
            prices |= tariff.prices
    changed = {
        "conditions": conditions,
        "prices": prices,
        "goal": "most_margin",
        "move_limits": False,
    }
    key = (tuple(sorted(conditions.items())), tuple(sorted(prices.items())))
    return Case(shift=shift, blend=blend, question=question.model_copy(update=changed), key=key)


def _seen(plant: Plant, model: CircuitModel, cases: list[Case]) -> Iterator[Case]:
    """Cases whose conditions the survey saw; if it saw none, why not."""
    refused, any_seen = None, False
    for case in cases:
        try:
            lever_ranges(plant, model, case.question)
        except RefusedError as error:
            refused = error
            continue
        any_seen = True
        yield case
    if refused is not None and not any_seen:
        raise refused


def _reach_rows(problem: Problem) -> Iterator[LinearRow]:
    for j in problem.moving:
        yield LinearRow(
            name=f"reach/{j}",
            words=f"{j} within its moves",
            unit="",
            coefficients={j: 1.0},
            low=float(problem.grids[j][0]),
            high=float(problem.grids[j][-1]),
        )


def _stock_rows(cases: Cases, problem: Problem) -> Iterator[LinearRow]:
    for stock in cases.question.horizon.reagent:
        constant, per_unit = grams_per_tonne(cases.plant, stock.item)
        row = LinearRow(
            name=f"stock/{stock.item}",
            words=f"{stock.item} within its stock",
            unit="g/t",
            coefficients=per_unit,
            constant=constant,
            low=-np.inf,
            high=0.0,
        )
        settings = {j: float(knots[-1]) for j, knots in problem.grids.items()}
        if any(j in problem.moving for j in per_unit):
            yield replace(row, high=row.value(settings))
