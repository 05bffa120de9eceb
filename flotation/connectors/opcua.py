"""Signals of an OPC UA server from its history: values held until the next, over every row."""

import asyncio
import importlib.util
from datetime import UTC, timedelta
from typing import Literal

from flotation.connectors.access import Seconds, without_secret
from flotation.connectors.fetched import as_csv
from flotation.connectors.row_times import (
    Rows,
    held_mean,
    row_starts,
    rows_with_values,
    stamped,
    to_utc,
)
from flotation.errors import DataError
from flotation.file_table import Label, Table

PORT = 4840
PAGE = 10_000
MOST_VALUES = 2_000_000


class OpcUa(Table):
    """An OPC UA server that keeps the history of its variables.

    Attributes
    ----------
    url : str
        ``opc.tcp://HOST:PORT/PATH``.
    rows : Rows
    timeout_s : float
        Of the whole import. [s]

    Notes
    -----
    The names in ``[columns]`` are node ids: ``ns=2;s=FIC101.PV``.
    """

    kind: Literal["opcua"]
    url: Label
    rows: Rows = Rows()
    timeout_s: Seconds = 60.0

    def tables(self, request, access):
        """Yield one table, a row for every whole shift of the time that is asked for."""
        if importlib.util.find_spec("asyncua") is None:
            raise DataError("OPC UA needs its client: pip install 'flotation-optimiser[opcua]'")
        if not self.url.startswith("opc.tcp://"):
            raise DataError(f"{request.name}: the URL must begin with opc.tcp://")
        access.check_host(self.url, request.name, PORT)
        starts = row_starts(self.rows, request.since, request.until)
        signals = _histories(self, request, starts) if starts else {}
        header = [request.time_column, *request.columns.values()]
        rows = (_row(self.rows, request, start, signals) for start in starts)
        yield as_csv(request.name, header, rows_with_values(rows))


def _row(rows, request, start, signals):
    begin = to_utc(start, request.utc_offset).timestamp()
    end = begin + 3600 * rows.hours
    means = [held_mean(*signals[node], begin, end, rows.least_good) for node in request.columns]
    return [stamped(rows, start), *means]


def _histories(source, request, starts):
    """{node id: (times, values)} from a row before the first start on."""
    import asyncua.ua

    length = timedelta(hours=source.rows.hours)
    begin = to_utc(starts[0], request.utc_offset) - length
    end = to_utc(starts[-1], request.utc_offset) + length
    try:
        return asyncio.run(
            asyncio.wait_for(_read(source, request, begin, end), timeout=source.timeout_s)
        )
    except TimeoutError:
        raise DataError(
            f"{request.name}: the OPC UA server did not answer within {source.timeout_s:g} s"
        ) from None
    except (OSError, ConnectionError, asyncua.ua.UaError) as error:
        why = without_secret(error, None)
        raise DataError(f"{request.name}: the OPC UA server refused ({why})") from None


async def _read(source, request, begin, end):
    import asyncua

    client = asyncua.Client(source.url, timeout=source.timeout_s)
    try:
        async with client:
            found = {}
            for node_id in request.columns:
                node = client.get_node(node_id)
                await node.read_browse_name()  # some servers have a history of what is not there
                found[node_id] = await _history(node, request.name, begin, end)
            return found
    finally:  # a connection that was given up half made stays open otherwise
        client.disconnect_socket()
        await asyncio.sleep(0)


async def _history(node, name, begin, end):
    """Times and values of a variable in rising order, page by page."""
    times, values = [], []
    while True:
        page = await node.read_raw_history(begin, end, numvalues=PAGE, return_bounds=False)
        fresh = sorted(
            (_moment(each), _number(each)) for each in page if each.SourceTimestamp is not None
        )
        fresh = [pair for pair in fresh if not times or pair[0] > times[-1]]
        times += [moment for moment, _ in fresh]
        values += [value for _, value in fresh]
        if len(page) < PAGE or not fresh:
            return times, values
        if len(times) > MOST_VALUES:
            raise DataError(f"{name}: a signal has more than {MOST_VALUES} values in that time")
        begin = page[-1].SourceTimestamp


def _moment(value):
    moment = value.SourceTimestamp
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _number(value):
    number = value.Value.Value if value.Value is not None else None
    good = value.StatusCode.is_good() and isinstance(number, int | float)
    return float(number) if good and not isinstance(number, bool) else float("nan")
