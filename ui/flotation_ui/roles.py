"""What each role may do: a viewer looks, an engineer plans, an approver decides for all."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

from flotation.errors import AccessError, DataError

Action = Literal["view", "plan", "decide", "import", "job", "approve", "settings", "users"]
Source = Literal["local", "oidc", "proxy"]
ACTIONS: tuple[Action, ...] = get_args(Action)


class Role(IntEnum):
    """Roles in rising order; each may do what those below it may."""

    VIEWER = 1
    ENGINEER = 2
    APPROVER = 3
    ADMIN = 4

    @property
    def label(self) -> str:
        """The role's name in files, settings and the database."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may use the pages.

    Attributes
    ----------
    name : str
        By which the audit knows the person: an e-mail address or a login name.
    role : Role
    source : str
        What vouches for the name: ``local`` (the machine itself), ``oidc`` or ``proxy``.
    """

    name: str
    role: Role
    source: Source


LEAST_ROLE: dict[Action, Role] = {
    "view": Role.VIEWER,  # every page, report and export
    "plan": Role.ENGINEER,  # run a question, keep a scenario
    "decide": Role.ENGINEER,  # accept, change or decline advice, with a reason
    "import": Role.ENGINEER,  # commit a survey, by hand or by connector
    "job": Role.ENGINEER,  # start or cancel a job: retrain, batch, front, schedule
    "approve": Role.APPROVER,  # promote a model, roll back
    "settings": Role.APPROVER,  # plant file, prices, targets, restore a backup
    "users": Role.ADMIN,  # give and take roles
}


def role_named(name: str) -> Role:
    """The role of a name in a file, a setting or the database.

    Raises
    ------
    DataError

    Examples
    --------
    >>> role_named("engineer") < role_named("Approver")
    True
    """
    for role in Role:
        if role.label == name.strip().lower():
            return role
    known = ", ".join(role.label for role in Role)
    raise DataError(f"{name!r} is no role; expected one of {known}")


def may(person: Person, action: Action) -> bool:
    """Whether a person's role reaches an action."""
    return person.role >= LEAST_ROLE[action]


def require_role(person: Person, action: Action) -> None:
    """Refuse an action that a person's role does not reach.

    Call it where the deed is done, not only where its button is drawn.

    Raises
    ------
    AccessError
    """
    if not may(person, action):
        raise AccessError(
            f"{person.name} has the role {person.role.label} and {action!r} needs "
            f"{LEAST_ROLE[action].label} or more; ask an administrator"
        )
