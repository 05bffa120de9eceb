import itertools
import shutil
import tempfile
from pathlib import Path

import pytest
from history import postgresql_server as server
from history.samples import fill
from sqlalchemy import create_engine

from flotation.history import open_history

NUMBERS = itertools.count(1)
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql")))


@pytest.fixture(scope="session")
def postgresql():
    """Make a new, empty database of a real server, and give its address."""
    if server.programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "s"
        Path(name).chmod(0o755)
        folder.mkdir()
        server.start(folder)
        url = server.address(folder, "postgres").replace("postgresql:", "postgresql+psycopg:")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")

        def new(template="template0"):
            name = f"t{next(NUMBERS)}"
            with admin.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
            return server.address(folder, name)

        yield new
        admin.dispose()
        server.stop(folder)


@pytest.fixture(scope="session")
def copies(request, root, tmp_path_factory):
    """Give the address of a copy of a database of a kind, with tables only or filled."""
    made, folder = {}, tmp_path_factory.mktemp("templates")

    def template(kind, content):
        if kind == "sqlite":
            address = str(folder / f"{content}.sqlite3")
        else:
            address = request.getfixturevalue("postgresql")()
        with open_history(address) as history:
            if content == "filled":
                fill(history, root)
        return address

    def copy(kind, content, file):
        if (kind, content) not in made:
            made[kind, content] = template(kind, content)
        address = made[kind, content]
        if kind == "sqlite":
            return str(shutil.copy(address, file))
        name = address.partition("@/")[2].partition("?")[0]
        return request.getfixturevalue("postgresql")(name)

    return copy


@pytest.fixture(params=KINDS)
def empty(request, tmp_path):
    """Address of a database without tables."""
    if request.param == "sqlite":
        return str(tmp_path / "history.sqlite3")
    return request.getfixturevalue("postgresql")()


@pytest.fixture(params=KINDS)
def address(request, copies, tmp_path):
    """Address of a database with nothing in its tables."""
    return copies(request.param, "tables", tmp_path / "history.sqlite3")


@pytest.fixture
def history(address):
    """An open history with nothing in it, of either kind."""
    with open_history(address) as opened:
        yield opened


@pytest.fixture(params=KINDS)
def filled(request, copies, tmp_path):
    """An open history with something of every noun, of either kind."""
    with open_history(copies(request.param, "filled", tmp_path / "history.sqlite3")) as opened:
        yield opened
