"""Files that are whole or not there: a draft beside the place, synced, then renamed over it."""

import contextlib
import os
from pathlib import Path

from flotation.errors import DataError


def write_whole(path, data):
    """Write a file in one step: readers see the old content or the new, never a part.

    What returns is on the disk: the file and the folder that names it are both synced.

    Parameters
    ----------
    path : str or path-like
        A link is followed, and stays a link.
    data : str or bytes
        A text is written as UTF-8.

    Raises
    ------
    DataError
        If the disk is full or the place is not writable; the old file stays.
    """
    place = Path(path).resolve()
    draft = draft_of(place)
    content = data.encode() if isinstance(data, str) else data
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            draft.chmod(place.stat().st_mode)
        draft.replace(place)
        sync_folder(place.parent)
    except OSError as error:
        raise DataError(
            f"{path} could not be written ({error.strerror or error}); what was there is unchanged"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def draft_of(place):
    """Where the draft of a file stands until it is whole: beside it, one per process."""
    return place.with_name(f".{place.name}.{os.getpid()}.tmp")


def sync_folder(folder):
    """Make a renaming durable where the system can (Windows cannot open folders)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
