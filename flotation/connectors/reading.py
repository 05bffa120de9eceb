"""Read a connector: every table through the survey door, and how old the newest row is."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from flotation.connectors.connector_file import plant_columns
from flotation.connectors.fetched import Request
from flotation.errors import DataError
from flotation.survey import Survey, balance_checks, read_survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table that the door let in.

    Attributes
    ----------
    name, sha256 : str
        Of the file, or of what the source gave.
    survey : flotation.survey.Survey
    """

    name: str
    sha256: str
    survey: Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How old the newest row is.

    Attributes
    ----------
    newest : datetime or None
        In the plant's clock; None where there is no row at all.
    age_hours : float or None
        [h]
    limit_hours : float
        Age from which on data are stale. [h]
    """

    newest: datetime | None
    age_hours: float | None
    limit_hours: float

    @property
    def stale(self):
        """Whether the data are too old to go by."""
        return self.age_hours is None or self.age_hours > self.limit_hours

    def words(self):
        """One sentence.

        Examples
        --------
        >>> Freshness(newest=datetime(2026, 1, 2, 8), age_hours=30.0, limit_hours=24.0).words()
        'stale: the newest row is of 2026-01-02 08:00, 30.0 h old, and 24 h are allowed'
        """
        if self.newest is None:
            return "stale: there is no row at all"
        said = f"the newest row is of {self.newest:%Y-%m-%d %H:%M}, {self.age_hours:.1f} h old"
        return f"stale: {said}, and {self.limit_hours:g} h are allowed" if self.stale else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a connector gave.

    Attributes
    ----------
    tables : tuple of Table
    refused : mapping of str to str
        Name of a table to the sentence with which the door refused it.
    unchanged : tuple of str
        Names of the tables that were known and not read again.
    since, until : datetime
        The time that was asked for, in the plant's clock.
    """

    tables: tuple[Table, ...]
    refused: dict[str, str]
    unchanged: tuple[str, ...]
    since: datetime
    until: datetime


def read_connector(connector, plant, access, *, now, newest=None, known=frozenset()):
    """Fetch what is new, and let it in by the survey door.

    A table that the door refuses does not keep the others out.

    Parameters
    ----------
    connector : flotation.connectors.Connector
    plant : flotation.plant.Plant
    access : flotation.connectors.access.Access
    now : datetime
        In the plant's clock.
    newest : datetime, optional
        Time of the newest stored row; reading starts some hours before it.
    known : set of str, optional
        SHA-256 of tables that need not be read again.

    Returns
    -------
    Reading

    Raises
    ------
    DataError
        If the source cannot be reached, or the columns do not fit the plant.
    """
    columns = plant_columns(connector, plant)
    since = datetime.combine(connector.first, datetime.min.time())
    if newest is not None:
        since = max(since, newest - timedelta(hours=connector.overlap_hours))
    request = Request(
        name=connector.name,
        columns=connector.columns,
        time_column=plant.time_column,
        utc_offset=connector.utc_offset,
        since=since,
        until=now,
    )
    tables, refused, unchanged = [], {}, []
    for fetched in connector.source.tables(request, access):
        sha256 = hashlib.sha256(fetched.data).hexdigest()
        if sha256 in known:
            unchanged.append(fetched.name)
            continue
        if fetched.rows == 0:
            continue
        try:
            survey = read_survey(
                fetched.data,
                columns,
                time_column=plant.time_column,
                physics=balance_checks(plant) if plant.stage else None,
                feed_rate=plant.feed_rate,
                now=now,
            )
        except DataError as error:
            refused[fetched.name] = str(error)
            continue
        tables.append(Table(name=fetched.name, sha256=sha256, survey=survey))
    return Reading(
        tables=tuple(tables),
        refused=refused,
        unchanged=tuple(unchanged),
        since=since,
        until=now,
    )


def freshness(newest, now, limit_hours):
    """The :class:`Freshness` of rows, the newest of which has a time in the plant's clock."""
    age = None if newest is None else (now - newest) / timedelta(hours=1)
    return Freshness(newest=newest, age_hours=age, limit_hours=limit_hours)
