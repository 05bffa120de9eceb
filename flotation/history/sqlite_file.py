"""A history in one SQLite file: its settings, and whether the file is whole."""

import sqlite3
import time

from sqlalchemy import event

from flotation.errors import HistoryError
from flotation.history.failures import DAMAGED

WAIT_S = 30.0
PAUSE_S = 0.02
WRITES = "flotation_writes"  # option of a connection whose transaction writes


def prepare_file(path):
    """Make the folder of a history that is not there yet.

    Raises
    ------
    HistoryError
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HistoryError(
            f"the folder {path.parent} of the history cannot be made ({error.strerror or error}); "
            "name another file with FLOTATION_DB_URL"
        ) from error
    if path.is_dir():
        raise HistoryError(f"the history {path} is a folder; name a file in it")


def use_pragmas(engine, wait=WAIT_S):
    """Make every connection safe against power cuts, and every write take its turn.

    ``synchronous=FULL`` is what keeps acknowledged writes through a power cut in WAL mode, and
    ``BEGIN IMMEDIATE`` what lets many writers queue instead of failing as busy.

    Parameters
    ----------
    engine : sqlalchemy.engine.Engine
    wait : float, default 30
        How long another writer is waited for. [s]
    """

    @event.listens_for(engine, "connect")
    def _settings(connection, _record):
        connection.isolation_level = None  # transactions begin where we say so
        connection.execute(f"PRAGMA busy_timeout={int(1000 * wait)}")
        connection.execute("PRAGMA foreign_keys=ON")
        _set_wal(connection, time.monotonic() + wait)
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection):
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_wal(connection, deadline):
    """Turn to WAL; SQLite does not wait for its turn at this, so we do."""
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_S)


def quick_check(engine, path):
    """What SQLite says of the whole file: ``ok``.

    Raises
    ------
    HistoryError
        If a page of it is damaged.
    """
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise HistoryError(f"the history {path} {DAMAGED} ({found})")
    return found
