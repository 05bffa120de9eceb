"""Files of a folder, each as it lies there."""

import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, Strict

from flotation.connectors.fetched import Fetched
from flotation.errors import DataError
from flotation.file_table import Label, Table
from flotation.survey.source import LARGEST_FILE

MOST_FILES = 2000


class Files(Table):
    """A file, or the files of a folder that match a pattern.

    Attributes
    ----------
    path : str
        File or folder; relative to the connector file.
    pattern : str
        Of the names in a folder: ``*.csv``.
    settled_s : float
        A file that changed less than this ago may still be being written, and waits. [s]
    """

    kind: Literal["files"]
    path: Label
    pattern: Label = "*"
    settled_s: Annotated[float, Strict(), Field(ge=0.0, le=86_400.0)] = 10.0

    def tables(self, request, access):
        """Yield the files in the order of their names; their times are the door's business."""
        path = Path(self.path)
        if "/" in self.pattern or "\\" in self.pattern or ".." in self.pattern:
            raise DataError(f"pattern {self.pattern!r} may name files of the folder only")
        if path.is_dir():
            yield from (_read(file) for file in self._settled(path))
        elif path.is_file():
            yield _read(path)
        else:
            raise DataError(f"{path.name} is no file and no folder; correct [source] path")

    def _settled(self, folder):
        names = sorted(f for f in folder.glob(self.pattern) if f.name[0] not in ".~")
        files = [file for file in names if file.is_file() and not file.is_symlink()]
        if len(files) > MOST_FILES:
            raise DataError(
                f"{folder.name} holds {len(files)} files and at most {MOST_FILES} are read at "
                "once; move the old ones away"
            )
        latest = time.time() - self.settled_s
        return [file for file in files if file.stat().st_mtime <= latest]


def _read(path):
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path.name} has more than {LARGEST_FILE >> 20} MB; split it")
        return Fetched(name=path.name, data=path.read_bytes())
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror or error}") from error
