import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from history.samples import BY, NOON

from flotation.errors import HistoryError
from flotation.history import open_history
from flotation.history.backup import backup_history, restore_history
from flotation.history.questions import keep_question, saved_questions
from flotation.history.verification import verify_history


@pytest.fixture
def here(filled_file):
    """An open, filled history in a file."""
    with open_history(filled_file) as opened:
        yield opened


@pytest.fixture
def backup(here, tmp_path):
    """A backup, after which a question was kept."""
    place = tmp_path / "backup.sqlite3"
    backup_history(here, place)
    keep_question(here, "mill", "after the backup", "x", **BY)
    return place


def names(history):
    return [question.name for question in saved_questions(history, "mill")]


def test_a_backup_is_a_whole_history_in_one_file(here, backup, tmp_path):
    assert sorted(path.name for path in tmp_path.glob("*backup*")) == ["backup.sqlite3"]
    with open_history(backup) as copy:
        assert verify_history(copy).head.number == 14
        assert names(copy) == []
    assert names(here) == ["after the backup"]


def test_a_backup_takes_the_place_of_an_older_one(here, backup):
    backup_history(here, backup)
    with open_history(backup) as copy:
        assert names(copy) == ["after the backup"]


def test_a_backup_never_overwrites_its_history(here):
    with pytest.raises(HistoryError, match="is the history itself"):
        backup_history(here, here.file)


def test_a_damaged_history_does_not_take_the_place_of_its_backup(here, backup):
    whole = backup.read_bytes()
    here.close()
    scratch(here.file)
    with pytest.raises(HistoryError, match="is damaged"):
        backup_history(here, backup)
    assert backup.read_bytes() == whole
    assert list(backup.parent.glob(".*")) == []


def test_a_backup_that_cannot_be_written_is_said_so(here, tmp_path):
    with pytest.raises(HistoryError, match=r"nowhere/backup.sqlite3 cannot be written"):
        backup_history(here, tmp_path / "nowhere" / "backup.sqlite3")


def test_restoring_keeps_the_former_history_beside(here, backup, tmp_path):
    restored = restore_history(here.file, backup, now=NOON)
    assert restored.kept == tmp_path / "history-before-restore-20260105T120000.sqlite3"
    assert names(here) == []  # those who have it open see the restored one
    assert verify_history(here).head.number == 14
    with open_history(restored.kept) as former:
        assert names(former) == ["after the backup"]


def test_restoring_gives_up_on_a_writer_that_does_not_end(here, backup, monkeypatch):
    monkeypatch.setattr("flotation.history.backup.WAIT_S", 0.1)
    with here.writing() as connection:
        connection.exec_driver_sql("UPDATE audit_head SET id = 1")
        with pytest.raises(HistoryError, match="is being written by another part of this program"):
            restore_history(here.file, backup, now=NOON)
    assert names(here) == ["after the backup"]


def test_a_damaged_history_is_set_aside_and_replaced(here, backup, tmp_path):
    here.close()
    here.file.write_bytes(b"torn" * 4000)
    log = tmp_path / "history.sqlite3-wal"
    log.write_bytes(b"a log of the old file")
    restored = restore_history(here.file, backup, now=NOON)
    assert restored.kept.read_bytes() == b"torn" * 4000
    assert Path(f"{restored.kept}-wal").read_bytes() == b"a log of the old file"
    assert not log.exists()
    with open_history(here.file) as history:
        assert verify_history(history).head.number == 14


def test_a_backup_is_restored_where_there_is_no_history(backup, tmp_path):
    file = tmp_path / "new" / "history.sqlite3"
    assert restore_history(file, backup).kept is None
    with open_history(file) as history:
        assert verify_history(history).head.number == 14


def cut(path):
    path.write_bytes(path.read_bytes()[:-5000])


def scratch(path):
    data = bytearray(path.read_bytes())
    data[8192:12288] = b"\xff" * 4096
    path.write_bytes(data)


def other_database(path):
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE stamps (id INTEGER)")


def from_the_future(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 's9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (cut, "is damaged"),
        (scratch, "is damaged"),
        (lambda path: path.write_bytes(b"not a database" * 100), "is damaged"),
        (lambda path: path.write_bytes(b""), "no history of this program"),
        (lambda path: path.unlink(), "there is no backup"),
        (other_database, "no history of this program"),
        (from_the_future, "has schema s9999, and this version knows"),
    ],
)
def test_a_backup_that_cannot_be_trusted_changes_nothing(here, backup, change, match, tmp_path):
    change(backup)
    with pytest.raises(HistoryError, match=match):
        restore_history(here.file, backup, now=NOON)
    assert names(here) == ["after the backup"]
    assert list(tmp_path.glob("*before-restore*")) == []


def test_two_restorations_keep_two_former_histories(here, backup, tmp_path):
    for hours in (0, 1):
        restore_history(here.file, backup, now=NOON + timedelta(hours=hours))
    assert len(list(tmp_path.glob("*before-restore*"))) == 2


@pytest.mark.needs("postgresql")
def test_a_server_is_backed_up_with_its_own_programs(on_server, tmp_path):
    with (
        open_history(on_server) as history,
        pytest.raises(HistoryError, match="use pg_dump and pg_restore"),
    ):
        backup_history(history, tmp_path / "backup.sqlite3")
