"""OPC UA against a real server in this process."""

import socket
from datetime import datetime, timedelta

import pytest
from connectors.mill import NOW, PLANT, allowed, request, shifts
from connectors.opcua_server import serving

from flotation.connectors.connector_file import Connector
from flotation.connectors.opcua import OpcUa
from flotation.connectors.reading import read_connector
from flotation.connectors.row_times import held_mean, to_utc
from flotation.errors import DataError

MADE = shifts(40)
SINCE = datetime(2026, 3, 1, 8)
NAMES = {"FIC101": "feed_t_h", "XRF7": "ore_wo3_pct", "FIC200": "bha_g_t"}


def history(number):
    """A value at the start of a shift and another at its middle, as the server keeps them."""
    values = []
    for row in MADE:
        start = to_utc(row[0], "+08:00")
        values += [
            (start, row[number], True),
            (start + timedelta(hours=4), row[number] * 1.02, True),
        ]
    return values


@pytest.fixture(scope="module")
def mill():
    """URL and namespace of a server with the signals of the mill."""
    signals = {name: history(number) for number, name in enumerate(NAMES, 1)}
    moment, value, _ = signals["FIC200"][6]
    signals["FIC200"][6] = (moment, value, False)
    with serving(signals) as found:
        yield found


def columns(space, names=NAMES):
    return {f"ns={space};s={name}": column for name, column in names.items()}


def test_signals_become_the_means_of_shifts_in_the_plants_clock(mill):
    url, space = mill
    source = OpcUa(kind="opcua", url=url)
    connector = Connector(
        name="dcs", source=source, columns=columns(space), first=SINCE.date(), utc_offset="+08:00"
    )
    reading = read_connector(connector, PLANT, allowed("127.0.0.1"), now=MADE[-1][0])
    (found,) = reading.tables
    table = found.survey.table.set_index("shift_start")
    assert len(table) == 39
    for start, feed, grade, _ in MADE[:39]:
        assert table.loc[start, "feed_t_h"] == pytest.approx(1.01 * feed)
        assert table.loc[start, "ore_wo3_pct"] == pytest.approx(1.01 * grade)


def test_a_value_the_server_calls_bad_does_not_count(mill):
    url, space = mill
    names = {"FIC200": "bha_g_t"}
    source = OpcUa(kind="opcua", url=url, rows={"least_good": 0.0})
    asked = request(columns(space, names), since=SINCE, until=MADE[9][0])
    (fetched,) = source.tables(asked, allowed("127.0.0.1"))
    rows = [line.split(",") for line in fetched.data.decode().splitlines()[1:]]
    assert float(rows[3][1]) == pytest.approx(1.02 * MADE[3][3])
    assert float(rows[2][1]) == pytest.approx(1.01 * MADE[2][3])


def test_a_history_of_many_pages_is_read_whole(mill, monkeypatch):
    url, space = mill
    asked = request(columns(space), since=SINCE, until=MADE[-1][0])
    (whole,) = OpcUa(kind="opcua", url=url).tables(asked, allowed("127.0.0.1"))
    monkeypatch.setattr("flotation.connectors.opcua.PAGE", 7)
    (paged,) = OpcUa(kind="opcua", url=url).tables(asked, allowed("127.0.0.1"))
    assert paged == whole


def test_the_value_before_the_first_shift_is_held_into_it():
    start = to_utc(SINCE, "+08:00").timestamp()
    assert held_mean([start - 60.0], [5.0], start, start + 8 * 3600, 1.0) == 5.0
    signals = {"FIC101": [(to_utc(SINCE, "+08:00") - timedelta(hours=1), 5.0, True)]}
    with serving(signals) as (url, space):
        asked = request(columns(space, {"FIC101": "feed_t_h"}), since=SINCE, until=NOW)
        (fetched,) = OpcUa(kind="opcua", url=url).tables(asked, allowed("127.0.0.1"))
    assert fetched.data.splitlines()[1] == b"2026-03-01 08:00:00,5.0"


def test_a_signal_that_is_not_there_is_a_sentence(mill):
    url, space = mill
    asked = request({f"ns={space};s=nothing": "feed_t_h"}, since=SINCE)
    with pytest.raises(DataError, match="lab: the OPC UA server refused"):
        list(OpcUa(kind="opcua", url=url).tables(asked, allowed("127.0.0.1")))


def test_a_host_that_nobody_allowed_is_refused(mill):
    url, space = mill
    with pytest.raises(DataError, match="127.0.0.1 .* is not allowed here"):
        list(OpcUa(kind="opcua", url=url).tables(request(columns(space)), allowed("localhost")))


def test_a_url_of_another_protocol_is_refused():
    with pytest.raises(DataError, match="must begin with opc.tcp://"):
        list(OpcUa(kind="opcua", url="http://127.0.0.1/").tables(request({}), allowed("127.0.0.1")))


def test_a_server_that_never_answers_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"opc.tcp://127.0.0.1:{silent.getsockname()[1]}/"
        asked = request({"ns=2;s=x": "feed_t_h"})
        with pytest.raises(DataError, match="did not answer within 0.5 s"):
            list(OpcUa(kind="opcua", url=url, timeout_s=0.5).tables(asked, allowed("127.0.0.1")))
