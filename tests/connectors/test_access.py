"""What a connector may reach, and what it may never show."""

import pytest
from connectors.mill import allowed

from flotation.connectors.access import Access, read_access, without_secret
from flotation.errors import DataError


@pytest.mark.parametrize("hosts", ["pi.mill.example", "pi.mill.example:443", "[fd00::5]:443"])
def test_a_host_is_allowed_by_name_or_with_its_port(hosts):
    access = read_access({"FLOTATION_IMPORT_HOSTS": f" other.example , {hosts.upper()}"})
    host = "[fd00::5]" if "fd00" in hosts else "PI.Mill.example"
    access.check_host(f"https://{host}/piwebapi", "lab", 443)


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/piwebapi",
        "https://pi.mill.example:8443/",
        "https://pi.mill.example@elsewhere.example/",
        "https://pi.mill.example.elsewhere.example/",
        "https://pi.mill.example,elsewhere.example/",
        "https://169.254.169.254/",
    ],
)
def test_any_other_host_is_refused_whatever_the_url_looks_like(url):
    with pytest.raises(DataError, match="is not allowed here; .* FLOTATION_IMPORT_HOSTS"):
        allowed("pi.mill.example:443").check_host(url, "lab", 443)


@pytest.mark.parametrize("url", ["https:///x", "https://[::1", "https://pi.mill.example:port/"])
def test_a_url_without_a_host_is_refused(url):
    with pytest.raises(DataError, match="lab: the URL"):
        allowed("pi.mill.example").check_host(url, "lab", 443)


def test_nothing_is_allowed_unless_it_is_named():
    with pytest.raises(DataError, match="localhost"):
        read_access({}).check_host("http://localhost/", "lab", 80)


def test_only_what_is_meant_for_connectors_is_a_secret():
    access = read_access(
        {"FLOTATION_SECRET_LAB": "s3cret", "FLOTATION_DB_URL": "postgresql://u:p@h/d"}
    )
    assert access.secrets == {"FLOTATION_SECRET_LAB": "s3cret"}
    assert "s3cret" not in repr(access)


def test_a_secret_that_is_not_set_is_named():
    with pytest.raises(DataError, match="FLOTATION_SECRET_LAB is not set"):
        Access().secret("FLOTATION_SECRET_LAB", "lab")
    assert Access().secret(None, "lab") is None


def test_words_of_a_driver_come_without_the_secret_and_on_one_line():
    words = "FATAL: login with s3cret\nfailed \x1b[31m"
    assert without_secret(words, "s3cret") == "FATAL: login with *** failed ?[31m"
