"""Questions like one that has no plan, each with one limit relaxed, that do have one.

Where the limit is a number, it is changed as little as makes a plan possible. Where it is a rule
(a lever without evidence, the surveyed region), lifting it takes a person's word, and the question
says where that word goes. Every question is checked for a plan before it is offered.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import FlotationError
from flotation.plant import Plant
from optimiser.demands import BUDGET_ROW, Demand
from optimiser.elastic import Elastic
from optimiser.highs import Session
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.question_changes import changed_question
from optimiser.question_checks import check_question
from optimiser.question_text import question_toml
from optimiser.ranges import LeverRange, lever_ranges
from optimiser.search import Search

NEAR = 1e-5  # of the sum of relative changes
FINE = 1e-3  # of the power of ten below a lever's range: grain of a new set-point
WORD = "STATE HERE WHY"  # where a person's reason goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A question with a plan, near one that has none.

    Attributes
    ----------
    words : str
        What is changed.
    changes : mapping of str to object
        New values, by key of the question, such as ``target_recovery_pct.WO3``.
    by_word : bool
        Whether it lifts a rule, for which a person has to give the reason.
    size : float
        Sum of relative changes; 1 for a rule. [1]
    toml : str
        The whole question, ready to be asked.
    """

    words: str
    changes: Mapping[str, Any]
    by_word: bool
    size: float
    toml: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    words: str
    changes: Mapping[str, Any]
    size: float
    by_word: bool = False


def alternatives(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    candidates: Iterable[_Candidate],
    deadline: float,
) -> tuple[Alternative, ...]:
    """Those candidates whose question has a plan, the smallest change first.

    A rule that takes a person's word comes after every change that does not.
    """
    found: dict[str, Alternative] = {}
    for candidate in candidates:
        if time.monotonic() > deadline:
            break
        try:
            asked = changed_question(question, candidate.changes)
        except ValueError:
            continue
        if has_plan(plant, model, asked, deadline):
            toml = question_toml(asked)
            found.setdefault(
                toml,
                Alternative(
                    words=candidate.words,
                    changes=dict(candidate.changes),
                    by_word=candidate.by_word,
                    size=candidate.size,
                    toml=toml,
                ),
            )
    return tuple(sorted(found.values(), key=lambda one: (one.by_word, one.size, one.words)))


def has_plan(plant: Plant, model: CircuitModel, question: Question, deadline: float) -> bool:
    """Whether some set-points are known to meet every limit of a question."""
    try:
        check_question(question, plant, model)
        ranges = lever_ranges(plant, model, question)
        stated = question.model_copy(update={"goal": "least_cost"})
        programme = Programme.of(state_problem(plant, model, stated, ranges=ranges))
        session = Session(programme.compiled, "least_cost", relaxed=True)
        found = Search(session, programme.embedding, lambda value: np.inf, deadline).run()
    except FlotationError:
        return False
    return found.solution is not None


def least_change(
    programme: Programme, demands: Iterable[Demand], deadline: float
) -> tuple[tuple[Demand, float], ...]:
    """New values with which all demands are met, at the least sum of relative changes.

    Only the demands given stretch. Empty where they cannot be stretched far enough.
    """
    stretching = tuple(demands)
    if not stretching:
        return ()
    elastic = Elastic(programme, stretching)
    session = Session(elastic.compiled, "change", relaxed=True)
    answer = Search(session, elastic, lambda value: NEAR, deadline).run()
    if answer.solution is None:
        return ()
    exact = _exact_uses(programme, elastic.settings(answer.solution))
    changes = []
    for demand in stretching:
        value = elastic.reached(demand, answer.solution)
        if demand.row in exact:
            value = demand.value_at(exact[demand.row])
        if not demand.is_met_by(value):
            changes.append((demand, value))
    return tuple(changes)


def _exact_uses(programme: Programme, settings: Mapping[str, float]) -> dict[str, float]:
    """Cost and use of resources without approximation, by their rows."""
    uses = {
        f"resource[{resource.name}]": programme.exact_use(resource, settings)
        for resource in programme.problem.resources
    }
    return {BUDGET_ROW: programme.exact_cost(settings), **uses}


def number_changes(changes: Iterable[tuple[Demand, float]]) -> _Candidate | None:
    """Several numbers of a question changed at once."""
    pairs = tuple(changes)
    if not pairs:
        return None
    return _Candidate(
        words="; ".join(demand.proposal(value) for demand, value in pairs),
        changes={demand.key: value for demand, value in pairs},
        size=sum(_size(demand, value) for demand, value in pairs),
    )


def limit_change(
    plant: Plant, name: str, changes: Iterable[tuple[Demand, float]]
) -> _Candidate | None:
    """A plant's limit that a question tightened, eased; never beyond the plant's own."""
    own = next(limit.high for limit in plant.limit if limit.name == name)
    eased = [(replace(d, key=f"limits.{name}"), d.rounded(value)) for d, value in changes]
    return number_changes((d, min(value, own)) for d, value in eased)


def _size(demand: Demand, value: float) -> float:
    """Relative change of a number, on a log where its row is one."""
    if demand.is_log and value > 0.0:
        return abs(float(np.log(value / demand.value)))
    return abs(value - demand.value) * demand.weight


def all_at_once(candidates: Iterable[_Candidate]) -> _Candidate:
    """Every change of some candidates together."""
    several = tuple(candidates)
    changes: dict[str, Any] = {}
    for candidate in several:
        freed = (*changes.get("free", ()), *candidate.changes.get("free", ()))
        changes |= candidate.changes
        changes |= {"free": tuple(dict.fromkeys(freed))} if freed else {}
    return _Candidate(
        words="; ".join(candidate.words for candidate in several),
        changes=changes,
        size=sum(candidate.size for candidate in several),
        by_word=any(candidate.by_word for candidate in several),
    )


def lever_changes(
    programme: Programme,
    plant: Plant,
    question: Question,
    column: str,
    asked: LeverRange,
    deadline: float,
) -> Iterator[_Candidate]:
    """What lets a lever go further than a question lets it."""
    rule = _rule(question, column, asked)
    if rule is not None:
        yield rule
        return
    lever = plant.levers[column]
    ends = _ends(column, asked, lever.high - lever.low)
    for demand, value in least_change(programme, ends, deadline):
        value = _outwards(value, demand.at_most, lever.high - lever.low)
        value = min(max(value, lever.low), lever.high)
        size = abs(value - demand.value) / (lever.high - lever.low)
        unit = plant.columns[column].unit
        if column in question.fixed:
            words = f"hold {column} at {value:.6g} {unit} instead of {asked.low:.6g}"
            yield _Candidate(words=words, changes={f"fixed.{column}": value}, size=size)
        elif asked.limited_by[int(demand.at_most)] == "the question's range":
            old = question.ranges[column]
            end = "high" if demand.at_most else "low"
            wider = {"low": old.low, "high": old.high, end: value}
            words = f"let {column} go to {value:.6g} {unit} instead of {demand.value:.6g}"
            yield _Candidate(words=words, changes={f"ranges.{column}": wider}, size=size)


def rule_of_region() -> _Candidate:
    """Set-points outside the surveyed region, on a person's word."""
    return _Candidate(
        words="leave the surveyed region, on your word: the model is not known to hold there",
        changes={"within_region": False, "region_reason": WORD},
        size=1.0,
        by_word=True,
    )


def rule_of_moves() -> _Candidate:
    """Moves of more than one shift."""
    return _Candidate(
        words="let levers move further than one shift allows",
        changes={"move_limits": False},
        size=1.0,
    )


def ranges_to_present(question: Question, present: Mapping[str, float]) -> Iterator[_Candidate]:
    """Every range of a question, widened to the present set-point."""
    for column, old in question.ranges.items():
        at = present[column]
        wider = {"low": min(old.low, at), "high": max(old.high, at)}
        yield _Candidate(
            words=f"let {column} stay at its present {at:.6g}",
            changes={f"ranges.{column}": wider},
            size=(wider["high"] - wider["low"]) - (old.high - old.low),
        )


def _rule(question: Question, column: str, asked: LeverRange) -> _Candidate | None:
    """The rule that keeps a lever where it is, lifted."""
    if column in question.fixed:
        return None
    if question.free is not None and column not in question.free:
        words = f"free {column} as well"
        return _Candidate(words=words, changes={"free": (*question.free, column)}, size=1.0)
    if asked.reason is not None and not asked.reason.startswith("its limits leave one value"):
        return _Candidate(
            words=f"move {column} on your word, although {asked.reason}",
            changes={f"override.{column}": WORD},
            size=1.0,
            by_word=True,
        )
    if question.move_limits and any(who.startswith("one shift's move") for who in asked.limited_by):
        return rule_of_moves()
    return None


def _ends(column: str, asked: LeverRange, span: float) -> Iterator[Demand]:
    for side, value, at_most in (("low", asked.low, False), ("high", asked.high, True)):
        yield Demand(
            key=f"range.{column}",
            words="",
            rows=(f"limit_{side}[range/{column}]",),
            value=value,
            span=span,
            at_most=at_most,
        )


def _outwards(value: float, up: bool, span: float) -> float:
    """A set-point a little further out, and short to read."""
    grain = FINE * 10.0 ** np.floor(np.log10(span))
    rounded = (np.ceil(value / grain + 0.01) if up else np.floor(value / grain - 0.01)) * grain
    return float(np.round(rounded, 12))
