"""Signals of a PI System through its Web API: the server's own mean over every row."""

from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from flotation.connectors.access import Seconds, SecretName
from flotation.connectors.fetched import as_csv
from flotation.connectors.http_json import get_json
from flotation.connectors.row_times import Rows, row_starts, rows_with_values, stamped, to_utc
from flotation.errors import DataError
from flotation.file_table import Label, Table

ROWS_AT_ONCE = 200
SIGNALS_AT_ONCE = 20


class Pi(Table):
    r"""A PI Web API.

    Attributes
    ----------
    url : str
        Of its root: ``https://pi.plant.example/piwebapi``.
    user : str or None
        For basic authentication; the password is in ``password_variable``.
    password_variable : str or None
        Environment variable: ``FLOTATION_SECRET_...``.
    rows : Rows
    timeout_s : float
        Of one answer. [s]

    Notes
    -----
    The names in ``[columns]`` are paths: ``\\SERVER\tag`` of a point,
    ``\\SERVER\DATABASE\element|attribute`` of an attribute.
    """

    kind: Literal["pi"]
    url: Label
    user: Label | None = None
    password_variable: SecretName | None = None
    rows: Rows = Rows()
    timeout_s: Seconds = 30.0

    def tables(self, request, access):
        """Yield one table, a row for every whole shift of the time that is asked for."""
        starts = row_starts(self.rows, request.since, request.until)
        api = _Api(self, request, access)
        means = {}
        for theirs in request.columns:
            means[theirs] = dict.fromkeys(starts)
        paths = list(request.columns)
        ids = {path: api.web_id(path) for path in paths} if starts else {}
        for first in range(0, len(starts), ROWS_AT_ONCE):
            part = starts[first : first + ROWS_AT_ONCE]
            for at in range(0, len(paths), SIGNALS_AT_ONCE):
                some = paths[at : at + SIGNALS_AT_ONCE]
                for path, found in api.means(some, [ids[p] for p in some], part).items():
                    means[path].update(found)
        header = [request.time_column, *request.columns.values()]
        rows = ([stamped(self.rows, s), *(means[path][s] for path in paths)] for s in starts)
        yield as_csv(request.name, header, rows_with_values(rows))


class _Api:
    """The calls of one import."""

    def __init__(self, source, request, access):
        self.source, self.request, self.access = source, request, access
        self.password = access.secret(source.password_variable, request.name)

    def _get(self, path, query):
        return get_json(
            f"{self.source.url.rstrip('/')}/{path}?{urlencode(query)}",
            self.request.name,
            self.access,
            user=self.source.user,
            password=self.password,
            timeout=self.source.timeout_s,
        )

    def web_id(self, path):
        """The server's own name of a signal."""
        kind = "attributes" if "|" in path else "points"
        answer = self._get(kind, {"path": path, "selectedFields": "WebId"})
        found = answer.get("WebId") if isinstance(answer, dict) else None
        if not isinstance(found, str) or not found:
            raise DataError(f"{self.request.name}: the PI server knows no signal {path!r}")
        return found

    def means(self, paths, ids, starts):
        """{path: {start: mean or None}} of some signals over some rows."""
        hours, clock = self.source.rows.hours, self.request.utc_offset
        utc = [to_utc(start, clock) for start in starts]
        end = utc[-1] + timedelta(hours=hours)
        query = [("webId", web_id) for web_id in ids]
        query += [
            ("startTime", f"{utc[0]:%Y-%m-%dT%H:%M:%SZ}"),
            (
                "endTime",
                f"{end:%Y-%m-%dT%H:%M:%SZ}",
            ),
            ("summaryType", "Average"),
            ("summaryType", "PercentGood"),
            ("calculationBasis", "TimeWeighted"),
            ("timeType", "EarliestTime"),
            ("summaryDuration", f"{round(3600 * hours)}s"),
        ]
        answer = self._get("streamsets/summary", query)
        try:
            streams = {stream["WebId"]: stream["Items"] for stream in answer["Items"]}
            return {
                path: self._rows(streams[web_id], dict(zip(utc, starts, strict=True)))
                for path, web_id in zip(paths, ids, strict=True)
            }
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(
                f"{self.request.name}: the PI server's answer is not one of streamsets/summary "
                f"({type(error).__name__}: {str(error)[:80]})"
            ) from None

    def _rows(self, items, starts):
        """{start: mean or None}: None where too little of the row was good."""
        average, good = {}, {}
        for item in items:
            value = item["Value"]
            start = starts.get(datetime.fromisoformat(_six_digits(value["Timestamp"])))
            kept = average if item["Type"] == "Average" else good
            number = value["Value"]
            usable = isinstance(number, int | float) and not isinstance(number, bool)
            if start is not None and usable and value.get("Good", True):
                kept[start] = float(number)
        least = 100.0 * self.source.rows.least_good
        return {
            start: average[start] if good.get(start, 0.0) >= least else None for start in average
        }


def _six_digits(moment):
    """An ISO moment with at most six digits of a second: PI writes seven."""
    head, dot, rest = moment.partition(".")
    if not dot:
        return moment
    digits = rest.rstrip("Z")
    return f"{head}.{digits[:6]}+00:00"
