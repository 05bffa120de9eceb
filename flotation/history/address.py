"""Where a history is: a URL, the name of a file, or a file in the user's data folder."""

import importlib.util
import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from flotation.errors import HistoryError
from flotation.user_data import data_folder

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def default_file():
    """The file of the history unless another is named: beside the store of models."""
    return data_folder() / "history.sqlite3"


def history_address(url=None):
    """The address of a history.

    Parameters
    ----------
    url : str or path-like, optional
        ``sqlite:///FILE``, ``postgresql://USER@HOST/NAME``, or the name of a file;
        ``FLOTATION_DB_URL``, or :func:`default_file`, if not given.

    Returns
    -------
    sqlalchemy.engine.URL

    Raises
    ------
    HistoryError
        If it is no such address, or the driver of PostgreSQL is not installed.
    """
    named = url or os.environ.get("FLOTATION_DB_URL") or default_file()
    if "://" not in str(named):
        return _file_address(Path(named))
    try:
        address = make_url(str(named))
    except ArgumentError as error:
        raise HistoryError(
            "the address of the history is no URL such as postgresql://user@host/flotation"
        ) from error
    if address.drivername not in DRIVERS:
        raise HistoryError(
            f"a history cannot be kept in {address.drivername!r}; give a URL that begins with "
            "sqlite:/// or postgresql://"
        )
    address = address.set(drivername=DRIVERS[address.drivername])
    if address.drivername == "sqlite":
        return _file_address(_named_file(address))
    if importlib.util.find_spec("psycopg") is None:
        raise HistoryError(
            "PostgreSQL needs its driver: pip install 'flotation-optimiser[postgres]'"
        )
    return address


def _named_file(address):
    if address.database in (None, "", ":memory:") or address.query:
        raise HistoryError("a history in SQLite needs a file: sqlite:///FILE, and no options")
    return Path(address.database)


def _file_address(path):
    return URL.create("sqlite", database=str(path.expanduser().absolute()))


def shown(address):
    """An address as it may be shown and logged: without its password."""
    if address.drivername == "sqlite":
        return str(address.database)
    return address.render_as_string(hide_password=True).replace("+psycopg", "")
