"""One writer at a time: a lock that the system frees when its holder ends, however it ends."""

import contextlib
import os
import socket
import time

from flotation.errors import StoreError

WAIT_S = 30.0
PAUSE_S = 0.05
LOCKED_BYTE = 1 << 20  # Windows refuses to read a locked byte: one behind the holder's name


@contextlib.contextmanager
def only_writer(path, *, wait=WAIT_S):
    """Hold the lock of a file while the block runs.

    Parameters
    ----------
    path : pathlib.Path
        Of the lock; made if it is not there, and never removed.
    wait : float, default 30
        How long another holder is waited for. [s]

    Raises
    ------
    StoreError
        If the other holder does not let go in time, or the file cannot be opened.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror or error}") from error
    try:
        _wait_for(handle, path, time.monotonic() + wait)
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{os.getpid()} on {socket.gethostname()}\n".encode())
        yield
    finally:
        os.close(handle)


def _wait_for(handle, path, deadline):
    while not _taken(handle):
        if time.monotonic() >= deadline:
            holder = path.read_text(encoding="utf-8", errors="replace").strip() or "unknown"
            raise StoreError(
                f"{path.parent} is being written by another job (process {holder}); "
                "try again when it has ended"
            )
        time.sleep(PAUSE_S)


def _taken(handle):
    """Whether the lock could be taken now."""
    if os.name != "posix":
        import msvcrt

        os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
