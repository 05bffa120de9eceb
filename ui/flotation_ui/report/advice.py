"""The parts of the report that say what to do: banner, cards, changes, limits, front, cost."""

from flotation.plant import Lever
from flotation_ui.brief import Brief
from flotation_ui.naming import named, reason_for
from flotation_ui.report.background import key
from flotation_ui.report.cost_chart import cost_chart
from flotation_ui.report.front_chart import front_chart
from flotation_ui.report.labels import Words
from flotation_ui.report.markup import section, table, tag, text
from flotation_ui.report.move_bar import Move, move_bar
from flotation_ui.report.waterfall_chart import waterfall_chart
from flotation_ui.units_shown import (
    at_most_percent,
    change,
    percent,
    setting,
    unit_shown,
    with_unit,
)
from flotation_ui.words.explanation import limit_name, worth_words
from flotation_ui.words.futures import futures_words
from flotation_ui.words.in_chinese import in_chinese
from flotation_ui.words.override import override_words
from flotation_ui.words.price_risk import price_risk_words
from optimiser.plan_result import Binding
from optimiser.question import Question

PARTS = ("reagents", "energy", "co2", "water")
NEAREST = 3
MINUTES = len("2026-01-01 08:00")


def plant_label(brief: Brief, words: Words) -> str:
    """The plant's name in the report's language."""
    plant = brief.plant
    return plant.zh if words.language == "zh" and plant.zh else plant.name


def lead(brief: Brief, words: Words) -> str:
    """What was asked, in one sentence."""
    return tag("p", text(lead_words(brief, words)), class_="lead")


def lead_words(brief: Brief, words: Words) -> str:
    """What was asked, and of which shifts, in one sentence."""
    span = brief.model.card["span"]
    return words(
        "lead",
        goal=asked_words(brief.question, words),
        shifts=brief.model.card["rows"]["used"],
        first=span["first"][:10],
        last=span["last"][:10],
    )


def asked_words(question: Question, words: Words) -> str:
    """What a question asks for, in one line."""
    goal = words(question.goal, component=question.component)
    parts = [
        words("target", component=component, value=value)
        for component, value in question.target_recovery_pct.items()
    ]
    if question.budget_cny_t is not None:
        parts.append(words("budget", value=question.budget_cny_t))
    if question.confidence is not None:
        parts.append(words("confidence", value=100.0 * question.confidence))
    return ("; " if words.language == "en" else "；").join([goal, *parts])


def is_sure(brief: Brief) -> bool:
    """Whether the plan is proven best, and lies inside the surveyed region."""
    return brief.plan.proven_optimal and brief.plan.support.inside


def banner(brief: Brief, words: Words) -> str:
    """How good the plan is, in one calm line."""
    kind = "banner" if is_sure(brief) else "banner unproven"
    return tag("p", text(banner_words(brief, words)), class_=kind)


def banner_words(brief: Brief, words: Words) -> str:
    """How good the plan is, in a few sentences."""
    plan = brief.plan
    proven = plan.proven_optimal
    said = [
        words("proven" if proven else "unproven", gap=at_most_percent(plan.certificate.gap)),
        words("binding_count", count=len(plan.binding)),
        words("inside", score=plan.support.score) if plan.support.inside else words("outside"),
    ]
    return " ".join(said)


def cards(brief: Brief, words: Words) -> str:
    """Recoveries and cost, each beside what it is now."""
    boxes = []
    for component, expected in brief.plan.recovery.items():
        interval = words("interval", low=percent(expected.low), high=percent(expected.high))
        was = words("now_is", value=percent(brief.now.recovery[component]))
        name = words("recovery_of", component=component)
        boxes.append(_card(name, percent(expected.value), was, interval))
    was = words("now_is", value=f"{brief.now.cost.total:.1f}")
    name = words("grade_of", component=brief.component)
    grade = f"{name}: {percent(brief.plan.grade[brief.component])}"
    boxes.append(_card(words("cost_of"), f"{brief.plan.cost.total:.1f}", was, grade))
    return tag("div", boxes, class_="cards")


def _card(name: str, value: str, was: str, note: str) -> str:
    return tag(
        "div",
        [
            tag("div", text(name), class_="name"),
            tag("div", text(value) + " " + tag("small", text(was)), class_="value"),
            tag("div", text(note), class_="note"),
        ],
        class_="card",
    )


def changes(brief: Brief, words: Words) -> str:
    """The table of set-points, each change drawn within its lever's range."""
    rows = [_change(brief, words, lever) for lever in brief.plant.lever]
    names = ("lever", "unit", "now", "proposed", "difference", "low", "", "high")
    header = [words(name) if name else "" for name in names]
    listed = table(header, rows, words=(0, 1, 6, 7))
    given = "".join(
        tag("p", text(line), class_="banner unproven")
        for line in override_words(brief.plant, brief.plan, words.language)
    )
    return section(
        words("change"), key(words, surveyed=True), listed, given, _way_there(brief, words)
    )


def why_it_stays(brief: Brief, words: Words, lever: str, reason: str) -> str:
    """A verdict of the survey in two words, since its sentence stands further down."""
    found = brief.model.evidence[lever]
    if found.sentence in reason:
        return words("verdict_below", verdict=words(found.status))
    return reason_for(brief.plant, lever, reason, words.language)


def _way_there(brief: Brief, words: Words) -> str:
    lines = way_there(brief, words)
    return "".join(tag("p", text(line), class_="note") for line in lines)


def way_there(brief: Brief, words: Words) -> list[str]:
    """The past shifts nearest to the plan, the shifts it takes, and what must be known."""
    plan = brief.plan
    said = [*price_risk_words(plan, words.language), *futures_words(plan, words.language)]
    if plan.support.nearest:
        near = ", ".join(shift.label[:MINUTES] for shift in plan.support.nearest[:NEAREST])
        said.append(words("nearest", shifts=near))
    if plan.shifts_needed > 1:
        said.append(words("steps", count=plan.shifts_needed))
    say = in_chinese if words.language == "zh" else named
    return [*said, *(say(brief.plant, note) for note in plan.notes)]


def _change(brief: Brief, words: Words, lever: Lever) -> list[str]:
    column = brief.plant.columns[lever.column]
    now, proposed = brief.present[lever.column], brief.plan.setpoints[lever.column]
    span = lever.high - lever.low
    reason = brief.plan.locked.get(lever.column)
    name = text(words.label(column))
    if reason is not None:
        why = why_it_stays(brief, words, lever.column, reason)
        name += tag("div", text(words("stays", reason=why)), class_="stays")
    move = Move(
        now=now,
        proposed=proposed,
        low=lever.low,
        high=lever.high,
        surveyed=brief.model.domain[lever.column],
        locked=reason is not None,
    )
    return [
        name,
        text(unit_shown(column.unit)),
        setting(now, span),
        tag("b", setting(proposed, span)),
        change(proposed - now, span),
        f"{lever.low:g}",
        tag("div", move_bar(move, with_unit(words.label(column), column.unit)), class_="bar"),
        f"{lever.high:g}",
    ]


def limits(brief: Brief, words: Words) -> str:
    """Limits that bind, with their worth, a row each."""
    rows = [
        [text(cell) for cell in limit_cells(brief, limit, words)] for limit in brief.plan.binding
    ]
    if not rows:
        return section(words("why"), tag("p", text(words("nothing_binds"))))
    return section(words("why"), table([words("limit"), words("worth")], rows, words=(0, 1)))


def limit_cells(brief: Brief, limit: Binding, words: Words) -> tuple[str, str]:
    """What a limit says, and what it is worth."""
    name = limit_name(brief.plant, limit, words.language)
    return name, worth_words(limit, words.language)


def waterfall(brief: Brief, words: Words) -> str:
    """What each move brings in recovery and costs, side by side."""
    plan, component = brief.plan, brief.component
    if not plan.waterfall:
        return ""
    names = [words.label(brief.plant.columns[step.lever]) for step in plan.waterfall]
    recovery = [100.0 * step.recovery[component] for step in plan.waterfall]
    cost = [step.cost for step in plan.waterfall]
    now = (100.0 * brief.now.recovery[component], float(brief.now.cost.total))
    proposed = (100.0 * plan.recovery[component].value, plan.cost.total)
    titles = (words("recovery_axis", component=component), words("cost_axis"))
    pictures = [
        waterfall_chart(
            (words("now"), now[i]),
            list(zip(names, steps, strict=True)),
            (words("proposed"), proposed[i]),
            titles[i],
        )
        for i, steps in enumerate((recovery, cost))
    ]
    shown = [
        tag("div", [tag("p", text(title), class_="note"), picture])
        for title, picture in zip(titles, pictures, strict=True)
    ]
    note = tag("p", text(words("waterfall_note")), class_="note")
    return section(words("waterfall"), note, tag("div", shown, class_="two"))


def prices_of_recovery(brief: Brief, words: Words) -> str:
    """The front and the cost split, side by side."""
    bars = [
        (words(when), {words(part): getattr(cost, part) for part in PARTS})
        for when, cost in (("now", brief.now.cost), ("proposed", brief.plan.cost))
    ]
    rows = [
        [text(name), f"{was:.2f}", tag("b", f"{will:.2f}"), _difference(will - was)]
        for name, was, will in cost_rows(brief, words)
    ]
    header = [words("cost_unit"), *(words(name) for name in ("now", "proposed", "difference"))]
    picture = cost_chart(bars, words("cost"), words("cost_unit"))
    cost = section(words("cost"), picture, table(header, rows))
    return tag("div", [section(words("front"), front_picture(brief, words)), cost], class_="two")


def _difference(value: float) -> str:
    return f"{value:+.2f}" if abs(value) >= 0.005 else "–"


def cost_rows(brief: Brief, words: Words) -> list[tuple[str, float, float]]:
    """Each part of the cost, its total and the margin, now and as proposed."""
    names = [(part, words(part)) for part in (*PARTS, "total")]
    rows = [
        (name, float(getattr(brief.now.cost, part)), float(getattr(brief.plan.cost, part)))
        for part, name in names
    ]
    return [*rows, (words("margin"), brief.now.margin, brief.plan.margin)]


def front_picture(brief: Brief, words: Words) -> str:
    """The front with now and proposed; empty where no front was drawn."""
    if brief.front is None:
        return ""
    component = brief.front.component
    return front_chart(
        [(p.cost, 100.0 * p.recovery) for p in brief.front.points],
        (brief.now.cost.total, 100.0 * brief.now.recovery[component]),
        (brief.plan.cost.total, 100.0 * brief.plan.recovery[component].value),
        (words("cost_axis"), words("recovery_axis", component=component)),
        (words("front"), words("now"), words("proposed")),
    )
