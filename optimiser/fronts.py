"""The front of a component's recovery and what it costs: points, checked and in order."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import SolverError, TimeLimitError
from flotation.plant import Plant
from optimiser.appraisal import appraise
from optimiser.certificate import RECYCLE_TOLERANCE, TOLERANCE, model_gap
from optimiser.circuit import solve_circuit
from optimiser.front_goal import FrontGoal
from optimiser.front_sweep import LATE, Found, swept
from optimiser.objectives import overspent
from optimiser.plan_result import Front, FrontPoint
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.ranges import LeverRange
from optimiser.solving import PROMISED, Settings, Solved

SAME = 1e-7  # relative difference below which two recoveries or costs are one


def solve_front(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    ranges: Mapping[str, LeverRange],
    points: int,
    against: str | None = None,
) -> Front:
    """The front of the question's component, from the cheapest plan to the highest recovery.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
        Its goal and confidence are set aside.
    ranges : mapping of str to LeverRange
    points : int
    against : str, optional
        Component whose recovery is traded against the question's, in place of cost.
    """
    goal = FrontGoal(component=question.component, against=against)
    solve = _one_by_one if model.flowsheet.has_recycle else swept
    found = solve(plant, model, question, ranges, points, goal)
    rows = [_point(plant, model, question, goal, *one) for one in found]
    kept = _undominated(rows, goal)
    notes = []
    if against is not None and len(kept) == 1:
        notes.append(
            f"{question.component} and {against} do not compete within these limits: one plan is "
            "best for both"
        )
    if not all(point.proven for point in kept):
        notes.append("points that are not proven keep every limit, and may not be the best")
    return Front(
        component=question.component,
        points=_with_knee(kept, goal),
        notes=tuple(notes),
        against=against,
    )


def _one_by_one(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    ranges: Mapping[str, LeverRange],
    points: int,
    goal: FrontGoal,
) -> list[Found]:
    """The same for a circuit with recycles, linearised anew at every point."""
    deadline, c = time.monotonic() + question.time_limit_s, question.component

    def solved_in_time(asked: Question) -> Solved:
        left = deadline - time.monotonic()
        if left <= 0.0:
            raise TimeLimitError(LATE)
        within = asked.model_copy(update={"time_limit_s": left})
        return solve_circuit(plant, model, within, ranges)[0]

    highest = solved_in_time(question)
    other = {"goal": goal.goal, "component": goal.against or c}
    cheapest = solved_in_time(question.model_copy(update=other))
    low, high = (s.programme.log_recovery(c, s.settings) for s in (cheapest, highest))
    found = []
    for target in np.linspace(np.exp(high) * (1.0 - RECYCLE_TOLERANCE), np.exp(low), points):
        solved = solved_in_time(goal.targeted(question, 100.0 * float(target)))
        found.append((solved.programme, solved.settings, solved.bound, False))
    return found


def _point(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    goal: FrontGoal,
    programme: Programme,
    settings: Settings,
    bound: float,
    proven: bool,
) -> FrontPoint:
    brought = appraise(plant, model, question, settings)
    allowed = RECYCLE_TOLERANCE if model.flowsheet.has_recycle else TOLERANCE
    heat = PROMISED if programme.problem.heats else 0.0
    difference = model_gap(programme, settings, brought)
    if difference > allowed + heat:
        raise SolverError(
            f"the programme and the model differ by {difference:.1e} at a point of the front; "
            "it is not shown"
        )
    if overspent(programme, settings) > 0.0:
        raise SolverError("a point of the front uses more than its limits; it is not shown")
    value = goal.value(programme, settings)
    gap = float(max(value - bound, 0.0) / goal.scale(programme, settings))
    return FrontPoint(
        recovery=brought.recovery[question.component],
        cost=float(brought.cost.total),
        gap=gap,
        proven=bool(proven and gap <= PROMISED),
        knee=False,
        setpoints=settings,
        grade=brought.grade,
        others={c: r for c, r in brought.recovery.items() if c != question.component},
    )


def _undominated(points: Iterable[FrontPoint], goal: FrontGoal) -> list[FrontPoint]:
    """Points in order of recovery, each giving up more than every one below it."""
    kept: list[FrontPoint] = []
    for point in sorted(points, key=lambda p: (-p.recovery, goal.given_up(p))):
        if kept:
            last = goal.given_up(kept[-1])
            if goal.given_up(point) >= last - SAME * abs(last):
                continue
            if point.recovery >= kept[-1].recovery * (1.0 - SAME):
                kept.pop()
        kept.append(point)
    return kept[::-1]


def _with_knee(points: Sequence[FrontPoint], goal: FrontGoal) -> tuple[FrontPoint, ...]:
    """Mark the point farthest below the chord of the front."""
    recovery = np.array([point.recovery for point in points])
    given_up = np.array([goal.given_up(point) for point in points])
    x = (recovery - recovery[0]) / max(np.ptp(recovery), 1e-12)
    y = (given_up - given_up[0]) / max(np.ptp(given_up), 1e-12)
    knee = int(np.argmax(x - y))
    return tuple(replace(point, knee=i == knee) for i, point in enumerate(points))
