"""People and what they may do: every change is a new line, the last one counts."""

from dataclasses import dataclass

from flotation.errors import HistoryError
from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import PEOPLE

ROLES = ("viewer", "engineer", "approver")  # each may do what those before it may
NOBODY = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a role.

    Attributes
    ----------
    name : str
        As the sign-in gives it.
    role : {"viewer", "engineer", "approver", "none"}
    by, at : str
        Who gave it, and when in UTC.
    """

    name: str
    role: str
    by: str
    at: str


def give_role(history, name, role, *, by, now=None):
    """Give a person a role; nothing happens where it is theirs already.

    Parameters
    ----------
    history : flotation.history.History
    name : str
    role : {"viewer", "engineer", "approver", "none"}
        ``none`` takes it away.
    by : str
    now : datetime, optional

    Returns
    -------
    Person

    Raises
    ------
    HistoryError
        If there is no such role, or nobody could approve any more.
    """
    if role not in (*ROLES, NOBODY) or not name.strip():
        raise HistoryError(f"{name!r} cannot be {role!r}; roles are {', '.join(ROLES)} and none")
    kept = Person(name=name.strip(), role=role, by=by, at=utc_text(now))
    with history.writing() as connection:
        present = {each.name: each for each in people_with_roles(history)}
        before = present.get(kept.name)
        if before and before.role == role:
            return before
        approvers = [each for each in present.values() if each.role == "approver"]
        if approvers == [before]:
            raise HistoryError(
                f"{name} is the last approver; make somebody else one before you take it away"
            )
        add(connection, PEOPLE, kept, action=f"role {role} given", subject=kept.name)
    return kept


def role_of(history, name):
    """The role of a person, or None."""
    with history.reading() as connection:
        mine, order = PEOPLE.c.name == name, [PEOPLE.c.id.desc()]
        known = found(connection, PEOPLE, Person, mine, order=order, limit=1)
    return known[0].role if known and known[0].role != NOBODY else None


def people_with_roles(history):
    """Everybody with a role, by name."""
    with history.reading() as connection:
        lines = found(connection, PEOPLE, Person, order=[PEOPLE.c.id])
    last = {each.name: each for each in lines}
    return tuple(last[name] for name in sorted(last) if last[name].role != NOBODY)
