"""Rows of delimited text (CSV), each with the file lines it came from."""

import csv
import io
from collections import deque
from itertools import islice

from flotation.errors import DataError
from flotation.spreadsheet.cells import Flaw
from flotation.survey.encoding import detect_encoding
from flotation.survey.sheet import LOOK_AHEAD, MAX_COLUMNS, Row, Sheet

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_COMPARED = 50
_ENOUGH = 10
_MOST = 0.8


def open_text(data, matcher):
    """Delimited text as a :class:`~flotation.survey.sheet.Sheet`.

    Parameters
    ----------
    data : bytes
    matcher : flotation.survey.headers.HeaderMatcher

    Returns
    -------
    Sheet

    Raises
    ------
    DataError
        If the encoding or the delimiter cannot be told.
    """
    codec, name = detect_encoding(data)
    hinted = _hinted_delimiter(data, codec)
    counts, errors = {}, []
    for tried in [hinted] if hinted else DELIMITERS:
        try:
            counts[tried] = _best(data, codec, tried, matcher)
        except DataError as error:
            errors.append(error)
    delimiter = max(counts, key=counts.get, default=None)
    if errors and (delimiter is None or counts[delimiter][0] == 0):
        raise errors[0]
    return Sheet(
        description=f"CSV, {name}, separated by {DELIMITERS[delimiter]}",
        rows=_rows(data, codec, delimiter, skip=1 if hinted else 0),
    )


def _hinted_delimiter(data, codec):
    """The delimiter that a first line ``sep=;`` announces."""
    first = _stream(data, codec).readline().strip().strip('"').casefold()
    mark = first[4:] or "\t"
    return mark if first.startswith("sep=") and mark in DELIMITERS else None


def _best(data, codec, delimiter, matcher):
    """Most known columns in one of the first rows, then the width, for a delimiter."""
    head = islice(_rows(data, codec, delimiter), LOOK_AHEAD)
    return max(((matcher.count(row.cells), len(row.cells)) for row in head), default=(0, 0))


def _stream(data, codec):
    return io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline="")


def _rows(data, codec, delimiter, skip=0):
    """Rows with their first and last line; a blank line is no row."""
    reader = csv.reader(_stream(data, codec), delimiter=delimiter, strict=True)
    last, held, decimals = 0, None, deque(maxlen=_COMPARED)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise DataError(
                f"the row that starts at line {last + 1} cannot be read ({error}); look for a "
                "quotation mark without its partner in that row"
            ) from error
        first, last = last + 1, reader.line_num
        if first <= skip or not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise DataError(
                f"line {first} has {len(cells)} columns and at most {MAX_COLUMNS} are read; "
                "delete the columns that belong to no survey"
            )
        if held is not None:
            decimals.append(_decimals(held.cells[-1]))
            yield held
        held = Row(first, last, cells)
    if held is not None:
        if _may_be_cut(held, decimals, data, codec):
            held.cells[-1] = Flaw("cut", held.cells[-1], "the file ends in the middle of a line")
        yield held


def _decimals(text):
    return len(text.rpartition(".")[2]) if "." in text else 0


def _may_be_cut(row, decimals, data, codec):
    """Whether a last number without a line end has fewer digits than those above it."""
    ended = data[-4:].decode(codec, "replace").endswith(("\n", "\r"))
    if ended or len(decimals) < _ENOUGH or not row.cells[-1].strip():
        return False
    own = _decimals(row.cells[-1])
    return sum(n > own for n in decimals) > _MOST * len(decimals)
