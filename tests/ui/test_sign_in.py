"""What the environment says about signing in, and what it may not say."""

import re

import pytest
from flotation_ui.roles import Role
from flotation_ui.sign_in import KNOWN, is_local_name, read_sign_in

from flotation.errors import DataError


@pytest.mark.parametrize("address", [None, "0.0.0.0", "::", "10.1.2.3", "mill.example"])
def test_only_a_loopback_address_counts_as_this_machine(address):
    assert not read_sign_in({}, address).bound_to_this_machine


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.9.9.9", "::1"])
def test_every_spelling_of_this_machine_is_known(host):
    assert is_local_name(host)


@pytest.mark.parametrize("host", ["localhost.evil.example", "127.0.0.1.nip.example", "1270.0.0.1"])
def test_a_name_that_only_looks_local_is_not(host):
    assert not is_local_name(host)


def test_an_ipv4_address_inside_an_ipv6_one_is_seen_through():
    assert is_local_name("::ffff:127.0.0.1")
    assert not is_local_name("::ffff:10.0.0.1")


def test_every_setting_reaches_the_sign_in():
    read = read_sign_in(
        {
            "FLOTATION_SIGN_IN": "proxy",
            "FLOTATION_SIGN_IN_CLAIM": "preferred_username",
            "FLOTATION_SIGN_IN_HEADER": "X-Remote-User",
            "FLOTATION_SIGN_IN_PROXIES": "10.0.0.2, 172.18.0.0/16",
            "FLOTATION_SIGN_IN_ADMINS": "Wang@plant.example",
            "FLOTATION_SIGN_IN_DEFAULT_ROLE": "viewer",
            "FLOTATION_SIGN_IN_LOCAL_NAME": "control room",
            "FLOTATION_SIGN_IN_LOCAL_ROLE": "engineer",
            "FLOTATION_DB_URL": "none of our business",
        },
        "127.0.0.1",
    )
    assert (read.way, read.claim, read.header) == ("proxy", "preferred_username", "x-remote-user")
    assert [str(network) for network in read.proxies] == ["10.0.0.2/32", "172.18.0.0/16"]
    assert read.admins == {"wang@plant.example"}
    assert (read.default_role, read.local_role) == (Role.VIEWER, Role.ENGINEER)
    assert read.local_name == "control room"


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"FLOTATION_SIGN_IN": "basic"}, "must be none, oidc or proxy, got 'basic'"),
        ({"FLOTATION_SIGN_IN": "proxy"}, "needs FLOTATION_SIGN_IN_PROXIES"),
        ({"FLOTATION_SIGN_IN_PROXY": "10.0.0.2"}, "FLOTATION_SIGN_IN_PROXY is no setting"),
        ({"FLOTATION_SIGN_IN_PROXIES": "0.0.0.0/0"}, "0.0.0.0/0 is everybody"),
        ({"FLOTATION_SIGN_IN_PROXIES": "proxy.local"}, "'proxy.local' is no address or network"),
        ({"FLOTATION_SIGN_IN_DEFAULT_ROLE": "owner"}, "'owner' is no role"),
        ({"FLOTATION_SIGN_IN_LOCAL_ROLE": "owner"}, "'owner' is no role"),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_server(setting, sentence):
    with pytest.raises(DataError, match=re.escape(sentence)):
        read_sign_in(setting, "127.0.0.1")


def test_the_page_on_sign_in_names_every_setting(root):
    page = (root / "docs" / "sign_in.md").read_text(encoding="utf-8")
    assert [name for name in KNOWN if f"`{name}`" not in page] == []
