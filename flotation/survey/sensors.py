"""Habits of failing sensors: stuck, interpolated, spiking or silent, and plants that stop."""

import numpy as np

from flotation.survey.habits import (
    MEASURED,
    PARTLY_MEASURED,
    interpolated,
    longer,
    runs,
    spikes,
    stuck,
)
from flotation.survey.report import Message

STOP_SHARE = 0.2
"""A feed rate below this share of its median means that the plant stands still."""

_FEED_WORDS = ("feed", "ore", "throughput", "mill")
_SILENT = 8
_SHORTEST = 6


def feed_column(columns, feed_rate):
    """Name of the column with the fresh feed, or None."""
    if feed_rate is not None:
        return feed_rate
    rates = [c.name for c in columns if c.kind == "tonnage"]
    named = [n for n in rates if any(w in n.split("_") for w in _FEED_WORDS)]
    return (named or rates or [None])[0]


def stopped(table, columns, feed_rate=None):
    """Rows at which the plant stands still: the feed rate is near zero.

    Parameters
    ----------
    table : pandas.DataFrame
    columns : sequence of Column
    feed_rate : str, optional

    Returns
    -------
    ndarray of bool
    """
    name = feed_column(columns, feed_rate)
    if name not in table:
        return np.zeros(len(table), dtype=bool)
    rate = table[name].to_numpy(dtype=float)
    running = rate[rate > 0.0]
    if not len(running):
        return np.zeros(len(table), dtype=bool)
    low = rate < STOP_SHARE * np.median(running)
    # A rate that is missing beside a stop belongs to the stop.
    quiet = low | np.isnan(rate)
    first, length = runs(np.append(False, quiet[1:] == quiet[:-1]))
    for a, n in zip(first, length, strict=True):
        if quiet[a] and low[a : a + n].any():
            low[a : a + n] = True
    return low


def sensor_findings(table, columns, halted, feed_rate=None):
    """What sensors did that no process does.

    Parameters
    ----------
    table : pandas.DataFrame
        In time order, indexed by file line.
    columns : sequence of Column
    halted : ndarray of bool
    feed_rate : str, optional

    Yields
    ------
    message : Message
    names : tuple of str
        Columns that are doubtful at the message's lines.
    """
    lines = table.index.to_numpy()
    if halted.any():
        names = tuple(c.name for c in columns)
        yield _stop_message(table, lines, halted, feed_column(columns, feed_rate)), names
    for column in columns:
        values = np.where(halted, np.nan, table[column.name].to_numpy(dtype=float))
        for found in _column_findings(values, column, lines, halted):
            yield found, (column.name,)


def _column_findings(values, column, lines, halted):
    known = np.isfinite(values)
    yield from _silent(known | halted, column, lines)
    if known.sum() < _SHORTEST:
        return
    if np.ptp(values[known]) == 0.0:
        yield _constant_message(values[known][0], column, lines[known])
        return
    yield from stuck(values, column, lines)
    if column.kind in MEASURED | PARTLY_MEASURED:
        yield from interpolated(values, column, lines)
        yield from spikes(values, column, lines)


def _stop_message(table, lines, halted, name):
    first, length = runs(np.append(False, (halted[1:] == halted[:-1])))
    stops = [(a, n) for a, n in zip(first, length, strict=True) if halted[a]]
    where = tuple(sorted(int(n) for n in lines[halted]))
    return Message(
        rule="plant stop",
        column=name,
        lines=where,
        value=f"{table[name].to_numpy()[halted][0]:.6g}",
        message=f"{name} is near zero: {len(stops)} stops of the plant, {halted.sum()} rows, the "
        f"longest {max(n for _, n in stops)} rows; all values there are doubtful",
        remedy="nothing is trained on these rows",
        flags=True,
    )


def _silent(present, column, lines):
    """Long runs without a value."""
    first, length = runs(np.append(False, ~present[1:] & ~present[:-1]))
    found = [(a, n) for a, n in zip(*longer(first, length, _SILENT), strict=True) if not present[a]]
    if not found or not present.any():
        if found:
            yield _silent_message(column, lines, found, "no value in any row")
        return
    a, n = max(found, key=lambda run: run[1])
    yield _silent_message(
        column, lines, found, f"{len(found)} gaps, the longest {n} rows from line {lines[a]}"
    )


def _silent_message(column, lines, found, words):
    where = tuple(sorted(int(lines[i]) for a, n in found for i in range(a, a + n)))
    return Message(
        rule="missing run",
        column=column.name,
        lines=where,
        message=f"{column.name} is missing for {_SILENT} rows or more: {words}; nothing was "
        "filled in",
        remedy="check the sampler or the line to the sensor",
    )


def _constant_message(value, column, lines):
    return Message(
        rule="constant",
        column=column.name,
        lines=(int(lines[0]),),
        value=f"{value:.6g}",
        message=f"{column.name} is {value:.6g} {column.unit} in all {len(lines)} rows from line "
        f"{lines[0]}; a column that never moves shows no effect",
        remedy="check that it is measured",
        flags=False,
    )
