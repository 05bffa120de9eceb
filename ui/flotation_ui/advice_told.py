"""Advice and decisions of some shifts, from the history to what a report tells of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flotation.history import History
from flotation.history.decisions import DecidedAdvice, decided_advice
from flotation.history.moments import parse_utc
from flotation.history.plans import kept_plan
from flotation.history.prices import prices_on
from flotation.plant import Plant
from flotation.shift_advice import AdviceGiven, AdvisedMove
from flotation_ui.report.advice import asked_words
from flotation_ui.report.labels import Words
from optimiser.plan_file import parse_plan
from optimiser.plan_result import Plan
from optimiser.question import Question


def advice_told(
    history: History, plant: str, start: datetime, end: datetime, language: str
) -> tuple[AdviceGiven, ...]:
    """Advice for the shifts from one moment to another, with what was decided.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
        Its name.
    start, end : datetime
        First moment, and the first one after the last, in the plant's clock.
    language : {"en", "zh"}
        Of what was asked.
    """
    return tuple(
        _told(history, decided, Words(language=language))
        for decided in decided_advice(history, plant, start=start, end=end)
    )


def with_prices_of(history: History, plant: Plant, day: datetime) -> Plant:
    """The plant with the prices that the history has for a day, those of its file otherwise."""
    known = {item: kept.price for item, kept in prices_on(history, plant.name, day.date()).items()}
    prices = tuple(known.get(price.item, price) for price in plant.price)
    return plant.model_copy(update={"price": prices})


def _told(history: History, decided: DecidedAdvice, words: Words) -> AdviceGiven:
    advice, decision = decided.advice, decided.decision
    plan = parse_plan(kept_plan(history, advice.plan_sha256).content.decode("utf-8"))
    told = AdviceGiven(
        shift=datetime.fromisoformat(advice.shift),
        asked=asked_words(Question.model_validate(plan.question), words),
        moves=_moves(plan, {} if decision is None else decision.setpoints),
        recovery={component: expected.value for component, expected in plan.recovery.items()},
    )
    if decision is None:
        return told
    return replace(
        told,
        decision=decision.kind,
        reason_code=decision.reason_code,
        reason=decision.reason,
        by=decision.by,
        at=parse_utc(decision.at),
    )


def _moves(plan: Plan, chosen: Mapping[str, float]) -> tuple[AdvisedMove, ...]:
    """Set-points that the plan moves, with what was chosen in their place."""
    return tuple(
        AdvisedMove(
            lever=change.lever,
            present=change.present,
            proposed=change.proposed,
            decided=chosen.get(change.lever),
        )
        for change in plan.changes
        if change.change != 0.0
    )
