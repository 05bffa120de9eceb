import contextlib
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from history.samples import BY
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from flotation.errors import DataError, FlotationError, HistoryError
from flotation.history import open_history
from flotation.history.address import default_file, history_address, shown
from flotation.history.audit import audit_lines, verify_audit
from flotation.history.balances import keep_balance
from flotation.history.connection import SERVER_CONNECTIONS
from flotation.history.plans import keep_plan
from flotation.history.plants import keep_plant
from flotation.history.questions import keep_question, saved_questions
from flotation.history.schema import QUESTIONS
from flotation.history.verification import verify_history

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def keep(history, name="less BHA"):
    return keep_question(history, "mill", name, 'goal = "cost"', **BY)


def test_a_history_is_where_the_argument_the_environment_or_the_user_says(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("FLOTATION_DB_URL", raising=False)
    assert default_file() == tmp_path / "flotation" / "history.sqlite3"
    assert shown(history_address()) == str(default_file())
    monkeypatch.setenv("FLOTATION_DB_URL", "postgresql://me:secret@host/flotation")
    assert shown(history_address()) == "postgresql://me:***@host/flotation"
    assert history_address().drivername == "postgresql+psycopg"
    for named in (tmp_path / "h.sqlite3", f"sqlite:///{tmp_path}/h.sqlite3"):
        assert shown(history_address(named)) == f"{tmp_path}/h.sqlite3"


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(HistoryError, match=r"pip install 'flotation-optimiser\[postgres\]'"):
        history_address("postgresql://host/flotation")


def test_a_file_is_kept_safe_against_power_cuts(tmp_path):
    with open_history(tmp_path / "history.sqlite3") as history, history.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 30000,
    }


def test_a_file_that_another_process_writes_is_named_with_its_holder(filled_file):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(filled_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder, open_history(filled_file, wait=0.2) as history:
        assert holder.stdout.readline() == "held\n"
        who = f"process {holder.pid} \\(" if Path("/proc/locks").exists() else "another process"
        with pytest.raises(HistoryError, match=f"is being written by {who}.*; try again"):
            keep(history)
        assert len(audit_lines(history)) == 14  # and reading goes on
        holder.stdin.close()
        holder.wait()
        keep(history)


@pytest.mark.needs("postgresql")
def test_a_server_history_that_another_writes_is_waited_for_and_then_said_so(on_server):
    with open_history(on_server) as first, open_history(on_server, wait=0.2) as second:
        with (
            first.writing(),
            pytest.raises(HistoryError, match="is being written by another process; try again"),
        ):
            keep(second)
        keep(second)


def test_a_writer_waits_for_another_of_the_same_program(history):
    entered, kept = threading.Event(), []

    def other():
        entered.set()
        kept.append(keep(history, "second"))

    with history.writing():
        thread = threading.Thread(target=other)
        thread.start()
        assert entered.wait(10)
        keep(history, "first")
        assert kept == []
    thread.join()
    subjects = [line.subject for line in audit_lines(history)]
    names = {question.id: question.name for question in saved_questions(history, "mill")}
    assert [names[subject] for subject in subjects] == ["first", "second"]


def test_what_fails_in_a_transaction_leaves_nothing_behind(history):
    def keep_both():
        with history.writing():
            keep(history)
            keep_plan(history, "mill", b"{", **BY)

    with pytest.raises(HistoryError, match="no plan in JSON"):
        keep_both()
    assert saved_questions(history, "mill") == ()
    assert verify_audit(history).number == 0


def test_a_part_that_fails_can_be_left_out_of_a_transaction(history):
    def keep_and_fail():
        with history.writing():
            keep(history, "second")
            keep_plan(history, "mill", b"{", **BY)

    with history.writing():
        keep(history, "first")
        with pytest.raises(HistoryError, match="no plan in JSON"):
            keep_and_fail()
        keep(history, "third")
        assert len(saved_questions(history, "mill")) == 2
    assert verify_history(history).head.number == 2


def test_a_reader_sees_one_state_while_others_write(history):
    keep(history, "first")
    with history.reading():
        assert len(saved_questions(history, "mill")) == 1
        thread = threading.Thread(target=keep, args=(history, "second"))
        thread.start()
        thread.join()
        assert len(saved_questions(history, "mill")) == 1
    assert len(saved_questions(history, "mill")) == 2


def test_a_full_disk_is_a_sentence_and_loses_nothing(filled_file):
    with open_history(filled_file) as history:
        with history.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(HistoryError, match="the disk is full; nothing was changed, make room"):
            keep(history, "x" * 100_000)
        assert verify_history(history).head.number == 14


def test_a_file_that_may_not_be_written_is_a_sentence(filled_file):
    with open_history(filled_file) as history:
        with history.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(HistoryError, match="cannot be written; give its folder to the user"):
            keep(history)


@pytest.mark.parametrize("place", ["file.txt/history.sqlite3", "folder"])
def test_a_place_that_cannot_be_a_file_is_a_sentence(tmp_path, place):
    (tmp_path / "file.txt").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(HistoryError, match="cannot be made|is a folder"):
        open_history(tmp_path / place)


def test_a_file_that_is_no_database_is_damaged(tmp_path):
    (tmp_path / "history.sqlite3").write_bytes(b"time;feed_wo3_pct\n" * 100)
    with pytest.raises(HistoryError, match="is damaged; restore a copy with 'flotation history"):
        open_history(tmp_path / "history.sqlite3")


def test_no_scratch_on_the_disk_goes_unnoticed_or_ends_in_a_traceback(filled_file, tmp_path):
    draw = random.Random(0)
    whole = filled_file.read_bytes()
    place = tmp_path / "scratched.sqlite3"
    silent = []
    for _ in range(40):
        data = bytearray(whole)
        begin = draw.randrange(len(data) - 64)
        old = bytes(data[begin : begin + 64])
        data[begin : begin + 64] = draw.randbytes(64)
        place.write_bytes(data)
        for name in ("-wal", "-shm"):
            Path(f"{place}{name}").unlink(missing_ok=True)
        try:
            with open_history(place) as history:
                verify_history(history)
        except FlotationError:
            continue
        if any(old):  # otherwise bytes that no page uses
            silent.append(begin)
    assert silent == []


def test_a_server_that_is_not_there_is_a_sentence_without_the_password(tmp_path):
    address = f"postgresql://me:secret@/flotation?host={tmp_path}"
    with pytest.raises(HistoryError, match="cannot be reached .*see that the server runs") as told:
        open_history(address)
    assert "secret" not in str(told.value)


def test_a_bug_of_ours_is_not_called_a_failure_of_the_disk(history):
    keep(history)
    again = insert(QUESTIONS).from_select(QUESTIONS.c.keys(), select(QUESTIONS))
    with pytest.raises(IntegrityError, match=r"(?i)unique"), history.writing() as connection:
        connection.execute(again)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_a_text_that_not_every_database_can_keep_is_refused(history, root, text):
    day = {"first": "2026-01-05", "last": "2026-01-05"}
    toml = (root / "tests" / "small_plant.toml").read_text(encoding="utf-8")
    with pytest.raises(DataError, match=r"with the character U\+(0000|D800) in it"):
        keep(history, text)
    with pytest.raises(DataError, match=r"with the character U\+(0000|D800) in it"):
        keep_plant(history, f"{toml}# {text}", **BY)
    with pytest.raises(DataError, match=r"with the character U\+D800 in it"):
        keep_balance(history, "mill", {"x": ["a\ud800b"]}, **day, **BY)
    assert verify_audit(history).number == 0
    assert keep_balance(history, "mill", {"x": "a\x00b"}, **day, **BY).content == {"x": "a\x00b"}
    assert verify_history(history).head.number == 1


@pytest.mark.needs("postgresql")
def test_a_crowd_at_the_server_is_a_sentence(on_server):
    with open_history(on_server, wait=0.1) as history, contextlib.ExitStack() as crowd:
        for _ in range(SERVER_CONNECTIONS):
            crowd.enter_context(history.engine.connect())
        with pytest.raises(HistoryError, match="too many at once; try again"):
            audit_lines(history)


@pytest.mark.needs("postgresql")
def test_a_server_that_was_started_anew_is_found_again(on_server, postgresql):
    with open_history(on_server) as history:
        keep(history)
        with postgresql.admin.connect() as connection:
            ended = connection.exec_driver_sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
            ).scalar()
        assert ended >= 1
        assert len(saved_questions(history, "mill")) == 1
