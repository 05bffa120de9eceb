"""Times of a survey: every row on one stated clock, nothing guessed.

A date whose day and month could be exchanged is decided only by the other rows
of the same column; a two-digit year, a number that may count from 1900 or from
1904, and a mixture of zoned and unzoned times are refused.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from flotation.errors import DataError
from flotation.survey.report import Message, first_lines

EARLIEST = datetime(1970, 1, 1)
AS_WRITTEN = "plant clock as written, no zone given"
FEW = 0.1
"""Share of rows up to which a fault is the rows' own and not the file's."""
_EPOCH_DAYS = (20_000.0, 80_000.0)
_CLOCK = (
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>\.\d{1,9})?)?"
    r"\s*(?P<half>[AaPp][Mm])?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})" + _CLOCK, re.ASCII
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})" + _CLOCK, re.ASCII)
_CHINESE = re.compile(
    r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?:\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})?分?(?::(?P<second>\d{2}))?)?",
    re.ASCII,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", re.ASCII)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})" + _CLOCK, re.ASCII
)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Times read from a column.

    Attributes
    ----------
    values : ndarray of datetime64[us]
        NaT where no time could be read.
    clock : str
        What the times refer to.
    messages : tuple of Message
    """

    values: np.ndarray
    clock: str
    messages: tuple[Message, ...]


@dataclass(slots=True)
class _Reading:
    """Times being read: by position, with what could not be."""

    lines: list
    name: str
    times: list
    zones: dict
    faults: dict
    messages: list

    def fault(self, rows, why, remedy, cells):
        """Leave rows without a time and say so."""
        for i in rows:
            self.times[i] = None
        if rows:
            self.messages.append(
                Message(
                    rule="time",
                    column=self.name,
                    lines=tuple(self.lines[i] for i in rows),
                    value=str(cells[rows[0]]),
                    message=f"{why}: {first_lines([self.lines[i] for i in rows])} left out",
                    remedy=remedy,
                    flags=True,
                )
            )


def read_times(cells, lines, *, name, epoch, now):
    """Times of the rows of a survey.

    Parameters
    ----------
    cells : sequence
        Text, dates, numbers or None.
    lines : sequence of int
        File line of each cell.
    name : str
        The time column.
    epoch : datetime or None
        Day 0 of serial dates where the file states it (workbooks do).
    now : datetime
        Later times, by more than a day, are mistakes.

    Returns
    -------
    Times

    Raises
    ------
    DataError
        If the order of day and month, the century, the epoch or the zone cannot be told.
    """
    reading = _Reading([int(n) for n in lines], name, [None] * len(cells), {}, {}, [])
    year_last, serials, unread = {}, {}, []
    for i, cell in enumerate(cells):
        if _read_certain(reading, i, cell):
            continue
        text = "" if cell is None else str(cell).strip(" \t\xa0")
        found = _YEAR_LAST.fullmatch(text)
        if found:
            year_last[i] = found
        elif _is_serial(cell, text):
            serials[i] = float(text)
        else:
            unread.append(i)
    _read_year_last(reading, year_last, cells)
    _read_serials(reading, serials, epoch, cells)
    reading.fault(
        unread,
        "no time can be read",
        "write YYYY-MM-DD HH:MM in every row; remove totals and remarks",
        cells,
    )
    clock = _one_zone(reading)
    _leave_out_impossible(reading, cells, now)
    return Times(
        values=np.array(reading.times, dtype="datetime64[us]"),
        clock=clock,
        messages=tuple(reading.messages),
    )


def _read_certain(reading, i, cell):
    """Read a cell that can only mean one time."""
    if isinstance(cell, datetime):
        reading.times[i] = cell.replace(tzinfo=None)
        if cell.tzinfo is not None:
            reading.zones[i] = cell.utcoffset()
        return True
    if isinstance(cell, date):
        reading.times[i] = datetime(cell.year, cell.month, cell.day)
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip(" \t\xa0")
    if _ISO.fullmatch(text) and text[11:13] != "24":
        try:
            reading.times[i] = datetime.fromisoformat(text)
        except ValueError:
            return False
        return True
    for pattern in (_YEAR_FIRST, _COMPACT, _CHINESE):
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            return _store(reading, i, int(parts["year"]), parts["month"], parts["day"], parts)
    return False


def _store(reading, i, year, month, day, parts):
    """Keep a time made of matched parts; False if there is no such time."""
    hour, minute = int(parts.get("hour") or 0), int(parts.get("minute") or 0)
    half = (parts.get("half") or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return False
        hour = hour % 12 + (12 if half == "pm" else 0)
    midnight = hour == 24 and minute == 0
    try:
        time = datetime(
            year,
            int(month),
            int(day),
            0 if midnight else hour,
            minute,
            int(parts.get("second") or 0),
        )
    except ValueError:
        return False
    fraction = timedelta(seconds=float(parts.get("fraction") or 0.0))
    reading.times[i] = time + fraction + timedelta(days=1 if midnight else 0)
    zone = parts.get("zone")
    if zone:
        hours, minutes = (0, 0) if zone == "Z" else (int(zone[1:3]), int(zone[-2:]))
        sign = -1 if zone[0] == "-" else 1
        reading.zones[i] = sign * timedelta(hours=hours, minutes=minutes)
    return True


def _is_serial(cell, text):
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if not number and not _SERIAL.fullmatch(text):
        return False
    return _EPOCH_DAYS[0] <= float(text) <= _EPOCH_DAYS[1]


def _read_year_last(reading, found, cells):
    """Dates that end in the year: their order comes from the column, or they are refused."""
    if not found:
        return
    lines = [reading.lines[i] for i in found]
    first = next(iter(found))
    if len(found) <= FEW * len(cells):
        reading.fault(
            list(found),
            "day and month could be exchanged, and the other rows are written otherwise",
            "write YYYY-MM-DD HH:MM",
            cells,
        )
        return
    if any(len(m["year"]) == 2 for m in found.values()):
        raise DataError(
            f"{reading.name} has two-digit years ({cells[first]!r}, {first_lines(lines)}), so day, "
            "month and year cannot be told apart; write dates as YYYY-MM-DD HH:MM"
        )
    if len(found) < len(cells) - sum(1 for c in cells if c in (None, "")):
        raise DataError(
            f"{reading.name} mixes dates such as {cells[first]!r} ({first_lines(lines)}) with "
            "dates written in another way; a spreadsheet may have exchanged day and month in some; "
            "write all dates as YYYY-MM-DD HH:MM"
        )
    day_first = any(int(m["a"]) > 12 for m in found.values())
    month_first = any(int(m["b"]) > 12 for m in found.values())
    if day_first == month_first:
        why = "in both orders" if day_first else "that may be day-month or month-day (ambiguous)"
        raise DataError(
            f"{reading.name} has dates {why}, such as {cells[first]!r} ({first_lines(lines)}); "
            "write dates as YYYY-MM-DD HH:MM"
        )
    day, month = ("a", "b") if day_first else ("b", "a")
    bad = [
        i
        for i, m in found.items()
        if not _store(reading, i, int(m["year"]), m[month], m[day], m.groupdict())
    ]
    reading.fault(bad, "no such date", "correct the date", cells)
    order = "day before month" if day_first else "month before day"
    decided = next(i for i, m in found.items() if int(m[day]) > 12)
    reading.messages.append(
        Message(
            rule="time",
            column=reading.name,
            lines=(reading.lines[decided],),
            value=str(cells[decided]),
            message=f"dates were read as {order}, which line {reading.lines[decided]} proves",
            remedy="write dates as YYYY-MM-DD HH:MM",
        )
    )


def _read_serials(reading, serials, epoch, cells):
    """Days counted from an epoch, where the file says which."""
    if not serials:
        return
    rows = list(serials)
    lines = [reading.lines[i] for i in rows]
    if epoch is None:
        remedy = "format the column as YYYY-MM-DD HH:MM before saving"
        if len(rows) <= FEW * len(cells):
            reading.fault(rows, "a number stands in place of a time", remedy, cells)
            return
        raise DataError(
            f"{reading.name} holds numbers such as {cells[rows[0]]!r} ({first_lines(lines)}); as "
            f"spreadsheet dates they could count from 1900 or from 1904, four years apart; {remedy}"
        )
    for i, days in serials.items():
        seconds = round(days * 86_400, 2)
        reading.times[i] = epoch + timedelta(seconds=seconds)
    reading.messages.append(
        Message(
            rule="time",
            column=reading.name,
            lines=tuple(lines),
            value=str(cells[rows[0]]),
            message=f"numbers were read as days since {epoch:%Y-%m-%d}, this workbook's epoch",
            remedy="format the cells as dates",
        )
    )


def _one_zone(reading):
    """Bring all times to one zone and name it."""
    if not reading.zones:
        return AS_WRITTEN
    without = [
        i for i, time in enumerate(reading.times) if time is not None and i not in reading.zones
    ]
    if without:
        zoned = [reading.lines[i] for i in reading.zones]
        raise DataError(
            f"{reading.name} has times with a zone ({first_lines(zoned)}) and times without one "
            f"({first_lines([reading.lines[i] for i in without])}); write all on one clock"
        )
    counts = Counter(reading.zones.values())
    zone = min(counts, key=lambda z: (-counts[z], z))
    moved = [i for i, z in reading.zones.items() if z != zone]
    for i in moved:
        reading.times[i] += zone - reading.zones[i]
    clock = _zone_name(zone)
    if moved:
        reading.messages.append(
            Message(
                rule="time",
                column=reading.name,
                lines=tuple(reading.lines[i] for i in moved),
                message=f"times in another zone were moved to {clock}",
                remedy="write all times on one clock",
            )
        )
    return clock


def _zone_name(zone):
    minutes = int(zone.total_seconds() // 60)
    return f"UTC{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _leave_out_impossible(reading, cells, now):
    known = [(i, time) for i, time in enumerate(reading.times) if time is not None]
    latest = now + timedelta(days=1)
    reading.fault(
        [i for i, time in known if time > latest],
        f"later than {now:%Y-%m-%d %H:%M}, the time of this check (in the future)",
        "correct the date",
        cells,
    )
    reading.fault(
        [i for i, time in known if time < EARLIEST],
        f"before {EARLIEST.year} (a spreadsheet shows an empty date as 1900 or 1904)",
        "correct the date",
        cells,
    )
