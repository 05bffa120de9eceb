"""An open history, and the transactions in it."""

import contextlib
import threading
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from flotation.history.address import history_address, shown
from flotation.history.failures import translated
from flotation.history.migration import migrate
from flotation.history.sqlite_file import WAIT_S, WRITES, prepare_file, quick_check, use_pragmas

ONE_WRITER = 0x666C6F74  # of pg_advisory_xact_lock: the audit's chain needs one order of writes

SERVER_CONNECTIONS = 20  # of one process; servers have 100 as they come


class History:
    """A database of the history; made by :func:`open_history`.

    Parameters
    ----------
    address : sqlalchemy.engine.URL
    wait : float, default 30
        How long another writer is waited for. [s]

    Attributes
    ----------
    name : str
        The file or the address, without a password.
    file : pathlib.Path or None
        Of SQLite.
    checked : str
        What SQLite said of the whole file when it was opened: ``ok``.
    migrated : tuple of str
        The schemas that were brought forward to when it was opened.
    """

    def __init__(self, address, wait=WAIT_S):
        self.address = address
        self.wait = wait
        self.name = shown(address)
        self.file = Path(address.database) if address.drivername == "sqlite" else None
        self.checked = ""
        self.migrated = ()
        self._here = threading.local()
        if self.file:
            self.engine = create_engine(address, max_overflow=-1)
            use_pragmas(self.engine, wait)
        else:
            self.engine = create_engine(
                address, pool_pre_ping=True, max_overflow=SERVER_CONNECTIONS - 5, pool_timeout=wait
            )

    def __repr__(self):
        return f"History({self.name!r})"

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        self.close()

    def close(self):
        """Let go of the database; the history may still be used, and is then opened again."""
        self.engine.dispose()

    @contextlib.contextmanager
    def writing(self):
        """One transaction that writes, all or nothing; inside another, a part of that one.

        Yields
        ------
        sqlalchemy.engine.Connection

        Raises
        ------
        HistoryError
            If the database is busy for too long, full, damaged, or may not be written.
        """
        present = getattr(self._here, "writer", None)
        if present is not None:
            with translated(self.address), present.begin_nested():
                yield present
            return
        with translated(self.address), self.engine.connect() as connection:
            connection = connection.execution_options(**{WRITES: True})
            with connection.begin():
                if not self.file:
                    wait_ms = int(1000 * self.wait)
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait_ms}")
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_WRITER})")
                self._here.writer = connection
                try:
                    yield connection
                finally:
                    self._here.writer = None

    @contextlib.contextmanager
    def reading(self):
        """One transaction that reads, and sees one state; inside another, that one's.

        Yields
        ------
        sqlalchemy.engine.Connection

        Raises
        ------
        HistoryError
        """
        present = getattr(self._here, "writer", None) or getattr(self._here, "reader", None)
        if present is not None:
            yield present
            return
        with translated(self.address), self.engine.connect() as connection:
            if not self.file:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                self._here.reader = connection
                try:
                    yield connection
                finally:
                    self._here.reader = None


def open_history(url=None, *, wait=WAIT_S, now=None):
    """Open a history: made if it is not there, checked, and brought to this version's tables.

    Parameters
    ----------
    url : str or path-like, optional
        ``sqlite:///FILE``, ``postgresql://USER@HOST/NAME``, or the name of a file;
        ``FLOTATION_DB_URL``, or one file in the user's data folder, if not given.
    wait : float, default 30
        How long another writer is waited for. [s]
    now : datetime, optional
        For the name of the copy that is made before a file is migrated.

    Returns
    -------
    History

    Raises
    ------
    HistoryError
        If it is damaged, busy, of a newer version, or cannot be reached.
    """
    history = History(history_address(url), wait)
    try:
        with translated(history.address):
            if history.file:
                prepare_file(history.file)
                history.checked = quick_check(history.engine, history.file)
            history.migrated = migrate(history, now=now)
    except (DBAPIError, OSError, ValueError):
        history.close()
        raise
    return history
