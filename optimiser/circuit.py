"""Solve a question for a whole circuit, recycles included."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from flotation.circuit_model import CircuitModel
from flotation.errors import SolverError, TimeLimitError
from flotation.plant import Plant
from optimiser.conditions import asked_conditions
from optimiser.money import asked_prices
from optimiser.price_risk import Swing, price_swings
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
    """What solves the question's programme: with prices as they are, or the worst few bad."""
    risk = question.price_risk
    if risk is None or risk.budget == 0.0:
        return solve_problem
    swings_of = partial(asked_swings, plant, model, question)
    return partial(solve_worst_case, swings_of=swings_of, count=risk.budget)


def asked_swings(
    plant: Plant, model: CircuitModel, question: Question, problem: Problem
) -> tuple[Swing, ...]:
    """The prices of a question that may turn bad."""
    conditions, prices = asked_conditions(model, question), asked_prices(plant, question)
    feed_pct = {c: conditions[model.feed_grades[c]] for c in problem.recovery}
    items = question.price_risk.items if question.price_risk is not None else ()
    return tuple(price_swings(plant, problem, prices, feed_pct, items))


def _step(
    ranges: Mapping[str, LeverRange], before: Mapping[str, float], after: Mapping[str, float]
) -> float:
    return max(
        (abs(after[j] - before[j]) / (r.high - r.low) for j, r in ranges.items() if r.high > r.low),
        default=0.0,
    )


def _unproven(solved: Solved) -> Solved:
    return replace(solved, proven=False)
