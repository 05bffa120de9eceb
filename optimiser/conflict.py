"""Why a question has no plan: the smallest conflict, and the cheapest change that resolves it.

The question is stated once more with every lever as free as plant and survey allow, and each limit
that a person set or the survey demands as a *demand* that can be lifted. Lifting one demand after
another, and leaving it lifted where the rest still conflict, ends in a set that cannot hold
together and can without any one of its members. The cheapest change is that of the least sum of
relative changes of all demands whose values may be changed, which is mostly that of one.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import InfeasibleError
from flotation.levers import Lever
from flotation.plant import Plant
from optimiser.compiled import EmptySetError
from optimiser.demands import Demand, demands_of
from optimiser.highs import Answer, Session
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.ranges import LeverRange, lever_ranges, present_settings
from optimiser.relaxation import (
    Alternative,
    all_at_once,
    alternatives,
    least_change,
    lever_changes,
    limit_change,
    number_changes,
    ranges_to_present,
    rule_of_moves,
    rule_of_region,
)
from optimiser.search import Search


@dataclass(slots=True)
class Examination:
    """The question with demands that can be lifted.

    Attributes
    ----------
    programme : Programme
    demands : tuple of Demand
    deadline : float
    """

    programme: Programme
    demands: tuple[Demand, ...]
    deadline: float

    def holds(self, active: Iterable[Demand]) -> bool:
        """Whether some set-points are known to meet all of the active demands."""
        return self._search(active).solution is not None

    def fails(self, active: Iterable[Demand]) -> bool:
        """Whether it is known that none do; a search that time ended knows neither."""
        answer = self._search(active)
        return answer.solution is None and answer.status != "limit"

    def _search(self, active: Iterable[Demand]) -> Answer:
        session = Session(self.programme.compiled, "least_cost", relaxed=True)
        for lifted in set(self.demands) - set(active):
            for row in lifted.rows:
                session.set_row(row, -np.inf, np.inf)
        embedding = self.programme.embedding
        return Search(session, embedding, lambda value: np.inf, self.deadline).run()


def explain_conflict(
    plant: Plant, model: CircuitModel, question: Question, seconds: float
) -> InfeasibleError:
    """The error that says which limits cannot hold together, and what would help.

    Its ``relaxation`` maps a key of the question, such as ``target_recovery_pct.WO3``, to the
    change of its value; :func:`relaxed_question` applies it.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
    seconds : float
        Where they end, the conflict may not be the smallest, and no change may be named.
    """
    try:
        examination = _examine(plant, model, question, seconds)
    except EmptySetError:
        return InfeasibleError(
            "no set-points meet every limit: the levers that cannot move break one by themselves",
        )
    conflict = smallest_conflict(examination)
    if not conflict and not examination.holds(()):
        return InfeasibleError(
            "no set-points are left even without any limit of the question: the model gives more "
            "of a component than there is, or next to nothing of what enters a stage, at all of "
            "them; check the conditions asked for, or train the model again"
        )
    if not conflict:
        return InfeasibleError(
            "the limits can be met to rounding only; relax the tightest of them a little"
        )
    changes = cheapest_change(examination)
    offered = _alternatives(plant, model, question, examination, conflict, changes)
    words = [demand.words for demand in conflict]
    told = "; ".join(demand.proposal(value) for demand, value in changes)
    if not told and offered:
        told = offered[0].words
    return InfeasibleError(
        f"no set-points meet every limit: {'; '.join(words)} cannot "
        f"{'be' if len(words) == 1 else 'hold together'} within what the plant allows and the "
        f"survey covered. {_advice(told, examination)}",
        conflict=words,
        relaxation={demand.key: value - demand.value for demand, value in changes},
        alternatives=offered,
        irreducible=is_irreducible(examination, conflict),
    )


def explain_empty_range(
    plant: Plant, model: CircuitModel, question: Question, error: InfeasibleError, seconds: float
) -> InfeasibleError:
    """The error that a lever has no value left, with questions in which it has."""
    present = present_settings(model, question)
    candidates = [*ranges_to_present(question, present)]
    candidates += [rule_of_moves()] if question.move_limits else []
    deadline = time.monotonic() + seconds
    return InfeasibleError(
        str(error),
        conflict=error.conflict,
        relaxation=error.relaxation,
        alternatives=alternatives(plant, model, question, candidates, deadline),
        irreducible=True,
    )


def _advice(told: str, examination: Examination) -> str:
    if told:
        return f"The cheapest change: {told}"
    if time.monotonic() > examination.deadline:
        return "There was no time to seek a change that makes a plan possible"
    return "No change of one limit of the question makes a plan possible"


def _alternatives(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    examination: Examination,
    conflict: tuple[Demand, ...],
    cheapest: tuple[tuple[Demand, float], ...],
) -> tuple[Alternative, ...]:
    """Every limit of the conflict relaxed alone, and the cheapest change, where that has a plan.

    Where none of them has, all of them at once.
    """
    programme, deadline = examination.programme, examination.deadline
    asked, candidates = lever_ranges(plant, model, question), [number_changes(cheapest)]
    for demand in conflict:
        kind, _, name = demand.key.partition(".")
        if demand.adjustable:
            candidates.append(number_changes(_rounded(least_change(programme, [demand], deadline))))
        elif kind == "limit" and name in question.limits:
            changed = least_change(programme, [replace(demand, at_most=True)], deadline)
            candidates.append(limit_change(plant, name, changed))
        elif kind == "range":
            r = asked[name]
            candidates += lever_changes(programme, plant, question, name, r, deadline)
        elif kind == "within_region":
            candidates.append(rule_of_region())
    known = [candidate for candidate in candidates if candidate is not None]
    found = alternatives(plant, model, question, known, deadline)
    if found or len(known) < 2:
        return found
    return alternatives(plant, model, question, [all_at_once(known)], deadline)


def is_irreducible(examination: Examination, conflict: tuple[Demand, ...]) -> bool:
    """Whether a conflict is known to be one, and not to be one without any of its members."""
    return examination.fails(conflict) and all(
        examination.holds(other for other in conflict if other is not demand) for demand in conflict
    )


def smallest_conflict(examination: Examination) -> tuple[Demand, ...]:
    """Demands that cannot hold together, and can without any one of them."""
    kept = list(examination.demands)
    if examination.holds(kept):
        return ()
    for demand in examination.demands:
        without = [other for other in kept if other is not demand]
        if time.monotonic() < examination.deadline and examination.fails(without):
            kept = without
    return tuple(kept)


def cheapest_change(examination: Examination) -> tuple[tuple[Demand, float], ...]:
    """Demands with new values that can all be met, at the least sum of relative changes."""
    adjustable = tuple(demand for demand in examination.demands if demand.adjustable)
    return _rounded(least_change(examination.programme, adjustable, examination.deadline))


def _rounded(changes: Iterable[tuple[Demand, float]]) -> tuple[tuple[Demand, float], ...]:
    return tuple((demand, demand.rounded(value)) for demand, value in changes)


def relaxed_question(question: Question, relaxation: Mapping[str, float], plant: Plant) -> Question:
    """The question with a relaxation applied, ready to be asked.

    Parameters
    ----------
    question : Question
    relaxation : mapping of str to float
        Of an :class:`~flotation.errors.InfeasibleError`.
    plant : flotation.plant.Plant
        For the least grades that the question leaves to the plant file.

    Returns
    -------
    Question
    """
    changed = question.model_dump(exclude_none=True)
    grades = {p.component: p.min_grade_pct for p in plant.product} | question.min_grade_pct
    for key, change in relaxation.items():
        field, _, name = key.partition(".")
        if not name:
            changed[field] += change
        elif field == "min_grade_pct":
            changed[field][name] = grades[name] + change
        else:
            changed[field][name] += change
    return type(question).model_validate(changed)


def _examine(plant: Plant, model: CircuitModel, question: Question, seconds: float) -> Examination:
    asked = lever_ranges(plant, model, question)
    free = {lever.column: _free_range(lever, model, asked[lever.column]) for lever in plant.lever}
    cuts = {j: (r.low, r.high) for j, r in asked.items()}
    stated = question.model_copy(update={"goal": "least_cost"})
    problem = state_problem(plant, model, stated, ranges=free, knots=cuts)
    demands, rows = demands_of(plant, question, problem, asked, model)
    programme = Programme.of(replace(problem, rows=(*problem.rows, *rows)))
    deadline = time.monotonic() + seconds
    return Examination(programme=programme, demands=tuple(demands), deadline=deadline)


def _free_range(lever: Lever, model: CircuitModel, asked: LeverRange) -> LeverRange:
    """All that plant and survey allow, and where the lever has to be now."""
    domain = model.domain[lever.column]
    low = min(max(lever.low, domain[0]), asked.low)
    high = max(min(lever.high, domain[1]), asked.high)
    return LeverRange(
        column=lever.column,
        low=low,
        high=high,
        present=asked.present,
        reason=None,
        limited_by=("what the plant allows", "what the plant allows"),
    )
