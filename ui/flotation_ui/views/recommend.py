"""A recommendation as the page shows it: status, cards, what to change, why, and what else."""

from collections.abc import Iterator
from dataclasses import dataclass

from flotation.circuit_model import CircuitModel
from flotation.economics import value_per_recovery
from flotation.plant import Plant
from flotation_ui.language import Language
from flotation_ui.naming import reason_for
from flotation_ui.units_shown import at_most_percent, change, percent, setting, typeset, unit_shown
from flotation_ui.words.evidence import reason_words
from flotation_ui.words.explanation import limit_words
from flotation_ui.words.futures import futures_words
from flotation_ui.words.in_chinese import in_chinese
from flotation_ui.words.override import override_words
from flotation_ui.words.price_risk import price_risk_words
from optimiser.appraisal import Appraisal, appraise
from optimiser.conditions import asked_conditions
from optimiser.money import asked_prices
from optimiser.plan_result import Change, Plan
from optimiser.question import Question
from optimiser.ranges import present_settings

NEAREST = 3
SEEN = 0.05  # points: a smaller step is not drawn
MINUTES = len("2026-01-01 08:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A plan with what it answers and where the plant stands.

    Attributes
    ----------
    plant : Plant
    model : CircuitModel
    question : Question
    plan : Plan
    now : Appraisal
        Of the present set-points.
    seconds : float or None
        From the click to the plan; None of a plan that was kept.
    advice_id : str or None
        Under which the history knows that it was shown.
    """

    plant: Plant
    model: CircuitModel
    question: Question
    plan: Plan
    now: Appraisal
    seconds: float | None
    advice_id: str | None = None

    @property
    def component(self) -> str:
        """The component that was asked about first."""
        sold = [product.component for product in self.plant.product]
        asked = [*self.question.target_recovery_pct, self.question.component, *sold]
        return next(component for component in asked if component in sold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A figure of the plan beside what it is now.

    Attributes
    ----------
    id, title, value : str
    change : float
        Against now. [the figure's unit]
    rises : {"good", "bad"}
    note : str
        The interval, or the limit.
    meaning : str
        What the note means; shown on demand.
    """

    id: str
    title: str
    value: str
    change: float
    rises: str
    note: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One lever: label, unit, now, proposed, change and its range, as texts."""

    lever: str
    unit: str
    now: str
    proposed: str
    change: str
    low: str
    high: str
    moved: bool
    stays_because: str


def make_answer(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    plan: Plan,
    seconds: float | None,
    *,
    advice_id: str | None = None,
) -> Answer:
    """A plan beside where the plant stands now."""
    now = appraise(plant, model, question, present_settings(model, question))
    return Answer(
        plant=plant,
        model=model,
        question=question,
        plan=plan,
        now=now,
        seconds=seconds,
        advice_id=advice_id,
    )


def is_sound(answer: Answer) -> bool:
    """Whether the plan is proven best and inside what the survey covers."""
    return answer.plan.proven_optimal and answer.plan.support.inside


def status_words(answer: Answer, say: Language) -> str:
    """How the plan was found and how far to trust it, in one calm line."""
    plan, proof = answer.plan, answer.plan.certificate
    proven = (
        say("proven best (gap below {gap})", gap=at_most_percent(proof.gap))
        if plan.proven_optimal
        else say("feasible, NOT proven best (gap {gap})", gap=at_most_percent(proof.gap))
    )
    count = len(plan.binding)
    support = (
        say("all set-points inside the survey (support {score:.2f} of 1)", score=plan.support.score)
        if plan.support.inside
        else say("set-points OUTSIDE the survey: the model is not known to hold there")
    )
    took = answer.seconds
    parts = [
        say("Kept plan") if took is None else say("Solved in {seconds:.1f} s", seconds=took),
        proven,
        say.several("{count} limit acts", "{count} limits act", count),
        support,
    ]
    return " · ".join(parts)


def cards(answer: Answer, say: Language) -> tuple[Card, ...]:
    """Recovery, grade, cost and margin, each against now."""
    return tuple(_cards(answer, say))


def _cards(answer: Answer, say: Language) -> Iterator[Card]:
    plan, now, c = answer.plan, answer.now, answer.component
    expected = plan.recovery[c]
    low, high = 100.0 * expected.low, 100.0 * expected.high
    interval = say("90 %: {low:.1f}–{high:.1f}", low=low, high=high)
    yield _card(
        ("recovery", say("{component} recovery, %", component=c)),
        (100.0 * expected.value, 100.0 * now.recovery[c]),
        ("good", interval),
        say("9 of 10 shifts lie between these, assay errors included."),
    )
    least = answer.question.min_grade_pct.get(c) or _least_grade(answer.plant, c)
    yield _card(
        ("grade", say("{component} grade of concentrate, %", component=c)),
        (100.0 * plan.grade[c], 100.0 * now.grade[c]),
        ("good", say("at least {least:g}", least=least) if least else ""),
    )
    budget = answer.question.budget_cny_t
    yield _card(
        ("cost", say("Cost, CNY/t ore")),
        (plan.cost.total, float(now.cost.total)),
        ("bad", "" if budget is None else say("at most {most:g}", most=budget)),
    )
    yield _card(
        ("margin", say("Margin, CNY/t ore")),
        (plan.margin, now.margin),
        ("good", _margin_interval(answer, say)),
        say("At the ends of the recovery's interval, all else as planned."),
    )


def _card(
    name: tuple[str, str], values: tuple[float, float], told: tuple[str, str], meaning: str = ""
) -> Card:
    proposed, now = values
    return Card(
        id=name[0],
        title=name[1],
        value=f"{proposed:.1f}",
        change=round(proposed - now, 1),
        rises=told[0],
        note=told[1],
        meaning=meaning,
    )


def _least_grade(plant: Plant, component: str) -> float | None:
    return next((p.min_grade_pct for p in plant.product if p.component == component), None)


def _margin_interval(answer: Answer, say: Language) -> str:
    """What the margin is at the ends of the asked component's interval, all else as planned."""
    plan, expected = answer.plan, answer.plan.recovery[answer.component]
    worth = _worth_per_recovery(answer)
    low = plan.margin - worth * (expected.value - expected.low)
    high = plan.margin + worth * (expected.high - expected.value)
    return say("90 %: {low:.0f}–{high:.0f}", low=low, high=high)


def _worth_per_recovery(answer: Answer) -> float:
    conditions = asked_conditions(answer.model, answer.question)
    grades = {c: conditions[answer.model.feed_grades[c]] for c in answer.plan.recovery}
    prices = asked_prices(answer.plant, answer.question)
    return float(value_per_recovery(answer.plant, grades, prices)[answer.component])


def product_rows(answer: Answer, say: Language) -> list[dict[str, str]]:
    """Every product: recovery now and proposed with its interval, and grade."""
    plan, now, names = answer.plan, answer.now, _product_columns(say)
    rows = []
    for c, expected in plan.recovery.items():
        interval = f"{percent(expected.low)}–{percent(expected.high)}"
        recovery = [percent(now.recovery[c]), percent(expected.value), interval]
        grade = [percent(now.grade[c]), percent(plan.grade[c])]
        rows.append(dict(zip(names, [typeset(c), *recovery, *grade], strict=True)))
    return rows


def _product_columns(say: Language) -> list[str]:
    recovery = [say("Recovery now, %"), say("proposed, %"), say("90 % of shifts")]
    return [say("Product"), *recovery, say("Grade now, %"), say("then, %")]


def moves(answer: Answer, say: Language) -> tuple[Move, ...]:
    """Every lever, those that move first, those that stay for a reason last."""
    found = [_move(answer, say, lever) for lever in answer.plan.changes]
    return tuple(sorted(found, key=lambda move: (bool(move.stays_because), not move.moved)))


def _move(answer: Answer, say: Language, asked: Change) -> Move:
    lever, column = answer.plant.levers[asked.lever], answer.plant.columns[asked.lever]
    span = lever.high - lever.low
    told = change(asked.change, span)
    reason = answer.plan.locked.get(asked.lever)
    return Move(
        lever=say.label(column),
        unit=typeset(unit_shown(column.unit)),
        now=setting(asked.present, span),
        proposed=setting(asked.proposed, span),
        change="–" if told == "-" else told.replace("-", "−"),
        low=setting(asked.low, span),
        high=setting(asked.high, span),
        moved=told != "-",
        stays_because="" if reason is None else _reason(answer, say, asked.lever, reason),
    )


def _reason(answer: Answer, say: Language, lever: str, reason: str) -> str:
    found = answer.model.evidence[lever]
    if found.sentence in reason:
        return reason_words(answer.plant, found, say.code)
    words = in_chinese(answer.plant, reason) if say.code == "zh" else reason
    return reason_for(answer.plant, lever, words, say.code)


def limit_lines(answer: Answer, say: Language) -> tuple[str, ...]:
    """A sentence a limit that acts, with its worth and how far that holds."""
    return tuple(limit_words(answer.plant, limit, say.code) for limit in answer.plan.binding)


def broken_lines(answer: Answer, say: Language) -> tuple[str, ...]:
    """Soft limits that the plan breaks, and what that costs."""
    return tuple(
        say(
            "{limit}: broken by {by:.4g} {unit}, which costs {paid:.2f} CNY/t",
            limit=broken.limit,
            by=broken.by,
            unit=broken.unit,
            paid=broken.paid,
        )
        for broken in answer.plan.violations
    )


def note_lines(answer: Answer, say: Language) -> tuple[str, ...]:
    """What must be known beside the numbers."""
    plan, plant = answer.plan, answer.plant
    lines = [*override_words(plant, plan, say.code), *price_risk_words(plan, say.code)]
    lines += futures_words(plan, say.code)
    if plan.shifts_needed > 1:
        lines.append(say.words("steps", count=plan.shifts_needed))
    if plan.support.nearest:
        near = [shift.label[:MINUTES] for shift in plan.support.nearest[:NEAREST]]
        lines.append(say.words("nearest", shifts=("、" if say.code == "zh" else ", ").join(near)))
    notes = [in_chinese(plant, note) if say.code == "zh" else note for note in plan.notes]
    return (*lines, *notes)


def steps(answer: Answer, say: Language) -> list[tuple[str, float]]:
    """What each move brings to the recovery asked about, the largest first. [points]."""
    found = [
        (say.label(answer.plant.columns[step.lever]), 100.0 * step.recovery[answer.component])
        for step in answer.plan.waterfall
    ]
    seen = [step for step in found if abs(step[1]) >= SEEN]
    return sorted(seen, key=lambda step: -abs(step[1]))
