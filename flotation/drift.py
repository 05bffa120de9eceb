"""Whether newer shifts are still those that a model learned from: columns, errors, coverage.

Every limit is a chance: of 100 spans without any change, 5 are to be watched and 1 is called
drifted, over all columns (or all products) together, as Bonferroni. Errors that last but stay well
inside the interval are a disturbance that the interval was made for: they are watched.
"""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from flotation.cusum import cumulative_sums, decision_limit
from flotation.distribution_shift import (
    FEWEST,
    effective_number,
    gap_chance,
    largest_gap,
    stability_index,
    stability_limit,
)
from flotation.disturbance import fit_disturbance, whiten
from flotation.plant_balance import without_doubtful

VERDICTS = ("untested", "steady", "watch", "drifted")  # rising
CHANCE = {"watch": 0.05, "drifted": 0.01}
CUSTOM = {"watch": 0.10, "drifted": 0.25}  # of the stability index, see distribution_shift
LEVEL = 0.9  # interval whose coverage is watched
LEAST_COVERAGE = {"watch": 0.9, "drifted": 0.85}
MATTERS = 0.5  # of the interval's half-width: a smaller lasting error is to be watched at most
FEWEST_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDrift:
    """One column's values in newer shifts against those of older ones.

    Attributes
    ----------
    column : str
    role : {"lever", "condition", "measurement"}
    before, after : float
        Medians. [the column's unit]
    index : float
        Population stability index.
    index_limit : float
        The index at which it counts as drifted.
    gap : float
        Kolmogorov-Smirnov distance. [fraction]
    chance : float
        Of such a gap without a change. [fraction]
    verdict : {"untested", "steady", "watch", "drifted"}
        ``watch`` and ``drifted`` need the index and the gap beyond their limits.
    """

    column: str
    role: str
    before: float
    after: float
    index: float
    index_limit: float
    gap: float
    chance: float
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDrift:
    """A model's errors of one recovery in newer shifts.

    Attributes
    ----------
    component : str
    rows : int
    bias : float
        Mean measured less predicted log recovery. [log of fraction]
    cusum, cusum_limit : float
        Largest cumulative sum of innovations, and where it counts as drifted: at the limit by
        chance, or at the largest sum of the older shifts if that is more. [sd]
    since : str
        Start of the shift at which the sum passed the limit for watching; empty if none.
    coverage, coverage_limit : float
        Share of shifts inside the 90 % interval, and below what it counts as drifted.
    verdict : {"untested", "steady", "watch", "drifted"}
    """

    component: str
    rows: int
    bias: float
    cusum: float
    cusum_limit: float
    since: str
    coverage: float
    coverage_limit: float
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What newer shifts say about a model's use on them.

    Attributes
    ----------
    older, newer : int
        Shifts compared.
    columns : tuple of ColumnDrift
    errors : tuple of ErrorDrift
    """

    older: int
    newer: int
    columns: tuple[ColumnDrift, ...]
    errors: tuple[ErrorDrift, ...]

    @property
    def verdict(self):
        """The worst verdict on any column or error."""
        return _worst([part.verdict for part in (*self.columns, *self.errors)])

    def as_dict(self):
        """Plain values, the verdict among them."""
        return asdict(self) | {"verdict": self.verdict}


def survey_drift(plant, survey, model, measured, since):
    """How newer shifts differ from those up to a time.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
        Older and newer shifts together, in time order.
    model : flotation.circuit_model.CircuitModel
        Whose errors are watched.
    measured : flotation.measured_recovery.MeasuredRecovery
        Of the same survey.
    since : pandas.Timestamp
        Start of the last older shift.

    Returns
    -------
    Drift
    """
    table = without_doubtful(survey.table, survey.doubtful)
    new = (pd.to_datetime(table[plant.time_column]) > since).to_numpy()
    numeric = [c.name for c in plant.column if c.kind not in ("time", "text") and c.name in table]
    columns = tuple(
        column_drift(name, _role(plant, name), table[name].to_numpy(dtype=float), new, len(numeric))
        for name in numeric
    )
    later = measured.time > since.to_datetime64()
    errors = tuple(
        error_drift(model, component, error, measured, later)
        for component, error in measured.errors(model).items()
    )
    return Drift(older=int(np.sum(~new)), newer=int(np.sum(new)), columns=columns, errors=errors)


def column_drift(column, role, values, new, tests=1):
    """The :class:`ColumnDrift` of one column.

    Parameters
    ----------
    column, role : str
    values : ndarray of shape (rows,)
        In time order; NaN where missing.
    new : ndarray of bool, shape (rows,)
    tests : int, default 1
        Columns tested together.
    """
    known = np.isfinite(values)
    older, newer = values[known & ~new], values[known & new]
    if min(len(older), len(newer)) < FEWEST_ROWS:
        return _untested(column, role, older, newer)
    n, m = effective_number(older), effective_number(newer)
    index, freedom = stability_index(older, newer)
    gap = largest_gap(older, newer)
    chance = gap_chance(gap, n, m)
    limits = {
        verdict: max(CUSTOM[verdict], stability_limit(freedom, n, m, CHANCE[verdict] / tests))
        for verdict in CHANCE
    }
    passed = [v for v in CHANCE if index > limits[v] and chance < CHANCE[v] / tests]
    return ColumnDrift(
        column=column,
        role=role,
        before=_short(np.median(older)),
        after=_short(np.median(newer)),
        index=_short(index),
        index_limit=_short(limits["drifted"]),
        gap=_short(gap),
        chance=_short(chance),
        verdict="untested" if min(n, m) < FEWEST else _worst(["steady", *passed]),
    )


def error_drift(model, component, error, measured, later):
    """The :class:`ErrorDrift` of one component's recovery.

    Parameters
    ----------
    model : flotation.circuit_model.CircuitModel
    component : str
    error : ndarray of shape (rows,)
        Measured less predicted log recovery.
    measured : flotation.measured_recovery.MeasuredRecovery
    later : ndarray of bool, shape (rows,)
        The newer shifts.
    """
    known, tests = np.isfinite(error), 2 * len(model.intervals)  # sums and coverage
    inside = covered(model, component, error, measured)[known & later]
    rows, coverage, below = len(inside), 1.0, dict.fromkeys(CHANCE, 0.0)
    passed, largest, limits, since = [], 0.0, dict.fromkeys(CHANCE, 0.0), ""
    if min(rows, np.sum(known & ~later)) >= FEWEST_ROWS:
        sums, limits = error_sums(error[known], measured.shifts[known], later[known], tests)
        sums = sums.max(axis=1)
        largest, coverage = float(sums.max()), float(inside.mean())
        worth = [effective_number(np.abs(error[known & part])) for part in (later, ~later)]
        spread = np.sqrt(LEVEL * (1.0 - LEVEL) * (1.0 / worth[0] + 1.0 / worth[1]))
        for verdict, chance in CHANCE.items():
            allowed = LEVEL + norm.ppf(chance / tests) * spread
            below[verdict] = min(LEAST_COVERAGE[verdict], allowed)
            if largest > limits[verdict] or coverage < below[verdict]:
                passed.append(verdict)
        if largest > limits["watch"]:
            first = np.flatnonzero(known & later)[np.argmax(sums > limits["watch"])]
            since = str(pd.Timestamp(measured.time[first]))
            if coverage >= below["drifted"] and not _matters(
                model, component, error, measured, first
            ):
                passed = ["watch"]
        passed.append("steady")
    return ErrorDrift(
        component=component,
        rows=rows,
        bias=_short(np.mean(error[known & later])) if rows else 0.0,
        cusum=_short(largest),
        cusum_limit=_short(limits["drifted"]),
        since=since,
        coverage=_short(coverage),
        coverage_limit=_short(below["drifted"]),
        verdict=_worst(passed),
    )


def error_sums(error, shifts, later, tests):
    """Cumulative sums of the newer shifts' innovations, up and down, and their limits.

    Parameters
    ----------
    error : ndarray of shape (rows,)
        Measured less predicted log recovery, all known.
    shifts : ndarray of int, shape (rows,)
    later : ndarray of bool, shape (rows,)
        The newer shifts.
    tests : int
        How many are made beside each other: of sums and of coverage, for every product.

    Returns
    -------
    sums : ndarray of shape (newer rows, 2)
        [standard deviations]
    limits : dict of str to float
        By verdict: as rare as its chance, and above what the older shifts reached.
    """
    news = innovations(error, shifts, later)
    usual = float(cumulative_sums(news[~later]).max())
    rows = int(np.sum(later))
    limits = {v: max(usual, decision_limit(rows, CHANCE[v] / tests)) for v in CHANCE}
    return cumulative_sums(news[later]), limits


def innovations(error, shifts, later):
    """What each error says that the errors before it did not, in standard deviations.

    The disturbance is the one most likely in the older errors; centre and spread are theirs.

    Parameters
    ----------
    error, shifts : ndarray of shape (rows,)
    later : ndarray of bool, shape (rows,)

    Returns
    -------
    ndarray of shape (rows,)
    """
    older = error[~later]
    centre = np.median(older)
    found = fit_disturbance(older - centre, shifts[~later], np.ones(len(older)))
    news, _ = whiten(error - centre, shifts, np.ones(len(error)), found)
    middle = np.median(news[~later])
    spread = 1.4826 * np.median(np.abs(news[~later] - middle))
    return (news - middle) / max(spread, 1e-12)


def covered(model, component, error, measured, level=LEVEL):
    """Whether each measured recovery lies in the model's interval around its prediction."""
    recovery = np.exp(measured.log_recovery[component])
    predicted = np.minimum(np.exp(measured.log_recovery[component] - error), 1.0 - 1e-9)
    with np.errstate(invalid="ignore"):  # a shift that tells no recovery is covered by nothing
        low, high = model.intervals[component].bounds(predicted, level)
    return (recovery >= low) & (recovery <= high)


def _matters(model, component, error, measured, first):
    """Whether the mean error from a shift on takes half of its side of the interval."""
    rows = np.flatnonzero(np.isfinite(error[first:])) + first
    recovery = measured.log_recovery[component][rows]
    predicted = np.minimum(np.exp(recovery - error[rows]), 1.0 - 1e-9)
    interval = model.intervals[component]
    middle = np.mean(interval.residual(np.exp(recovery), predicted))
    low, high = interval.two_sided(LEVEL)
    return bool(middle < MATTERS * low or middle > MATTERS * high)


def _role(plant, column):
    if column in plant.levers:
        return "lever"
    return "condition" if column in {c.column for c in plant.condition} else "measurement"


def _untested(column, role, older, newer):
    middle = [_short(np.median(v)) if len(v) else 0.0 for v in (older, newer)]
    return ColumnDrift(
        column=column,
        role=role,
        before=middle[0],
        after=middle[1],
        index=0.0,
        index_limit=0.0,
        gap=0.0,
        chance=1.0,
        verdict="untested",
    )


def _worst(verdicts):
    return max(verdicts, key=VERDICTS.index, default="untested")


def _short(value):
    return float(f"{value:.6g}")
