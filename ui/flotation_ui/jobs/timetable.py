"""What is asked for when its time has come: the imports of connectors with a schedule."""

import time
from collections.abc import Callable, Mapping

from flotation.connectors import Connector
from flotation.history import History
from flotation.history.jobs import listed_jobs
from flotation_ui.jobs.registry import ask_for

BY = "timetable"


class Timetable:
    """Imports by the clock; however many workers ask, a time has one job.

    Parameters
    ----------
    plant : str
        Name of the plant that they are for.
    connectors : mapping of str to Connector
    clock : callable, optional
        Seconds since 1970.
    """

    def __init__(
        self,
        plant: str,
        connectors: Mapping[str, Connector],
        clock: Callable[[], float] = time.time,
    ):
        self.plant, self.clock = plant, clock
        self.every = {
            name: 60.0 * connector.every_minutes
            for name, connector in connectors.items()
            if connector.every_minutes is not None
        }
        self._asked: dict[str, int] = {}

    def ask(self, history: History) -> None:
        """Ask for what is due, unless the last import of the connector has not ended yet."""
        now = self.clock()
        due = {
            name: int(now // seconds)
            for name, seconds in self.every.items()
            if self._asked.get(name) != int(now // seconds)
        }
        if not due:
            return
        open_jobs = listed_jobs(history, states=("queued", "running"), kinds=("import",))
        busy = {job.arguments.get("connector") for job in open_jobs}
        for name, slot in due.items():
            self._asked[name] = slot
            if name not in busy:
                arguments = {"plant": self.plant, "connector": name}
                key = f"import {self.plant} {name} {slot}"
                ask_for(history, "import", arguments, by=BY, key=key)
