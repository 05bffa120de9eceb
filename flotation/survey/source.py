"""A file opened by what it contains, not by its name."""

import gzip
import io
import os
import zlib
from pathlib import Path

from flotation.errors import DataError
from flotation.survey.delimited import open_text
from flotation.survey.parquet import open_parquet
from flotation.survey.workbook import open_workbook

LARGEST_FILE = 512 << 20
LARGEST_TEXT = 1 << 30
_HIGHEST_RATIO = 200
_STEP = 1 << 20
_FOREIGN = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"BZh": "a bzip2 archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\xfd7zXZ": "an xz archive",
    b"(\xb5/\xfd": "a zstd archive",
    b"SQLite format 3": "an SQLite database",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML document",
    b"{": "JSON",
    b"[{": "JSON",
}


def open_sheet(source, matcher):
    """The table in a file, whatever its format.

    Parameters
    ----------
    source : str, path-like, bytes or binary file
    matcher : flotation.survey.headers.HeaderMatcher

    Returns
    -------
    flotation.survey.sheet.Sheet

    Raises
    ------
    DataError
        If the file is absent, too large, or of a kind that holds no survey.
    """
    data = _read(source)
    if data[:2] == b"\x1f\x8b":
        data = _unpack(data)
    if not data.strip(b"\r\n\t \0"):
        raise DataError("the survey is empty; it needs a header row and one row a shift")
    if data[:4] == b"PK\x03\x04":
        return open_workbook(data, matcher)
    if data[:4] == b"PAR1":
        return open_parquet(data, matcher)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DataError(_old_or_encrypted(data))
    for mark, name in _FOREIGN.items():
        if data[:64].lstrip(b" \r\n\t\xef\xbb\xbf").startswith(mark):
            raise DataError(
                f"the survey is {name}, not a table; give CSV, Excel (.xlsx) or Parquet"
            )
    return open_text(data, matcher)


def _read(source):
    if isinstance(source, bytes | bytearray | memoryview):
        data = bytes(source)
    elif hasattr(source, "read"):
        data = source.read(LARGEST_FILE + 1)
    else:
        path = Path(os.fspath(source))
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise DataError(_too_large(path.stat().st_size))
            data = path.read_bytes()
        except OSError as error:
            raise DataError(
                f"the survey {path.name} cannot be opened: {error.strerror or error}"
            ) from error
    if isinstance(data, str):
        raise DataError("the survey was opened as text; open it as bytes")
    if len(data) > LARGEST_FILE:
        raise DataError(_too_large(len(data)))
    return data


def _too_large(size):
    return f"the survey has {size >> 20} MB and at most {LARGEST_FILE >> 20} MB are read; split it"


def _unpack(data):
    """A gzip file's content, as far as it is plausible for a table."""
    parts, size = [], 0
    limit = min(LARGEST_TEXT, max(_HIGHEST_RATIO * len(data), 1 << 24))
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            while part := stream.read(_STEP):
                parts.append(part)
                size += len(part)
                if size > limit:
                    raise DataError(
                        f"the gzipped survey unpacks to more than {limit >> 20} MB, "
                        f"which no table of {len(data)} bytes does; it was not read"
                    )
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"the gzipped survey is damaged or cut off ({error}); pack it again"
        ) from error
    return b"".join(parts)


def _old_or_encrypted(data):
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "the workbook is encrypted with a password; save a copy without one"
    return "the workbook is of the old .xls kind; save it as .xlsx or CSV"
