"""Rows of another system's database: one SELECT, in a transaction that only reads."""

import importlib.util
import re
import sqlite3
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from flotation.connectors.access import Seconds, SecretName, without_secret
from flotation.connectors.fetched import as_csv
from flotation.connectors.row_times import from_utc
from flotation.connectors.select_statement import checked_select
from flotation.errors import DataError
from flotation.file_table import Finite, Label, Name, Table

PORT = 5432
FETCHED_AT_ONCE = 1000
PLAIN = re.compile(r"[\w.-]{1,63}", re.ASCII)
Query = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(checked_select)]


class Sql(Table):
    """A query by URL.

    Attributes
    ----------
    url : str
        ``postgresql://USER@HOST:PORT/NAME``, or ``sqlite:////ABSOLUTE/FILE``; without a password.
    password_variable : str or None
        Environment variable that holds the password: ``FLOTATION_SECRET_...``.
    query : str
        One SELECT; ``:since`` and ``:until`` stand for the time that is asked for.
    parameters : mapping
        Further bound parameters.
    timeout_s : float
        [s]
    """

    kind: Literal["sql"]
    url: Label
    password_variable: SecretName | None = None
    query: Query
    parameters: dict[Name, Finite | Label] = Field(default_factory=dict, max_length=50)
    timeout_s: Seconds = 30.0

    def tables(self, request, access):
        """Yield one table: the columns of the query that are mapped, in the plant's clock."""
        password = access.secret(self.password_variable, request.name)
        engine = _engine(self, request, access, password)
        try:
            with _reading(engine, self.timeout_s) as connection:
                result = connection.execute(text(self.query), _bound(self, request))
                yield _table(result, request)
        except DBAPIError as error:
            why = without_secret(error.orig, password)
            raise DataError(f"{request.name}: the database refused the query: {why}") from None
        except SQLAlchemyError as error:
            why = without_secret(error, password)
            raise DataError(f"{request.name}: the query cannot be run: {why}") from None
        finally:
            engine.dispose()


def _bound(source, request):
    """Values of the query's parameters, each of which must be known."""
    since, until = request.since, request.until
    if source.url.startswith("sqlite"):  # which keeps times as text
        since, until = since.isoformat(sep=" "), until.isoformat(sep=" ")
    known = source.parameters | {"since": since, "until": until}
    asked = text(source.query).compile().params
    strange = sorted(asked.keys() - known.keys())
    if strange:
        raise DataError(
            f"{request.name}: the query uses :{strange[0]}, which [source.parameters] does not give"
        )
    if "since" not in asked:
        raise DataError(
            f"{request.name}: the query does not use :since; add a condition such as "
            "WHERE shift_start >= :since, so that it reads what is new"
        )
    return {name: known[name] for name in asked}


def _engine(source, request, access, password):
    name = request.name
    try:
        url = make_url(source.url)
    except ArgumentError:
        raise DataError(f"{name}: [source] url is no URL such as postgresql://u@host/db") from None
    if url.password is not None or "password" in "".join(url.query).lower():
        raise DataError(
            f"{name}: a password does not belong in the file; name an environment variable in "
            "password_variable"
        )
    if set(url.query) - {"sslmode"}:
        raise DataError(f"{name}: the URL may have no option but sslmode")
    if url.drivername == "sqlite":
        return _sqlite(url, name, source.timeout_s)
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise DataError(
            f"{name}: {url.drivername} cannot be held to reading here; use postgresql:// or "
            "sqlite://, or export files"
        )
    if not PLAIN.fullmatch(url.database or "") or not PLAIN.fullmatch(url.username or ""):
        raise DataError(f"{name}: the URL needs a plain user and database: postgresql://u@host/db")
    access.check_host(source.url, name, PORT)
    if importlib.util.find_spec("psycopg") is None:
        raise DataError("PostgreSQL needs its driver: pip install 'flotation-optimiser[postgres]'")
    waits = {
        "connect_timeout": max(2, int(source.timeout_s)),
        "options": _session(int(1000 * source.timeout_s), request.utc_offset),
    }
    url = url.set(drivername="postgresql+psycopg", password=password)
    return create_engine(url, connect_args=waits, hide_parameters=True)


def _session(milliseconds, utc_offset):
    """Settings of a PostgreSQL session: it reads, ends in time, and keeps the plant's clock."""
    sign, rest = utc_offset[0], utc_offset[1:]
    posix = f"<{utc_offset.replace(':', '')}>{'-' if sign == '+' else '+'}{rest}"
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": milliseconds,
        "idle_in_transaction_session_timeout": 2 * milliseconds,
        "timezone": posix,
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _sqlite(url, name, timeout):
    path = Path(url.database or "")
    if not path.is_absolute() or not path.is_file():
        raise DataError(f"{name}: {path.name or 'the URL'} is no file; give sqlite:////PATH/FILE")
    address = f"{path.as_uri()}?mode=ro"
    return create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True, timeout=timeout)
    )


@contextmanager
def _reading(engine, timeout):
    """A transaction that can only read, and ends in time."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            ends = time.monotonic() + timeout
            raw = connection.connection.driver_connection
            raw.set_progress_handler(lambda: time.monotonic() > ends, 10_000)
            raw.execute("PRAGMA query_only = ON")
            yield connection
        else:
            options = {"postgresql_readonly": True, "stream_results": True}
            yield connection.execution_options(**options)


def _table(result, request):
    names = list(result.keys())
    absent = [theirs for theirs in request.columns if theirs not in names]
    if absent:
        raise DataError(
            f"{request.name}: the query gives no column {absent[0]!r} but {', '.join(names[:20])}"
        )
    places = [names.index(theirs) for theirs in request.columns]
    rows = (
        [_in_plant_clock(row[place], request.utc_offset) for place in places]
        for part in result.partitions(FETCHED_AT_ONCE)
        for row in part
    )
    return as_csv(request.name, list(request.columns.values()), rows)


def _in_plant_clock(value, utc_offset):
    zoned = isinstance(value, datetime) and value.tzinfo is not None
    return from_utc(value, utc_offset) if zoned else value
