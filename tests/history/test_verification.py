from dataclasses import asdict, replace

import pytest
from history.samples import BY, fill
from sqlalchemy import insert, literal, select, update
from sqlalchemy.exc import DBAPIError

from flotation.errors import HistoryError
from flotation.history import open_history
from flotation.history.audit import audit_lines, verify_audit
from flotation.history.canonical import digest
from flotation.history.plans import keep_plan, kept_plan
from flotation.history.schema import OUTCOMES, PLANS
from flotation.history.verification import verify_history


@pytest.fixture
def tamper(filled):
    """Run SQL on a history behind the program's back, the guards of the audit taken off."""

    def tamper(*statements):
        with filled.engine.begin() as connection:
            for verb in ("UPDATE", "DELETE"):
                on = "" if filled.file else " ON audit"
                connection.exec_driver_sql(f"DROP TRIGGER audit_no_{verb}{on}")
            for statement in statements:
                assert connection.exec_driver_sql(statement).rowcount == 1
        return filled

    return tamper


def test_an_untouched_history_is_proved(filled):
    proved = verify_history(filled)
    assert proved.head.number == len(audit_lines(filled)) == 14
    assert proved.rows["survey_rows"] == 31
    assert {name: rows for name, rows in proved.rows.items() if rows} == {
        "advice": 1,
        "balances": 1,
        "decisions": 1,
        "imports": 2,
        "outcomes": 1,
        "people": 1,
        "plans": 1,
        "plant_versions": 1,
        "questions": 2,
        "survey_rows": 31,
    }


@pytest.mark.parametrize(
    ("statement", "match"),
    [
        ("UPDATE audit SET subject = 'nobody' WHERE number = 3", "line 3 was changed"),
        ("DELETE FROM audit WHERE number = 3", "line 3 is missing"),
        ("DELETE FROM audit WHERE number = 14", "was cut: it has 13 lines and should have 14"),
        ("UPDATE audit_head SET number = 13", "was cut: it has 14 lines and should have 13"),
    ],
)
def test_an_edited_or_deleted_line_of_the_audit_is_found(tamper, statement, match):
    with pytest.raises(HistoryError, match=match):
        verify_audit(tamper(statement))


def test_a_line_that_was_changed_with_its_hash_does_not_fit_the_next(filled, tamper):
    line = audit_lines(filled)[2]
    said = asdict(replace(line, by="nobody"))
    del said["hash"]
    changed = f"UPDATE audit SET by = 'nobody', hash = '{digest(said)}' WHERE number = 3"
    with pytest.raises(HistoryError, match="line 4 was changed"):
        verify_audit(tamper(changed.replace(" by ", ' "by" ')))


def test_lines_that_change_places_are_found(tamper):
    history = tamper(
        "UPDATE audit SET number = 99 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 4",
        "UPDATE audit SET number = 4 WHERE number = 99",
    )
    with pytest.raises(HistoryError, match="line 3 was changed"):
        verify_audit(history)


def test_an_audit_that_was_written_anew_lacks_the_noted_line(filled, root, tmp_path):
    noted = verify_audit(filled).hash
    assert verify_audit(filled, noted=noted).hash == noted
    with open_history(tmp_path / "other.sqlite3") as other:
        fill(other, root)
        with pytest.raises(HistoryError, match=f"no line with the noted hash {noted[:12]}"):
            verify_audit(other, noted=noted)


@pytest.mark.parametrize(
    ("statement", "match"),
    [
        ("UPDATE decisions SET kind = 'declined'", "a row of decisions .*kept by Li Wei"),
        ("UPDATE advice SET shown_to = 'Wang Fang'", "a row of advice"),
        ("UPDATE outcomes SET margin = 1300", "a row of outcomes"),
        ("DELETE FROM outcomes", "1 rows .* were taken out"),
        ("UPDATE survey_rows SET until_import = NULL, shift = 'x' WHERE id = 4", "import 1 "),
        ("DELETE FROM survey_rows WHERE id = 31", "import 2 "),
        (
            'INSERT INTO people (id, name, role, "by", at) '
            "VALUES (9, 'Eve', 'approver', 'x', 'y')",
            "a row of people .*kept by x at y",
        ),
    ],
)
def test_a_row_that_was_edited_put_in_or_taken_out_is_found(tamper, statement, match):
    history = tamper(statement)
    assert verify_audit(history).number == 14
    with pytest.raises(HistoryError, match=match):
        verify_history(history)


def test_a_plan_with_other_bytes_is_found(filled):
    sha256 = keep_plan(filled, "mill", b"[]", **BY).sha256
    with filled.writing() as connection:
        connection.execute(update(PLANS).values(content=b"{}").where(PLANS.c.sha256 == sha256))
    with pytest.raises(HistoryError, match="its bytes are not those of its hash"):
        verify_history(filled)
    with pytest.raises(HistoryError, match="its bytes are not those of its hash"):
        kept_plan(filled, sha256)


@pytest.mark.parametrize("statement", ['UPDATE audit SET "by" = 1', "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_the_audit(filled, statement):
    with pytest.raises(DBAPIError, match="the audit is only added to"), filled.writing() as writing:
        writing.exec_driver_sql(statement)
    assert verify_audit(filled).number == 14


def test_a_row_that_was_copied_is_found(filled):
    columns = [column for column in OUTCOMES.c if column.name != "number"]
    copied = select(*columns, literal(2)).select_from(OUTCOMES)
    with filled.writing() as connection:
        names = [*(column.name for column in columns), "number"]
        connection.execute(insert(OUTCOMES).from_select(names, copied))
    with pytest.raises(HistoryError, match="a row of outcomes"):
        verify_history(filled)
