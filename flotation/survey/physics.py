"""What assays must obey: minerals, the order of three grades, the two-product formula."""

import numpy as np

from flotation.survey.report import Message, first_lines
from flotation.units import WO3_PER_W, canonical_unit, conversion

_UNDECLARED_SD = 0.05
_ERRORS = 3.0
_UPGRADED = 2.0
_DEPLETED = 0.8
_CLOSURE_ERRORS = 6.0
_POINTS = 3.0
_ENOUGH = 20


def balance_findings(table, columns, checks, running):
    """What is impossible or unlikely in the assays.

    Parameters
    ----------
    table : pandas.DataFrame
        In time order, indexed by file line.
    columns : sequence of Column
    checks : sequence of BalanceCheck
    running : ndarray of bool

    Yields
    ------
    message : Message
    names : tuple of str
        Columns that are doubtful at the message's lines.
    """
    known = {column.name: column for column in columns}
    said = set()
    for check in checks:
        concentrate = known.get(check.concentrate)
        if concentrate is not None and check.mineral_grade and concentrate.name not in said:
            said.add(concentrate.name)
            yield from _above_mineral(table, concentrate, check)
        trio = [known.get(name) for name in (check.feed, check.concentrate, check.tails)]
        if all(column is not None for column in trio):
            yield from _order_of_grades(table, check, trio, running)
            if check.recovery in known:
                yield from _closure(table, check, trio, known[check.recovery], running)


def _above_mineral(table, column, check):
    limit = conversion("%", column.unit, "grade")(check.mineral_grade)
    rows = np.flatnonzero(table[column.name].to_numpy() > limit)
    if len(rows):
        lines = _lines(table, rows)
        value = table[column.name].iloc[rows[0]]
        yield (
            Message(
                rule="mineral",
                column=column.name,
                lines=lines,
                value=f"{value:.6g}",
                message=f"{column.name} is {value:.6g} {column.unit}, more than the "
                f"{limit:g} {column.unit} of the pure mineral of {check.component} "
                f"({first_lines(lines)}); kept, but doubtful",
                remedy="check the assay and its unit",
                flags=True,
            ),
            (column.name,),
        )


def _order_of_grades(table, check, trio, running):
    """Tails below feed below concentrate, or the reverse for what the stage rejects."""
    feed, concentrate, tails = (table[c.name].to_numpy(dtype=float) for c in trio)
    complete = np.isfinite(feed) & np.isfinite(tails) & np.isfinite(concentrate) & running
    if not complete.any():
        return
    sd = [
        _sd(values, column) for values, column in zip((feed, concentrate, tails), trio, strict=True)
    ]
    upgraded = np.median(concentrate[complete]) >= np.median(feed[complete])
    sharp = np.median(concentrate[complete]) >= _UPGRADED * np.median(feed[complete]) and np.median(
        tails[complete]
    ) <= _DEPLETED * np.median(feed[complete])
    margin = 0.0 if sharp else _ERRORS
    sign = 1.0 if upgraded else -1.0
    pairs = ((2, 0, "tails", "feed"), (0, 1, "feed", "concentrate"))
    values = (feed, concentrate, tails)
    for a, b, low_name, high_name in pairs:
        excess = sign * (values[a] - values[b])
        rows = np.flatnonzero((excess >= margin * np.hypot(sd[a], sd[b])) & running)
        if len(rows):
            yield _order_message(
                table, check, (trio[a], trio[b]), rows, (low_name, high_name), upgraded
            )


def _order_message(table, check, columns, rows, names, upgraded):
    lines = _lines(table, rows)
    a, b = (table[c.name].iloc[rows[0]] for c in columns)
    relation = "at or above" if upgraded else "at or below"
    return (
        Message(
            rule="balance",
            column=columns[0].name,
            lines=lines,
            value=f"{a:.6g}",
            message=f"the {names[0]} grade of {check.component} is {relation} the {names[1]} "
            f"grade: {columns[0].name} {a:.6g}, {columns[1].name} {b:.6g} {columns[1].unit} "
            f"({first_lines(lines)}); kept, but doubtful",
            remedy="check whether samples were exchanged or an assay mistyped",
            flags=True,
        ),
        (columns[0].name, columns[1].name),
    )


def _sd(values, column):
    """Standard deviation of one assay, in the column's unit."""
    if not column.sd_relative and not column.sd_absolute:
        return _UNDECLARED_SD * np.abs(values)
    return np.hypot(column.sd_relative * values, column.sd_absolute)


def _two_products(feed, concentrate, tails):
    """Recovery from three grades, as a fraction."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return concentrate * (feed - tails) / (feed * (concentrate - tails))


def _closure(table, check, trio, recovery, running):
    """The recovery column held against the two-product formula."""
    grades = [table[c.name].to_numpy(dtype=float) for c in trio]
    if len({canonical_unit(c.unit) for c in trio}) > 1:
        return
    stated = conversion(recovery.unit, "fraction", "recovery")(table[recovery.name].to_numpy(float))
    expected = _two_products(*grades)
    error = np.hypot(
        _recovery_sd(grades, trio),
        conversion(recovery.unit, "fraction", "recovery")(
            _sd(table[recovery.name].to_numpy(float), recovery) if recovery.sd_relative else 0.0
        ),
    )
    used = np.isfinite(stated) & np.isfinite(expected) & np.isfinite(error) & running
    if not used.any():
        return
    gap = stated - expected
    offset = float(np.median(gap[used])) if used.sum() >= _ENOUGH else 0.0
    mean_error = float(np.median(error[used])) / np.sqrt(used.sum())
    if abs(offset) > max(_CLOSURE_ERRORS * mean_error, 0.01 * _POINTS):
        yield _offset_message(
            table, check, trio, recovery, np.flatnonzero(used), offset, grades, stated
        )
        return
    rows = np.flatnonzero(used & (np.abs(gap) > 0.01 * _POINTS) & (np.abs(gap) > _ERRORS * error))
    if len(rows):
        yield _closure_message(table, check, trio, recovery, rows, stated, expected)


def _recovery_sd(grades, trio):
    """First-order error of the two-product recovery, as a fraction."""
    total = 0.0
    base = _two_products(*grades)
    for i, column in enumerate(trio):
        moved = list(grades)
        sd = _sd(grades[i], column)
        moved[i] = grades[i] + sd
        with np.errstate(invalid="ignore", over="ignore"):
            total = total + (_two_products(*moved) - base) ** 2
    return np.sqrt(total)


def _closure_message(table, check, trio, recovery, rows, stated, expected):
    lines = _lines(table, rows)
    first = rows[0]
    return (
        Message(
            rule="balance",
            column=recovery.name,
            lines=lines,
            value=f"{table[recovery.name].iloc[first]:.6g}",
            message=f"{recovery.name} is {100 * stated[first]:.4g} % but the three grades of "
            f"{check.component} give {100 * expected[first]:.4g} % ({first_lines(lines)}); kept, "
            "but doubtful",
            remedy="check the three assays and the recovery",
            flags=True,
        ),
        (recovery.name, *(c.name for c in trio)),
    )


def _offset_message(table, check, trio, recovery, rows, offset, grades, stated):
    lines = _lines(table, rows)
    guess = _tungsten_suspect(check, trio, rows, grades, stated)
    return (
        Message(
            rule="balance",
            column=recovery.name,
            lines=lines,
            value=f"{100 * offset:.3g}",
            message=f"{recovery.name} lies {100 * offset:+.3g} points beside what the three grades "
            f"of {check.component} give, at the median of {len(rows)} rows{guess}; kept, but "
            "doubtful",
            remedy="check that all grades are of the same component, in the same unit",
            flags=True,
        ),
        (recovery.name, *(c.name for c in trio)),
    )


def _tungsten_suspect(check, trio, rows, grades, stated):
    """Which grade, read as W instead of WO3, would close the balance."""
    if check.component.casefold() != "wo3":
        return ""
    best, left = None, np.inf
    for i, column in enumerate(trio):
        tried = list(grades)
        tried[i] = grades[i] * WO3_PER_W
        remaining = abs(float(np.nanmedian((stated - _two_products(*tried))[rows])))
        if remaining < left:
            best, left = column, remaining
    if left > 0.005:
        return ""
    return f"; it closes if {best.name} is W and not WO3 (factor 0.793)"


def _lines(table, rows):
    return tuple(sorted(int(n) for n in table.index[rows]))
