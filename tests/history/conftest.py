import itertools
import shutil
import tempfile
from pathlib import Path

import pytest
from history import postgresql_server as server
from history.samples import fill
from sqlalchemy import create_engine

from flotation.history import open_history
from flotation.history.schema import METADATA

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql")))


class Databases:
    """The databases of a real server in a folder."""

    def __init__(self, folder):
        self.folder, self.numbers, self.filled, self.tables = folder, itertools.count(1), None, None
        url = server.address(folder, "postgres").replace("postgresql:", "postgresql+psycopg:")
        self.admin = create_engine(url, isolation_level="AUTOCOMMIT")

    def new(self, template="template0"):
        """Address of a new database."""
        name = f"t{next(self.numbers)}"
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return server.address(self.folder, name)

    def drop(self, address):
        """Take a database away: each is 7 MB in 300 files."""
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name_in(address)} WITH (FORCE)")

    def with_tables(self):
        """Address of the one database whose tables are emptied for every test."""
        if self.tables is None:
            self.tables = self.new()
            open_history(self.tables).close()
        with open_history(self.tables) as history, history.writing() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for table in METADATA.sorted_tables:
                connection.execute(table.delete())
        return self.tables

    def copy_of_filled(self, root):
        """Address of a copy of a database with something of every noun."""
        if self.filled is None:
            self.filled = self.new()
            with open_history(self.filled) as history:
                fill(history, root)
        return self.new(name_in(self.filled))


def name_in(address):
    return address.partition("@/")[2].partition("?")[0]


@pytest.fixture(scope="session")
def postgresql():
    """A real server, started for the tests."""
    if server.programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "s"
        Path(name).chmod(0o755)
        folder.mkdir()
        server.start(folder)
        databases = Databases(folder)
        yield databases
        databases.admin.dispose()
        server.stop(folder)


@pytest.fixture
def on_server(postgresql):
    """Address of an empty database on a server."""
    address = postgresql.new()
    yield address
    postgresql.drop(address)


@pytest.fixture(params=KINDS)
def empty(request, tmp_path):
    """Address of a database without tables."""
    if request.param == "sqlite":
        return str(tmp_path / "history.sqlite3")
    return request.getfixturevalue("on_server")


@pytest.fixture(scope="session")
def templates(root, tmp_path_factory):
    """Files of a history with tables only, and of one with something of every noun."""
    folder = tmp_path_factory.mktemp("templates")
    files = {name: folder / f"{name}.sqlite3" for name in ("tables", "filled")}
    open_history(files["tables"]).close()
    with open_history(files["filled"]) as history:
        fill(history, root)
    return files


@pytest.fixture(params=KINDS)
def address(request, tmp_path):
    """Address of a database with nothing in its tables."""
    if request.param == "sqlite":
        template = request.getfixturevalue("templates")["tables"]
        return str(shutil.copy(template, tmp_path / "history.sqlite3"))
    return request.getfixturevalue("postgresql").with_tables()


@pytest.fixture
def history(address):
    """An open history with nothing in it, of either kind."""
    with open_history(address) as opened:
        yield opened


@pytest.fixture
def filled_file(templates, tmp_path):
    """A closed file of a history with something of every noun."""
    return Path(shutil.copy(templates["filled"], tmp_path / "history.sqlite3"))


@pytest.fixture(params=KINDS)
def filled(request, root):
    """An open history with something of every noun, of either kind."""
    if request.param == "sqlite":
        with open_history(request.getfixturevalue("filled_file")) as opened:
            yield opened
        return
    databases = request.getfixturevalue("postgresql")
    address = databases.copy_of_filled(root)
    with open_history(address) as opened:
        yield opened
    databases.drop(address)
