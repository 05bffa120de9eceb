"""What a weighted mix counts, term by term, and what broken limits cost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimiser.appraisal import Appraisal
from optimiser.programme import Programme
from optimiser.question import Question

TRIFLE = 1e-9  # of the most that a limit may be broken: less is rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of a weighted mix.

    Attributes
    ----------
    aim : str
        ``recovery.WO3``, ``cost``, ``co2``, ``energy`` or ``water``.
    amount : float
        What the plan brings. [unit]
    unit : str
    weight : float
        [CNY/t ore per unit]
    worth : float
        Its part of the objective; what costs is below zero. [CNY/t ore]
    """

    aim: str
    amount: float
    unit: str
    weight: float
    worth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A soft limit that the plan breaks.

    Attributes
    ----------
    limit : str
        Its key in the question.
    by : float
        [unit]
    unit : str
    price : float
        [CNY/t ore per unit]
    paid : float
        [CNY/t ore]
    """

    limit: str
    by: float
    unit: str
    price: float
    paid: float


def weighted_terms(question: Question, brought: Appraisal) -> tuple[Term, ...]:
    """Every term of a question's mix; none for another goal."""
    return () if question.weights is None else tuple(_terms(question, brought))


def _terms(question: Question, brought: Appraisal) -> Iterator[Term]:
    weights, spent = question.weights, brought.cost
    if weights is None:
        return
    for c, weight in weights.recovery.items():
        yield _term(f"recovery.{c}", 100.0 * brought.recovery[c], "point", weight, 1.0)
    for aim, amount, unit in (
        ("cost", spent.total, "CNY/t"),
        ("co2", spent.co2_kg_t, "kg/t"),
        ("energy", spent.energy_kwh_t, "kWh/t"),
        ("water", brought.water_m3_t, "m3/t"),
    ):
        weight = getattr(weights, aim)
        if weight > 0.0:
            yield _term(aim, float(amount), unit, weight, -1.0)


def _term(aim: str, amount: float, unit: str, weight: float, sign: float) -> Term:
    return Term(aim=aim, amount=amount, unit=unit, weight=weight, worth=sign * weight * amount)


def broken_limits(programme: Programme, settings: Mapping[str, float]) -> tuple[Violation, ...]:
    """Soft limits that settings break, and what that costs."""
    pairs = zip(programme.problem.soft, programme.exact_violations(settings), strict=True)
    return tuple(
        Violation(
            limit=soft.key,
            by=soft.per_side * by,
            unit=soft.unit,
            price=soft.price,
            paid=soft.rate * by,
        )
        for soft, by in pairs
        if by > TRIFLE * soft.most
    )
