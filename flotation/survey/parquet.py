"""Rows of a Parquet file, sized up by its footer before anything is read."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from flotation.errors import DataError
from flotation.survey.sheet import MAX_COLUMNS, MAX_ROWS, Row, Sheet

LARGEST_UNPACKED = 1 << 30
_BATCH = 20_000


def open_parquet(data, matcher):
    """A Parquet file as a :class:`~flotation.survey.sheet.Sheet`; row 1 is its header.

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
        If it is damaged, too large, or nested.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        schema = file.schema_arrow
        names = [str(name) for name in schema.names]
    except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError) as error:
        raise DataError(f"the Parquet survey is damaged: {_first_line(error)}") from error
    _refuse_large(file.metadata)
    # The header is matched before reading, so that foreign columns cost nothing.
    known = [name for name in names if matcher.count([name])]
    nested = [name for name in known if pa.types.is_nested(schema.field(name).type)]
    if nested:
        raise DataError(f"the Parquet survey has nested columns {nested}; give one value a cell")
    return Sheet(description="Parquet, rows counted from 2", rows=_rows(file, names, known))


def _refuse_large(metadata):
    unpacked = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    for count, most, what in (
        (metadata.num_rows, MAX_ROWS, "rows"),
        (metadata.num_columns, MAX_COLUMNS, "columns"),
        (unpacked >> 20, LARGEST_UNPACKED >> 20, "MB unpacked"),
    ):
        if count > most:
            raise DataError(
                f"the Parquet survey has {count} {what} and at most {most} are read; split it"
            )


def _rows(file, names, known):
    yield Row(1, 1, names)
    places = {name: names.index(name) for name in known}
    line = 2
    try:
        for batch in file.iter_batches(batch_size=_BATCH, columns=known):
            columns = [_cells(batch.column(batch.schema.get_field_index(n))) for n in known]
            for cells in zip(*columns, strict=True):
                row = [None] * len(names)
                for name, cell in zip(known, cells, strict=True):
                    row[places[name]] = cell
                yield Row(line, line, row)
                line += 1
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise DataError(
            f"the Parquet survey is damaged after row {line - 1}: {_first_line(error)}"
        ) from error


def _cells(array):
    """Values of a batch as Python has them; times without their nanoseconds."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_timestamp(array.type):
        array = array.cast(pa.timestamp("us", tz=array.type.tz), safe=False)
    if pa.types.is_decimal(array.type):
        array = array.cast(pa.float64())
    return array.to_pylist()


def _first_line(error):
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
