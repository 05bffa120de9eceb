"""What a question demands, one demand at a time, in the words and units of who asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.model_card import Interval
from flotation.plant import Plant
from optimiser.linear_rows import LinearRow
from optimiser.problem import Problem
from optimiser.question import Question
from optimiser.ranges import LeverRange
from optimiser.soft import BUDGET_ROW

GRAIN = 0.01  # of points and CNY/t: a proposed value is rounded to it, to the safe side


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """A limit that a person set, or that the survey demands.

    Attributes
    ----------
    key : str
        Where it stands in the question: ``target_recovery_pct.WO3``.
    words : str
    rows : tuple of str
        Its rows in the compiled programme.
    value : float
        As asked. [its unit]
    unit : str
    adjustable : bool
        Whether another value of it can be asked for.
    at_most : bool
        Whether it is an upper limit.
    value_of : callable, optional
        For a limit on a log: the value that a right-hand side of its row stands for.
    log_side : float
        For a limit on a log or in another unit: the right-hand side of its row as asked.
    is_log : bool
        Whether its row is in logs.
    span : float, optional
        What a change of its value is counted against; the value where not given.
    """

    key: str
    words: str
    rows: tuple[str, ...]
    value: float = 0.0
    unit: str = ""
    adjustable: bool = False
    at_most: bool = False
    value_of: Callable[[float], float] | None = None
    log_side: float = 0.0
    is_log: bool = False
    span: float | None = None

    @property
    def row(self) -> str:
        """The row whose quantity it limits."""
        return self.rows[0] if self.rows else ""

    def value_at(self, side: float) -> float:
        """Value for which the right-hand side of its row is this."""
        return side if self.value_of is None else self.value_of(side)

    @property
    def side(self) -> float:
        """Right-hand side of its row as asked."""
        return self.value if self.value_of is None else self.log_side

    @property
    def weight(self) -> float:
        """Relative change of its value for a unit of its row's right-hand side."""
        span = max(abs(self.side), 1.0) if self.span is None else self.span
        return 1.0 if self.is_log else 1.0 / span

    def is_met_by(self, value: float) -> bool:
        """Whether a value lies on the side that was asked for, within rounding."""
        beyond = value - self.value if self.at_most else self.value - value
        return beyond <= 1e-6 * max(abs(self.value), 1.0)

    def rounded(self, value: float) -> float:
        """A value that can be met, a little easier than this one and short to read."""
        rounding, ease = (np.ceil, 1e-2) if self.at_most else (np.floor, -1e-2)
        return float(np.round(rounding(value / GRAIN + ease) * GRAIN, 2))

    def proposal(self, value: float) -> str:
        """A change in words."""
        verb = "raise" if value > self.value else "lower"
        return f"{verb} {self.key} from {self.value:.6g} to {value:.6g} {self.unit}"


def demands_of(
    plant: Plant,
    question: Question,
    problem: Problem,
    asked: Mapping[str, LeverRange],
    model: CircuitModel,
) -> tuple[list[Demand], list[LinearRow]]:
    """Every demand of a question, those to be lifted first in front.

    Parameters
    ----------
    plant : flotation.plant.Plant
    question : Question
    problem : Problem
        With every lever free.
    asked : mapping of str to LeverRange
        As the question has them.
    model : flotation.circuit_model.CircuitModel
        For its intervals.

    Returns
    -------
    demands : list of Demand
    rows : list of LinearRow
        To be added to the problem: the ranges that were freed.
    """
    demands, rows = _ranges(problem, asked)
    demands += _region(problem)
    demands += _limits(plant, question)
    demands += _grades(question, problem, model.grade_intervals)
    demands += _caps(problem)
    demands += _resources(problem)
    if question.max_changes is not None:
        demands.append(_changes(question.max_changes))
    if problem.budget is not None:
        demands.append(_budget(problem.budget))
    demands += _targets(question, problem, model.intervals)
    return demands, rows


def _ranges(
    problem: Problem, asked: Mapping[str, LeverRange]
) -> tuple[list[Demand], list[LinearRow]]:
    demands, rows = [], []
    for j, r in asked.items():
        free = problem.ranges[j]
        if r.low <= free.low and r.high >= free.high:
            continue
        name = f"range/{j}"
        words = (
            f"{j} stays at {r.low:.6g} ({r.reason})"
            if r.reason is not None
            else f"{j} between {r.low:.6g} ({r.limited_by[0]}) and {r.high:.6g} ({r.limited_by[1]})"
        )
        rows.append(
            LinearRow(
                name=name, words=words, unit="", coefficients={j: 1.0}, low=r.low, high=r.high
            )
        )
        sides = (f"limit_low[{name}]", f"limit_high[{name}]")
        demands.append(Demand(key=f"range.{j}", words=words, rows=sides))
    return demands, rows


def _region(problem: Problem) -> Iterator[Demand]:
    for row in problem.rows:
        if row.name.startswith("region/"):
            for side, words in (("low", row.words_low), ("high", row.words)):
                name = f"limit_{side}[{row.name}]"
                yield Demand(key="within_region", words=words, rows=(name,))


def _limits(plant: Plant, question: Question) -> Iterator[Demand]:
    for limit in plant.limit:
        high = question.limits.get(limit.name, limit.high)
        yield Demand(
            key=f"limit.{limit.name}",
            words=f"{limit.en} at most {high:.6g} {limit.unit}",
            rows=(f"limit_high[limit/{limit.name}]",),
            value=high,
            unit=limit.unit,
        )


def _grades(
    question: Question, problem: Problem, intervals: Mapping[str, Interval]
) -> Iterator[Demand]:
    for c, least in problem.least_log_upgrade.items():
        promise = partial(
            _in_percent, problem.feed_grade[c] * _kept(intervals.get(c), question.confidence)
        )
        yield Demand(
            key=f"min_grade_pct.{c}",
            words=f"grade of the {c} product at least {promise(least):.6g} %"
            + (_sure(question) if c in intervals else ""),
            rows=(f"grade[{c}]",),
            value=promise(least),
            unit="%",
            adjustable=True,
            value_of=promise,
            log_side=least,
            is_log=True,
        )


def _kept(interval: Interval | None, level: float | None) -> float:
    """Grade that a share of shifts lies above, over the predicted one."""
    if interval is None or level is None:
        return 1.0
    return float(np.exp(interval.one_sided(level)[0]))


def _sure(question: Question) -> str:
    return "" if question.confidence is None else f" in {question.confidence:.0%} of shifts"


def _caps(problem: Problem) -> Iterator[Demand]:
    for cap in problem.caps:
        yield Demand(
            key=cap.key,
            words=cap.words,
            rows=(f"cap[{cap.name}]",),
            value=cap.high,
            unit=cap.unit,
            adjustable=True,
            at_most=True,
            value_of=cap.value_at,
            log_side=cap.log_high,
            is_log=True,
        )


def _resources(problem: Problem) -> Iterator[Demand]:
    for resource in problem.resources:
        if not resource.is_limited:
            continue
        yield Demand(
            key=resource.key,
            words=resource.words,
            rows=(f"resource[{resource.name}]",),
            value=resource.high * resource.factor,
            unit=resource.asked_unit,
            adjustable=True,
            at_most=True,
            value_of=partial(_times, resource.factor),
            log_side=resource.high,
        )


def _changes(most: int) -> Demand:
    return Demand(key="max_changes", words=f"at most {most} levers changed", rows=("changes[all]",))


def _times(factor: float, side: float) -> float:
    return factor * side


def _budget(budget: float) -> Demand:
    return Demand(
        key="budget_cny_t",
        words=f"cost at most {budget:.6g} CNY/t",
        rows=(BUDGET_ROW,),
        value=budget,
        unit="CNY/t",
        adjustable=True,
        at_most=True,
    )


def _in_percent(factor: float, side: float) -> float:
    return 100.0 * factor * float(np.exp(side))


def _promised(interval: Interval, level: float | None, side: float) -> float:
    """What is promised where a log recovery is predicted, at a confidence [%]."""
    predicted = min(float(np.exp(side)), 1.0)
    return 100.0 * (predicted if level is None else float(interval.lower_bound(predicted, level)))


def _targets(
    question: Question, problem: Problem, intervals: Mapping[str, Interval]
) -> Iterator[Demand]:
    for c, least in problem.least_log_recovery.items():
        value = question.target_recovery_pct[c]
        yield Demand(
            key=f"target_recovery_pct.{c}",
            words=f"{c} recovery at least {value:.6g} %{_sure(question)}",
            rows=(f"target[{c}]",),
            value=value,
            unit="%",
            adjustable=True,
            value_of=partial(_promised, intervals[c], question.confidence),
            log_side=least,
            is_log=True,
        )
