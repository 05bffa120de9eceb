"""What a database refuses, said in one sentence: what, where, what to do."""

import contextlib

from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError, TimeoutError

from flotation.errors import HistoryError
from flotation.history.address import shown
from flotation.history.holder import holder_of

DAMAGED = "is damaged; restore a copy with 'flotation history restore FILE'"
BUSY = "is being written by {holder}; try again when that has ended"
READ_ONLY = "cannot be written; give its folder to the user who runs this, or name another file"
SQLITE = {
    "database is locked": BUSY,
    "database table is locked": BUSY,
    "malformed": DAMAGED,
    "not a database": DAMAGED,
    "disk is full": "could not be written, the disk is full; nothing was changed, make room",
    "disk I/O error": "could not be read or written by its disk; nothing was changed",
    "readonly database": READ_ONLY,
    "unable to open": READ_ONLY,
}
POSTGRESQL = {
    "lock timeout": BUSY,
    "No space left": "could not be written, the server's disk is full; nothing was changed",
    "read-only transaction": "cannot be written: the server, or this user, may only read",
}
CROWDED = "is used by too many at once; try again in a moment"
UNUSABLE = "cannot be used ({reason})"
UNREACHABLE = "cannot be reached ({reason}); see that the server runs, and FLOTATION_DB_URL"


@contextlib.contextmanager
def translated(address):
    """Turn what the database refuses into a sentence; a bug of ours stays a bug.

    Raises
    ------
    HistoryError
    """
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise
    except TimeoutError as error:
        raise HistoryError(f"the history {shown(address)} {CROWDED}") from error
    except DBAPIError as error:
        raise HistoryError(sentence(address, str(error.orig))) from error
    except UnicodeDecodeError as error:  # every text is written as UTF-8
        raise HistoryError(f"the history {shown(address)} {DAMAGED}") from error


def sentence(address, said):
    """One sentence for what a database said."""
    file = address.drivername == "sqlite"
    table, otherwise = (SQLITE, UNUSABLE) if file else (POSTGRESQL, UNREACHABLE)
    words = next((words for part, words in table.items() if part in said), otherwise)
    reason = said.strip().partition("\n")[0]
    return f"the history {shown(address)} " + words.format(
        holder=holder_of(address) if words is BUSY else "", reason=reason
    )
