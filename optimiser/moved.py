"""Why the optimum moved between two questions: which input moved it, and by how much.

Every input that differs is changed alone on the first question, and as the last on the way to the
second. Its share is the mean of the two; what the shares leave of the whole change is told as the
interaction of inputs. With two inputs the shares are exact; with one there is nothing to share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flotation.circuit_model import CircuitModel
from flotation.errors import FlotationError
from flotation.plant import Plant
from optimiser.plan_result import Plan
from optimiser.planning import check_asked, solve_plan
from optimiser.question import Question
from optimiser.question_changes import changed_question, differences
from optimiser.worker import in_worker

Measures = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one input does to the optimum.

    Attributes
    ----------
    key : str
        Of the question, such as ``prices.collector``.
    before, after : object
        Its values; None where a question leaves it out.
    moved : mapping of str to float, optional
        Change of ``cost``, ``margin``, ``recovery/WO3``, ``setpoint/w_ph``. None where neither
        question has a plan with this input exchanged. [CNY/t, fraction, the lever's unit]
    """

    key: str
    before: Any
    after: Any
    moved: Measures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The move of an optimum between two questions.

    Attributes
    ----------
    first, second : Plan
    total : mapping of str to float
        As the shares.
    shares : tuple of Share
        The most of the objective first.
    interaction : mapping of str to float
        What the shares leave of the total.
    """

    first: Plan
    second: Plan
    total: Measures
    shares: tuple[Share, ...]
    interaction: Measures


def explain_shift(
    plant: Plant,
    model: CircuitModel,
    first: Question,
    second: Question,
    *,
    in_process: bool = False,
) -> Shift:
    """Which inputs moved the optimum of one question to that of another.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    first, second : Question
    in_process : bool, default False
        Solve in the calling process; for tests and benchmarks.

    Raises
    ------
    DataError, InfeasibleError, RefusedError, SolverError
        As :func:`optimiser.planning.plan`, of either question.
    """
    for question in (first, second):
        check_asked(plant, model, question)
    if in_process:
        return solve_shift(plant, model, first, second)
    solves = 2 + 2 * len(differences(first, second))
    limit = solves * max(first.time_limit_s, second.time_limit_s)
    return in_worker(solve_shift, plant, model, first, second, time_limit=limit)


def solve_shift(plant: Plant, model: CircuitModel, first: Question, second: Question) -> Shift:
    """What :func:`explain_shift` does, in the process where it is called."""
    ends = solve_plan(plant, model, first), solve_plan(plant, model, second)
    start, end = (_measures(found) for found in ends)
    known = {first.model_dump_json(): start, second.model_dump_json(): end}

    def at(question: Question, key: str, value: Any) -> Measures | None:
        try:
            asked = changed_question(question, {key: value})
            name = asked.model_dump_json()
            if name not in known:
                known[name] = _measures(solve_plan(plant, model, asked, explained=False))
            return known[name]
        except (FlotationError, ValueError):
            return None

    shares = []
    for key, (before, after) in differences(first, second).items():
        alone, last = at(first, key, after), at(second, key, before)
        ways = [_less(alone, start)] if alone is not None else []
        ways += [_less(end, last)] if last is not None else []
        moved = (
            {name: sum(way[name] for way in ways) / len(ways) for name in start} if ways else None
        )
        shares.append(Share(key=key, before=before, after=after, moved=moved))
    total = _less(end, start)
    told = [share.moved for share in shares if share.moved is not None]
    return Shift(
        first=ends[0],
        second=ends[1],
        total=total,
        shares=tuple(sorted(shares, key=lambda share: (-_size(share, second), share.key))),
        interaction={name: total[name] - sum(moved[name] for moved in told) for name in total},
    )


def _measures(found: Plan) -> Measures:
    return {
        "cost": found.cost.total,
        "margin": found.margin,
        **{f"recovery/{c}": expected.value for c, expected in found.recovery.items()},
        **{f"setpoint/{j}": value for j, value in found.setpoints.items()},
    }


def _less(one: Measures, other: Measures) -> Measures:
    return {name: one[name] - other[name] for name in one}


def _size(share: Share, question: Question) -> float:
    names = {"least_cost": "cost", "most_margin": "margin"}
    name = names.get(question.goal, f"recovery/{question.component}")
    return 0.0 if share.moved is None else abs(share.moved.get(name, share.moved["margin"]))
