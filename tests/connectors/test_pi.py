"""The PI Web API against a server that speaks its JSON."""

import socket
from datetime import datetime, timedelta

import pytest
from connectors.mill import FIRST, NOW, PLANT, allowed, request, shifts
from connectors.pi_server import PASSWORD, USER, serving

from flotation.connectors.connector_file import Connector
from flotation.connectors.pi import Pi
from flotation.connectors.reading import read_connector
from flotation.connectors.row_times import from_utc
from flotation.errors import DataError

FEED, DOSE, GRADE = r"\\PI01\FIC101.PV", r"\\PI01\FIC200.PV", r"\\AF\Mill\Ore|WO3"
COLUMNS = {FEED: "feed_t_h", DOSE: "bha_g_t (kg/t)", GRADE: "ore_wo3_pct"}
MADE = {row[0]: row[1:] for row in shifts(90)}


def signal(number, factor=1.0, bad=()):
    """A signal of the mill's shifts; some of them bad."""

    def at(start):
        here = from_utc(start, "+08:00")
        if here in bad or here not in MADE:
            return None, 0.0
        return MADE[here][number] * factor, 100.0

    return at


SIGNALS = {FEED: signal(0), DOSE: signal(2, 0.001), GRADE: signal(1)}


def source(server, **settings):
    given = {"user": USER, "password_variable": "FLOTATION_SECRET_PI", "timeout_s": 5.0} | settings
    url = given.pop("url", f"http://127.0.0.1:{server.server_port}/piwebapi/")
    return Pi(kind="pi", url=url, **given)


def access(server, password=PASSWORD):
    return allowed(f"127.0.0.1:{server.server_port}", FLOTATION_SECRET_PI=password)


def reading(server, **settings):
    connector = Connector(
        name="pi", source=source(server), columns=COLUMNS, first=FIRST.date(), **settings
    )
    return read_connector(connector, PLANT, access(server), now=NOW)


def refusal(server, *, columns=None, password=PASSWORD, **settings):
    asked, pi = request(columns or COLUMNS), source(server, **settings)
    with pytest.raises(DataError, match="lab: ") as caught:
        list(pi.tables(asked, access(server, password)))
    assert PASSWORD not in str(caught.value)
    return str(caught.value)


def test_shifts_come_through_the_door_in_the_plants_clock_and_units():
    with serving(SIGNALS) as server:
        (found,) = reading(server).tables
    table = found.survey.table
    assert list(table["shift_start"]) == [FIRST + timedelta(hours=8 * i) for i in range(60)]
    for row in table.itertuples():
        made = MADE[row.shift_start.to_pydatetime()]
        assert (row.feed_t_h, row.ore_wo3_pct, row.bha_g_t) == pytest.approx(made)
    assert any("multiplied by 1000" in m.message for m in found.survey.report.messages)


def test_a_long_time_is_asked_for_in_parts_and_comes_whole(monkeypatch):
    monkeypatch.setattr("flotation.connectors.pi.ROWS_AT_ONCE", 7)
    monkeypatch.setattr("flotation.connectors.pi.SIGNALS_AT_ONCE", 2)
    with serving(SIGNALS) as server:
        (found,) = reading(server).tables
        summaries = [q for path, q, _ in server.asked if path.endswith("summary")]
    assert len(found.survey.table) == 60
    assert len(summaries) == 9 * 2
    assert max(len(query["webId"]) for query in summaries) == 2


def test_a_shift_whose_signal_was_not_good_has_no_value():
    bad = FIRST + timedelta(hours=16)
    with serving(SIGNALS | {DOSE: signal(2, 0.001, bad=(bad,))}) as server:
        (found,) = reading(server).tables
    table = found.survey.table.set_index("shift_start")
    assert table["bha_g_t"].isna().sum() == 1
    assert table["bha_g_t"].isna()[bad]


def test_too_little_of_a_shift_is_no_shift():
    with serving(SIGNALS | {DOSE: lambda start: (0.1, 49.0)}) as server:
        (fetched,) = source(server).tables(request(COLUMNS), access(server))
        (enough,) = source(server, rows={"least_good": 0.4}).tables(
            request(COLUMNS), access(server)
        )
    assert b",0.1," not in fetched.data
    assert enough.data.count(b",0.1,") == 60


def test_a_time_without_a_whole_shift_asks_the_server_nothing():
    with serving(SIGNALS) as server:
        asked = request(COLUMNS, since=NOW)
        assert [fetched.rows for fetched in source(server).tables(asked, access(server))] == [0]
        assert server.asked == []


def test_a_signal_the_server_does_not_know_is_named():
    with serving({}) as server:
        assert "answered HTTP 404" in refusal(server)


def test_a_wrong_password_is_told_as_such():
    with serving(SIGNALS) as server:
        assert "refused user or password (HTTP 401)" in refusal(server, password="wrong")


def test_a_host_that_nobody_allowed_is_not_even_called():
    with serving(SIGNALS) as server:
        words = refusal(server, url=f"http://localhost:{server.server_port}/piwebapi")
        assert "is not allowed here" in words
        assert server.asked == []


def test_a_password_is_not_sent_in_the_clear_to_another_machine():
    with serving(SIGNALS) as server:
        assert "must begin with https://" in refusal(server, url="http://pi.mill.example/piwebapi")


def test_a_redirect_is_not_followed():
    with serving(SIGNALS, elsewhere="http://127.0.0.1:9/piwebapi/points") as server:
        assert "sends elsewhere (HTTP 302)" in refusal(server)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"<html>", "did not answer with JSON"),
        (b'{"WebId": NaN}', "NaN is no number"),
        (b"[" * 100_000, "did not answer with JSON"),
        (b"{}", "knows no signal"),
        (b"[]", "knows no signal"),
    ],
)
def test_an_answer_that_is_none_is_told_in_a_sentence(raw, words):
    with serving(SIGNALS, raw=raw) as server:
        assert words in refusal(server)


def test_an_answer_of_another_shape_is_told_in_a_sentence():
    with serving(SIGNALS, raw=b'{"WebId": "F1x"}') as server:
        assert "is not one of streamsets/summary (KeyError: 'Items')" in refusal(server)


def test_signals_without_a_single_number_make_no_rows():
    with serving({FEED: lambda start: ({"deep": 1}, "x")}) as server:
        asked = request({FEED: "feed_t_h"})
        (fetched,) = source(server).tables(asked, access(server))
    assert (fetched.rows, fetched.data) == (0, b"shift_start,feed_t_h\n")


def test_an_answer_without_end_is_cut_off(monkeypatch):
    monkeypatch.setattr("flotation.connectors.http_json.LARGEST", 1000)
    with serving(SIGNALS, raw=b" " * 2000) as server:
        assert "the answer has more than 0 MB" in refusal(server)


def test_a_server_that_never_answers_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        pi = Pi(kind="pi", url=f"http://127.0.0.1:{port}/piwebapi", timeout_s=0.2)
        with pytest.raises(DataError, match="127.0.0.1 cannot be reached \\(timed out\\)"):
            list(pi.tables(request(COLUMNS), allowed("127.0.0.1")))


def test_a_server_that_is_not_there_is_told_without_the_password():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pi = Pi(
        kind="pi",
        url=f"http://127.0.0.1:{port}/piwebapi",
        user=USER,
        password_variable="FLOTATION_SECRET_PI",
    )
    with pytest.raises(DataError, match="cannot be reached") as caught:
        list(pi.tables(request(COLUMNS), allowed("127.0.0.1", FLOTATION_SECRET_PI=PASSWORD)))
    assert PASSWORD not in str(caught.value)


def test_the_moment_of_a_summary_may_have_seven_digits_or_none():
    from flotation.connectors.pi import _six_digits

    wanted = datetime.fromisoformat("2026-03-01T00:00:00+00:00")
    for text in ("2026-03-01T00:00:00.0000000Z", "2026-03-01T00:00:00Z"):
        assert datetime.fromisoformat(_six_digits(text)) == wanted
