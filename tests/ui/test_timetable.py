"""Imports by the clock: a time has one job, however many workers look at it."""

import pytest
from connectors.mill import FIRST
from flotation_ui.jobs.connector_folder import connectors, named_connector
from flotation_ui.jobs.timetable import Timetable

from flotation.connectors import load_connector
from flotation.errors import DataError
from flotation.history import open_history
from flotation.history.jobs import listed_jobs
from flotation.history.leases import claim_job, finish_job

TEXT = """
name = "{name}"
first = {first}
{every}
[source]
kind = "files"
path = "shifts"
"""


class Clock:
    """A clock that a test sets."""

    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "history.sqlite3") as opened:
        yield opened


def connector(folder, name, every=""):
    path = folder / f"{name}.toml"
    path.write_text(TEXT.format(name=name, first=FIRST.date(), every=every))
    return load_connector(path)


@pytest.fixture
def found(tmp_path):
    """An hourly connector, and one that is imported when somebody asks."""
    return {
        "hourly": connector(tmp_path, "hourly", "every_minutes = 60.0"),
        "byhand": connector(tmp_path, "byhand"),
    }


def end(history):
    job = claim_job(history, "w")
    finish_job(history, job.id, "w", {})


def test_an_hour_has_one_import_however_often_and_by_whom_it_is_asked_for(history, found):
    clock = Clock()
    tables = [Timetable("Mill", found, clock) for _ in range(3)]
    for _ in range(2):
        for table in tables:
            table.ask(history)
    (job,) = listed_jobs(history)
    assert job.arguments == {"plant": "Mill", "connector": "hourly", "replace": False}
    assert job.by == "timetable"
    end(history)
    for table in tables:
        table.ask(history)
    assert len(listed_jobs(history)) == 1
    clock.now += 3600
    for table in tables:
        table.ask(history)
    assert len(listed_jobs(history)) == 2


def test_an_import_that_has_not_ended_is_not_asked_for_again(history, found):
    clock = Clock()
    table = Timetable("Mill", found, clock)
    for _ in range(3):
        table.ask(history)
        clock.now += 3600
    assert len(listed_jobs(history)) == 1


def test_the_connectors_of_a_server_are_the_files_of_its_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("FLOTATION_CONNECTORS", raising=False)
    assert connectors() == {}
    connector(tmp_path, "lab")
    monkeypatch.setenv("FLOTATION_CONNECTORS", str(tmp_path))
    assert list(connectors()) == ["lab"]
    assert named_connector("lab").name == "lab"
    with pytest.raises(DataError, match="no connector 'pi'; those in FLOTATION_CONNECTORS are lab"):
        named_connector("pi")
    (tmp_path / "twin.toml").write_text((tmp_path / "lab.toml").read_text())
    with pytest.raises(DataError, match="two files of FLOTATION_CONNECTORS are named 'lab'"):
        connectors()
