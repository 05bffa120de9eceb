"""Rows of delimited text (CSV), each with the file lines it came from."""

import csv
import io
from itertools import islice

from flotation.errors import DataError
from flotation.survey.encoding import detect_encoding
from flotation.survey.sheet import LOOK_AHEAD, MAX_COLUMNS, Row, Sheet

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


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
    last = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
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
        yield Row(first, last, cells)
