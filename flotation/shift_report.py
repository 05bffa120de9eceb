"""The figures of one shift, one day or one month: what a shift report (班报) tells.

Everything a report shows is in one :class:`ShiftReport`, so that a screen, a workbook and a
printed page cannot differ. Values that were not measured are NaN and are listed by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd

from flotation.economics import value_per_recovery
from flotation.errors import DataError, RefusedError
from flotation.plant import Plant
from flotation.plant_balance import STOPPED, require_assays, without_doubtful
from flotation.plant_file import require
from flotation.shift_advice import AdviceGiven
from flotation.shift_balance import ShiftBalance, shift_balance
from flotation.shift_consumption import ConsumptionFigures, consumption_figures
from flotation.shift_period import ShiftPeriod, shift_name, shift_period
from flotation.shift_recovery import RecoveryFigures, followed_products, recovery_figures
from flotation.shift_streams import (
    MissingValues,
    StreamFigures,
    assay_of,
    column_of,
    missing_values,
    stream_figures,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLine:
    """One running shift in brief.

    Attributes
    ----------
    start : datetime
    name : {"night", "day", "evening"} or None
    feed : float
        Dry. [t]
    feed_grade, grade, recovery : mapping of str to float
        By followed component: assay of the feed, assay of its product, balanced recovery to it.
        [fraction]
    reagents : float
        [CNY/t ore]
    energy : float
        [kWh/t]
    """

    start: datetime
    name: str | None
    feed: float
    feed_grade: Mapping[str, float]
    grade: Mapping[str, float]
    recovery: Mapping[str, float]
    reagents: float
    energy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftReport:
    """What a report tells of some shifts.

    Attributes
    ----------
    plant : flotation.plant.Plant
    period : flotation.shift_period.ShiftPeriod
    running, stopped, unweighed : int
        Shifts with the plant running, standing still, and running for all that is known, the
        feed not having been weighed.
    ore : tuple of str
        Types of ore, where the plant file names a column for them.
    feed : float
        Dry feed of the running shifts. [t]
    streams : tuple of flotation.shift_streams.StreamFigures
        As weighed and assayed.
    balance : flotation.shift_balance.ShiftBalance or None
    no_balance : {"", "unweighed", "untold"}
        Why there is none: no feed was weighed, or the measurements tell no division of it.
    recoveries : tuple of flotation.shift_recovery.RecoveryFigures
    consumption : flotation.shift_consumption.ConsumptionFigures
    value, margin : float
        Worth of what was recovered, and that less the cost; NaN where the plant sells nothing
        or a recovery is not known. [CNY/t ore]
    shifts : tuple of ShiftLine
    missing : tuple of flotation.shift_streams.MissingValues
    advice : tuple of flotation.shift_advice.AdviceGiven
    """

    plant: Plant
    period: ShiftPeriod
    running: int
    stopped: int
    unweighed: int
    ore: tuple[str, ...]
    feed: float
    streams: tuple[StreamFigures, ...]
    balance: ShiftBalance | None
    no_balance: str
    recoveries: tuple[RecoveryFigures, ...]
    consumption: ConsumptionFigures
    value: float
    margin: float
    shifts: tuple[ShiftLine, ...]
    missing: tuple[MissingValues, ...]
    advice: tuple[AdviceGiven, ...]


def shift_report(plant, survey, *, at, kind="day", prices=None, advice=()):
    """Return the figures of the shift, the day or the month around a moment.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
        Its doubtful values count as not measured.
    at : datetime
    kind : {"shift", "day", "month"}, default "day"
    prices : mapping of item to flotation.plant.Price, optional
        The plant file's where not given.
    advice : sequence of flotation.shift_advice.AdviceGiven, default ()
        Of any shifts; those of the period are told.

    Returns
    -------
    ShiftReport

    Raises
    ------
    PlantFileError
        If the plant file has no stages, components or assays.
    DataError
        If no shift of the survey lies in the period, or the plant stood still in all.

    Notes
    -----
    Confirmed against the noise-free shifts of the surrogate plant: recoveries from assays, from
    weights and in balance agree with the true ones, weighted by metal.
    """
    require(plant, "stage", "component")
    require_assays(plant)
    times = pd.to_datetime(survey.table[plant.time_column])
    period = shift_period(plant, times, at=at, kind=kind)
    inside = ((times >= period.since) & (times < period.until)).to_numpy()
    still, unweighed = _states(plant, without_doubtful(survey.table, survey.doubtful))
    if (inside & ~still).sum() == 0:
        raise DataError(
            f"the plant stood still in all {inside.sum()} shifts from {period.since:%Y-%m-%d %H:%M}"
            f" to {period.until:%Y-%m-%d %H:%M}; report a period in which it ran"
        )
    part = _part(survey, inside & ~still)
    balance, why = _balance(plant, _part(part, ~unweighed[inside & ~still]))
    told = _figures(plant, part, balance, prices)
    value = _value(plant, balance, prices)
    return ShiftReport(
        plant=plant,
        period=period,
        running=len(part.table),
        stopped=int((inside & still).sum()),
        unweighed=int((inside & unweighed).sum()),
        balance=balance,
        no_balance=why,
        value=value,
        margin=value - told["consumption"].cost.total,
        missing=missing_values(plant, part.table, part.doubtful),
        advice=tuple(a for a in advice if period.since <= a.shift < period.until),
        **told,
    )


def _states(plant, table):
    """Whether the plant stood still, and whether its feed was not weighed, in every shift."""
    nothing = np.zeros(len(table), dtype=bool)
    if plant.feed_rate is None:
        return nothing, nothing
    rate = column_of(table, plant.feed_rate)
    usual = np.nanmedian(rate) if np.isfinite(rate).any() else np.nan
    return rate <= STOPPED * usual, ~np.isfinite(rate)


def _part(survey, rows):
    doubtful = survey.doubtful if survey.doubtful is None else survey.doubtful[rows]
    return replace(survey, table=survey.table[rows], doubtful=doubtful)


def _balance(plant, part):
    """The balance of the shifts with a weighed feed, or why there is none."""
    if part.table.empty:
        return None, "unweighed"
    try:
        return shift_balance(plant, part, followed_products(plant)), ""
    except RefusedError:
        return None, "untold"


def _figures(plant, part, balance, prices):
    """Fields of the report that come from the shifts' own table."""
    table = without_doubtful(part.table, part.doubtful)
    feed = _feed(plant, table, balance)
    entering = {} if balance is None else balance.solids
    solids = {s.name: _aligned(table, balance, entering.get(s.name)) for s in plant.stage}
    used = consumption_figures(plant, table, feed, solids, prices)
    return {
        "ore": _ore(plant, table),
        "feed": float(np.nansum(feed)) if np.isfinite(feed).any() else np.nan,
        "streams": stream_figures(plant, table, feed),
        "recoveries": recovery_figures(plant, table, feed, balance and balance.period.balance),
        "consumption": used,
        "shifts": _lines(plant, table, feed, balance, used),
    }


def _feed(plant, table, balance):
    """Fresh feed of every shift as weighed, else as its balance tells [t]."""
    fresh = next((s.solids for s in plant.stream if s.name == plant.fresh_feed), None)
    weighed = column_of(table, fresh or plant.feed_rate) * plant.shift_hours
    told = _aligned(table, balance, None if balance is None else balance.feed)
    return np.where(np.isfinite(weighed), weighed, told)


def _aligned(table, balance, values):
    """Values of the balanced shifts on the lines of all running ones."""
    if values is None:
        return np.full(len(table), np.nan)
    return pd.Series(values, index=balance.rows).reindex(table.index).to_numpy(dtype=float)


def _ore(plant, table):
    if plant.group_column is None or plant.group_column not in table:
        return ()
    return tuple(dict.fromkeys(str(ore) for ore in table[plant.group_column].dropna()))


def _lines(plant, table, feed, balance, used):
    """Every running shift in brief."""
    starts = pd.to_datetime(table[plant.time_column])
    fed, made, kept = {}, {}, {}
    for component, stream in followed_products(plant):
        fed[component] = assay_of(plant, table, plant.fresh_feed, component) / 100.0
        made[component] = assay_of(plant, table, stream, component) / 100.0
        by_shift = None if balance is None else balance.by_shift.get(component)
        kept[component] = _aligned(table, balance, by_shift)
    return tuple(
        ShiftLine(
            start=start.to_pydatetime(),
            name=shift_name(start, plant.shift_hours),
            feed=float(feed[i]),
            feed_grade=_row(fed, i),
            grade=_row(made, i),
            recovery=_row(kept, i),
            reagents=float(used.by_shift.reagents[i]),
            energy=float(used.by_shift.energy_kwh_t[i]),
        )
        for i, start in enumerate(starts)
    )


def _row(columns, i):
    return {name: float(values[i]) for name, values in columns.items()}


def _value(plant, balance, prices):
    """Worth of what was recovered; NaN where it is not known [CNY/t ore]."""
    if balance is None or not plant.product:
        return np.nan
    found = balance.period.balance
    grades = dict(zip(found.components, 100.0 * found.feed_grade, strict=True))
    sold = {product.component: product.stream for product in plant.product}
    if not sold.keys() <= grades.keys():
        return np.nan
    worth = value_per_recovery(plant, grades, prices)
    recovery = {
        component: found.recovery[found.products.index(stream), found.components.index(component)]
        for component, stream in sold.items()
    }
    return float(sum(worth[component] * share for component, share in recovery.items()))
