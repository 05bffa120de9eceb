"""Who did what and when: lines that are only added, each with the hash of the one before.

A line that is edited, left out or put in breaks the chain; lines cut off its end disagree with
the head, which is kept beside it. Whoever notes a head elsewhere can later prove the whole.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import insert, select, update

from flotation.errors import HistoryError
from flotation.history.canonical import digest
from flotation.history.schema import AUDIT, AUDIT_HEAD

BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line of the audit.

    Attributes
    ----------
    number : int
        From 1, without gaps.
    at : str
        Moment in UTC.
    by : str
        Who did it.
    action : str
        What was done, such as ``decision kept``.
    subject : str
        To what: an id, a hash or a name.
    digest : str
        SHA-256 of what was written.
    previous, hash : str
        Of the line before, and of this one.
    """

    number: int
    at: str
    by: str
    action: str
    subject: str
    digest: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """How many lines there are, and the hash of the last: worth noting elsewhere."""

    number: int
    hash: str


def record(connection, *, by, at, action, subject, content):
    """Add the line of a write, in the transaction of the write.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
        Of :meth:`flotation.history.History.writing`.
    by, at, action, subject : str
        As in :class:`AuditLine`.
    content : bytes, str, or plain values
        What was written.
    """
    head = audit_head(connection)
    said = {
        "number": head.number + 1,
        "at": at,
        "by": by,
        "action": action,
        "subject": str(subject),
        "digest": digest(content),
        "previous": head.hash,
    }
    said["hash"] = digest(said)
    connection.execute(insert(AUDIT).values(**said))
    new = {"number": said["number"], "hash": said["hash"]}
    if head.number:
        connection.execute(update(AUDIT_HEAD).values(**new))
    else:
        connection.execute(insert(AUDIT_HEAD).values(id=1, **new))


def audit_head(connection):
    """The :class:`AuditHead` that a database names."""
    row = connection.execute(select(AUDIT_HEAD.c.number, AUDIT_HEAD.c.hash)).first()
    return (
        AuditHead(number=row.number, hash=row.hash) if row else AuditHead(number=0, hash=BEGINNING)
    )


def audit_lines(history, *, subject=None, newest=None):
    """Lines of the audit, oldest first.

    Parameters
    ----------
    history : flotation.history.History
    subject : str, optional
        Those about one id, hash or name.
    newest : int, optional
        At most so many, the newest.

    Returns
    -------
    tuple of AuditLine
    """
    wanted = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(newest)
    if subject is not None:
        wanted = wanted.where(AUDIT.c.subject == subject)
    with history.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    return tuple(AuditLine(**row) for row in reversed(rows))


def verify_audit(history, *, noted=None):
    """Follow the whole chain.

    Parameters
    ----------
    history : flotation.history.History
    noted : str, optional
        Hash of a line that was noted elsewhere, and must still be in the chain.

    Returns
    -------
    AuditHead

    Raises
    ------
    HistoryError
        The first line that was edited, left out or put in.
    """
    with history.reading() as connection:
        head = audit_head(connection)
        rows = connection.execute(select(AUDIT).order_by(AUDIT.c.number)).mappings()
        last, seen = AuditHead(number=0, hash=BEGINNING), noted is None
        for row in rows:
            line = AuditLine(**row)
            _refuse_broken(history, line, last)
            last = AuditHead(number=line.number, hash=line.hash)
            seen = seen or line.hash == noted
    if last != head:
        raise HistoryError(
            f"the audit of {history.name} was cut: it has {last.number} lines and should have "
            f"{head.number}; compare it with a backup"
        )
    if not seen:
        raise HistoryError(
            f"the audit of {history.name} has no line with the noted hash {noted[:12]}; it was "
            "written anew, compare it with a backup"
        )
    return head


def _refuse_broken(history, line, last):
    said = asdict(line)
    del said["hash"]
    if line.number != last.number + 1:
        what = f"line {last.number + 1} is missing"
    elif line.previous != last.hash or line.hash != digest(said):
        what = f"line {line.number} was changed"
    else:
        return
    raise HistoryError(f"the audit of {history.name} was edited: {what}; compare it with a backup")
