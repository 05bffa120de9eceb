"""Rows made of signals: the times of shifts, and the mean of a signal over each."""

import re
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, Strict

from flotation.file_table import Fraction, Table

_FIRST_DAY = datetime(1990, 1, 1)
Clock = Annotated[str, Field(pattern=r"^[+-](0\d|1[0-4]):[0-5]\d$")]
HourOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Rows(Table):
    """How signals become rows of a survey.

    Attributes
    ----------
    hours : float
        Length of a row; a day is a whole number of them. [h]
    starts : str
        When one of them starts, in the plant's clock: ``08:00``.
    stamp : {"start", "end"}
        Which end of it the time column names.
    least_good : float
        Least share of a row for which a signal must be good; else it is missing. [fraction]
    """

    hours: Annotated[float, Strict(), Field(ge=0.25, le=24.0)] = 8.0
    starts: HourOfDay = "08:00"
    stamp: Literal["start", "end"] = "start"
    least_good: Fraction = 0.5


def row_starts(rows, since, until):
    """Starts of all rows that lie whole inside a time, in the plant's clock.

    Examples
    --------
    >>> day = datetime(2026, 1, 1, 9), datetime(2026, 1, 2, 9)
    >>> [start.hour for start in row_starts(Rows(), *day)]
    [16, 0]
    """
    step = timedelta(hours=rows.hours)
    first = datetime.combine(_FIRST_DAY, time.fromisoformat(rows.starts))
    number = -((first - since) // step)
    start, found = first + number * step, []
    while start + step <= until:
        found.append(start)
        start += step
    return found


def stamped(rows, start):
    """The time that the row of a start has in the survey."""
    return start if rows.stamp == "start" else start + timedelta(hours=rows.hours)


def rows_with_values(rows):
    """Yield the rows that have anything but their time: a time alone is no shift."""
    for row in rows:
        if any(value is not None for value in row[1:]):
            yield row


def zone(clock):
    """The zone of a clock such as ``+08:00``.

    Examples
    --------
    >>> zone("+08:00").utcoffset(None)
    datetime.timedelta(seconds=28800)
    """
    sign, hours, minutes = re.fullmatch(r"([+-])(\d\d):(\d\d)", clock).groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def to_utc(moment, clock):
    """A moment of the plant's clock in UTC."""
    return moment.replace(tzinfo=zone(clock)).astimezone(UTC)


def from_utc(moment, clock):
    """A moment with a zone in the plant's clock, without one."""
    return moment.astimezone(zone(clock)).replace(tzinfo=None)


def held_mean(times, values, start, end, least_good):
    r"""Mean over time of a signal that holds its value until the next.

    .. math:: \bar x = \sum_i x_i \Delta t_i / \sum_i \Delta t_i

    over the parts of ``[start, end)`` in which the signal is known.

    Parameters
    ----------
    times : array-like of float, shape (n,)
        When each value came, in rising order. [s]
    values : array-like of float, shape (n,)
        NaN from when on the signal is not good.
    start, end : float
        [s]
    least_good : float
        Least share of the time in which it must be known. [fraction]

    Returns
    -------
    float or None
        None where it is known for less.

    Notes
    -----
    Confirmed against a sum over every second.

    Examples
    --------
    >>> held_mean([0.0, 6.0], [10.0, 20.0], 0.0, 8.0, 0.5)
    12.5
    >>> held_mean([6.0], [20.0], 0.0, 8.0, 0.5) is None
    True
    """
    times, values = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    edges = np.clip(np.append(times, end), start, end)
    lengths = np.where(np.isfinite(values), np.diff(edges), 0.0)
    known = lengths.sum()
    if known <= 0.0 or known < least_good * (end - start):
        return None
    return float((np.where(lengths > 0.0, values, 0.0) * lengths).sum() / known)
