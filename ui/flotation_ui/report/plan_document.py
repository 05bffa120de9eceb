"""A recommendation as one document: what its workbook and its print are made from."""

from pathlib import Path

from flotation_ui.brief import Brief
from flotation_ui.language import Language
from flotation_ui.report.advice import (
    PARTS,
    banner_words,
    is_sure,
    lead_words,
    plant_label,
    way_there,
)
from flotation_ui.report.document import Card, Chart, Document, Number, Series, Table
from flotation_ui.report.files import report_bytes
from flotation_ui.report.page import report_html
from flotation_ui.report.plan_tables import (
    PERCENT,
    certificate_table,
    changes_table,
    cost_table,
    evidence_table,
    front_table,
    limits_table,
    moves_table,
    recovery_table,
    truth_table,
)
from flotation_ui.units_shown import percent
from flotation_ui.words.override import override_words
from flotation_ui.words.warnings import warning_sentences


def plan_document(brief: Brief, language: str) -> Document:
    """Everything that a recommendation says, in one language.

    Parameters
    ----------
    brief : Brief
    language : {"en", "zh"}
    """
    say = Language(code=language)
    sure, banner = is_sure(brief), banner_words(brief, say.words)
    parts: list[Table | Chart | None] = [
        recovery_table(brief, say),
        changes_table(brief, say),
        limits_table(brief, say),
        front_chart(brief, say),
        cost_chart(brief, say),
        cost_table(brief, say),
        moves_table(brief, say),
        *steps_charts(brief, say),
        truth_table(brief, say),
        evidence_table(brief, say),
        front_table(brief, say),
        certificate_table(brief, say),
    ]
    lead = [lead_words(brief, say.words), *([banner] if sure else [])]
    warned = [] if sure else [banner]
    warned += override_words(brief.plant, brief.plan, language)
    warned += warning_sentences(brief.model, language)
    return Document(
        language=language,
        title=say.words("title", plant=plant_label(brief, say.words)),
        lead=(*lead, *way_there(brief, say.words)),
        warnings=tuple(warned),
        cards=tuple(_cards(brief, say)),
        parts=tuple(part for part in parts if part is not None),
    )


def plan_report(brief: Brief, language: str, kind: str, *, font: str | Path | None = None) -> bytes:
    """A recommendation as the bytes of a page, a workbook or a print.

    Parameters
    ----------
    brief : Brief
    language : {"en", "zh"}
    kind : {".html", ".xlsx", ".pdf"}
    font : path-like, optional
        To print with; one of the system's if not given.

    Raises
    ------
    DataError
        If a PDF lacks its package or a font.
    """
    if kind == ".html":
        return report_html(brief, language).encode("utf-8")
    return report_bytes(plan_document(brief, language), kind, font=font)


def _cards(brief: Brief, say: Language) -> list[Card]:
    cards = [
        Card(
            title=say("{c} recovery", c=component),
            unit="%",
            value=Number(value=PERCENT * expected.value, decimals=1),
            note=_beside(brief, component, say),
        )
        for component, expected in brief.plan.recovery.items()
    ]
    for title, was, will in (
        (say("Cost"), float(brief.now.cost.total), brief.plan.cost.total),
        (say("Margin"), brief.now.margin, brief.plan.margin),
    ):
        note = say.words("now_is", value=f"{was:.2f}")
        value = Number(value=will, decimals=2)
        cards.append(Card(title=title, unit=say.words("cost_unit"), value=value, note=note))
    return cards


def _beside(brief: Brief, component: str, say: Language) -> str:
    expected = brief.plan.recovery[component]
    was = say.words("now_is", value=percent(brief.now.recovery[component]))
    around = say.words("interval", low=percent(expected.low), high=percent(expected.high))
    return f"{was}; {around}" if say.code == "en" else f"{was}；{around}"


def front_chart(brief: Brief, say: Language) -> Chart | None:
    """The front with now and proposed; None where none was drawn."""
    if brief.front is None:
        return None
    component, points = brief.front.component, brief.front.points
    marks = (
        ("now", float(brief.now.cost.total), brief.now.recovery[component]),
        ("proposed", brief.plan.cost.total, brief.plan.recovery[component].value),
    )
    across = say.words("cost_axis")
    up = say.words("recovery_axis", component=component)
    return Chart(
        id="front_chart",
        kind="front",
        title=say.words("front"),
        across=across,
        up=up,
        categories=(),
        series=(
            Series(name=across, values=tuple(point.cost for point in points)),
            Series(name=up, values=tuple(PERCENT * point.recovery for point in points)),
            *(
                Series(name=say.words(name), values=(cost, PERCENT * share))
                for name, cost, share in marks
            ),
        ),
    )


def cost_chart(brief: Brief, say: Language) -> Chart:
    """The cost by parts, now and as proposed."""
    costs = brief.now.cost, brief.plan.cost
    return Chart(
        id="cost_chart",
        kind="stacks",
        title=say.words("cost"),
        across=say.words("cost_unit"),
        up="",
        categories=(say.words("now"), say.words("proposed")),
        series=tuple(
            Series(name=say.words(part), values=tuple(float(getattr(cost, part)) for cost in costs))
            for part in PARTS
        ),
    )


def steps_charts(brief: Brief, say: Language) -> list[Chart]:
    """From now to the plan, move by move: recovery, and cost."""
    plan, component = brief.plan, brief.component
    if not plan.waterfall:
        return []
    names = [say.label(brief.plant.columns[step.lever]) for step in plan.waterfall]
    recovery = (
        PERCENT * brief.now.recovery[component],
        *(PERCENT * step.recovery[component] for step in plan.waterfall),
        PERCENT * plan.recovery[component].value,
    )
    cost = (
        float(brief.now.cost.total),
        *(step.cost for step in plan.waterfall),
        plan.cost.total,
    )
    titles = (
        ("recovery_steps", say.words("recovery_axis", component=component), recovery),
        ("cost_steps", say.words("cost_axis"), cost),
    )
    return [
        Chart(
            id=name,
            kind="steps",
            title=title,
            across=title,
            up="",
            categories=(say.words("now"), *names, say.words("proposed")),
            series=(Series(name=title, values=values),),
            decimals=2,
        )
        for name, title, values in titles
    ]
