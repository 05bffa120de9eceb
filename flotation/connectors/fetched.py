"""What a source hands over: a request in, tables as bytes out."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flotation.errors import DataError

MOST_ROWS = 200_000
MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a source.

    Attributes
    ----------
    name : str
        Of the connector, for sentences.
    columns : mapping of str to str
        Name in the source to header of the plant.
    time_column : str
        Header of the time.
    utc_offset : str
        The plant's clock, such as ``+08:00``.
    since, until : datetime
        Rows from the one on and before the other, in the plant's clock.
    """

    name: str
    columns: Mapping[str, str]
    time_column: str
    utc_offset: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One table as the survey door reads it.

    Attributes
    ----------
    name : str
        For people: a file's name, or the source's.
    data : bytes
    rows : int or None
        Rows below the header, where they are counted.
    """

    name: str
    data: bytes
    rows: int | None = None


class Source(Protocol):
    """Where rows come from; each kind of ``[source]`` is one."""

    def tables(self, request, access):
        """Yield :class:`Fetched`, with headers that the survey door knows.

        Parameters
        ----------
        request : Request
        access : flotation.connectors.access.Access

        Raises
        ------
        DataError
            If the source cannot be reached or answers what it should not.
        """


def as_csv(name, header, rows):
    """A table of values as CSV, refused where it is larger than a connector may fetch.

    Parameters
    ----------
    name : str
    header : sequence of str
    rows : iterable of sequence
        Numbers, texts, dates or None.

    Returns
    -------
    Fetched

    Raises
    ------
    DataError
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    number = 0
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS or text.tell() > MOST_BYTES:
            raise DataError(
                f"{name}: the source gave more than {MOST_ROWS} rows or {MOST_BYTES >> 20} MB; "
                "import a shorter time at once (key 'first')"
            )
        writer.writerow([_text(value) for value in row])
    return Fetched(name=name, data=text.getvalue().encode(), rows=number)


def _text(value):
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return "" if value is None else value
