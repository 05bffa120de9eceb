"""Which role may do what: the whole table, cell by cell."""

import pytest
from flotation_ui.roles import ACTIONS, LEAST_ROLE, Person, Role, may, require_role, role_named

from flotation.errors import AccessError, DataError

MATRIX = """
            viewer engineer approver admin
view        yes    yes      yes      yes
plan        no     yes      yes      yes
decide      no     yes      yes      yes
import      no     yes      yes      yes
job         no     yes      yes      yes
approve     no     no       yes      yes
settings    no     no       yes      yes
users       no     no       no       yes
"""
HEAD, *ROWS = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [
    (role, row[0], word == "yes") for row in ROWS for role, word in zip(HEAD, row[1:], strict=True)
]


@pytest.mark.parametrize(("role", "action", "allowed"), CELLS)
def test_a_role_may_do_what_its_cell_says(role, action, allowed):
    person = Person(name="li@plant.example", role=role_named(role), source="oidc")
    assert may(person, action) is allowed
    if allowed:
        require_role(person, action)
        return
    with pytest.raises(AccessError, match=f"li@plant.example has the role {role} and '{action}'"):
        require_role(person, action)


def test_the_table_above_leaves_out_no_role_and_no_action():
    assert [role.label for role in Role] == HEAD
    assert sorted(row[0] for row in ROWS) == sorted(ACTIONS) == sorted(LEAST_ROLE)


def test_a_role_nobody_has_heard_of_is_refused_with_those_there_are():
    with pytest.raises(DataError, match="'root' is no role; expected one of viewer, engineer"):
        role_named("root")
