"""Which shifts a report is about, and what people call a shift."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from flotation.errors import DataError

KINDS = ("shift", "day", "month")
_THREE = ("night", "day", "evening")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPeriod:
    """One shift, the shifts that start on one day, or those that start in one month.

    Attributes
    ----------
    kind : {"shift", "day", "month"}
    since, until : datetime
        The first moment, and the first one after it.
    """

    kind: str
    since: datetime
    until: datetime


def shift_period(plant, times, *, at, kind):
    """Return the period that a report of a shift, a day or a month is about.

    Parameters
    ----------
    plant : flotation.plant.Plant
    times : array-like of datetime64
        Starts of the survey's shifts.
    at : datetime
        Any moment in it.
    kind : {"shift", "day", "month"}
        Days and months are those in which a shift starts.

    Returns
    -------
    period : ShiftPeriod

    Raises
    ------
    DataError
        If no shift of the survey lies there; the message says which is nearest.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> times = pd.date_range("2025-03-01", periods=6, freq="8h")
    >>> shift_period(
    ...     SimpleNamespace(shift_hours=8.0), times, at=datetime(2025, 3, 1, 9, 30), kind="shift"
    ... ).since
    datetime.datetime(2025, 3, 1, 8, 0)
    """
    starts = pd.DatetimeIndex(pd.to_datetime(np.asarray(times)))
    if kind not in KINDS:
        raise DataError(f"a report is about one of {', '.join(KINDS)}, got {kind!r}")
    since, until = _ends(starts, plant.shift_hours, pd.Timestamp(at), kind)
    if not ((starts >= since) & (starts < until)).any():
        raise DataError(_no_shift(starts, pd.Timestamp(at), kind))
    return ShiftPeriod(kind=kind, since=since.to_pydatetime(), until=until.to_pydatetime())


def _ends(starts, hours, at, kind):
    """First moment of a period, and the first one after it."""
    if kind == "day":
        return at.normalize(), at.normalize() + pd.DateOffset(days=1)
    if kind == "month":
        first = at.normalize().replace(day=1)
        return first, first + pd.DateOffset(months=1)
    before = starts[(starts <= at) & (starts > at - pd.Timedelta(hours=hours))]
    since = before.max() if len(before) else at
    return since, since + pd.Timedelta(hours=hours)


def _no_shift(starts, at, kind):
    nearest, first, last = starts[np.abs(starts - at).argmin()], starts.min(), starts.max()
    where = {"shift": f"covers {at:%Y-%m-%d %H:%M}", "day": f"starts on {at:%Y-%m-%d}"}
    return (
        f"no shift of the survey {where.get(kind, f'starts in {at:%Y-%m}')}; the nearest one "
        f"starts at {nearest:%Y-%m-%d %H:%M}, and the survey goes from {first:%Y-%m-%d %H:%M} "
        f"to {last:%Y-%m-%d %H:%M}"
    )


def shift_name(start, hours):
    """What a shift is called: night, day or evening (夜班, 白班, 中班), by its middle.

    Parameters
    ----------
    start : datetime
    hours : float
        Its length. [h]

    Returns
    -------
    name : {"night", "day", "evening"} or None
        None where a day has neither three nor two shifts; there the hours are the name.

    Examples
    --------
    >>> [shift_name(datetime(2025, 3, 1, hour), 8.0) for hour in (0, 8, 16, 23)]
    ['night', 'day', 'evening', 'night']
    >>> shift_name(datetime(2025, 3, 1, 20), 12.0), shift_name(datetime(2025, 3, 1, 9), 1.0)
    ('night', None)
    """
    middle = (start.hour + start.minute / 60.0 + hours / 2.0) % 24.0
    if hours == 8.0:
        return _THREE[int(middle // 8.0)]
    if hours == 12.0:
        return "day" if 6.0 <= middle < 18.0 else "night"
    return None
