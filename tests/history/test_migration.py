import contextlib
import sqlite3
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from history.samples import BY, NOON, fill

from flotation.errors import HistoryError
from flotation.history import History, migration, open_history
from flotation.history.address import history_address
from flotation.history.audit import audit_lines
from flotation.history.migration import migrate, migrations, newest_schema, schema_of
from flotation.history.questions import keep_question
from flotation.history.schema import METADATA
from flotation.history.verification import verify_history

SCHEMAS = [step.revision for step in reversed(list(migrations().walk_revisions()))]
RELEASED = [schema for schema in SCHEMAS if schema != newest_schema()]


def schema(history):
    with history.reading() as connection:
        return schema_of(connection)


@pytest.fixture
def old(empty, root):
    """A history of an older schema, filled."""

    def old(schema):
        with contextlib.closing(History(history_address(empty))) as history:
            migrate(history, schema)
            fill(history, root)
        return empty

    return old


def test_an_empty_database_gets_the_tables_of_this_version(empty, tmp_path):
    with open_history(empty) as history:
        assert history.migrated == tuple(SCHEMAS)
        assert schema(history) == newest_schema()
        with history.reading() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, METADATA) == []
    assert len(list(tmp_path.glob("*before*"))) == 0


def test_a_history_of_this_version_is_opened_as_it_is(empty, tmp_path):
    open_history(empty).close()
    with open_history(empty) as history:
        assert history.migrated == ()
    assert len(list(tmp_path.glob("*before*"))) == 0


@pytest.mark.parametrize("released", RELEASED)
def test_a_history_of_every_released_schema_is_brought_forward_with_its_rows(old, released):
    with open_history(old(released)) as history:
        assert history.migrated == tuple(SCHEMAS[SCHEMAS.index(released) + 1 :])
        assert verify_history(history).head.number == 14
        keep_question(history, "mill", "after", "x", **BY)


@pytest.mark.parametrize("released", RELEASED)
def test_a_file_that_an_older_version_wrote_is_brought_forward(root, tmp_path, released):
    file = tmp_path / "history.sqlite3"
    dump = root / "tests" / "history" / "schemas" / f"{released}.sql"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    with open_history(file) as history:
        assert schema(history) == newest_schema()
        assert verify_history(history).rows["survey_rows"] == 31


def test_a_file_is_copied_before_it_is_migrated(tmp_path, root):
    file = tmp_path / "history.sqlite3"
    with contextlib.closing(History(history_address(file))) as history:
        migrate(history, SCHEMAS[0])
        fill(history, root)
    open_history(file, now=NOON).close()
    copy = tmp_path / f"history-before-{SCHEMAS[0]}-20260105T120000.sqlite3"
    with contextlib.closing(History(history_address(copy))) as history:
        assert schema(history) == SCHEMAS[0]
        assert len(audit_lines(history)) == 14


def test_a_history_of_a_newer_version_is_refused_and_left_as_it_is(empty):
    with open_history(empty) as history, history.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 's9999'")
    for _ in range(2):
        with pytest.raises(HistoryError, match="has schema s9999, and this version knows up to s"):
            open_history(empty)


def test_a_migration_that_fails_halfway_leaves_the_old_tables(old, monkeypatch):
    address = old(SCHEMAS[0])
    steps = migration._steps

    def failing(*words):
        def upgrade():
            for step in steps(*words):
                step.module.upgrade()
            raise HistoryError("the power is gone")

        return [SimpleNamespace(module=SimpleNamespace(upgrade=upgrade), revision="s9")]

    monkeypatch.setattr(migration, "_steps", failing)
    with pytest.raises(HistoryError, match="the power is gone"):
        open_history(address)
    monkeypatch.undo()
    with contextlib.closing(History(history_address(address))) as history:
        assert schema(history) == SCHEMAS[0]
    with open_history(address) as history:
        assert schema(history) == newest_schema()
        assert verify_history(history).head.number == 14


def test_two_that_open_an_old_history_at_once_migrate_it_once(old):
    address = old(SCHEMAS[0])
    first, second = (History(history_address(address)) for _ in range(2))
    with contextlib.closing(first), contextlib.closing(second):
        known = migration._steps

        def overtaken(history, *words):
            found = known(history, *words)
            if history is second and found and not done:
                done.append(migrate(first))
            return found

        done = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migration, "_steps", overtaken)
            assert migrate(second) == ()
        assert done == [tuple(SCHEMAS[1:])]
        assert schema(second) == newest_schema()
