"""Copies of a history in one file: taken under writers, put back over what is there."""

import contextlib
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from flotation.errors import HistoryError
from flotation.history.address import history_address, shown
from flotation.history.failures import sentence
from flotation.history.migration import refuse_newer
from flotation.history.moments import utc_text
from flotation.history.sqlite_file import PAUSE_S, WAIT_S
from flotation.whole_files import draft_of, sync_folder

SERVER = (
    "the history {name} is kept by a PostgreSQL server; use pg_dump and pg_restore, as "
    "docs/history.md shows"
)
SIDE_FILES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back.

    Attributes
    ----------
    schema : str
        Of the backup; it is brought forward when the history is opened next.
    kept : pathlib.Path or None
        The former history, beside the new one; None where there was none.
    """

    schema: str
    kept: Path | None


def backup_history(history, place):
    """Write a copy of a history to one file; others may read and write meanwhile.

    Parameters
    ----------
    history : flotation.history.History
    place : pathlib.Path
        Replaced when the copy is whole.

    Raises
    ------
    HistoryError
        If it is no SQLite file, or the copy cannot be written.
    """
    if not history.file:
        raise HistoryError(SERVER.format(name=history.name))
    if place.resolve() == history.file.resolve():
        raise HistoryError(f"{place} is the history itself; name another file for the backup")
    draft = draft_of(place.absolute())
    try:
        with _refused(place):
            _copy(history.file, draft)
            _schema_of_whole(draft)
            draft.replace(place)
            sync_folder(place.absolute().parent)
    finally:
        for side in ("", *SIDE_FILES):
            Path(f"{draft}{side}").unlink(missing_ok=True)


def restore_address(url, backup, *, now=None):
    """Put a backup in the place of the history of an address, as it is opened by.

    Parameters
    ----------
    url : str, path-like or None
        As for :func:`flotation.history.open_history`.
    backup : pathlib.Path
    now : datetime, optional

    Returns
    -------
    Restored

    Raises
    ------
    HistoryError
        As :func:`restore_history`, or if the address is a server's.
    """
    address = history_address(url)
    if address.drivername != "sqlite":
        raise HistoryError(SERVER.format(name=shown(address)))
    return restore_history(Path(address.database), backup, now=now)


def restore_history(file, backup, *, now=None):
    """Put a backup in the place of a history, and keep the former one beside it.

    Where the present file is whole, its content is replaced in one transaction, so that those
    who have it open see the old or the new; a damaged one is set aside and replaced.

    Parameters
    ----------
    file, backup : pathlib.Path
    now : datetime, optional
        For the name of the former one.

    Returns
    -------
    Restored

    Raises
    ------
    HistoryError
        If the backup is damaged, of a newer version, or no history; nothing is changed then.
    """
    if not backup.is_file():
        raise HistoryError(f"there is no backup {backup}")
    with _refused(backup):
        schema = _schema_of_whole(backup)
    moment = utc_text(now).replace(":", "").replace("-", "")[:15]
    kept = file.with_name(f"{file.stem}-before-restore-{moment}{file.suffix}")
    with _refused(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _drafted(backup, file).replace(file)
            return Restored(schema=schema, kept=None)
        if _is_whole(file):
            _copy(file, kept)
            _copy(backup, file)
        else:
            draft = _drafted(backup, file)
            for side in (*SIDE_FILES, ""):  # a log of the old file must not meet the new one
                part = Path(f"{file}{side}")
                if part.exists():
                    part.replace(f"{kept}{side}")
            draft.replace(file)
        sync_folder(file.parent)
    return Restored(schema=schema, kept=kept)


def _drafted(backup, file):
    """A copy of a backup beside a file, ready to be renamed."""
    draft = draft_of(file)
    draft.unlink(missing_ok=True)
    _copy(backup, draft)
    return draft


def _copy(source, place):
    """Copy one database into another in one transaction of its own."""
    deadline = time.monotonic() + WAIT_S

    def give_up(status, _remaining, _total):
        if status != sqlite3.SQLITE_DONE and time.monotonic() > deadline:
            raise sqlite3.OperationalError("database is locked")  # else it would wait for ever

    with (
        contextlib.closing(sqlite3.connect(_read_only(source), uri=True)) as one,
        contextlib.closing(sqlite3.connect(place)) as other,
    ):
        other.execute("PRAGMA synchronous=FULL")
        one.backup(other, progress=give_up, sleep=PAUSE_S)


def _is_whole(file):
    try:
        _schema_of_whole(file)
    except (sqlite3.DatabaseError, HistoryError):
        return False
    return True


def _schema_of_whole(file):
    """The schema of a database file, every page of which was looked at."""
    with contextlib.closing(sqlite3.connect(_read_only(file), uri=True, timeout=WAIT_S)) as one:
        found = one.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise HistoryError(f"{file} is damaged ({found}); use another backup")
        tables = {name for (name,) in one.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            raise HistoryError(f"{file} is a database, but no history of this program")
        schema = one.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    refuse_newer(file, schema)
    return schema


def _read_only(file):
    return f"{file.absolute().as_uri()}?mode=ro"


@contextlib.contextmanager
def _refused(file):
    """Say in a sentence what SQLite or the disk refuses."""
    try:
        yield
    except sqlite3.Error as error:
        raise HistoryError(sentence(history_address(file), str(error))) from error
    except OSError as error:
        raise HistoryError(f"{file} cannot be used: {error.strerror or error}") from error
