"""Steps forward from the tables of every released version to those of this one."""

import functools
import sqlite3
from pathlib import Path

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from flotation.errors import HistoryError
from flotation.history.moments import utc_text

FOLDER = Path(__file__).parent / "migrations"


@functools.cache
def migrations():
    """The shipped steps, as Alembic knows them."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def newest_schema():
    """The schema that this version of the program works with."""
    return migrations().get_current_head()


def schema_of(connection):
    """The schema of a database, None where there are no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(history, target=None, *, now=None):
    """Bring a database forward, all steps in one transaction; a file is copied before.

    Parameters
    ----------
    history : flotation.history.History
    target : str, optional
        A schema; the newest if not given.
    now : datetime, optional
        For the name of the copy.

    Returns
    -------
    tuple of str
        The steps taken.

    Raises
    ------
    HistoryError
        If the database is of a newer version than this program.
    """
    scripts = migrations()
    target = target or scripts.get_current_head()
    with history.reading() as connection:
        waiting = _steps(history, scripts, schema_of(connection), target)
    if not waiting:
        return ()
    with history.writing() as connection:
        present = schema_of(connection)
        waiting = _steps(history, scripts, present, target)
        if present and waiting and history.file:
            _copy(history.file, copy_name(history.file, present, now))
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            for step in waiting:
                step.module.upgrade()
                context.stamp(scripts, step.revision)
    return tuple(step.revision for step in waiting)


def refuse_newer(name, schema):
    """Refuse a schema that this version does not know.

    Raises
    ------
    HistoryError
    """
    scripts = migrations()
    if schema not in {step.revision for step in scripts.walk_revisions()}:
        raise HistoryError(
            f"the history {name} has schema {schema}, and this version knows up to "
            f"{scripts.get_current_head()}; open it with the newer version that wrote it"
        )


def copy_name(file, schema, now=None):
    """Where the copy of a file goes before it is migrated: beside it."""
    moment = utc_text(now).replace(":", "").replace("-", "")[:15]
    return file.with_name(f"{file.stem}-before-{schema}-{moment}{file.suffix}")


def _steps(history, scripts, present, target):
    """Steps from a schema to another, in order."""
    if present is not None:
        refuse_newer(history.name, present)
    return list(reversed(list(scripts.iterate_revisions(target, present or "base"))))


def _copy(file, place):
    """Copy a database while this process holds its write lock: readers still may."""
    source, copy = sqlite3.connect(file), sqlite3.connect(place)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
