"""The child process that unpacks a workbook, so that no file can harm its reader.

``list`` prints one JSON object with the sheets and their first rows; ``read N``
prints a JSON array a row and at last an object of facts. Imports only what is light.
"""

import contextlib
import json
import sys
import zipfile
import zlib

from flotation.spreadsheet.book import read_book
from flotation.spreadsheet.markup import MarkupError
from flotation.spreadsheet.rows import RowReader, TooLargeError

MEMORY = 1 << 30
SECONDS = 60
HEAD_ROWS = 20
DAMAGED, TOO_LARGE = 3, 4


class _Enough(Exception):
    """The first rows have been seen."""


def limit_resources():
    """Give this process a ceiling of memory and time, where the platform has one."""
    try:
        import resource  # absent on Windows, where the parent's time-out remains
    except ImportError:
        return
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": SECONDS, "RLIMIT_CORE": 0}
    for name, ceiling in limits.items():
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        wanted = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        # macOS knows the limit of address space and refuses to set it; the time-out remains.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (wanted, wanted))


def main(arguments):
    """Run one command; the exit code says what went wrong.

    Parameters
    ----------
    arguments : list of str
        Path of the workbook, then ``list``, or ``read`` and the number of a sheet.
    """
    limit_resources()
    path, command, *rest = arguments
    out = sys.stdout
    try:
        with zipfile.ZipFile(path) as package:
            book = read_book(package)
            if command == "list":
                _list(package, book, out)
            else:
                _read(package, book, book.sheets[int(rest[0])], out)
    except TooLargeError as error:
        return _say(out, error, TOO_LARGE)
    except (MarkupError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        return _say(out, error, DAMAGED)
    except (ValueError, KeyError, IndexError, OverflowError, OSError, RecursionError) as error:
        return _say(out, f"a part of it is not as Excel writes it ({error})", DAMAGED)
    except MemoryError:
        return _say(out, "it needs more memory than a table would", TOO_LARGE)
    return 0


def _say(out, error, code):
    out.write(json.dumps({"fault": str(error)[:300]}) + "\n")
    return code


def _list(package, book, out):
    sheets = [
        {"name": sheet.name, "hidden": sheet.hidden, "head": _head(package, book, sheet)}
        for sheet in book.sheets
    ]
    out.write(json.dumps({"epoch": book.epoch.isoformat(), "sheets": sheets}) + "\n")


def _head(package, book, sheet):
    rows = []

    def keep(number, cells):
        rows.append(cells)
        if len(rows) >= HEAD_ROWS:
            raise _Enough

    with package.open(sheet.part) as stream:
        try:
            RowReader(book, keep).read(stream)
        except _Enough:
            return rows
    return rows


def _read(package, book, sheet, out):
    def emit(number, cells):
        out.write(json.dumps([number, cells]) + "\n")

    with package.open(sheet.part) as stream:
        facts = RowReader(book, emit).read(stream)
    out.write(json.dumps(facts) + "\n")
