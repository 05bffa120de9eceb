"""Tables of a reconciled survey: adjustments, suspects, recoveries, and every single value."""

import numpy as np
import pandas as pd

from flotation.redundancy import (
    chance_of_misfit,
    measurement_kinds,
    reconciled_sd,
    standardised_adjustments,
)

PRESENT_SHIFTS = 30  # what counts as the present, as in training


def failing_shifts(reconciliation):
    """Return how many shifts could be tested, and how many of them fail the chi-square test.

    Parameters
    ----------
    reconciliation : flotation.survey_reconciliation.SurveyReconciliation

    Returns
    -------
    tested, failing : int
    """
    chance = chance_of_misfit(reconciliation.tested)
    tested = np.isfinite(chance)
    return int(tested.sum()), int(np.sum(chance[tested] < reconciliation.level))


def component_that_fails(reconciliation):
    """Name the component that does not close, if one does.

    The shifts must fail more often than chance explains (three standard deviations of a
    binomial count), and less than half as often without the component.

    Parameters
    ----------
    reconciliation : flotation.survey_reconciliation.SurveyReconciliation

    Returns
    -------
    component : str or None
    """
    tested, failing = failing_shifts(reconciliation)
    level, closure = reconciliation.level, reconciliation.closure
    by_chance = level * tested + 3.0 * np.sqrt(level * (1.0 - level) * tested)
    if closure is None or closure.empty or failing <= by_chance:
        return None
    best = closure.iloc[0]
    return best["component"] if best["failing"] < 0.5 * failing / tested else None


def adjustment_table(reconciliation):
    """Return how far the balances move each measurement, in sd of the movement.

    Parameters
    ----------
    reconciliation : flotation.survey_reconciliation.SurveyReconciliation

    Returns
    -------
    table : pandas.DataFrame
        Columns ``stream``, ``quantity``, ``shifts``, ``median``, ``worst`` (by size) and
        ``worst_line``, its file line; largest median first. A median above 0 says that
        the balances ask for more than was measured. Measurements that nothing checks are not
        listed.
    """
    sizes = reconciliation.flat(standardised_adjustments(reconciliation.tested))
    lines, rows = reconciliation.times.index, []
    for (stream, quantity), column in zip(reconciliation.quantities, sizes.T, strict=True):
        checked = np.flatnonzero(np.isfinite(column))
        if checked.size:
            worst = checked[np.abs(column[checked]).argmax()]
            middle = np.median(column[checked])
            rows.append((stream, quantity, checked.size, middle, column[worst], lines[worst]))
    columns = ["stream", "quantity", "shifts", "median", "worst", "worst_line"]
    table = pd.DataFrame(rows, columns=columns)
    order = table["median"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def suspect_table(reconciliation):
    """Return which measurements are suspected, how often, and how far the worst is off.

    Parameters
    ----------
    reconciliation : flotation.survey_reconciliation.SurveyReconciliation

    Returns
    -------
    table : pandas.DataFrame
        Columns ``stream``, ``quantity``, ``shifts``, ``alone`` (shifts in which no other
        measurement explains the misfit as well), and of the worst: ``error`` (measured over
        reconciled without it, less 1; fraction), ``error_sd`` (in sd of the measurement)
        and ``file_line``, of a window its first; most frequent first.
    """
    lines, rows = reconciliation.times.index, []
    left = len(lines) - reconciliation.suspects["row"]
    suspects = reconciliation.suspects.assign(shifts=left.clip(upper=reconciliation.window))
    groups = suspects.groupby(["stream", "quantity"], sort=False)
    for (stream, quantity), found in groups:
        alone = int(found.loc[found["or_else"].str.len() == 0, "shifts"].sum())
        shifts = int(found["shifts"].sum())
        worst = found.loc[found["error_sd"].abs().idxmax()]
        with np.errstate(divide="ignore"):
            error = np.float64(worst["measured"]) / worst["reconciled"] - 1.0
        rows.append(
            (stream, quantity, shifts, alone, error, worst["error_sd"], lines[worst["row"]])
        )
    columns = ["stream", "quantity", "shifts", "alone", "error", "error_sd", "file_line"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("shifts", ascending=False, kind="stable", ignore_index=True)


def recovery_table(reconciliation):
    """Return the recovery of every product's component to it.

    Parameters
    ----------
    reconciliation : flotation.survey_reconciliation.SurveyReconciliation

    Returns
    -------
    table : pandas.DataFrame
        Columns ``component``, ``stream``, ``shifts``, ``median``, ``sd`` (of one shift,
        median), ``spread`` (standard deviation between shifts, from the quartiles) and
        ``present`` (median of the last 30 shifts that determine it); fractions. NaN where
        no shift determines it.
    """
    rows = []
    for product in reconciliation.plant.product:
        known = np.zeros(0)
        if product.component in reconciliation.result.components:
            value, sd = reconciliation.result.split(None, product.stream, product.component)
            found = np.isfinite(value)
            known, sd = value[found], sd[found]
        if known.size:
            low, high = np.percentile(known, [25, 75])
            recent = np.median(known[-PRESENT_SHIFTS:])
            numbers = (np.median(known), np.median(sd), (high - low) / 1.349, recent)
        else:
            numbers = (np.nan,) * 4
        rows.append((product.component, product.stream, known.size, *numbers))
    columns = ["component", "stream", "shifts", "median", "sd", "spread", "present"]
    return pd.DataFrame(rows, columns=columns)


def value_table(reconciliation):
    """Return every quantity of every shift, a line each.

    Parameters
    ----------
    reconciliation : flotation.survey_reconciliation.SurveyReconciliation

    Returns
    -------
    table : pandas.DataFrame
        Columns: the plant's time column, ``file_line``, ``stream``, ``quantity``, ``unit``,
        ``kind`` (see :mod:`flotation.redundancy`), ``measured``, ``reconciled``, ``sd`` and
        ``adjustment`` in the unit, ``adjustment_sd`` (standardised), ``suspect``, and
        the shift's ``chi2`` and ``degrees``. Grades are in per cent.
    """
    result, tested = reconciliation.result, reconciliation.tested
    shifts, names = len(result.chi2), reconciliation.quantities
    scale = np.array([1.0 if quantity == "solids" else 100.0 for _, quantity in names])
    measured = scale * _measured(reconciliation)
    found = scale * reconciliation.flat(result)
    unit = "t/h" if result.reference is None else f"t/t {result.reference}"
    units = [unit if quantity == "solids" else "%" for _, quantity in names]
    suspect = np.zeros(found.shape, dtype=bool)
    place = {name: i for i, name in enumerate(names)}
    for line in reconciliation.suspects.itertuples():
        window = slice(line.row, line.row + reconciliation.window)
        suspect[window, place[line.stream, line.quantity]] = True
    each = len(names)
    values = {
        reconciliation.plant.time_column: np.repeat(reconciliation.times.to_numpy(), each),
        "file_line": np.repeat(reconciliation.times.index.to_numpy(), each),
        "stream": [stream for stream, _ in names] * shifts,
        "quantity": [quantity for _, quantity in names] * shifts,
        "unit": units * shifts,
        "kind": reconciliation.flat(measurement_kinds(result)).ravel(),
        "measured": measured.ravel(),
        "reconciled": found.ravel(),
        "sd": (scale * reconciliation.flat(reconciled_sd(result))).ravel(),
        "adjustment": (found - measured).ravel(),
        "adjustment_sd": reconciliation.flat(standardised_adjustments(tested)).ravel(),
        "suspect": suspect.ravel(),
        "chi2": np.repeat(result.chi2, each),
        "degrees": np.repeat(result.degrees, each),
    }
    return pd.DataFrame(values)


def _measured(reconciliation):
    """Measured solids and grades as fractions, NaN where not measured."""
    measured = reconciliation.tested.measured
    solids = np.where(measured.solids_weight > 0.0, measured.solids, np.nan)
    grades = np.where(measured.grades_weight > 0.0, measured.grades, np.nan).swapaxes(1, 2)
    both = np.concatenate([solids[:, :, None], grades], axis=2)
    return both.reshape(len(both), -1)
