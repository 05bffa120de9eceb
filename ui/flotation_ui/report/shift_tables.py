"""The tables of a shift report: recoveries, balance, measurements, and shift by shift."""

from collections import Counter
from datetime import datetime

import numpy as np

from flotation.shift_report import ShiftReport
from flotation.shift_streams import StreamFigures
from flotation_ui.language import Language
from flotation_ui.report.document import Cell, Column, Number, Table
from flotation_ui.report.shift_words import (
    MINUTES,
    listed,
    quantity_label,
    shift_words,
    stream_label,
    streams_label,
)

PERCENT = 100.0


def grade(value: float) -> Number:
    """A grade in per cent, with the decimals that its size calls for.

    Examples
    --------
    >>> grade(0.6826).shown, grade(0.00414).shown, grade(0.000118).shown
    ('68.26', '0.414', '0.0118')
    """
    percent = PERCENT * value
    known = np.isfinite(percent) and percent > 0.0
    decimals = 2 if not known or percent >= 1.0 else 3 if percent >= 0.1 else 4
    return Number(value=percent, decimals=decimals)


def share(value: float, decimals: int = 2, signed: bool = False) -> Number:
    """A fraction as a number of per cent."""
    return Number(value=PERCENT * value, decimals=decimals, signed=signed)


def tonnes(value: float) -> Number:
    """A mass in tonnes."""
    return Number(value=value, decimals=1 if not np.isfinite(value) or value >= 100.0 else 3)


def recovery_table(report: ShiftReport, say: Language) -> Table:
    """Recovery from assays, from weights, and balanced."""
    rows = [
        (
            found.component,
            stream_label(report.plant, found.stream, say),
            share(found.theoretical),
            share(found.actual),
            share(found.theoretical - found.actual, signed=True),
            share(found.balanced),
            share(found.balanced_sd),
        )
        for found in report.recoveries
    ]
    return Table(
        id="recovery",
        title=say("Recovery from assays and from weights"),
        short=say("Recovery"),
        columns=(
            Column(title=say("component"), words=True),
            Column(title=say("product"), words=True),
            Column(title=say("theoretical ε"), unit="%"),
            Column(title=say("actual ε"), unit="%"),
            Column(title=say("difference"), unit="%"),
            Column(title=say("balanced ε"), unit="%"),
            Column(title=say("± sd"), unit="%"),
        ),
        rows=tuple(rows),
        note=_recovery_note(report, say),
    )


def _recovery_note(report: ShiftReport, say: Language) -> str:
    note = say(
        "Theoretical: by balance from assays alone. Actual: metal weighed in the product over that "
        "weighed in the feed. Balanced: both together, each as far as its errors allow. The "
        "difference is theoretical less actual."
    )
    counts = [
        say(
            "{component}: theoretical of {theory} and actual of {actual} shifts.",
            component=found.component,
            theory=found.theoretical_shifts,
            actual=found.actual_shifts,
        )
        for found in report.recoveries
        if min(found.theoretical_shifts, found.actual_shifts) < report.running
    ]
    return " ".join([note, *counts])


def balance_table(report: ShiftReport, say: Language) -> Table | None:
    """Mass, yield, grade, metal and recovery of every product; None where nothing is balanced."""
    if report.balance is None or not report.balance.lines:
        return None
    rows = [
        (
            line.component,
            streams_label(report.plant, line.streams, say),
            tonnes(line.tonnes),
            share(line.pull, 3),
            grade(line.grade),
            tonnes(line.metal),
            share(line.recovery),
            share(line.recovery_sd if line.recovery_sd else np.nan),
        )
        for line in report.balance.lines
    ]
    feeds = [
        i for i, x in enumerate(report.balance.lines) if x.streams == (report.plant.fresh_feed,)
    ]
    return Table(
        id="balance",
        title=say("Metal balance"),
        short=say("Balance"),
        columns=(
            Column(title=say("component"), words=True),
            Column(title=say("product"), words=True),
            Column(title=say("dry mass"), unit="t"),
            Column(title=say("yield γ"), unit="%"),
            Column(title=say("grade β"), unit="%"),
            Column(title=say("metal"), unit="t"),
            Column(title=say("recovery ε"), unit="%"),
            Column(title=say("± sd"), unit="%"),
        ),
        rows=tuple(rows),
        strong=tuple(feeds),
        note=say("Reconciled shift by shift, then summed; it closes in mass and in metal."),
    )


def streams_table(report: ShiftReport, say: Language) -> Table:
    """Every stream as weighed and assayed."""
    components = [c.name for c in report.plant.component]
    assayed = [c for c in components if any(c in s.grade for s in report.streams)]
    several = report.running > 1
    columns = [Column(title=say("stream"), words=True), Column(title=say("weighed, dry"), unit="t")]
    if several:
        columns.append(Column(title=say("shifts weighed")))
    columns += [Column(title=c, unit="%") for c in assayed]
    return Table(
        id="streams",
        title=say("As weighed and assayed"),
        short=say("Measured"),
        columns=tuple(columns),
        rows=tuple(_stream_row(report, s, assayed, several, say) for s in report.streams),
        note=say("— was not measured, or is in doubt; blank is not sampled in this plant."),
    )


def _stream_row(
    report: ShiftReport, figures: StreamFigures, assayed: list[str], several: bool, say: Language
) -> tuple[Cell, ...]:
    weighed = report.plant.streams[figures.stream].solids is not None
    row: list[Cell] = [
        stream_label(report.plant, figures.stream, say),
        tonnes(figures.tonnes) if weighed else "",
    ]
    if several:
        row.append(Number(value=figures.weighed, decimals=0) if weighed else "")
    return (*row, *(grade(figures.grade[c]) if c in figures.grade else "" for c in assayed))


def missing_table(report: ShiftReport, say: Language) -> Table | None:
    """What was not measured and what is in doubt, by stream and shift; None where nothing is."""
    whole = _without_anything(report)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for gap in report.missing:
        for times, why in (
            ([t for t in gap.times if t not in gap.doubted], say("not measured")),
            (gap.doubted, say("in doubt, taken as not measured")),
        ):
            named = listed([t for t in times if t not in whole])
            if named:
                stream = stream_label(report.plant, gap.stream, say)
                groups.setdefault((stream, named, why), []).append(
                    quantity_label(gap.quantity, say)
                )
    rows = [(stream, ", ".join(what), when, why) for (stream, when, why), what in groups.items()]
    if whole:
        why = say("not measured, or in doubt")
        rows.insert(0, (say("all streams"), say("everything"), listed(whole), why))
    if not rows:
        return None
    return Table(
        id="missing",
        title=say("What is missing"),
        short=say("Missing"),
        columns=tuple(
            Column(title=name, words=True)
            for name in (say("stream"), say("quantity"), say("shifts"), say("why"))
        ),
        rows=tuple(rows),
    )


def _without_anything(report: ShiftReport) -> list[datetime]:
    """Shifts of which nothing at all was measured."""
    planned = sum(len(s.assays) + (s.solids is not None) for s in report.plant.stream)
    counts = Counter(time for gap in report.missing for time in gap.times)
    return sorted(time for time, count in counts.items() if count == planned)


def suspects_table(report: ShiftReport, say: Language) -> Table | None:
    """Measurements that the balances contradict; None where there are none."""
    if report.balance is None or not report.balance.suspects:
        return None
    rows = []
    for found in report.balance.suspects:
        weight = found.quantity == "solids"
        both = [
            Number(value=value, decimals=2) if weight else grade(value)
            for value in (found.measured, found.without)
        ]
        alone = say("yes") if found.alone else say("others may be at fault as well")
        rows.append(
            (
                f"{found.time:{MINUTES}}",
                stream_label(report.plant, found.stream, say),
                quantity_label(found.quantity, say),
                *both,
                "t/h" if weight else "%",
                alone,
            )
        )
    return Table(
        id="suspects",
        title=say("Measurements that the balance contradicts"),
        short=say("Contradicted"),
        columns=(
            Column(title=say("shift"), words=True),
            Column(title=say("stream"), words=True),
            Column(title=say("quantity"), words=True),
            Column(title=say("measured")),
            Column(title=say("by the others")),
            Column(title=say("unit"), words=True),
            Column(title=say("this one alone"), words=True),
        ),
        rows=tuple(rows),
        note=say("They are left in every figure; check the scale, the sample or the assay."),
    )


def shifts_table(report: ShiftReport, say: Language) -> Table | None:
    """Shift by shift; None where there is only one."""
    if report.running < 2:
        return None
    names = [found.component for found in report.recoveries]
    rows: list[tuple[Cell, ...]] = [
        (
            f"{line.start:%m-%d %H:%M}",
            shift_words(line.start, report.plant.shift_hours, say),
            tonnes(line.feed),
            *(grade(line.feed_grade[c]) for c in names),
            *(grade(line.grade[c]) for c in names),
            *(share(line.recovery[c]) for c in names),
            Number(value=line.reagents, decimals=2),
            Number(value=line.energy, decimals=2),
        )
        for line in report.shifts
    ]
    return Table(
        id="shifts",
        title=say("Shift by shift"),
        short=say("Shifts"),
        columns=(
            Column(title=say("start"), words=True),
            Column(title=say("shift"), words=True),
            Column(title=say("feed"), unit="t"),
            *(Column(title=f"α {c}", unit="%") for c in names),
            *(Column(title=f"β {c}", unit="%") for c in names),
            *(Column(title=f"ε {c}", unit="%") for c in names),
            Column(title=say("reagents"), unit=say("CNY/t")),
            Column(title=say("energy"), unit="kWh/t"),
        ),
        rows=tuple(rows),
        note=say("α grade of the feed, β of the product, as assayed; ε recovery, balanced."),
    )
