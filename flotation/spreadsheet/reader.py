"""The parent's side: start the child, watch it, take its rows."""

import json
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

from flotation.errors import DataError
from flotation.spreadsheet.child import DAMAGED, SECONDS, TOO_LARGE

_ROOT = str(Path(__file__).resolve().parents[2])
# Isolated from the environment and the working directory; told where this package is.
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from flotation.spreadsheet.child import main; sys.exit(main(sys.argv[2:]))"
)


@contextmanager
def stored(data):
    """A workbook in a temporary file, for the child to read."""
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        path = Path(folder) / "workbook.xlsx"
        path.write_bytes(data)
        yield path


def child_lines(path, *arguments, seconds=SECONDS):
    """What the child prints, object by object.

    Parameters
    ----------
    path : path-like
        The workbook.
    *arguments : str
        ``list``, or ``read`` and a number.
    seconds : float, default 60
        Time after which the child is stopped. [s]

    Yields
    ------
    dict or list

    Raises
    ------
    DataError
        If the child says that the workbook is damaged or too large, or dies of it.
    """
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", _START, _ROOT, str(path), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    watch = threading.Timer(seconds, process.kill)
    watch.start()
    said = None
    try:
        for line in process.stdout:
            if not line.endswith("\n"):
                break  # cut off in the middle: the exit code tells why
            said = json.loads(line)
            if not (isinstance(said, dict) and "fault" in said):
                yield said
        code = process.wait()
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
    if code:
        raise DataError(_why(code, said))


def _why(code, said):
    fault = said.get("fault") if isinstance(said, dict) else None
    if code == TOO_LARGE and fault:
        return f"the workbook is too large: {fault}"
    if code == DAMAGED and fault:
        return f"the workbook is damaged: {fault}; open it in Excel and save it again"
    return (
        "the workbook needed more memory or time than a table would and was not read; save the "
        "sheet as CSV"
    )
