"""Ask, solve, answer: the one door that pages, commands and jobs go through."""

import time
from collections.abc import Mapping
from dataclasses import replace

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError, InfeasibleError
from flotation.plant import Plant
from flotation.plant_file import require
from optimiser.aims import broken_limits, weighted_terms
from optimiser.conflict import explain_conflict, explain_empty_range
from optimiser.explanation import explain
from optimiser.fronts import solve_front
from optimiser.goals_in_order import InOrder, answer_in_order
from optimiser.highs import trusted_version
from optimiser.number_gate import refuse_bad_numbers
from optimiser.override import overrides_of
from optimiser.plan_parts import (
    changes_of,
    cost_split,
    notes_of,
    provenance_of,
    recoveries_of,
    shifts_needed,
    support_of,
)
from optimiser.plan_result import Front, Plan
from optimiser.question import Question
from optimiser.question_checks import check_question
from optimiser.ranges import LeverRange, lever_ranges, present_settings
from optimiser.solving import NoPlanError
from optimiser.waterfall import steps_between
from optimiser.worker import OnWait, in_worker
from optimiser.worst_budget import worst_budget_conflict
from optimiser.worst_prices import worst_prices

MOST_POINTS = 500
LEAST_S, MOST_S = 1.0, 20.0  # to explain a conflict
EXPLAIN_S = 10.0  # to price limits on both sides, at most


def plan(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    *,
    explained: bool = True,
    in_process: bool = False,
    on_wait: OnWait | None = None,
) -> Plan:
    """The best set-points under a question, with their proof.

    Solved in a worker process, so that threads and pages are safe.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
        Trained for this plant.
    question : Question
    explained : bool, default True
        Whether the limits are priced and the moves told apart; without it, a plan is as
        good and as proven, has neither, and comes in a fraction of the time.
    in_process : bool, default False
        Solve in the calling process; for tests and benchmarks.
    on_wait : callable, optional
        Told how many are served before, while no worker is free.

    Returns
    -------
    Plan

    Raises
    ------
    DataError
        If the question does not fit the plant.
    InfeasibleError
        If no set-points meet every limit; names the conflict and the cheapest relaxation.
    RefusedError
        If the survey supports no lever.
    SolverError
        If no answer came in time, or none that passes the checks.
    """
    check_asked(plant, model, question)
    if in_process:
        return solve_plan(plant, model, question, explained)
    asked_for, limit = (plant, model, question, explained), question.time_limit_s
    return in_worker(solve_plan, *asked_for, time_limit=limit, on_wait=on_wait)


def front(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    points: int = 25,
    *,
    against: str | None = None,
    in_process: bool = False,
    on_wait: OnWait | None = None,
) -> Front:
    """Least cost of every recovery of the question's component, cheapest to highest.

    Parameters
    ----------
    plant, model
        As for :func:`plan`.
    question : Question
        Its ``component`` is drawn; its other limits hold at every point.
    points : int, default 25
        At least 2.
    against : str, optional
        Another component: its highest recovery in place of the least cost, within the
        question's budget and limits.
    in_process : bool, default False
        Solve in the calling process; for tests and benchmarks.
    on_wait : callable, optional
        Told how many are served before, while no worker is free.

    Returns
    -------
    Front

    Raises
    ------
    DataError, InfeasibleError, RefusedError, SolverError
        As for :func:`plan`.
    """
    if question.weights is not None or question.soft or question.then:
        raise DataError(
            "question: a front is of recovery and cost alone; leave out weights, soft limits and "
            "further goals"
        )
    asked = question.model_copy(update={"goal": "most_recovery"})
    check_asked(plant, model, asked)
    for name in ("price_risk", "futures"):
        if getattr(question, name) is not None:
            raise DataError(f"{name}: a front is drawn at one set of prices; leave it out")
    _check_front(plant, question, points, against)
    if in_process:
        return solve_whole_front(plant, model, asked, points, against)
    asked_for = (plant, model, asked, points, against)
    limit = question.time_limit_s
    return in_worker(solve_whole_front, *asked_for, time_limit=limit, on_wait=on_wait)


def _check_front(plant: Plant, question: Question, points: int, against: str | None) -> None:
    if not 2 <= points <= MOST_POINTS:
        raise DataError(f"a front has 2 to {MOST_POINTS} points, got {points}")
    others = [p.component for p in plant.product if p.component != question.component]
    if against is not None and against not in others:
        raise DataError(
            f"a front of {question.component} can be drawn against {', '.join(others) or 'cost'}; "
            f"got {against!r}"
        )


def check_asked(plant: Plant, model: CircuitModel, question: Question) -> None:
    """Refuse a question that does not fit the plant and its model.

    Raises
    ------
    DataError
        One sentence per mistake.
    """
    if not isinstance(model, CircuitModel):
        raise DataError(
            f"plans are made with circuit models; a {type(model).__name__} is for comparison only"
        )
    require(plant, "stage", "lever", "product", "price")
    refuse_bad_numbers(plant=plant, model=model, question=question)
    check_question(question, plant, model)


def solve_whole_front(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    points: int,
    against: str | None = None,
) -> Front:
    """What :func:`front` does, in the process where it is called."""
    trusted_version()
    ends = time.monotonic() + question.time_limit_s
    ranges = _ranges(plant, model, question)
    try:
        found = solve_front(plant, model, question, ranges, points, against)
    except NoPlanError as error:
        raise explain_conflict(plant, model, question, _seconds_to(ends)) from error
    words = (
        f"{lever} may move on a person's word (by the survey {model.evidence[lever].status}): {why}"
        for lever, why in question.override.items()
    )
    return replace(found, notes=(*found.notes, *words))


def solve_plan(
    plant: Plant, model: CircuitModel, question: Question, explained: bool = True
) -> Plan:
    """What :func:`plan` does, in the process where it is called."""
    trusted_version()
    ends = time.monotonic() + question.time_limit_s
    ranges = _ranges(plant, model, question)
    try:
        order = answer_in_order(plant, model, question, ranges)
    except NoPlanError as error:
        raise _why_none(plant, model, question, _seconds_to(ends)) from error
    found = _stated(plant, model, question, ranges, order)
    if not explained:
        return found
    deadline = time.monotonic() + min(EXPLAIN_S, _seconds_to(ends))
    binding = explain(order.answered.solved, plant, model, order.question, deadline=deadline)
    present = present_settings(model, question)
    return replace(
        found,
        shadow_prices={b.limit: b.worth for b in binding},
        binding=binding,
        waterfall=steps_between(plant, model, question, present, found.setpoints),
    )


def _stated(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    ranges: Mapping[str, LeverRange],
    order: InOrder,
) -> Plan:
    """The plan of an answer, before its limits are priced and its moves told apart."""
    answered = order.answered
    settings, brought = answered.settings, answered.brought
    present = present_settings(model, question)
    return Plan(
        status="optimal" if order.proven else "feasible",
        goal=order.question.goal,
        setpoints=settings,
        changes=changes_of(plant, ranges, settings),
        recovery=recoveries_of(model, brought),
        grade=brought.grade,
        mass_pull=brought.mass_pull,
        cost=cost_split(brought),
        margin=brought.margin,
        certificate=answered.certificate,
        shadow_prices={},
        binding=(),
        support=support_of(model, settings),
        locked={j: r.reason for j, r in ranges.items() if r.reason is not None},
        shifts_needed=shifts_needed(plant, ranges, settings),
        notes=(*order.notes, *answered.notes, *notes_of(plant, model, question)),
        provenance=provenance_of(plant, model, question),
        terms=weighted_terms(question, brought),
        violations=broken_limits(answered.solved.programme, settings),
        overrides=overrides_of(model, question, settings, present),
        price_risk=worst_prices(plant, model, question, settings, brought),
        futures=answered.futures,
        question=question.model_dump(mode="json", exclude_none=True),
    )


def _ranges(plant: Plant, model: CircuitModel, question: Question) -> Mapping[str, LeverRange]:
    try:
        return lever_ranges(plant, model, question)
    except InfeasibleError as error:
        raise explain_empty_range(plant, model, question, error, LEAST_S) from error


def _why_none(
    plant: Plant, model: CircuitModel, question: Question, seconds: float
) -> InfeasibleError:
    """Why a question has no plan: its limits, or its budget at the worst prices."""
    if question.price_risk is not None and question.budget_cny_t is not None:
        found = worst_budget_conflict(plant, model, question, seconds)
        if found is not None:
            return found
    return explain_conflict(plant, model, question, seconds)


def _seconds_to(ends: float) -> float:
    """Time left to explain a conflict in [s]; a little is left always."""
    return min(max(ends - time.monotonic(), LEAST_S), MOST_S)
