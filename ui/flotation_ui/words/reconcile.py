"""A reconciled survey as text, as JSON and as CSV."""

from typing import Any

import numpy as np
import pandas as pd

from flotation.plant import Plant
from flotation.reconciliation_tables import (
    adjustment_table,
    component_that_fails,
    failing_shifts,
    recovery_table,
    suspect_table,
    value_table,
)
from flotation.redundancy import chance_of_misfit
from flotation.survey_reconciliation import SurveyReconciliation, missing_quantities
from flotation_ui.screen import aligned, visible, wrapped
from flotation_ui.units_shown import percent

SHOWN = 12  # lines of one table; --json has them all
DIGITS = 7


def reconcile_text(found: SurveyReconciliation) -> str:
    """Shifts, balance test, gaps, adjustments, suspects and recoveries."""
    parts = [_shifts(found), _closure(found), _gaps(found), _adjustments(found)]
    return "\n\n".join([*parts, _suspects(found), _recoveries(found)])


def stream_label(plant: Plant, name: str) -> str:
    """What people call a stream; its own name where the plant file has no label."""
    return visible(plant.streams[name].en) if name in plant.streams else name


def each_line(table: pd.DataFrame) -> list[Any]:
    """Lines of a table, with its columns as attributes."""
    return list(table.itertuples(index=False))


def _shifts(found: SurveyReconciliation) -> str:
    _, _, complete = missing_quantities(found)
    balanced = int(found.result.converged.sum())
    running = len(found.times)
    lines = [
        f"{running} shifts with the plant running ({found.stopped} stopped), {balanced} balanced, "
        f"{int(complete.sum())} of them completely"
    ]
    if balanced < running:
        lost = ", ".join(map(str, found.times.index[~found.result.converged][:5]))
        lines.append(
            f"{running - balanced} shifts have no balance: their measurements ask for a stream "
            f"without solids, as tails richer than the feed do; file lines {lost}"
        )
    if found.doubtful:
        lines.append(f"{found.doubtful} doubtful values were taken as not measured (see check)")
    return "\n".join(wrapped(line, indent="    ") for line in lines)


def _closure(found: SurveyReconciliation) -> str:
    tested, failing = failing_shifts(found)
    if not tested:
        return wrapped(
            "Nothing is measured twice over, so no balance can contradict a measurement; one more "
            "component assayed around a stage, or one more tonnage, would check the others",
            indent="    ",
        )
    level, culprit = found.level, component_that_fails(found)
    width = 3.0 * np.sqrt(level * (1.0 - level) * tested)
    lines = [
        f"Balances (chi-square): {failing} of {tested} shifts ({percent(failing / tested)} %) do "
        f"not close within the stated errors; {percent(level)} % would fail by chance. "
        + _verdict(failing - level * tested, width)
    ]
    if culprit is not None and found.closure is not None:
        without = found.closure.set_index("component")["failing"][culprit]
        lines.append(
            f"{visible(culprit)} is the component that does not close: without it "
            f"{percent(without)} % of the shifts fail. Check its assays and their sampling first"
        )
    text = "\n".join(wrapped(line, indent="    ") for line in lines)
    if found.closure is None or found.closure.empty:
        return text
    rows = [[c, percent(f), f"{x:.2f}"] for c, f, x in found.closure.itertuples(index=False)]
    return text + "\n" + aligned(["without", "failing, %", "median chi2"], rows)


def _verdict(excess: float, width: float) -> str:
    """What the share of failing shifts says about the stated errors."""
    if excess > width:
        return "That is more than chance: errors are larger than stated, or some are gross."
    if excess < -width:
        return "That is fewer than chance: errors are smaller than stated."
    return "The stated errors are borne out."


def _gaps(found: SurveyReconciliation) -> str:
    never, sometimes, _ = missing_quantities(found)
    lines = []
    if never:
        lines.append("Not determined in most shifts, for want of measurements:")
        lines += [
            "    " + wrapped(f"{stream_label(found.plant, stream)}: {', '.join(names)}")
            for stream, names in never.items()
        ]
    if not sometimes.empty:
        names = [
            f"{stream_label(found.plant, stream)} {quantity} in {shifts}"
            for stream, quantity, shifts in sometimes.itertuples(index=False)
        ]
        more = f" and {len(names) - SHOWN} more (--json)" if len(names) > SHOWN else ""
        words = ", ".join(names[:SHOWN]) + more
        lines.append(wrapped(f"Not determined in single shifts: {words}", indent="    "))
    return "\n".join(lines) or "Every flow and grade is determined in every shift."


def _adjustments(found: SurveyReconciliation) -> str:
    table = adjustment_table(found)
    if table.empty:
        return "No measurement is checked by others."
    rows = [
        [
            f"{stream_label(found.plant, line.stream)} {line.quantity}",
            str(line.shifts),
            f"{line.median:+.2f}",
            f"{line.worst:+.1f}",
            str(line.worst_line),
        ]
        for line in each_line(table.head(SHOWN))
    ]
    header = ["adjustment, standardised", "shifts", "median", "worst", "file line"]
    more = len(table) - len(rows)
    end = f"\nand {more} more measurements (--json)" if more > 0 else ""
    note = "above 0: the balances ask for more than was measured; true errors give medians near 0"
    return aligned(header, rows) + end + "\n" + note


def _suspects(found: SurveyReconciliation) -> str:
    table = suspect_table(found)
    rows_hit = found.suspects["row"].nunique()
    if table.empty:
        return "No measurement is suspected of a gross error."
    rows = [
        [
            f"{stream_label(found.plant, line.stream)} {line.quantity}",
            str(line.shifts),
            str(line.alone),
            f"{100.0 * line.error:+.0f} %" if np.isfinite(line.error) else "-",
            f"{line.error_sd:+.1f}",
            str(line.file_line),
        ]
        for line in each_line(table.head(SHOWN))
    ]
    header = ["suspected of a gross error", "shifts", "alone", "worst off by", "in sd", "file line"]
    more = len(table) - len(rows)
    end = f"\nand {more} more measurements (--json)" if more > 0 else ""
    shifts = len(found.times)
    searched = (
        f"{shifts} shifts"
        if found.window == 1
        else f"{-(-shifts // found.window)} windows of {found.window} shifts"
    )
    note = wrapped(
        f"in {rows_hit} of {searched}, where true measurements would give up to "
        f"{percent(found.level)} %; alone: no other measurement explains the misfit as well",
        indent="    ",
    )
    return aligned(header, rows) + end + "\n" + note


def _recoveries(found: SurveyReconciliation) -> str:
    table = recovery_table(found)
    if table.empty:
        return "The plant file names no product, so no recovery is listed."
    rows = [
        [
            f"{line.component} to {stream_label(found.plant, line.stream)}",
            str(line.shifts),
            *(
                percent(value, 2) if np.isfinite(value) else "-"
                for value in (line.median, line.sd, line.spread, line.present)
            ),
        ]
        for line in each_line(table)
    ]
    header = ["recovery, %", "shifts", "median", "sd of a shift", "between shifts", "present"]
    return aligned(header, rows) + "\npresent: median of the last 30 shifts that tell"


def reconcile_json(found: SurveyReconciliation) -> dict[str, Any]:
    """All of the text as numbers, and every shift and value; what is not known is None."""
    never, sometimes, complete = missing_quantities(found)
    tested, failing = failing_shifts(found)
    return {
        "plant": found.plant.name,
        "level": found.level,
        "window": found.window,
        "shifts": {
            "running": len(found.times),
            "stopped": found.stopped,
            "balanced": int(found.result.converged.sum()),
            "complete": int(complete.sum()),
        },
        "doubtful_values": found.doubtful,
        "not_determined": {stream: list(names) for stream, names in never.items()},
        "not_determined_in_single_shifts": _records(sometimes),
        "balance_test": {
            "tested": tested,
            "failing": failing,
            "component_that_does_not_close": component_that_fails(found),
            "without": [] if found.closure is None else _records(found.closure),
        },
        "adjustments": _records(adjustment_table(found)),
        "suspects": _records(suspect_table(found)),
        "recoveries": _records(recovery_table(found)),
        "rows": _rows(found),
        "values": _value_columns(found),
    }


def _rows(found: SurveyReconciliation) -> dict[str, Any]:
    """What is known of each shift as a whole, a number a shift."""
    return {
        found.plant.time_column: [f"{time:%Y-%m-%d %H:%M}" for time in found.times],
        "file_line": found.times.index.tolist(),
        "chi2": _numbers(found.result.chi2),
        "degrees": found.result.degrees.tolist(),
        "chance": _numbers(chance_of_misfit(found.result)),
    }


def values_csv(found: SurveyReconciliation) -> str:
    """Every quantity of every shift, a line each."""
    table = value_table(found)
    table[found.plant.time_column] = table[found.plant.time_column].dt.strftime("%Y-%m-%d %H:%M")
    return table.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")


def _value_columns(found: SurveyReconciliation) -> list[dict[str, Any]]:
    """One entry a stream and quantity, with a number a shift."""
    groups = value_table(found).groupby(["stream", "quantity"], sort=False)
    numbers = ("measured", "reconciled", "sd", "adjustment", "adjustment_sd")
    return [
        {
            "stream": stream,
            "quantity": quantity,
            "unit": str(group["unit"].iloc[0]),
            **{name: _numbers(group[name].to_numpy()) for name in numbers},
            "suspect_lines": group.loc[group["suspect"], "file_line"].tolist(),
        }
        for (stream, quantity), group in groups
    ]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Lines of a table with plain values."""
    columns = {
        str(name): _numbers(column.to_numpy()) if column.dtype.kind == "f" else column.tolist()
        for name, column in table.items()
    }
    return [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)]


def _numbers(values: np.ndarray) -> list[float | None]:
    """Numbers of a few digits; None where there is none."""
    return [float(f"{v:.{DIGITS}g}") if np.isfinite(v) else None for v in values]
