"""The tables of a shift report that money is in: reagents, energy, cost; and what was advised."""

import math
from itertools import chain

import numpy as np

from flotation.shift_consumption import LeverUse
from flotation.shift_report import ShiftReport
from flotation_ui.language import Language
from flotation_ui.naming import named
from flotation_ui.report.document import Cell, Column, Number, Table
from flotation_ui.report.shift_words import MINUTES
from flotation_ui.units_shown import percent, setting_decimals, unit_shown
from flotation_ui.words.decisions import DECISIONS, REASONS


def use_label(report: ShiftReport, use: LeverUse, say: Language) -> str:
    """What used it: the lever's label, or the plant's own base."""
    if use.lever is not None:
        return say.label(report.plant.columns[use.lever])
    return say("fresh water") if use.item == "water" else say("all else (base load)")


def reagents_table(report: ShiftReport, say: Language) -> Table:
    """Reagents per tonne, in all, and what they cost."""
    uses = [use for use in report.consumption.uses if use.unit == "g/t"]
    rows = [_row(report, use, 1, 1, say) for use in uses]
    return Table(
        id="reagents",
        title=say("Reagents"),
        short=say("Reagents"),
        columns=(*_setting_columns(say), *_amounts("g/t", "kg", say)),
        rows=(*rows, _total(report.consumption.cost.reagents, say)),
        strong=(len(rows),),
    )


def energy_table(report: ShiftReport, say: Language) -> Table:
    """Energy per tonne, in all, and what it costs."""
    uses = [use for use in report.consumption.uses if use.unit == "kWh/t"]
    rows = [_row(report, use, 2, 0, say) for use in uses]
    spent = report.consumption.cost
    total = _total(spent.energy, say, Number(value=spent.energy_kwh_t, decimals=2))
    return Table(
        id="energy",
        title=say("Power and heat"),
        short=say("Energy"),
        columns=(*_setting_columns(say), *_amounts("kWh/t", "kWh", say)),
        rows=(*rows, total),
        strong=(len(rows),),
    )


def other_table(report: ShiftReport, say: Language) -> Table | None:
    """Set-points that use nothing that is paid for; None where there are none."""
    uses = [use for use in report.consumption.uses if use.unit == ""]
    if not uses:
        return None
    return Table(
        id="other",
        title=say("Other set-points"),
        short=say("Other set-points"),
        columns=_setting_columns(say),
        rows=tuple(_row(report, use, 0, 0, say)[:3] for use in uses),
    )


def _setting_columns(say: Language) -> tuple[Column, ...]:
    return (
        Column(title=say("lever"), words=True),
        Column(title=say("mean set-point")),
        Column(title=say("unit"), words=True),
    )


def _amounts(per_tonne: str, total: str, say: Language) -> tuple[Column, ...]:
    return (
        Column(title=say("per tonne"), unit=per_tonne),
        Column(title=say("in all"), unit=total),
        Column(title=say("cost"), unit=say("CNY/t")),
    )


def _row(
    report: ShiftReport, use: LeverUse, decimals: int, total_decimals: int, say: Language
) -> tuple[Cell, ...]:
    present: tuple[Cell, Cell] = ("", "")
    if use.lever is not None:
        lever = report.plant.levers[use.lever]
        digits = setting_decimals(lever.high - lever.low)
        unit = unit_shown(report.plant.columns[use.lever].unit)
        present = Number(value=use.setting, decimals=digits), unit
    return (
        use_label(report, use, say),
        *present,
        Number(value=use.per_tonne, decimals=decimals),
        Number(value=use.total, decimals=total_decimals),
        Number(value=use.cost, decimals=3),
    )


def _total(spent: float, say: Language, per_tonne: Cell = "") -> tuple[Cell, ...]:
    return (say("total"), "", "", per_tonne, "", Number(value=spent, decimals=3))


def cost_table(report: ShiftReport, say: Language) -> Table:
    """Cost by parts, worth and margin, per tonne and in all."""
    spent = report.consumption.cost
    lines = [
        (say("reagents"), spent.reagents),
        (say("energy"), spent.energy),
        (say("CO2"), spent.co2),
        (say("water"), spent.water),
        (say("total cost"), spent.total),
        (say("worth of what was recovered"), report.value),
        (say("margin"), report.margin),
    ]
    rows = [
        (name, Number(value=value, decimals=2), Number(value=value * report.feed, decimals=0))
        for name, value in lines
    ]
    return Table(
        id="cost",
        title=say("Cost and margin"),
        short=say("Cost"),
        columns=(
            Column(title=say("part"), words=True),
            Column(title=say("per tonne of ore"), unit=say("CNY/t")),
            Column(title=say("total"), unit=say("CNY")),
        ),
        rows=tuple(rows),
        strong=(4, 6),
        note=say("At the prices of the plant file and its tariffs; metals as in plans."),
    )


def advice_table(report: ShiftReport, say: Language) -> Table | None:
    """What was advised and what was decided; None where nothing was."""
    if not report.advice:
        return None
    rows = []
    for given in report.advice:
        code = say(REASONS[given.reason_code]) if given.reason_code in REASONS else ""
        colon = "：" if say.code == "zh" else ": "
        promised = [f"{c} {percent(value)} %" for c, value in given.recovery.items()]
        rows.append(
            (
                f"{given.shift:{MINUTES}}",
                given.asked,
                ", ".join(promised),
                say(DECISIONS[given.decision]) if given.decision else say("not decided"),
                colon.join(part for part in (code, given.reason) if part),
                given.by,
            )
        )
    return Table(
        id="advice",
        title=say("Advice and decisions"),
        short=say("Advice"),
        columns=(
            Column(title=say("shift"), words=True),
            Column(title=say("asked"), words=True),
            Column(title=say("recovery promised"), words=True),
            Column(title=say("decision"), words=True),
            Column(title=say("reason"), words=True),
            Column(title=say("decided by"), words=True),
        ),
        rows=tuple(rows),
    )


def moves_table(report: ShiftReport, say: Language) -> Table | None:
    """Each set-point that advice would move; None where there is none."""
    rows: list[tuple[Cell, ...]] = []
    pairs = chain.from_iterable([(given, move) for move in given.moves] for given in report.advice)
    for given, move in pairs:
        known = report.plant.levers.get(move.lever)
        digits = setting_decimals(known.high - known.low) if known else 2
        column = report.plant.columns.get(move.lever)
        chosen = math.nan if move.decided is None else move.decided
        rows.append(
            (
                f"{given.shift:{MINUTES}}",
                named(report.plant, move.lever, say.code),
                *(
                    Number(value=value, decimals=digits)
                    for value in (move.present, move.proposed, chosen)
                ),
                unit_shown(column.unit) if column else "",
            )
        )
    if not rows:
        return None
    return Table(
        id="moves",
        title=say("Set-points advised and chosen"),
        short=say("Set-points"),
        columns=(
            Column(title=say("shift"), words=True),
            Column(title=say("lever"), words=True),
            Column(title=say("before")),
            Column(title=say("advised")),
            Column(title=say("chosen")),
            Column(title=say("unit"), words=True),
        ),
        rows=tuple(rows),
    )


def costliest(report: ShiftReport, say: Language, most: int = 10) -> list[tuple[str, float]]:
    """What costs most per tonne, largest first. [CNY/t]."""
    known = [use for use in report.consumption.uses if np.isfinite(use.cost) and use.cost > 0.0]
    known.sort(key=lambda use: -use.cost)
    return [(use_label(report, use, say), use.cost) for use in known[:most]]
