"""A real PostgreSQL server on loopback that asks for passwords, and its owner's statements."""

import shutil
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
from history import postgresql_server as server

PASSWORD = "lims s3cret"


class Lims:
    """A laboratory's database.

    Attributes
    ----------
    port : int
    """

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.url = f"postgresql://reader@127.0.0.1:{port}/postgres"

    def run(self, text, rows=()):
        """Run a statement as the owner, once or for every row."""
        where = f"host={self.folder} port={self.port} user=flotation dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            if rows:
                connection.cursor().executemany(text, rows)
                return None
            done = connection.execute(text)
            return done.fetchall() if done.description else None


@contextmanager
def serving():
    """Start a server in a folder of its own; yields :class:`Lims`."""
    with tempfile.TemporaryDirectory(prefix="lims", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "s"
        folder.mkdir()
        user = server.unprivileged()
        if user:
            shutil.chown(folder, user)
        data, port = folder / "data", _free_port()
        ways = ("--auth-local=trust", "--auth-host=scram-sha-256")
        settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off"
        settings += f" -c unix_socket_directories={folder}"
        start = ("-o", settings, "-l", folder / "log", "-w", "start")
        server.run(user, folder, "initdb", "-D", data, "-U", "flotation", "-N", *ways)
        server.run(user, folder, "pg_ctl", "-D", data, *start)
        yield Lims(folder, port)
        server.stop(folder)


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
