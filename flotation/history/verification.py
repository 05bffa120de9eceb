"""Whether a history is whole: its file, its audit, and every row against its line in the audit.

The digest of a row is in the audit, whose lines are chained. So a row that was edited, put in or
taken out behind the program's back is found, whichever tool did it. Jobs change as they run and
are proved by their lines alone.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import LargeBinary, select

from flotation.errors import HistoryError
from flotation.history.audit import AuditHead, verify_audit
from flotation.history.canonical import digest
from flotation.history.plans import changed_plan
from flotation.history.schema import AUDIT, IMPORTS, JOBS, METADATA, PLANS, SURVEY_ROWS
from flotation.history.sqlite_file import quick_check
from flotation.history.surveys import rows_digest, stored_by

UNPROVED = {"audit", "audit_head", "survey_rows", JOBS.name}
JOB_ACTIONS = "job"  # the beginning of what happens to jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was proved of a history.

    Attributes
    ----------
    head : flotation.history.audit.AuditHead
        Worth noting elsewhere: it proves later that nothing was written anew.
    rows : mapping of str to int
        Rows that agree with the audit, by table.
    """

    head: AuditHead
    rows: dict


def verify_history(history, *, noted=None):
    """Prove a history, or say what is wrong first.

    Parameters
    ----------
    history : flotation.history.History
    noted : str, optional
        Hash of a line of the audit that was noted elsewhere.

    Returns
    -------
    Verified

    Raises
    ------
    HistoryError
        If a page, a line of the audit, or a row is not as it was written.
    """
    if history.file:
        quick_check(history.engine, history.file)
    with history.reading() as connection:
        head = verify_audit(history, noted=noted)
        lines = select(AUDIT.c.digest).where(~AUDIT.c.action.startswith(JOB_ACTIONS))
        said = Counter(connection.execute(lines).scalars())
        rows = {}
        for table in METADATA.sorted_tables:
            if table.name not in UNPROVED:
                rows[table.name] = _crossed_off(history, connection, table, said)
        if said.total():
            raise HistoryError(
                f"{said.total()} rows of the history {history.name} were taken out; compare it "
                "with a backup"
            )
        _refuse_other_bytes(history, connection)
        rows[SURVEY_ROWS.name] = _whole_surveys(history, connection)
    return Verified(head=head, rows=rows)


def _crossed_off(history, connection, table, said):
    """Cross the rows of a table off what the audit says was written; return their number."""
    written = [
        column
        for column in table.c
        if not isinstance(column.type, LargeBinary) and column is not table.autoincrement_column
    ]
    count = 0
    for row in connection.execute(select(*written)).mappings():
        content = digest(dict(row))
        if not said[content]:
            raise HistoryError(
                f"a row of {table.name} in the history {history.name} is not as it was written "
                f"(kept by {row.get('by', row.get('shown_to'))} at {row['at']}); compare it with "
                "a backup"
            )
        said[content] -= 1
        count += 1
    return count


def _refuse_other_bytes(history, connection):
    for row in connection.execute(select(PLANS.c.sha256, PLANS.c.content)):
        if digest(row.content) != row.sha256:
            raise changed_plan(history, row.sha256)


def _whole_surveys(history, connection):
    """Hold the rows of every import against its hash; return their number."""
    count = 0
    for number, sha256 in connection.execute(select(IMPORTS.c.id, IMPORTS.c.rows_sha256)).all():
        rows = stored_by(connection, number)
        if rows_digest(rows) != sha256:
            raise HistoryError(
                f"shifts that import {number} of the history {history.name} brought are not as "
                "they were written; compare it with a backup"
            )
        count += len(rows)
    return count
