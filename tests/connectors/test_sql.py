"""A query by URL against real databases: it reads, within limits, and shows no password."""

import sqlite3
from datetime import timedelta

import pytest
from connectors import lims_server
from connectors.mill import FIRST, NOW, PLANT, allowed, request, shifts
from history import postgresql_server

from flotation.connectors.connector_file import Connector
from flotation.connectors.reading import read_connector
from flotation.connectors.sql import Sql
from flotation.errors import DataError

QUERY = "SELECT shift, feed, wo3, bha FROM assays WHERE shift >= :since AND shift < :until"
COLUMNS = {
    "shift": "shift_start",
    "feed": "feed_t_h",
    "wo3": "ore_wo3_pct",
    "bha": "bha_g_t (kg/t)",
}
ROWS = [(t, feed, wo3, bha / 1000) for t, feed, wo3, bha in shifts()]


@pytest.fixture(scope="module")
def lims():
    """A laboratory's PostgreSQL with the mill's assays, and one who may only read them."""
    if postgresql_server.programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with lims_server.serving() as found:
        found.run("CREATE TABLE assays (shift timestamptz, feed numeric, wo3 float8, bha float8)")
        rows = [(f"{t:%Y-%m-%d %H:%M}+08:00", *rest) for t, *rest in ROWS]
        found.run("INSERT INTO assays VALUES (%s, %s, %s, %s)", rows)
        found.run(f"CREATE ROLE reader LOGIN PASSWORD '{lims_server.PASSWORD}'")
        found.run("GRANT ALL ON assays TO reader")
        found.run("GRANT ALL ON SCHEMA public TO reader")
        yield found


@pytest.fixture
def file(tmp_path):
    """URL of a SQLite file with the mill's assays."""
    path = tmp_path / "lims.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE assays (shift text, feed real, wo3 real, bha real)")
    rows = [(f"{t:%Y-%m-%d %H:%M:%S}", *rest) for t, *rest in ROWS]
    connection.executemany("INSERT INTO assays VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return f"sqlite:///{path}"


def postgresql(lims, query=QUERY, **settings):
    given = {"url": lims.url, "password_variable": "FLOTATION_SECRET_LIMS"} | settings
    return Sql(kind="sql", query=query, **given)


def access(lims, password=lims_server.PASSWORD):
    return allowed(f"127.0.0.1:{lims.port}", FLOTATION_SECRET_LIMS=password)


def refusal(source, reach, **times):
    asked = request(COLUMNS, **times)
    with pytest.raises(DataError, match="^lab: ") as caught:
        list(source.tables(asked, reach))
    said = str(caught.value)
    assert lims_server.PASSWORD not in said
    assert caught.value.__cause__ is None
    return said


def through_the_door(source, reach):
    connector = Connector(name="lab", source=source, columns=COLUMNS, first=FIRST.date())
    (found,) = read_connector(connector, PLANT, reach, now=NOW).tables
    return found.survey.table


def check_rows(table):
    assert len(table) == 60
    for row, made in zip(table.itertuples(), shifts(), strict=True):
        assert row.shift_start == made[0]
        assert (row.feed_t_h, row.ore_wo3_pct, row.bha_g_t) == pytest.approx(made[1:])


@pytest.mark.needs("postgresql")
def test_assays_of_a_server_come_through_the_door_in_the_plants_clock(lims):
    check_rows(through_the_door(postgresql(lims), access(lims)))


def test_assays_of_a_file_come_through_the_door(file):
    check_rows(through_the_door(Sql(kind="sql", url=file, query=QUERY), allowed()))


@pytest.mark.needs("postgresql")
def test_since_and_until_are_in_the_plants_clock(lims):
    asked = request(COLUMNS, since=FIRST + timedelta(hours=80), until=FIRST + timedelta(hours=96))
    (fetched,) = postgresql(lims).tables(asked, access(lims))
    assert fetched.rows == 2
    assert fetched.data.decode().splitlines()[1].startswith("2026-03-04 16:00:00,")


def test_since_and_until_are_bound_in_a_file(file):
    asked = request(COLUMNS, since=FIRST + timedelta(hours=80), until=FIRST + timedelta(hours=96))
    (fetched,) = Sql(kind="sql", url=file, query=QUERY).tables(asked, allowed())
    assert fetched.rows == 2


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT nextval('numbers')::text AS shift WHERE :since IS NOT NULL",
        "SELECT pg_notify('x', 'y')::text, forget() AS shift FROM assays WHERE shift > :since",
    ],
)
def test_a_query_that_would_write_is_refused_by_the_server_itself(lims, query):
    lims.run("CREATE SEQUENCE IF NOT EXISTS numbers")
    lims.run("GRANT ALL ON SEQUENCE numbers TO reader")
    lims.run(
        "CREATE OR REPLACE FUNCTION forget() RETURNS int LANGUAGE sql AS 'DELETE FROM assays; "
        "SELECT 1'"
    )
    query = query.replace(":since IS NOT NULL", "now() > :since")
    assert "in a read-only transaction" in refusal(postgresql(lims, query), access(lims))
    assert lims.run("SELECT count(*) FROM assays") == [(60,)]


def test_a_file_is_opened_for_reading_only(file):
    # json_each and friends cannot write; the door to the file itself is shut as well.
    source = Sql(kind="sql", url=file, query=QUERY)
    with_write = source.model_copy(update={"query": "DELETE FROM assays WHERE shift > :since"})
    assert "readonly" in refusal(with_write, allowed()).replace(" ", "")


@pytest.mark.needs("postgresql")
def test_a_second_statement_is_refused_by_the_server_too(lims):
    two = postgresql(lims).model_copy(update={"query": f"{QUERY}; COMMIT; DELETE FROM assays"})
    assert "the database refused the query" in refusal(two, access(lims))
    assert lims.run("SELECT count(*) FROM assays") == [(60,)]


@pytest.mark.needs("postgresql")
def test_a_slow_query_is_ended_by_the_server(lims):
    slow = "SELECT pg_sleep(60)::text AS shift FROM assays WHERE shift > :since"
    assert "statement timeout" in refusal(postgresql(lims, slow, timeout_s=0.3), access(lims))


def test_a_slow_query_of_a_file_is_ended(file):
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT max(i) AS shift FROM n WHERE :since > ''"
    )
    source = Sql(kind="sql", url=file, query=endless, timeout_s=0.3)
    assert "interrupted" in refusal(source, allowed())


def test_more_rows_than_are_allowed_are_refused_and_not_cut(file, monkeypatch):
    monkeypatch.setattr("flotation.connectors.fetched.MOST_ROWS", 59)
    assert "the source gave more than 59 rows" in refusal(
        Sql(kind="sql", url=file, query=QUERY), allowed()
    )


@pytest.mark.needs("postgresql")
def test_values_are_bound_and_never_part_of_the_query(lims):
    query = f"{QUERY} AND :site = 'x''; DELETE FROM assays; --' AND feed > :least"
    source = postgresql(
        lims, query, parameters={"site": "x'; DELETE FROM assays; --", "least": 0.0}
    )
    (fetched,) = source.tables(request(COLUMNS), access(lims))
    assert fetched.rows == 60
    assert lims.run("SELECT count(*) FROM assays") == [(60,)]


@pytest.mark.needs("postgresql")
def test_a_wrong_password_is_told_without_showing_it(lims):
    words = refusal(postgresql(lims), access(lims, password="another s3cret"))
    assert "password authentication failed" in words
    assert "another s3cret" not in words


@pytest.mark.needs("postgresql")
def test_a_host_that_nobody_allowed_is_refused(lims):
    secret = {"FLOTATION_SECRET_LIMS": lims_server.PASSWORD}
    assert "is not allowed here" in refusal(postgresql(lims), allowed("localhost", **secret))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://reader:s3cret@lims.example/lims", "a password does not belong in the file"),
        ("postgresql://reader@lims.example/lims?password=s3cret", "a password does not belong"),
        ("postgresql://reader@lims.example/lims?host=elsewhere", "may have no option but sslmode"),
        ("postgresql://reader@lims.example/lims?service=x", "may have no option but sslmode"),
        ("postgresql://reader@lims.example/a b host=elsewhere", "needs a plain user and database"),
        ("postgresql://reader@/lims", "the URL names no host"),
        ("postgresql://reader@lims.example,elsewhere/lims", "is not allowed here"),
        ("mysql://reader@lims.example/lims", "mysql cannot be held to reading here"),
        ("sqlite:///relative.db", "give sqlite:////PATH/FILE"),
        ("sqlite://", "give sqlite:////PATH/FILE"),
        ("lims", "is no URL"),
    ],
)
def test_a_url_that_goes_round_the_rules_is_refused(url, words):
    said = refusal(Sql(kind="sql", url=url, query=QUERY), allowed("lims.example"))
    assert words in said
    assert "s3cret" not in said


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT shift FROM assays", "does not use :since"),
        (f"{QUERY} AND line = :line", "uses :line, which [source.parameters] does not give"),
        ("SELECT shift FROM absent WHERE shift > :since", "no such table: absent"),
        ("SELECT shift AS s FROM assays WHERE shift > :since", "gives no column 'shift' but s"),
    ],
)
def test_a_query_that_cannot_be_meant_is_a_sentence(file, query, words):
    assert words in refusal(Sql(kind="sql", url=file, query=query), allowed())
