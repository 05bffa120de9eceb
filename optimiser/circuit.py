"""Solve a question for a whole circuit, recycles included."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from flotation.circuit_model import CircuitModel
from flotation.errors import SolverError, TimeLimitError
from flotation.plant import Plant
from optimiser.conditions import asked_conditions
from optimiser.future_risk import future_risk
from optimiser.money import asked_prices
from optimiser.price_risk import PriceRisk, price_swings
from optimiser.problem import Problem, state_problem
from optimiser.question import Question
from optimiser.ranges import LeverRange
from optimiser.solving import Solved, solve_problem
from optimiser.worst_case import solve_worst_case

STEPS_OF_RECYCLE = 15
REST = 1e-4  # of a lever's range: a smaller step of the linearisation is none


def solve_circuit(
    plant: Plant, model: CircuitModel, question: Question, ranges: Mapping[str, LeverRange]
) -> tuple[Solved, tuple[str, ...]]:
    """Solve a question; where the circuit has recycles, until its linearisation rests.

    Returns
    -------
    solved : Solved
    notes : tuple of str
    """

    def state_at(around: Mapping[str, float] | None) -> Callable:
        return lambda knots: state_problem(
            plant, model, question, around=around, knots=knots, ranges=ranges
        )

    limit, solve = question.time_limit_s, _solver(plant, model, question)
    solved = solve(state_at(None), question.searched_goal, time_limit=limit)
    if not model.flowsheet.has_recycle:
        return solved, ()
    spent = solved.seconds
    for _ in range(STEPS_OF_RECYCLE):
        if spent >= limit:
            raise TimeLimitError(
                f"the plan of this circuit with recycles did not come to rest within {limit:g} s; "
                "allow more time or free fewer levers"
            )
        before = solved.settings
        solved = solve(state_at(before), question.searched_goal, time_limit=limit - spent)
        spent += solved.seconds
        if _step(ranges, before, solved.settings) < REST:
            return _unproven(solved), (
                "the circuit has recycles: the bound is that of the circuit linearised at the "
                "plan, so the plan is not proven best",
            )
    raise SolverError(
        "the plan of this circuit with recycles did not come to rest; narrow the levers' ranges "
        "or use move limits"
    )


def _solver(plant: Plant, model: CircuitModel, question: Question) -> Callable[..., Solved]:
    """What solves the question's programme: with prices as they are, or with what may come."""
    risk = question.price_risk
    if question.futures is not None:
        return partial(solve_worst_case, risk_of=partial(future_risk, plant, model, question))
    if risk is None or risk.budget == 0.0:
        return solve_problem
    return partial(solve_worst_case, risk_of=partial(asked_risk, plant, model, question))


def asked_risk(
    plant: Plant, model: CircuitModel, question: Question, problem: Problem
) -> PriceRisk:
    """The prices of a question that may turn bad, and how many at once."""
    conditions, prices = asked_conditions(model, question), asked_prices(plant, question)
    feed_pct = {c: conditions[model.feed_grades[c]] for c in problem.recovery}
    risk = question.price_risk
    items, count = ((), 0.0) if risk is None else (risk.items, risk.budget)
    swings = tuple(price_swings(plant, problem, prices, feed_pct, items))
    return PriceRisk(swings=swings, count=min(count, float(len(swings))))


def _step(
    ranges: Mapping[str, LeverRange], before: Mapping[str, float], after: Mapping[str, float]
) -> float:
    return max(
        (abs(after[j] - before[j]) / (r.high - r.low) for j, r in ranges.items() if r.high > r.low),
        default=0.0,
    )


def _unproven(solved: Solved) -> Solved:
    return replace(solved, proven=False)
