"""A sheet: rows of cells with their place in the file, whatever the file's format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from flotation.survey.report import Message

MAX_COLUMNS = 2000
MAX_ROWS = 2_000_000
LOOK_AHEAD = 20
"""Rows among which the header is looked for."""


class Row(NamedTuple):
    """Cells of one row and the first and last file line it spans."""

    line: int
    last_line: int
    cells: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a file, not yet understood.

    Attributes
    ----------
    description : str
        How the file was read, for people.
    rows : iterator of Row
    epoch : datetime or None
        Day 0 of serial dates, where the file says which.
    messages : list of Message
        What the reader has to say; complete once ``rows`` is used up.
    """

    description: str
    rows: Iterator[Row]
    epoch: datetime | None = None
    messages: list[Message] = field(default_factory=list)
