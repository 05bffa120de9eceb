"""What came of every shift, and what was to be expected of it whatever was decided."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.economics import consumption, cost, value_per_recovery
from flotation.flowsheet import Flowsheet
from flotation.measured_recovery import log_recovery_of
from flotation.plant_balance import without_doubtful
from flotation.stage_shares import measured_stage_shares
from flotation.training import feed_grade_columns
from flotation.uplift.tails_seen import tails_seen

MARGIN = "margin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One result of every shift.

    Attributes
    ----------
    value, sd : ndarray of shape (rows,)
        As measured, with the standard deviation that assay errors give it; NaN where not
        determined. [log of fraction, or CNY/t ore]
    expected : ndarray of shape (rows,)
        By the model at the operators' own settings before the shift.
    promised : ndarray of shape (rows,)
        What the settings that were run should have brought beyond that, by the model.
    seen : ndarray of shape (rows, columns)
        The tails that lose most, as last known before the shift; see
        :mod:`flotation.uplift.tails_seen`.
    """

    value: np.ndarray
    sd: np.ndarray
    expected: np.ndarray
    promised: np.ndarray
    seen: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftOutcomes:
    """The running shifts of a survey that carry a result.

    Attributes
    ----------
    time : ndarray of datetime64, shape (rows,)
    shifts : ndarray of int, shape (rows,)
        Numbers since the first, rising.
    rows : ndarray of int, shape (rows,)
        Places in the survey's table.
    group : ndarray of str, shape (rows,)
        Type of ore; one empty name where the plant file knows none.
    feed : pandas.DataFrame
        Logs of feed grades and, where there is one, of the feed rate.
    filled : int
        Missing values of conditions, feed and settings that the shift before stands in for.
    recovery : mapping of str to Response
        By component of a product. [log of fraction]
    margin : Response or None
        None where the plant file lacks a price. [CNY/t ore]
    """

    time: np.ndarray
    shifts: np.ndarray
    rows: np.ndarray
    group: np.ndarray
    feed: pd.DataFrame
    filled: int
    recovery: Mapping[str, Response]
    margin: Response | None


def shift_outcomes(plant, model, survey, *, own):
    """Results of every running shift of a survey, beside what was to be expected.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    survey : flotation.survey.Survey
    own : ndarray of bool, shape (rows of the survey,)
        Shifts that ran at the operators' own settings. The last of these before a shift says
        what would have been run without advice.

    Returns
    -------
    ShiftOutcomes

    Raises
    ------
    RefusedError
        If the survey determines no share of a leg.
    """
    shares = measured_stage_shares(plant, survey.table, survey.doubtful)
    table = without_doubtful(survey.table, survey.doubtful)
    grades = feed_grade_columns(plant)
    columns = list(dict.fromkeys([*plant.levers, *(c.column for c in plant.condition)]))
    feed = list(dict.fromkeys([*grades.values(), *([plant.feed_rate] if plant.feed_rate else [])]))
    known = table[list(dict.fromkeys([*columns, *feed]))].astype(float)
    settings, conditions, filled = _standing(plant, known, table, shares.rows)
    before = _settings_before(settings, own)
    used = conditions.iloc[shares.rows]
    present, actual = (
        _expected(plant, model, s.iloc[shares.rows], used, grades) for s in (before, settings)
    )
    legs = {leg: shares.log_share[:, i] for i, leg in enumerate(shares.legs)}
    flowsheet, rows = Flowsheet.of(plant), table.iloc[shares.rows]
    recovery = {
        product.component: Response(
            value=log_recovery_of(flowsheet, product, legs),
            sd=shares.recovery_sd[product.component],
            expected=present.log_recovery[product.component],
            promised=actual.log_recovery[product.component]
            - present.log_recovery[product.component],
            seen=tails_seen(plant, rows, shares, product, grades[product.component]),
        )
        for product in plant.product
    }
    return ShiftOutcomes(
        time=pd.to_datetime(table[plant.time_column]).to_numpy()[shares.rows],
        shifts=shares.shifts,
        rows=shares.rows,
        group=_group(plant, used),
        feed=np.log(used[feed]),
        filled=filled,
        recovery=recovery,
        margin=_margin(plant, used, grades, recovery, present, actual),
    )


@dataclass(frozen=True, slots=True)
class _Expected:
    log_recovery: Mapping
    cost: np.ndarray
    worth: Mapping | None

    @property
    def margin(self):
        earned = (self.worth[c] * np.exp(log) for c, log in self.log_recovery.items())
        return sum(earned) - self.cost


def _standing(plant, known, table, rows):
    """Settings and conditions, the last known value standing where one is missing."""
    complete = known.reset_index(drop=True).ffill().bfill()
    filled = int(known.iloc[rows].isna().to_numpy().sum())
    conditions = complete[[c for c in complete.columns if c not in plant.levers]]
    if plant.group_column and plant.group_column in table:
        names = table[plant.group_column].astype(object)
        names = names.reset_index(drop=True)
        names = names.where(names.notna() & (names.astype(str).str.strip() != ""))
        conditions = conditions.assign(**{plant.group_column: names.ffill().bfill().fillna("")})
    return complete[list(plant.levers)], conditions, filled


def _settings_before(settings, own):
    """The operators' own settings last run before each shift."""
    return settings[own].reindex(settings.index).ffill().shift(1).bfill()


def _group(plant, conditions):
    if plant.group_column and plant.group_column in conditions:
        return conditions[plant.group_column].astype(str).to_numpy()
    return np.full(len(conditions), "")


def _expected(plant, model, settings, conditions, grades):
    given = {c: settings[c].to_numpy() for c in settings}
    around = {c: conditions[c].to_numpy() for c in conditions}
    around[plant.group_column or ""] = _group(plant, conditions)
    expected = model.predict(given, around)
    spent = cost(plant, consumption(plant, given, around, expected.stage_feed_solids)).total
    priced = all(product.price in plant.prices for product in plant.product)
    worth = None
    if priced:
        worth = value_per_recovery(plant, {c: around[column] for c, column in grades.items()})
    return _Expected(
        {c: np.log(value) for c, value in expected.recovery.items()},
        np.broadcast_to(spent, len(conditions)),
        worth,
    )


def _margin(plant, conditions, grades, recovery, present, actual):
    """Measured margin at the settings that were run, None where a price is missing."""
    if present.worth is None:
        return None
    earned = {c: present.worth[c] * np.exp(r.value) for c, r in recovery.items()}
    return Response(
        value=sum(earned.values()) - actual.cost,
        sd=np.sqrt(sum((earned[c] * r.sd) ** 2 for c, r in recovery.items())),
        expected=present.margin,
        promised=actual.margin - present.margin,
        seen=np.column_stack([r.seen for r in recovery.values()]),
    )
