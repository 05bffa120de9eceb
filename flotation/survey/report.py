"""What a survey reader hands back: the table, and everything it has to say about the file."""

from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

SHOWN = 5


def first_lines(lines):
    """Words for some file lines: all of a few, the first five of many.

    Examples
    --------
    >>> first_lines([4]), first_lines([4, 5, 9]), first_lines(range(2, 100))
    ('line 4', 'lines 4, 5, 9', '98 lines, first 2, 3, 4, 5, 6')
    """
    lines = list(lines)
    if len(lines) == 1:
        return f"line {lines[0]}"
    if len(lines) <= SHOWN:
        return "lines " + ", ".join(map(str, lines))
    return f"{len(lines)} lines, first " + ", ".join(map(str, lines[:SHOWN]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing found in a survey.

    Attributes
    ----------
    rule : str
        What was checked: ``range``, ``number``, ``time``, ``stuck`` ...
    column : str or None
        Canonical column, or the header as written where it matches none.
    lines : tuple of int
        File lines (sheet rows in a workbook), the header being line 1 where it comes first.
    value : str or None
        The first value at fault, as written.
    message : str
        What is wrong and what was done about it.
    remedy : str
        What to do.
    flags : bool
        Whether the lines count as left out or doubtful.
    """

    rule: str
    column: str | None = None
    lines: tuple[int, ...] = ()
    value: str | None = None
    message: str
    remedy: str = ""
    flags: bool = False

    def as_dict(self):
        """The six keys that a file of messages holds."""
        return {
            "rule": self.rule,
            "column": self.column,
            "lines": list(self.lines),
            "value": self.value,
            "message": self.message,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyReport:
    """How a survey was read: rows counted, lines flagged, messages.

    Attributes
    ----------
    source : str
        How the file was understood: ``CSV, UTF-8, separated by commas``.
    clock : str
        The one clock of all times.
    read, accepted : int
        Data rows found in the file, and rows of the table.
    flagged : tuple of int
        File lines that were left out, lost a value or are doubtful.
    left_out : tuple of int
        File lines of the rows that are not in the table.
    messages : tuple of Message
    rows : pandas.DataFrame
        The accepted rows.
    """

    source: str
    clock: str
    read: int
    accepted: int
    flagged: tuple[int, ...]
    left_out: tuple[int, ...]
    messages: tuple[Message, ...]
    rows: pd.DataFrame = field(repr=False)

    @property
    def counts(self):
        """Number of file lines each rule spoke about, in order of first mention."""
        lines = {}
        for message in self.messages:
            lines.setdefault(message.rule, set()).update(message.lines)
        return Counter({rule: len(found) for rule, found in lines.items()})

    def as_dict(self):
        """What ``flotation check --json`` prints; a missing value is None.

        Returns
        -------
        dict
            ``read``, ``accepted``, ``rows``, ``flagged``, ``messages``.
        """
        return {
            "read": self.read,
            "accepted": self.accepted,
            "rows": _records(self.rows),
            "flagged": list(self.flagged),
            "messages": [message.as_dict() for message in self.messages],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A survey that has passed the door.

    Attributes
    ----------
    table : pandas.DataFrame
        Accepted rows in time order, canonical columns in the plant file's units,
        indexed by ``file_line``.
    doubtful : pandas.DataFrame of bool
        True where a value of ``table`` must not count as evidence.
    report : SurveyReport
    """

    table: pd.DataFrame
    doubtful: pd.DataFrame
    report: SurveyReport


def _records(table):
    columns = [_plain(table[name]) for name in table.columns]
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(series):
    """Values of one column as JSON knows them."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return [None if pd.isna(t) else t.isoformat() for t in series]
    return [None if pd.isna(v) else v for v in series.tolist()]
