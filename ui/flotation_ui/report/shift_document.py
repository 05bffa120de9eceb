"""The report of a shift, a day or a month (班报、日报、月报) as one document."""

from flotation.shift_report import ShiftReport
from flotation_ui.language import Language
from flotation_ui.report.document import Card, Chart, Document, Number, Series, Table
from flotation_ui.report.shift_bill import (
    advice_table,
    cost_table,
    costliest,
    energy_table,
    moves_table,
    other_table,
    reagents_table,
)
from flotation_ui.report.shift_tables import (
    PERCENT,
    balance_table,
    missing_table,
    recovery_table,
    share,
    shifts_table,
    streams_table,
    suspects_table,
)
from flotation_ui.report.shift_words import TITLES, period_words, plant_label, stream_label


def shift_document(report: ShiftReport, language: str) -> Document:
    """Everything that a report of some shifts says, in one language.

    Parameters
    ----------
    report : flotation.shift_report.ShiftReport
    language : {"en", "zh"}
    """
    say = Language(code=language)
    tables: list[Table | Chart | None] = [
        recovery_table(report, say),
        balance_table(report, say),
        recovery_chart(report, say),
        cost_chart(report, say),
        streams_table(report, say),
        missing_table(report, say),
        suspects_table(report, say),
        reagents_table(report, say),
        energy_table(report, say),
        other_table(report, say),
        cost_table(report, say),
        advice_table(report, say),
        moves_table(report, say),
        trend_chart(report, say),
        shifts_table(report, say),
    ]
    return Document(
        language=language,
        title=say(TITLES[report.period.kind], plant=plant_label(report.plant, say)),
        lead=tuple(_lead(report, say)),
        warnings=tuple(_warnings(report, say)),
        cards=tuple(_cards(report, say)),
        parts=tuple(part for part in tables if part is not None),
    )


def _lead(report: ShiftReport, say: Language) -> list[str]:
    ran = say.several("{count} shift running", "{count} shifts running", report.running)
    stopped = say("{count} stopped", count=report.stopped)
    facts = [period_words(report.plant, report.period, say), ran, stopped]
    if report.ore:
        facts.append(say("ore: {names}", names=", ".join(report.ore)))
    lines = ["; ".join(facts) if say.code == "en" else "；".join(facts)]
    if not report.missing:
        lines.append(say("Every weight and assay that this plant takes is there."))
    if not report.advice:
        lines.append(say("No advice was given for this time."))
    return lines


def _warnings(report: ShiftReport, say: Language) -> list[str]:
    lines = []
    if report.no_balance == "unweighed":
        lines.append(say("There is no balance: the feed was not weighed."))
    if report.no_balance == "untold":
        lines.append(
            say("There is no balance: what was measured does not tell how the feed is divided.")
        )
    told = 0 if report.balance is None else report.balance.period.shifts
    if report.balance is not None and told < report.running:
        lines.append(
            say(
                "The balance is that of {told} of {running} running shifts; the others lack a "
                "measurement that it needs.",
                told=told,
                running=report.running,
            )
        )
    if report.missing:
        values = sum(len(gap.times) for gap in report.missing)
        lines.append(
            say.several(
                "{count} weight or assay is missing or in doubt; it is listed below.",
                "{count} weights and assays are missing or in doubt; they are listed below.",
                values,
            )
        )
    return lines


def _cards(report: ShiftReport, say: Language) -> list[Card]:
    spent, per_tonne = report.consumption.cost, say("CNY/t")
    rate = report.feed / (report.plant.shift_hours * max(report.running - report.unweighed, 1))
    rate_words = Number(value=rate, decimals=1).shown
    cards = [
        Card(
            title=say("Dry feed"),
            unit="t",
            value=Number(value=report.feed, decimals=1),
            note=say("{rate} t/h while running", rate=rate_words),
        )
    ]
    for found in report.recoveries:
        note = say(
            "theoretical {theory}, actual {actual}",
            theory=share(found.theoretical).shown,
            actual=share(found.actual).shown,
        )
        title = say("{component} recovery ε", component=found.component)
        cards.append(Card(title=title, unit="%", value=share(found.balanced), note=note))
    money = (
        (say("Reagents"), spent.reagents, per_tonne, ""),
        (say("Energy"), spent.energy_kwh_t, "kWh/t", _money(spent.energy, say)),
        (say("Cost"), spent.total, per_tonne, say("reagents, energy, CO2 and water")),
        (say("Margin"), report.margin, per_tonne, say("worth {value}", value=_shown(report.value))),
    )
    return cards + [
        Card(title=title, unit=unit, value=Number(value=value, decimals=2), note=note)
        for title, value, unit, note in money
    ]


def _shown(value: float) -> str:
    return Number(value=value, decimals=2).shown


def _money(value: float, say: Language) -> str:
    return f"{_shown(value)} {say('CNY/t')}"


def recovery_chart(report: ShiftReport, say: Language) -> Chart:
    """Recovery three ways, product by product."""
    ways = (
        (say("theoretical"), "theoretical"),
        (say("actual"), "actual"),
        (say("balanced"), "balanced"),
    )
    return Chart(
        id="recovery_chart",
        kind="bars",
        title=say("Recovery, %"),
        across="",
        up=say("recovery ε, %"),
        categories=tuple(
            f"{r.component} · {stream_label(report.plant, r.stream, say)}"
            for r in report.recoveries
        ),
        series=tuple(
            Series(
                name=name,
                values=tuple(PERCENT * getattr(found, way) for found in report.recoveries),
            )
            for name, way in ways
        ),
    )


def cost_chart(report: ShiftReport, say: Language) -> Chart | None:
    """What costs most per tonne; None where nothing is known to cost."""
    rows = costliest(report, say)
    if not rows:
        return None
    return Chart(
        id="cost_chart",
        kind="ranks",
        title=say("What a tonne of ore costs"),
        across=say("CNY/t"),
        up="",
        categories=tuple(name for name, _ in rows),
        series=(Series(name=say("cost"), values=tuple(value for _, value in rows)),),
        decimals=2,
    )


def trend_chart(report: ShiftReport, say: Language) -> Chart | None:
    """Recovery shift by shift; None where there is only one."""
    if report.running < 2:
        return None
    return Chart(
        id="trend_chart",
        kind="lines",
        title=say("Recovery by shift, %"),
        across=say("start"),
        up=say("recovery ε, %"),
        categories=tuple(f"{line.start:%m-%d %H:%M}" for line in report.shifts),
        series=tuple(
            Series(
                name=found.component,
                values=tuple(PERCENT * line.recovery[found.component] for line in report.shifts),
            )
            for found in report.recoveries
        ),
    )
