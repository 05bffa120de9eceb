"""Values held against the plant's ranges, and the unit mistake a misfit looks like."""

from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError
from flotation.survey.report import Message, first_lines
from flotation.units import canonical_unit, conversion

FACTORS = (0.01, 100.0, 0.001, 1000.0, 24.0, 1 / 24, 1e-4, 1e4, 1e-6, 1e6)
_TIMELESS = tuple(f for f in FACTORS if f not in (24.0, 1 / 24))
_PER_TIME = ("tonnage", "flow")
_NEAR = 0.4  # decades
_UNITS = (
    *("%", "fraction", "g/t", "kg/t", "ppm", "t/h", "t/d", "kg/h", "µm", "mm", "m", "cm", "MWh/t"),
    *("mg/L", "g/L", "m3/h", "m3/d", "m3/min", "L/h", "L/min", "K", "°F"),
)
_TOLERANCE = 1e-9
_MOST = 0.5
_FITTING = 0.9
_TINY = 1 / 200
_ENOUGH = 8
_HUGE = 1e11
_LEAST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Values of a column outside its range.

    Attributes
    ----------
    outside : ndarray of bool
    doubtful : bool
        In range, but the whole column is improbably small.
    factor : float or None
        What the values seem to have been multiplied by.
    whole : bool
        Whether most of the column is outside.
    """

    outside: np.ndarray
    doubtful: bool
    factor: float | None
    whole: bool


def misfit(values, column, running=None):
    """How a column's values lie in its range.

    Parameters
    ----------
    values : ndarray
        [column's unit], NaN where missing.
    column : flotation.columns.Column
    running : ndarray of bool, optional
        Rows at which the plant runs; the others say nothing about units.

    Returns
    -------
    Misfit

    Examples
    --------
    >>> from flotation.columns import Column
    >>> dose = {"unit": "g/t", "kind": "dosage", "low": 50, "high": 800}
    >>> bha = Column(name="bha_g_t", zh="捕收剂", en="BHA", **dose)
    >>> misfit(np.array([0.30, 0.35, 0.28]), bha).factor
    0.001
    """
    slack = _TOLERANCE * max(abs(column.low), abs(column.high))
    outside = (values < column.low - slack) | (values > column.high + slack)
    counted = np.isfinite(values) if running is None else np.isfinite(values) & running
    known, wrong = values[counted], outside & counted
    whole = bool(len(known)) and wrong.sum() > _MOST * len(known)
    doubtful = not whole and _is_tiny(known, column)
    suspects = known if whole or doubtful else values[outside]
    fitting = known[:0] if whole or doubtful else values[counted & ~outside]
    return Misfit(
        outside=outside,
        doubtful=doubtful,
        factor=guess_factor(suspects, column, fitting) if len(suspects) else None,
        whole=whole,
    )


def guess_factor(values, column, fitting=()):
    """The factor by which dividing brings nearly all values into the range, or None.

    Of several, the one that brings the median nearest to the middle of the range,
    or to the median of the column's other values; those it must come near to.

    Parameters
    ----------
    values : ndarray
        Values that do not fit. [column's unit]
    column : flotation.columns.Column
    fitting : ndarray
        Values of the column that do fit.

    Returns
    -------
    float or None
    """
    nonzero = values[values != 0.0]
    if not len(nonzero) or 2 * len(nonzero) < len(values):
        return None
    best, distance = None, _NEAR if len(fitting) else np.inf
    middle = float(np.median(fitting)) if len(fitting) else 0.5 * (column.low + column.high)
    for factor in FACTORS if column.kind in _PER_TIME else _TIMELESS:
        with np.errstate(over="ignore"):
            tried = nonzero / factor
            usual = float(np.median(tried)) / middle if middle else 1.0
        inside = (tried >= column.low) & (tried <= column.high)
        away = abs(np.log10(max(usual, _LEAST)))
        if inside.mean() >= _FITTING and away < distance:
            best, distance = factor, away
    return best


def _is_tiny(known, column):
    """Whether a whole column that may start at 0 is improbably near to it.

    A range that is only the physical one (up to 100 %) is not held to say what is
    usual, but a recovery that never exceeds 1 % is one.
    """
    used = known[known != 0.0]
    if len(used) < _ENOUGH or column.low > 0.0 or column.low < -column.high:
        return False
    full = {"%": 100.0, "fraction": 1.0}.get(canonical_unit(column.unit) or "", np.inf)
    if column.high >= full:
        return column.kind == "recovery" and float(used.max()) <= 0.01 * full
    return float(np.median(np.abs(used))) < _TINY * column.high


def explain_factor(factor, column):
    """Words for a factor, naming the unit that would explain it.

    Examples
    --------
    >>> from flotation.columns import Column
    >>> dose = {"unit": "g/t", "kind": "dosage", "low": 50, "high": 800}
    >>> bha = Column(name="bha_g_t", zh="捕收剂", en="BHA", **dose)
    >>> explain_factor(0.001, bha)
    'values look like kg/t (factor 0.001)'
    """
    for unit in _UNITS:
        try:
            scale = conversion(unit, column.unit, column.kind).scale
        except DataError:
            continue
        if np.isclose(scale * factor, 1.0, rtol=1e-3):
            return f"values look like {unit} (factor {factor:.4g})"
    return f"values look {factor:.4g} times the true ones"


def refusal(values, found, column, lines):
    """Why a column that mostly lies outside its range is refused, in one clause.

    Parameters
    ----------
    values : ndarray
    found : Misfit
    column : flotation.columns.Column
    lines : ndarray of int
    """
    bad = np.flatnonzero(found.outside)
    clause = (
        f"{column.name} must lie in [{column.low:g}, {column.high:g}] {column.unit} ({column.en}) "
        f"and {first_lines(lines[bad].tolist())} do not (such as {_shown(values[bad[0]])})"
    )
    if found.factor is not None:
        return f"{clause}: {explain_factor(found.factor, column)}; correct the unit or the header"
    if lost_separator(values, found.outside):
        return (
            f"{clause}: decimal separators were lost, probably by a spreadsheet with another "
            f"decimal sign{_powers(values[bad])}; export the survey again with a decimal point"
        )
    return f"{clause}; correct the values, or the range in the plant file"


def lost_separator(values, outside):
    """Whether values outside are whole numbers that only differing powers of ten repair."""
    bad = values[outside]
    bad = bad[np.isfinite(bad)]
    good = values[~outside & np.isfinite(values)]
    if len(bad) < _ENOUGH or not len(good):
        return False
    centre = max(float(np.median(np.abs(good))), _LEAST)
    whole = bad == np.round(bad)
    powers = np.round(np.log10(np.maximum(np.abs(bad), _LEAST)) - np.log10(centre))
    return bool(whole.mean() > _FITTING and (powers >= 1).mean() > _FITTING)


def range_message(values, found, column, lines):
    """What is said of values outside a range that holds for most of the column."""
    bad = np.flatnonzero(found.outside)
    where = tuple(lines[bad].tolist())
    guess = f"; {explain_factor(found.factor, column)}" if found.factor is not None else ""
    return Message(
        rule="range",
        column=column.name,
        lines=where,
        value=_shown(values[bad[0]]),
        message=f"{column.name} must lie in [{column.low:g}, {column.high:g}] {column.unit}; "
        f"{first_lines(where)}: {_shown(values[bad[0]])}{' ...' if len(bad) > 1 else ''}{guess}; "
        "missing there",
        remedy="correct the value, or the range in the plant file",
        flags=True,
    )


def tiny_message(values, found, column, lines):
    """What is said of a whole column that is improbably small."""
    known = np.flatnonzero(np.isfinite(values))
    guess = f": {explain_factor(found.factor, column)}" if found.factor is not None else ""
    typical = float(np.median(np.abs(values[known])))
    return Message(
        rule="unit",
        column=column.name,
        lines=tuple(lines[known].tolist()),
        value=_shown(typical),
        message=f"{column.name} is {typical:.3g} {column.unit} at its median, where the plant file "
        f"expects up to {column.high:g}{guess}; it is kept, but doubtful",
        remedy="state the unit in the header, or narrow the range in the plant file",
        flags=True,
    )


def _powers(values):
    """Words for numbers that a spreadsheet has rounded to powers of ten."""
    huge = values[np.abs(values) >= _HUGE]
    return f", and {_shown(huge[0])} is what it makes of a long row of digits" if len(huge) else ""


def _shown(value):
    return f"{value:.6g}"
