"""Goals one after another: each as good as it can be, but for what it gives up to the next."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from optimiser.answering import Answered, answer
from optimiser.question import Question
from optimiser.ranges import LeverRange

ROUNDING = 1e-7  # of what an earlier goal reached, given up so that the next can be solved
LEAST_S = 0.5
LEAST_PCT = 0.01  # a target that every plan meets


@dataclass(frozen=True, slots=True, kw_only=True)
class InOrder:
    """Goals answered in their order.

    Attributes
    ----------
    question : Question
        The last one, which holds what the earlier goals reached.
    answered : Answered
        Of the last one.
    proven : bool
        Whether every goal was.
    notes : tuple of str
        What the earlier goals reached and gave up.
    """

    question: Question
    answered: Answered
    proven: bool
    notes: tuple[str, ...]


def answer_in_order(
    plant: Plant, model: CircuitModel, question: Question, ranges: Mapping[str, LeverRange]
) -> InOrder:
    """The question's goal, then every further one with the earlier ones held.

    Raises
    ------
    NoPlanError, SolverError
        As for :func:`optimiser.answering.answer`.
    """
    ends = time.monotonic() + question.time_limit_s
    asked, notes = question, []
    answered = answer(plant, model, asked, ranges)
    proven = answered.status == "optimal"
    for aim in question.then:
        held, words = _held(model, asked, answered, aim.give_up)
        left = max(ends - time.monotonic(), LEAST_S)
        more: dict[str, Any] = {"goal": aim.goal, "then": (), "time_limit_s": left}
        if aim.component is not None:
            more["component"] = aim.component
        notes.append(f"{words} for the goal after it, {aim.goal}")
        asked = asked.model_copy(update={**held, **more})
        answered = answer(plant, model, asked, ranges)
        proven = proven and answered.status == "optimal"
    return InOrder(question=asked, answered=answered, proven=proven, notes=tuple(notes))


def _held(
    model: CircuitModel, asked: Question, answered: Answered, give_up: float
) -> tuple[dict, str]:
    """The limit that keeps what a goal reached, but for what it gives up."""
    if asked.goal == "least_cost":
        reached = float(answered.brought.cost.total)
        budget = reached + give_up + ROUNDING * max(abs(reached), 1.0)
        return {"budget_cny_t": budget}, (
            f"least_cost reached {reached:.6g} CNY/t, of which {give_up:g} CNY/t may be given up"
        )
    c = asked.component
    reached = answered.brought.recovery[c]
    if asked.confidence is not None:
        reached = float(model.intervals[c].lower_bound(reached, asked.confidence))
    target = max(100.0 * reached * (1.0 - ROUNDING) - give_up, LEAST_PCT)
    targets = {**asked.target_recovery_pct, c: max(target, asked.target_recovery_pct.get(c, 0.0))}
    return {"target_recovery_pct": targets}, (
        f"most_recovery of {c} reached {100.0 * reached:.4g} %, of which {give_up:g} points may be "
        "given up"
    )
