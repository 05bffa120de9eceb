"""Who is at the page: each way of signing in, and each way of pretending to have."""

import pytest
from flotation_ui.identity import current_person
from flotation_ui.roles import Person, Role
from flotation_ui.sign_in import read_sign_in

from flotation.errors import AccessError, DataError

PROXY = {"FLOTATION_SIGN_IN": "proxy", "FLOTATION_SIGN_IN_PROXIES": "10.0.0.2"}
OIDC = {"FLOTATION_SIGN_IN": "oidc"}
ROLES = {"li@plant.example": "engineer", "chen@plant.example": "approver"}


class Headers(dict):
    """Headers that may come more than once, as Streamlit keeps them."""

    def get_all(self, name):
        return [v for k, values in self.items() if k.lower() == name.lower() for v in values]


def person(environ, user=(), headers=(), address=None, bound="127.0.0.1", roles=ROLES):
    """The person at a page, of a server that is set up as told."""
    settings = read_sign_in(environ, bound)
    return current_person(dict(user), dict(headers), address, settings, roles.get)


def signed_in(email, **claims):
    return {"is_logged_in": True, "email": email, **claims}


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost"])
@pytest.mark.parametrize("address", [None, "127.0.0.1", "::1"])
def test_whoever_sits_at_the_machine_is_a_local_approver(host, address):
    found = person({}, headers={"Host": host}, address=address)
    assert found == Person(name="local", role=Role.APPROVER, source="local")


def test_the_local_person_is_called_and_ranked_as_configured():
    named = {"FLOTATION_SIGN_IN_LOCAL_NAME": "shift A", "FLOTATION_SIGN_IN_LOCAL_ROLE": "viewer"}
    assert person(named) == Person(name="shift A", role=Role.VIEWER, source="local")


@pytest.mark.parametrize("bound", [None, "0.0.0.0", "10.0.0.9", "::"])
def test_a_server_open_to_the_network_lets_nobody_in_without_sign_in(bound):
    for address in (None, "10.0.0.7"):
        with pytest.raises(AccessError, match="no sign-in is set up, so nobody may use it"):
            person({}, signed_in("chen@plant.example"), address=address, bound=bound)


def test_another_machine_is_no_local_person():
    with pytest.raises(AccessError, match="comes from 10.0.0.7 and only this machine"):
        person({}, address="10.0.0.7")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "forwarded", "X-Real-IP", "Via"])
def test_a_request_through_a_proxy_is_no_local_person(header):
    with pytest.raises(AccessError, match="was passed on by a proxy"):
        person({}, headers={header: "127.0.0.1"})


@pytest.mark.parametrize("host", ["mill.example", "localhost.evil.example:8501", "10.0.0.1:8501"])
def test_a_foreign_name_that_leads_to_this_machine_is_refused(host):
    with pytest.raises(AccessError, match="answers only to localhost"):
        person({}, headers={"Host": host})


def test_the_identity_provider_names_the_person_and_the_database_the_role():
    found = person(OIDC, signed_in(" Li@Plant.example "), address="10.0.0.7", bound=None)
    assert found == Person(name="li@plant.example", role=Role.ENGINEER, source="oidc")


@pytest.mark.parametrize(
    "user",
    [
        {},
        {"email": "chen@plant.example"},
        {"is_logged_in": False, "email": "chen@plant.example"},
        {"is_logged_in": "true", "email": "chen@plant.example"},
    ],
)
def test_nobody_is_somebody_before_signing_in(user):
    with pytest.raises(AccessError, match="not signed in") as caught:
        person(OIDC, user)
    assert caught.value.sign_in_helps


def test_an_address_that_the_provider_has_not_verified_names_nobody():
    with pytest.raises(AccessError, match="has not verified"):
        person(OIDC, signed_in("chen@plant.example", email_verified=False))


@pytest.mark.parametrize("email", [None, "", "  ", 7, "a\nb@plant.example", "x" * 300])
def test_a_claim_that_is_no_name_names_nobody(email):
    with pytest.raises(AccessError, match="the claim 'email'"):
        person(OIDC, signed_in(email))


def test_a_header_cannot_sign_anyone_in_where_the_provider_does():
    with pytest.raises(AccessError, match="not signed in"):
        person(OIDC, headers={"X-Forwarded-User": "chen@plant.example"}, address="10.0.0.2")


def test_the_proxy_names_the_person():
    sent = {"x-forwarded-user": "chen@plant.example", "X-Forwarded-For": "10.0.0.7"}
    found = person(PROXY, headers=sent, address="10.0.0.2", bound=None)
    assert found == Person(name="chen@plant.example", role=Role.APPROVER, source="proxy")


def test_a_proxy_on_this_machine_is_believed_where_it_is_named():
    here = PROXY | {"FLOTATION_SIGN_IN_PROXIES": "127.0.0.1"}
    assert person(here, headers={"X-Forwarded-User": "li@plant.example"}).source == "proxy"


@pytest.mark.parametrize("address", [None, "127.0.0.1", "10.0.0.3", "10.0.0.2.evil", "testclient"])
def test_the_header_from_anywhere_else_is_refused(address):
    with pytest.raises(AccessError, match="is not the proxy that signs people in"):
        person(PROXY, headers={"X-Forwarded-User": "chen@plant.example"}, address=address)


def test_a_header_that_was_added_to_and_not_replaced_is_refused():
    twice = Headers({"X-Forwarded-User": ["chen@plant.example", "li@plant.example"]})
    settings = read_sign_in(PROXY, None)
    with pytest.raises(AccessError, match="came 2 times"):
        current_person({}, twice, "10.0.0.2", settings, ROLES.get)


def test_a_proxy_that_names_nobody_lets_nobody_in():
    with pytest.raises(AccessError, match="sent no header x-forwarded-user") as caught:
        person(PROXY, signed_in("chen@plant.example"), address="10.0.0.2")
    assert caught.value.sign_in_helps


@pytest.mark.parametrize("environ", [OIDC, PROXY])
def test_somebody_without_a_role_has_no_entry(environ):
    name = "new@plant.example"
    with pytest.raises(AccessError, match="new@plant.example is signed in but has no role"):
        person(environ, signed_in(name), {"X-Forwarded-User": name}, "10.0.0.2")


def test_the_default_role_is_for_those_the_database_does_not_know():
    given = OIDC | {"FLOTATION_SIGN_IN_DEFAULT_ROLE": "viewer"}
    assert person(given, signed_in("new@plant.example")).role is Role.VIEWER
    assert person(given, signed_in("li@plant.example")).role is Role.ENGINEER


def test_a_named_administrator_needs_no_row_in_the_database():
    given = OIDC | {"FLOTATION_SIGN_IN_ADMINS": "Wang@plant.example, li@plant.example"}
    assert person(given, signed_in("wang@plant.example")).role is Role.ADMIN
    assert person(given, signed_in("LI@plant.example")).role is Role.ADMIN


def test_administrators_are_no_password_for_whoever_sits_at_the_machine():
    given = {"FLOTATION_SIGN_IN_ADMINS": "local"}
    assert person(given).role is Role.APPROVER


def test_a_role_in_the_database_that_is_none_lets_nobody_in():
    with pytest.raises(DataError, match="'boss' is no role"):
        person(OIDC, signed_in("li@plant.example"), roles={"li@plant.example": "boss"})


def test_what_a_request_claims_cannot_steer_a_terminal():
    with pytest.raises(AccessError) as caught:
        person({}, address="\x1b[31m10.0.0.7")
    assert "\x1b" not in str(caught.value)
