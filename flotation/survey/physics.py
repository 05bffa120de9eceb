"""What assays must obey: minerals, the order of three grades, metal in and metal out."""

from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError
from flotation.survey.report import Message, first_lines
from flotation.units import WO3_PER_W, conversion

_UNDECLARED_SD = 0.05
_ERRORS = 3.0
_UPGRADED = 2.0
_DEPLETED = 0.8
_CLOSURE_ERRORS = 6.0
_LEAST_GAP = 0.03
_ENOUGH = 20
_ASSAYS = "check whether samples were exchanged or an assay mistyped"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """A column's values in the unit that balances are made in, with their errors."""

    column: object
    values: np.ndarray
    sd: np.ndarray

    def shown(self, row):
        """A value as the survey has it, with its column."""
        back = conversion(_BALANCE_UNIT[self.column.kind], self.column.unit, self.column.kind)
        return f"{self.column.name} {back(self.values[row]):.6g} {self.column.unit}"


_BALANCE_UNIT = {"grade": "%", "recovery": "fraction", "share": "fraction", "tonnage": "t/h"}


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
        feed, concentrate, tails, recovery, solids, product = (
            _measured(table, known.get(name))
            for name in (
                *(check.feed, check.concentrate, check.tails, check.recovery),
                *(check.feed_solids, check.concentrate_solids),
            )
        )
        if concentrate and check.mineral_grade and concentrate.column.name not in said:
            said.add(concentrate.column.name)
            yield from _above_mineral(table, check, concentrate)
        if feed and concentrate and tails:
            trio = (feed, concentrate, tails)
            yield from _order_of_grades(table, check, trio, running)
            if recovery:
                yield from _closure(table, check, trio, recovery, running)
        if solids and product and (check.feed_solids, check.concentrate_solids) not in said:
            said.add((check.feed_solids, check.concentrate_solids))
            yield from _more_solids(table, solids, product, running)
        if feed and concentrate and solids and product:
            yield from _more_metal(table, check, (feed, solids), (concentrate, product), running)


def _measured(table, column):
    """A column in balance units, or None where it is absent or in none of them."""
    if column is None or column.name not in table:
        return None
    try:
        change = conversion(column.unit, _BALANCE_UNIT[column.kind], column.kind)
    except (KeyError, DataError):
        return None
    values = table[column.name].to_numpy(dtype=float)
    sd = np.hypot(column.sd_relative * values, column.sd_absolute)
    if not column.sd_relative and not column.sd_absolute:
        sd = _UNDECLARED_SD * np.abs(values)
    return _Measured(column=column, values=change(values), sd=change.scale * sd)


def _finding(table, rows, message, remedy, measured, *, rule="balance"):
    """A message on rows, and the columns that it makes doubtful."""
    lines = tuple(sorted(int(n) for n in table.index[rows]))
    first = measured[0].column
    return (
        Message(
            rule=rule,
            column=first.name,
            lines=lines,
            value=f"{table[first.name].iloc[rows[0]]:.6g}",
            message=f"{message} ({first_lines(lines)}); kept, but doubtful",
            remedy=remedy,
            flags=True,
        ),
        tuple(m.column.name for m in measured),
    )


def _above_mineral(table, check, concentrate):
    rows = np.flatnonzero(concentrate.values > check.mineral_grade)
    if len(rows):
        yield _finding(
            table,
            rows,
            f"{concentrate.shown(rows[0])}, more than the {check.mineral_grade:g} % of the pure "
            f"mineral of {check.component}",
            "check the assay and its unit",
            [concentrate],
            rule="mineral",
        )


def _order_of_grades(table, check, trio, running):
    """Tails below feed below concentrate, or the reverse for what the stage rejects."""
    feed, concentrate, tails = trio
    complete = running & np.isfinite(feed.values + concentrate.values + tails.values)
    if not complete.any():
        return
    usual = {m.column.name: np.median(m.values[complete]) for m in trio}
    f, c, t = usual.values()
    # Where a stage hardly separates, two grades differ by their errors alone.
    margin = 0.0 if c >= _UPGRADED * f and t <= _DEPLETED * f else _ERRORS
    sign, relation = (1.0, "at or above") if c >= f else (-1.0, "at or below")
    for low, high, names in ((tails, feed, "tails feed"), (feed, concentrate, "feed concentrate")):
        excess = sign * (low.values - high.values)
        rows = np.flatnonzero((excess >= margin * np.hypot(low.sd, high.sd)) & running)
        if len(rows):
            below, above = names.split()
            yield _finding(
                table,
                rows,
                f"the {below} grade of {check.component} is {relation} the {above} grade: "
                f"{low.shown(rows[0])}, {high.shown(rows[0])}",
                _ASSAYS,
                [low, high],
            )


def _more_solids(table, solids, product, running):
    rows = np.flatnonzero((product.values > solids.values) & running)
    if len(rows):
        yield _finding(
            table,
            rows,
            f"more concentrate than feed: {product.shown(rows[0])}, {solids.shown(rows[0])}",
            "check the two tonnages",
            [product, solids],
        )


def _more_metal(table, check, into, out, running):
    """More of a component in the concentrate than in the feed, beyond the errors."""
    metal_in = into[0].values * into[1].values
    metal_out = out[0].values * out[1].values
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = [(m.sd / m.values) ** 2 for m in (*into, *out)]
        excess = metal_out / metal_in - 1.0
        rows = np.flatnonzero((excess > _ERRORS * np.sqrt(sum(relative))) & running)
    if len(rows):
        first = rows[0]
        shown = ", ".join(m.shown(first) for m in (*out, *into))
        yield _finding(
            table,
            rows,
            f"the concentrate holds {1 + excess[first]:.3g} times the {check.component} of the "
            f"feed: {shown}",
            "check the tonnages and the assays",
            [*out, *into],
        )


def _two_products(feed, concentrate, tails):
    """Recovery from three grades, as a fraction."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return concentrate * (feed - tails) / (feed * (concentrate - tails))


def _closure(table, check, trio, recovery, running):
    """The recovery column held against the two-product formula."""
    grades = [m.values for m in trio]
    expected, error = _two_products(*grades), _recovery_sd(trio)
    if recovery.column.sd_relative or recovery.column.sd_absolute:
        error = np.hypot(error, recovery.sd)
    used = np.isfinite(recovery.values) & np.isfinite(expected) & np.isfinite(error) & running
    if not used.any():
        return
    gap = recovery.values - expected
    offset = float(np.median(gap[used])) if used.sum() >= _ENOUGH else 0.0
    mean_error = float(np.median(error[used])) / np.sqrt(used.sum())
    if abs(offset) > max(_CLOSURE_ERRORS * mean_error, _LEAST_GAP):
        guess = _tungsten_suspect(check, trio, recovery, used)
        yield _finding(
            table,
            np.flatnonzero(used),
            f"{recovery.column.name} lies {100 * offset:+.3g} points beside what the three grades "
            f"of {check.component} give, at the median{guess}",
            "check that all grades are of the same component, in the same unit",
            [recovery, *trio],
        )
        return
    rows = np.flatnonzero(used & (np.abs(gap) > np.maximum(_LEAST_GAP, _ERRORS * error)))
    if len(rows):
        yield _finding(
            table,
            rows,
            f"{recovery.shown(rows[0])}, but the three grades of {check.component} give "
            f"{100 * expected[rows[0]]:.4g} %",
            "check the three assays and the recovery",
            [recovery, *trio],
        )


def _recovery_sd(trio):
    """First-order error of the two-product recovery, as a fraction."""
    grades = [m.values for m in trio]
    base, total = _two_products(*grades), 0.0
    for i, measured in enumerate(trio):
        moved = [*grades[:i], grades[i] + measured.sd, *grades[i + 1 :]]
        with np.errstate(invalid="ignore", over="ignore"):
            total = total + (_two_products(*moved) - base) ** 2
    return np.sqrt(total)


def _tungsten_suspect(check, trio, recovery, used):
    """Which grade, read as W instead of WO3, would close the balance."""
    if check.component.casefold() != "wo3":
        return ""
    remaining = {}
    for i, measured in enumerate(trio):
        tried = [m.values * (WO3_PER_W if i == k else 1.0) for k, m in enumerate(trio)]
        gap = recovery.values - _two_products(*tried)
        remaining[measured.column.name] = abs(float(np.nanmedian(gap[used])))
    best = min(remaining, key=remaining.get)
    if remaining[best] > 0.005:
        return ""
    return f"; it closes if {best} is W and not WO3 (factor 0.793)"
