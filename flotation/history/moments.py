"""Moments in UTC and shifts in the plant's clock, as texts whose order is that of time."""

from datetime import UTC, datetime

from flotation.errors import DataError


def utc_text(now=None):
    """A moment as the history writes it, the present one if none is given.

    Parameters
    ----------
    now : datetime, optional
        With a time zone.

    Returns
    -------
    str
        ISO 8601 in UTC, always with microseconds.

    Raises
    ------
    DataError
        If the moment has no time zone: it would mean another one elsewhere.

    Examples
    --------
    >>> from datetime import timedelta, timezone
    >>> utc_text(datetime(2026, 1, 5, 16, 0, tzinfo=timezone(timedelta(hours=8))))
    '2026-01-05T08:00:00.000000Z'
    """
    now = datetime.now(UTC) if now is None else now
    if now.tzinfo is None:
        raise DataError(f"{now} has no time zone; moments of the history need one")
    return now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_utc(text):
    """The moment of a text of :func:`utc_text`."""
    return datetime.fromisoformat(text)


def shift_text(shift):
    """The start of a shift in the plant's own clock, which knows no time zone.

    Parameters
    ----------
    shift : str or datetime

    Raises
    ------
    DataError
        If it is no time, or has a time zone.

    Examples
    --------
    >>> shift_text("2026-01-05 08:00")
    '2026-01-05T08:00:00'
    """
    try:
        time = shift if isinstance(shift, datetime) else datetime.fromisoformat(shift)
    except (ValueError, TypeError) as error:
        raise DataError(f"{shift!r} is no time of a shift, such as 2026-01-05 08:00") from error
    if time != time or time.tzinfo is not None:  # no time is unlike itself
        raise DataError(f"{shift!r} must be a time in the plant's clock, without a time zone")
    return time.isoformat()
