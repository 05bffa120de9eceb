"""Solve a question for a whole circuit, recycles included."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flotation.circuit_model import CircuitModel
from flotation.errors import SolverError
from flotation.plant import Plant
from optimiser.problem import state_problem
from optimiser.question import Question
from optimiser.ranges import LeverRange
from optimiser.solving import Solved, solve_problem

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

    limit = question.time_limit_s
    solved = solve_problem(state_at(None), question.goal, time_limit=limit)
    if not model.flowsheet.has_recycle:
        return solved, ()
    spent = solved.seconds
    for _ in range(STEPS_OF_RECYCLE):
        if spent >= limit:
            raise SolverError(
                f"the plan of this circuit with recycles did not come to rest within {limit:g} s; "
                "allow more time or free fewer levers"
            )
        before = solved.settings
        solved = solve_problem(state_at(before), question.goal, time_limit=limit - spent)
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


def _step(
    ranges: Mapping[str, LeverRange], before: Mapping[str, float], after: Mapping[str, float]
) -> float:
    return max(
        (abs(after[j] - before[j]) / (r.high - r.low) for j, r in ranges.items() if r.high > r.low),
        default=0.0,
    )


def _unproven(solved: Solved) -> Solved:
    return replace(solved, proven=False)
