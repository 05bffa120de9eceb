"""The report of some shifts as text, and its figures as JSON."""

import math
from dataclasses import asdict
from typing import Any

from flotation.economics import Cost
from flotation.flowsheet import SOLIDS
from flotation.shift_balance import Suspect
from flotation.shift_report import ShiftReport
from flotation_ui.report.document import Document, Table, inert, shown
from flotation_ui.screen import aligned, wrapped
from flotation_ui.units_shown import with_unit

PERCENT = 100.0
FRACTIONS = (
    *("grade", "pull", "recovery", "theoretical", "actual", "balanced", "feed_grade"),
    *("grade_sd", "pull_sd", "recovery_sd", "balanced_sd"),
)
VALUES = ("measured", "without")
DIGITS = 7


def document_text(document: Document) -> str:
    """A document as a terminal shows it: its tables, without its charts."""
    head = [inert(document.title), *map(inert, document.lead)]
    head += [f"! {inert(line)}" for line in document.warnings]
    cards = [
        [inert(with_unit(c.title, c.unit)), c.value.shown, inert(c.note)] for c in document.cards
    ]
    parts = ["\n".join(wrapped(line, indent="    ") for line in head)]
    if cards:
        parts.append(aligned(["", "", ""], cards, left=(0, 2)).strip("\n"))
    return "\n\n".join([*parts, *map(_table_text, document.tables)])


def _table_text(table: Table) -> str:
    rows = [[shown(cell) for cell in row] for row in table.rows]
    header = [inert(column.header) for column in table.columns]
    words = [i for i, column in enumerate(table.columns) if column.words]
    lines = [inert(table.title), aligned(header, rows, left=words)]
    if table.note:
        lines.append(wrapped(inert(table.note), indent="    "))
    return "\n".join(lines)


def shift_json(report: ShiftReport) -> dict[str, Any]:
    """The figures of a report for machines: fractions in per cent, what is not known null."""
    balance = report.balance
    return {
        "plant": report.plant.name,
        "period": _plain(asdict(report.period)),
        "running": report.running,
        "stopped": report.stopped,
        "unweighed": report.unweighed,
        "ore": list(report.ore),
        "feed_t": _plain(report.feed),
        "streams": [_plain(asdict(stream)) for stream in report.streams],
        "no_balance": report.no_balance,
        "balance": [_plain(asdict(line)) for line in (balance.lines if balance else ())],
        "suspects": [_suspect(one) for one in (balance.suspects if balance else ())],
        "recoveries": [_plain(asdict(found)) for found in report.recoveries],
        "consumption": [_plain(asdict(use)) for use in report.consumption.uses],
        "cost_cny_t": _cost(report.consumption.cost),
        "value_cny_t": _plain(report.value),
        "margin_cny_t": _plain(report.margin),
        "shifts": [_plain(asdict(line)) for line in report.shifts],
        "missing": [_plain(asdict(gap)) for gap in report.missing],
        "advice": [_plain(asdict(given)) for given in report.advice],
    }


def _suspect(found: Suspect) -> dict[str, Any]:
    """A measurement that is contradicted, in t/h or in per cent."""
    weight = found.quantity == SOLIDS
    told = {name: value for name, value in asdict(found).items() if name not in VALUES}
    values = {name: _plain(getattr(found, name), 1.0 if weight else PERCENT) for name in VALUES}
    return {**_plain(told), **values, "unit": "t/h" if weight else "%"}


def _cost(cost: Cost) -> dict[str, Any]:
    return {**_plain(asdict(cost)), "total": _plain(cost.total)}


def _plain(value: Any, scale: float = 1.0) -> Any:
    """A value as JSON has it; fractions by their names in per cent, and named so."""
    if isinstance(value, dict):
        return {
            f"{name}_pct" if name in FRACTIONS else name: _plain(
                inner, PERCENT if name in FRACTIONS else scale
            )
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(inner, scale) for inner in value]
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat(timespec="minutes")
    return float(f"{scale * float(value):.{DIGITS}g}") if math.isfinite(value) else None
