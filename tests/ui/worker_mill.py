"""A mill whose only job is an import that waits until it is let go: workers and their deaths."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from connectors.mill import FIRST, TEXT, shifts
from connectors.pi_server import PASSWORD, USER
from flotation_ui.jobs.registry import ask_for

from flotation.connectors.row_times import from_utc
from flotation.history import open_history
from flotation.history.jobs import job_of
from flotation.history.plants import keep_plant

PATIENCE_S = 120.0
NAMES = {r"\\PI01\F": "feed_t_h", r"\\PI01\G": "ore_wo3_pct", r"\\PI01\D": "bha_g_t"}
MADE = {row[0]: row[1:] for row in shifts()}
CONNECTOR = """
name = "pi"
first = {first}
[source]
kind = "pi"
url = "http://127.0.0.1:{port}/piwebapi"
user = "{user}"
password_variable = "FLOTATION_SECRET_PI"
timeout_s = 600.0
[columns]
{columns}
"""


def signals():
    """What the PI server tells: the mill's shifts, and nothing of other times."""

    def signal_of(number):
        def at(start):
            row = MADE.get(from_utc(start, "+08:00"))
            return (None, 0.0) if row is None else (row[number], 100.0)

        return at

    return {path: signal_of(number) for number, path in enumerate(NAMES)}


def until(claim):
    """Wait until a claim is true, and return what it gives."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        found = claim()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come true")


class Mill:
    """A history with the mill's plant file, and the environment of its workers.

    Parameters
    ----------
    folder : pathlib.Path
    server : http.server.HTTPServer
        Of ``connectors.pi_server``.
    """

    def __init__(self, folder, server):
        self.folder, self.server = folder, server
        self.url = str(folder / "history.sqlite3")
        (folder / "plant.toml").write_text(TEXT, encoding="utf-8")
        (folder / "connectors").mkdir()
        columns = "\n".join(f"'{path}' = \"{column}\"" for path, column in NAMES.items())
        text = CONNECTOR.format(
            first=FIRST.date(), port=server.server_port, user=USER, columns=columns
        )
        (folder / "connectors" / "pi.toml").write_text(text)
        self.history = open_history(self.url)
        keep_plant(self.history, TEXT, by="li")
        self.workers = []

    def worker(self):
        """Start a worker process."""
        words = ("worker", "--db", self.url, "--plant", self.folder / "plant.toml")
        more = {
            "FLOTATION_CONNECTORS": str(self.folder / "connectors"),
            "FLOTATION_IMPORT_HOSTS": "127.0.0.1",
            "FLOTATION_SECRET_PI": PASSWORD,
            "FLOTATION_STORE": str(self.folder / "store"),
            "FLOTATION_JOBS": str(self.folder / "jobs"),
        }
        with (self.folder / "log").open("a") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "flotation_ui.cli", *words, "--lease", "8", "--poll", "0.1"],
                env=os.environ | more,
                stderr=log,
            )
        self.workers.append(started)
        return started

    def ask(self, **more):
        """Ask for the import."""
        arguments = {"plant": "Mill", "connector": "pi"}
        return ask_for(self.history, "import", arguments, by="li", **more)

    def waiting(self, job):
        """Wait until a job stands before the closed gate of the server."""
        asked = len(self.server.asked)
        until(lambda: len(self.server.asked) > asked)
        until(lambda: self.job(job).state == "running")

    def job(self, job):
        """The job as it is now."""
        return job_of(self.history, job.id)

    def ended(self, job, *states):
        """The job, once it is in one of some states."""
        return until(lambda: self.job(job).state in states and self.job(job))

    def processes(self):
        """Ids of the processes that run this mill's jobs."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words, variables = ((place / n).read_bytes() for n in ("cmdline", "environ"))
            except OSError:
                continue
            if b"flotation_ui.jobs.child" in words and str(self.folder).encode() in variables:
                found.append(int(place.name))
        return found

    def close(self):
        """End the workers that are left."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
            worker.wait()
        self.history.close()
