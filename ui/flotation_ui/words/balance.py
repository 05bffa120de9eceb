"""A balance as text and as JSON: a table a component, each closing to 100 %."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from flotation.period_balance import PeriodBalance
from flotation.product_balance import TOGETHER, ProductBalance, component_table
from flotation.survey_reconciliation import SurveyReconciliation
from flotation_ui.screen import aligned, visible, wrapped
from flotation_ui.words.reconcile import each_line, stream_label

DIGITS = 7
UNLIKELY = 0.05  # chance of a worse misfit below which assays contradict each other
HEADER = ("yield γ, %", "grade β, %", "recovery ε, %", "enrichment", "efficiency, %")


def grades_text(balance: ProductBalance, chance: float, minerals: Mapping[str, float]) -> str:
    """The balance of one separation, and whether its assays agree."""
    parts = [_tables(balance, minerals, lambda name: name), _pure(minerals)]
    if np.isfinite(chance):
        agree = "agree" if chance >= UNLIKELY else "contradict each other"
        parts.append(
            wrapped(
                f"The assays {agree} (chance of a worse misfit: {chance:.2g}); the grades shown "
                "are those adjusted to one balance."
            )
        )
    return "\n\n".join(part for part in parts if part)


def grades_json(
    balance: ProductBalance, chance: float, minerals: Mapping[str, float]
) -> dict[str, Any]:
    """The balance of one separation for machines, in per cent."""
    return {
        "chance_of_a_worse_misfit": _number(chance),
        "components": _components(balance, minerals),
    }


def period_text(found: SurveyReconciliation, period: PeriodBalance) -> str:
    """The balance of a period, and what it is made of."""
    first, last = found.times.iloc[0], found.times.iloc[-1]
    weighed = (
        f"{period.tonnes:,.0f} t of dry feed"
        if period.tonnes is not None
        else "no tonnages measured, every shift counts the same"
    )
    lines = [
        f"{period.shifts} shifts from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}, {weighed}; "
        f"reconciled one by one, then summed"
    ]
    if period.left_out:
        lines.append(
            f"{period.left_out} more shifts lack a measurement that the table needs and are left "
            "out; flotation reconcile says which"
        )
    if period.not_followed:
        lines.append(f"too little assayed to follow: {visible(', '.join(period.not_followed))}")
    lines.append(
        "± one sd, of independent assay errors; an error that all shifts share is not in it"
    )
    head = "\n".join(wrapped(line, indent="    ") for line in lines)
    return f"{head}\n\n{_tables(period.balance, _minerals(found), _labels(found))}"


def period_json(found: SurveyReconciliation, period: PeriodBalance) -> dict[str, Any]:
    """The balance of a period for machines, in per cent."""
    return {
        "plant": found.plant.name,
        "first_shift": f"{found.times.iloc[0]:%Y-%m-%d %H:%M}",
        "last_shift": f"{found.times.iloc[-1]:%Y-%m-%d %H:%M}",
        "shifts": period.shifts,
        "left_out": period.left_out,
        "stopped": found.stopped,
        "dry_feed_t": None if period.tonnes is None else _number(period.tonnes),
        "not_followed": list(period.not_followed),
        "components": _components(period.balance, _minerals(found)),
    }


def _minerals(found: SurveyReconciliation) -> dict[str, float]:
    return {c.name: c.mineral_grade_pct / 100.0 for c in found.plant.component}


def _labels(found: SurveyReconciliation) -> Callable[[str], str]:
    """People's names of streams; several that are not told apart go by their number."""

    def label(names: str) -> str:
        single = names.split(TOGETHER)
        if len(single) > 1:
            return f"the other {len(single)} together"
        return stream_label(found.plant, names)

    return label


def _tables(
    balance: ProductBalance, minerals: Mapping[str, float], label: Callable[[str], str]
) -> str:
    """One table a component."""
    tables = []
    for component in balance.components:
        table = _with_efficiency(balance, component, minerals)
        rows = [
            [
                label(line.product),
                with_sd(line.pull, line.pull_sd),
                with_sd(line.grade, line.grade_sd),
                with_sd(line.recovery, line.recovery_sd),
                with_sd(line.enrichment, line.enrichment_sd),
                with_sd(line.efficiency if line.enrichment > 1.0 else np.nan, line.efficiency_sd),
            ]
            for line in each_line(table)
        ]
        tables.append(aligned([component, *HEADER], rows))
    return "\n\n".join(tables)


def _with_efficiency(
    balance: ProductBalance, component: str, minerals: Mapping[str, float]
) -> pd.DataFrame:
    """A component's table in per cent, with the separation efficiency."""
    mineral = minerals.get(component, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        table = component_table(balance, component, mineral)
    feed = table["product"] == balance.feed
    table.loc[feed | (table["grade"] > mineral), ["efficiency", "efficiency_sd"]] = np.nan
    table.loc[feed, ["pull_sd", "recovery_sd", "enrichment", "enrichment_sd"]] = np.nan
    ratios = ("product", "enrichment", "enrichment_sd")
    table[[name for name in table.columns if name not in ratios]] *= 100.0
    return table


def _components(balance: ProductBalance, minerals: Mapping[str, float]) -> list[dict[str, Any]]:
    """One entry a component, with a line a product."""
    names = {
        "pull": "yield_pct",
        "pull_sd": "yield_sd_pct",
        "grade": "grade_pct",
        "grade_sd": "grade_sd_pct",
        "recovery": "recovery_pct",
        "recovery_sd": "recovery_sd_pct",
        "efficiency": "separation_efficiency_pct",
        "efficiency_sd": "separation_efficiency_sd_pct",
    }
    entries = []
    for component in balance.components:
        table = _with_efficiency(balance, component, minerals).rename(columns=names)
        lines = [
            {k: v if isinstance(v, str) else _number(v) for k, v in line.items()}
            for line in table.to_dict("records")
        ]
        *products, feed = lines
        pure = minerals.get(component)
        entries.append(
            {
                "component": component,
                "feed_grade_pct": feed["grade_pct"],
                "feed_grade_sd_pct": feed["grade_sd_pct"],
                "mineral_grade_pct": None if pure is None else _number(100.0 * pure),
                "products": products,
            }
        )
    return entries


def _pure(minerals: Mapping[str, float]) -> str:
    """What the separation efficiency was reckoned with."""
    if not minerals:
        return ""
    pure = ", ".join(f"{visible(c)} {100.0 * grade:.1f} %" for c, grade in minerals.items())
    return f"separation efficiency with pure minerals of {pure}"


def with_sd(value: float, sd: float) -> str:
    """A number with its error, both to the second digit of the error; a dash for no number.

    Examples
    --------
    >>> with_sd(12.9669, 0.3978), with_sd(0.05304, 0.0000012), with_sd(91.8738, float("nan"))
    ('12.97 ± 0.40', '0.0530400 ± 0.0000012', '91.87')
    """
    if not np.isfinite(value):
        return "-"
    if not (np.isfinite(sd) and sd > 0.0):
        return f"{value:.4g}"
    decimals = max(0, 1 - math.floor(math.log10(sd)))
    return f"{value:.{decimals}f} ± {sd:.{decimals}f}"


def _number(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
