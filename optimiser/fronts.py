"""The front of recovery and cost: least cost at rising targets, one compiled programme."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import SolverError, TimeLimitError
from flotation.plant import Plant
from optimiser.appraisal import appraise
from optimiser.certificate import RECYCLE_TOLERANCE, TOLERANCE, check_point, model_gap
from optimiser.circuit import solve_circuit
from optimiser.highs import Session
from optimiser.least_move import NearestSearch
from optimiser.objectives import scale_of
from optimiser.plan_result import Front, FrontPoint
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.ranges import LeverRange
from optimiser.solving import (
    PROMISED,
    Settings,
    Solved,
    compile_problem,
    search,
    solve_problem,
)

Found = tuple[Programme, Settings, float, bool]  # set-points, their bound, whether proven

LOWEST_PCT = 0.01  # a target that every plan meets
EDGE = 1e-6  # of the highest recovery, left free so that its cost can be minimised
LATE = "the front was not finished in time; allow more time or fewer points"
SAME = 1e-7  # relative difference below which two recoveries or costs are one


def solve_front(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    ranges: Mapping[str, LeverRange],
    points: int,
) -> Front:
    """The front of the question's component, from the cheapest plan to the highest recovery.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
    ranges : mapping of str to LeverRange
    points : int
    """
    solve = _solve_one_by_one if model.flowsheet.has_recycle else _solve_compiled
    found = solve(plant, model, question, ranges, points)
    rows = [_point(plant, model, question, *one) for one in found]
    kept = _undominated(rows)
    notes = []
    if not all(point.proven for point in kept):
        notes.append("points that are not proven keep every limit, and may not be the cheapest")
    return Front(component=question.component, points=_with_knee(kept), notes=tuple(notes))


def _targeted(question: Question, pct: float) -> Question:
    targets = {**question.target_recovery_pct, question.component: pct}
    return question.model_copy(update={"goal": "least_cost", "target_recovery_pct": targets})


def _solve_compiled(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    ranges: Mapping[str, LeverRange],
    points: int,
) -> list[Found]:
    """``(programme, settings, bound, proven)`` of every target, the highest first."""
    deadline = time.monotonic() + question.time_limit_s
    asked = _targeted(question, LOWEST_PCT).model_copy(update={"confidence": None})
    programme = compile_problem(state_problem(plant, model, asked, ranges=ranges))
    row, c = f"target[{question.component}]", question.component
    highest = _searched(programme, f"most_recovery[{c}]", deadline)
    cheapest = _searched(programme, "least_cost", deadline)
    low = programme.log_recovery(c, cheapest[0])
    high = max(programme.log_recovery(c, highest[0]) + np.log1p(-EDGE), low)
    session, start = Session(programme.compiled, "least_cost", relaxed=True), highest[0]
    near = NearestSearch(programme)
    near.prefer_small_moves(_scale(programme, start))
    found = []
    for target in np.linspace(np.exp(high), np.exp(low), points):
        session.set_row(row, float(np.log(target)), np.inf)
        settings, bound, proven = _search_hot(session, programme, start, deadline)
        if programme.exact_cost(settings) - bound > PROMISED * _scale(programme, settings):
            at_target = _targeted(question, 100.0 * float(target)).model_copy(
                update={"confidence": None}
            )
            solved = _refined(plant, model, at_target, ranges, deadline)
            found.append((solved.programme, solved.settings, solved.bound, solved.proven))
        else:
            near.session.set_row(row, float(np.log(target)), np.inf)
            nearest = near.nearest("least_cost", settings, deadline)
            found.append((programme, nearest, bound, proven))
        start = settings
    return found


def _refined(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    ranges: Mapping[str, LeverRange],
    deadline: float,
) -> Solved:
    return solve_problem(
        lambda knots: state_problem(plant, model, question, knots=knots, ranges=ranges),
        "least_cost",
        time_limit=max(deadline - time.monotonic(), 0.5),
    )


def _solve_one_by_one(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    ranges: Mapping[str, LeverRange],
    points: int,
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
    cheapest = solved_in_time(question.model_copy(update={"goal": "least_cost"}))
    low, high = (s.programme.log_recovery(c, s.settings) for s in (cheapest, highest))
    found = []
    for target in np.linspace(np.exp(high) * (1.0 - RECYCLE_TOLERANCE), np.exp(low), points):
        asked = _targeted(question, 100.0 * float(target)).model_copy(update={"confidence": None})
        solved = solved_in_time(asked)
        found.append((solved.programme, solved.settings, solved.bound, False))
    return found


def _searched(
    programme: Programme, objective: str, deadline: float
) -> tuple[Settings, float, bool]:
    session = Session(programme.compiled, objective, relaxed=True)
    in_logs = objective != "least_cost"
    return _search_hot(session, programme, None, deadline, in_logs=in_logs)


def _search_hot(
    session: Session,
    programme: Programme,
    start: Settings | None,
    deadline: float,
    *,
    in_logs: bool = False,
) -> tuple[Settings, float, bool]:
    """Settings, bound and whether proven, with the tangents found so far."""
    point = None if start is None else programme.embedding.point(start)
    answer = search(session, programme, point, deadline, in_logs=in_logs)
    if answer.solution is None:
        raise TimeLimitError(LATE)
    settings = programme.embedding.settings(answer.solution)
    check_point(session, programme.embedding.point(settings))
    return settings, answer.bound, answer.status == "optimal"


def _scale(programme: Programme, settings: Settings) -> float:
    return scale_of(programme, "least_cost", settings)


def _point(
    plant: Plant,
    model: CircuitModel,
    question: Question,
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
    gap = float(max(brought.cost.total - bound, 0.0) / _scale(programme, settings))
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


def _undominated(points: Iterable[FrontPoint]) -> list[FrontPoint]:
    """Points in order of recovery, each dearer than every one below it."""
    kept: list[FrontPoint] = []
    for point in sorted(points, key=lambda p: (-p.recovery, p.cost)):
        if kept and point.cost >= kept[-1].cost * (1.0 - SAME):
            continue
        if kept and point.recovery >= kept[-1].recovery * (1.0 - SAME):
            kept.pop()
        kept.append(point)
    return kept[::-1]


def _with_knee(points: Sequence[FrontPoint]) -> tuple[FrontPoint, ...]:
    """Mark the point farthest below the chord of the front."""
    recovery = np.array([point.recovery for point in points])
    cost = np.array([point.cost for point in points])
    x = (recovery - recovery[0]) / max(np.ptp(recovery), 1e-12)
    y = (cost - cost[0]) / max(np.ptp(cost), 1e-12)
    knee = int(np.argmax(x - y))
    return tuple(replace(point, knee=i == knee) for i, point in enumerate(points))
