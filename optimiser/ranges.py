"""How far each lever may move, and why some may not move at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import InfeasibleError, RefusedError
from flotation.levers import Lever
from flotation.plant import Plant
from optimiser.question import Question

FAR = 0.5  # of a condition's surveyed width: feeds differ, and the model is flat just beyond
SAME = 1e-12  # relative width below which a range is a point


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverRange:
    """Where a lever may be set.

    Attributes
    ----------
    column : str
    low, high : float
        Equal for a lever that stays where it is. [its unit]
    present : float
        [its unit]
    reason : str, optional
        Why the lever does not move.
    limited_by : tuple of str
        What sets ``low`` and ``high``, in words.
    """

    column: str
    low: float
    high: float
    present: float
    reason: str | None
    limited_by: tuple[str, str]

    @property
    def moves(self) -> bool:
        """Whether the lever may take more than one value."""
        return self.reason is None


def present_settings(model: CircuitModel, question: Question) -> dict[str, float]:
    """Present set-point of every lever: the question's, else the model's [its unit]."""
    return {**model.present_settings, **question.present}


def lever_ranges(plant: Plant, model: CircuitModel, question: Question) -> Mapping[str, LeverRange]:
    """Range of every lever under a question, in the plant's order.

    A lever moves within what the plant allows, what the survey covered (1st to 99th
    percentile), what the question narrows it to and, if asked, one shift's move.

    Raises
    ------
    RefusedError
        If the survey supports no lever at all, or the question asks about settings or
        conditions that it never saw.
    InfeasibleError
        If a lever's limits exclude each other.
    """
    if question.within_region:
        _refuse_unseen(model, question)
    present = present_settings(model, question)
    reasons = {lever.column: _why_it_stays(lever.column, model, question) for lever in plant.lever}
    _refuse_without_evidence(plant, model, question)
    return {
        lever.column: _range(lever, model, question, present[lever.column], reasons[lever.column])
        for lever in plant.lever
    }


def _refuse_unseen(model: CircuitModel, question: Question) -> None:
    """Refuse held levers outside the survey's percentiles, and conditions far from them."""
    asked = [(column, value, 0.0) for column, value in question.fixed.items()]
    cases = question.futures.case if question.futures is not None else ()
    asked += [
        (column, value, FAR)
        for conditions in (question.conditions, *(case.conditions for case in cases))
        for column, value in conditions.items()
        if not isinstance(value, str)
    ]
    reasons = {}
    for column, value, reach in asked:
        low, high = model.domain.get(column, (-np.inf, np.inf))
        room = reach * (high - low) + SAME * max(abs(low), abs(high)) if low > -np.inf else 0.0
        if not low - room <= value <= high + room:
            reasons[column] = f"asked {value:g}, surveyed {low:g} to {high:g}"
    if reasons:
        raise RefusedError(
            f"no advice: the survey never saw {', '.join(reasons)} at what the question asks; ask "
            "within the survey, or set within_region = false with a region_reason to go on at "
            "your own risk",
            reasons=reasons,
        )


def _why_it_stays(column: str, model: CircuitModel, question: Question) -> str | None:
    if column in question.fixed:
        return f"the question holds it at {question.fixed[column]:g}"
    if question.free is not None and column not in question.free:
        return "the question does not free it"
    evidence = model.evidence[column]
    if evidence.status != "supported" and column not in question.override:
        return f"the survey does not support moving it: {evidence.sentence}"
    return None


def _refuse_without_evidence(plant: Plant, model: CircuitModel, question: Question) -> None:
    supported = [
        lever.column
        for lever in plant.lever
        if model.evidence[lever.column].status == "supported" or lever.column in question.override
    ]
    if not supported:
        raise RefusedError(
            "no advice: the survey supports the effect of none of the "
            f"{len(plant.lever)} levers; run designed trials, or override a lever with a reason",
            reasons={lever.column: model.evidence[lever.column].sentence for lever in plant.lever},
        )


def _range(
    lever: Lever, model: CircuitModel, question: Question, present: float, reason: str | None
) -> LeverRange:
    if reason is not None:
        value = question.fixed.get(lever.column, present)
        return LeverRange(
            column=lever.column,
            low=value,
            high=value,
            present=present,
            reason=reason,
            limited_by=(reason, reason),
        )
    bounds = list(_bounds(lever, model, question, present))
    low, low_from = max(((b[0], b[2]) for b in bounds), key=lambda pair: pair[0])
    high, high_from = min(((b[1], b[2]) for b in bounds), key=lambda pair: pair[0])
    if low > high:
        _refuse_empty(lever.column, low, low_from, high, high_from)
    point = high - low <= SAME * max(abs(low), abs(high), 1.0)
    return LeverRange(
        column=lever.column,
        low=low,
        high=low if point else high,
        present=present,
        reason=f"its limits leave one value, {low:g}" if point else None,
        limited_by=(low_from, high_from),
    )


def _bounds(
    lever: Lever, model: CircuitModel, question: Question, present: float
) -> Iterator[tuple[float, float, str]]:
    yield lever.low, lever.high, "what the plant allows"
    yield *model.domain[lever.column], "what the survey covered"
    if lever.column in question.ranges:
        asked = question.ranges[lever.column]
        yield asked.low, asked.high, "the question's range"
    if question.move_limits and lever.max_move is not None:
        yield present - lever.max_move, present + lever.max_move, "one shift's move from present"


def _refuse_empty(column: str, low: float, low_from: str, high: float, high_from: str) -> NoReturn:
    raise InfeasibleError(
        f"{column} has no value left: {low_from} needs at least {low:g}, "
        f"{high_from} at most {high:g}",
        conflict=(f"{column}: {low_from}", f"{column}: {high_from}"),
        relaxation={f"{column} ({low_from})": high - low},
    )
