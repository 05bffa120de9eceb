"""What a plan brings in every future that was asked about, by the unapproximated model."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import SolverError
from flotation.plant import Plant
from optimiser.appraisal import appraise
from optimiser.future_risk import tail_mean
from optimiser.futures import asked_futures
from optimiser.question import Question

TOLERANCE = 1e-6  # relative: programme and model may differ by it


@dataclass(frozen=True, slots=True, kw_only=True)
class FutureOutcome:
    """What set-points bring in one future.

    Attributes
    ----------
    share : float
        Of all futures. [fraction]
    margin, cost : float
        [CNY/t ore]
    recovery : mapping of str to float
        [fraction]
    """

    share: float
    margin: float
    cost: float
    recovery: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class FutureOutcomes:
    """What set-points bring in all futures of a question.

    Attributes
    ----------
    worst_share : float, optional
        What was made the best: the mean of this share of the worst, or of all. [fraction]
    mean_margin, mean_cost : float
        [CNY/t ore]
    worst_margin, worst_cost : float
        Means of the worst share, each by itself; of all where none was asked. [CNY/t ore]
    cases : tuple of FutureOutcome
        Those named in the question in front, in its order.
    """

    worst_share: float | None
    mean_margin: float
    mean_cost: float
    worst_margin: float
    worst_cost: float
    cases: tuple[FutureOutcome, ...]


def future_outcomes(
    plant: Plant, model: CircuitModel, question: Question, settings: Mapping[str, float]
) -> FutureOutcomes | None:
    """What set-points bring in the futures of a question; None where it has none."""
    if question.futures is None:
        return None
    cases = []
    for future in asked_futures(plant, question):
        then = appraise(plant, model, future.question, settings)
        cases.append(
            FutureOutcome(
                share=future.share,
                margin=then.margin,
                cost=float(then.cost.total),
                recovery=then.recovery,
            )
        )
    shares = np.array([case.share for case in cases])
    margins, costs = (np.array([getattr(c, name) for c in cases]) for name in ("margin", "cost"))
    worst = question.futures.worst_share
    return FutureOutcomes(
        worst_share=worst,
        mean_margin=float(shares @ margins),
        mean_cost=float(shares @ costs),
        worst_margin=-tail_mean(-margins, shares, worst or 1.0),
        worst_cost=tail_mean(costs, shares, worst or 1.0),
        cases=tuple(cases),
    )


def refuse_other_outcomes(found: FutureOutcomes | None, goal: str, objective: float) -> None:
    """Refuse a plan whose futures the model values otherwise than the programme did.

    Raises
    ------
    SolverError
    """
    if found is None:
        return
    said = found.worst_cost if goal == "least_cost" else found.worst_margin
    if not abs(said - objective) <= TOLERANCE * max(abs(objective), 1.0):
        raise SolverError(
            f"the programme says {objective:.8g} CNY/t over all futures and the model {said:.8g}; "
            "the plan is not shown"
        )
