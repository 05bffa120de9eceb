import itertools
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from history import postgresql_server as server
from sqlalchemy import create_engine

from flotation.history import open_history

NUMBERS = itertools.count(1)
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql")))
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


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
def ready(postgresql):
    """Name of a database with this version's tables, to be copied."""
    address = postgresql()
    open_history(address).close()
    return address.partition("@/")[2].partition("?")[0]


@pytest.fixture(params=KINDS)
def empty(request, tmp_path):
    """Address of a database without tables."""
    if request.param == "sqlite":
        return str(tmp_path / "history.sqlite3")
    return request.getfixturevalue("postgresql")()


@pytest.fixture(params=KINDS)
def address(request, tmp_path):
    """Address of a database, of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "history.sqlite3")
    return request.getfixturevalue("postgresql")(request.getfixturevalue("ready"))


@pytest.fixture
def history(address):
    """An open history, of either kind."""
    with open_history(address) as opened:
        yield opened
