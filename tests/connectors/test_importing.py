"""Imports store each row once, and say how old the newest is."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from connectors.mill import FIRST, NOW, PLANT, allowed, csv_bytes, shifts

from flotation.connectors import load_connector
from flotation.connectors.connector_file import Connector
from flotation.connectors.importing import import_rows
from flotation.connectors.sql import Sql
from flotation.history import open_history
from flotation.history.audit import audit_lines
from flotation.history.surveys import imports, stored_survey

MOMENT = datetime(2026, 3, 21, 1, tzinfo=UTC)  # NOW on the plant's clock
QUERY = "SELECT * FROM assays WHERE shift_start >= :since AND shift_start < :until"
NAMES = ("shift_start", "feed_t_h", "ore_wo3_pct", "bha_g_t")


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "history.sqlite3") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    """A folder of files and the connector that reads it."""
    (tmp_path / "lab.toml").write_text(
        'name = "lab"\nstale_after_hours = 12.0\n'
        '[source]\nkind = "files"\npath = "shifts"\nsettled_s = 0.0\n'
    )
    (tmp_path / "shifts").mkdir()
    return tmp_path / "shifts"


@pytest.fixture
def database(tmp_path):
    """A laboratory's file, its connection, and the connector that reads it."""
    connection = sqlite3.connect(tmp_path / "lims.sqlite3")
    connection.execute(f"CREATE TABLE assays ({', '.join(NAMES)})")
    source = Sql(kind="sql", url=f"sqlite:///{tmp_path}/lims.sqlite3", query=QUERY)
    columns = {name: name for name in NAMES}
    yield (
        connection,
        Connector(
            name="lims", source=source, columns=columns, first=FIRST.date(), overlap_hours=24.0
        ),
    )
    connection.close()


def insert(connection, rows):
    rows = [(row[0].isoformat(sep=" "), *row[1:]) for row in rows]
    connection.executemany("INSERT INTO assays VALUES (?, ?, ?, ?)", rows)
    connection.commit()


def imported(history, connector, *, now=MOMENT, **more):
    return import_rows(history, PLANT, connector, allowed(), by="li", now=now, **more)


def from_folder(history, folder, **more):
    return imported(history, load_connector(folder.parent / "lab.toml"), **more)


def test_files_are_stored_once_however_often_they_are_imported(history, folder):
    (folder / "a.csv").write_bytes(csv_bytes(shifts()))
    first = from_folder(history, folder)
    lines = audit_lines(history)
    second = from_folder(history, folder)
    third = from_folder(history, folder, again=True)
    assert [first.stored, second.stored, third.stored] == [60, 0, 0]
    assert (second.unchanged, second.outcomes) == (("a.csv",), ())
    assert (third.outcomes[0].known, third.unchanged) == (60, ())
    assert len(stored_survey(history, "Mill").table) == 60
    assert audit_lines(history) == lines
    assert lines[-1].by == "li"


def test_a_refused_file_is_told_and_the_others_are_stored(history, folder):
    (folder / "a.csv").write_bytes(csv_bytes(shifts()[:30]))
    (folder / "b.csv").write_bytes(b"nonsense")
    report = from_folder(history, folder)
    assert [each.name for each in report.refused] == ["b.csv"]
    assert report.stored == 30


def test_other_values_for_a_stored_shift_are_refused_unless_they_may_replace(history, folder):
    (folder / "a.csv").write_bytes(csv_bytes(shifts()))
    from_folder(history, folder)
    (folder / "a.csv").unlink()
    (folder / "b.csv").write_bytes(csv_bytes([(*row[:3], row[3] + 1) for row in shifts()]))
    refused = from_folder(history, folder).refused
    assert "stored with other values" in refused[0].sentence
    table = stored_survey(history, "Mill").table
    assert table["bha_g_t"].tolist() == [row[3] for row in shifts()]
    assert from_folder(history, folder, replace=True).outcomes[0].replaced == 60


def test_only_what_is_new_is_asked_for_and_late_assays_still_come(history, database):
    connection, connector = database
    made = shifts()
    late = [(*row[:2], None, row[3]) if i >= 38 else row for i, row in enumerate(made[:40])]
    insert(connection, late)
    first = imported(history, connector, now=_moment(made[39][0] + timedelta(hours=1)))
    connection.execute("DELETE FROM assays")
    insert(connection, made)
    second = imported(history, connector)
    assert (first.stored, second.outcomes[0].new, second.outcomes[0].amended) == (40, 20, 2)
    assert second.outcomes[0].read == 60 - 36  # from a day before the newest on
    table = stored_survey(history, "Mill").table
    assert table["ore_wo3_pct"].tolist() == [row[2] for row in made]
    assert len(imports(history, "Mill")) == 2


def test_a_source_with_nothing_new_leaves_no_trace(history, database):
    connection, connector = database
    insert(connection, shifts())
    imported(history, connector)
    lines = audit_lines(history)
    again = imported(history, connector)
    assert (again.stored, again.outcomes[0].known) == (0, 4)
    connection.execute("DELETE FROM assays")
    connection.commit()
    assert imported(history, connector).outcomes == ()
    assert audit_lines(history) == lines


def test_old_data_are_said_to_be_stale(history, folder):
    (folder / "a.csv").write_bytes(csv_bytes(shifts()))
    newest = shifts()[-1][0]
    report = from_folder(history, folder)
    assert report.fresh.age_hours == pytest.approx((NOW - newest) / timedelta(hours=1))
    assert not report.fresh.stale
    later = from_folder(history, folder, now=_moment(newest + timedelta(hours=12.5)))
    assert later.fresh.stale
    assert later.fresh.words() == (
        "stale: the newest row is of 2026-03-21 00:00, 12.5 h old, and 12 h are allowed"
    )
    assert later.as_dict()["stale"] is True


def test_no_data_at_all_are_stale(history, folder):
    report = from_folder(history, folder)
    assert report.fresh.words() == "stale: there is no row at all"


def _moment(here):
    return (here - timedelta(hours=8)).replace(tzinfo=UTC)
