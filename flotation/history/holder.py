"""Which process holds a SQLite file: Linux knows, others do not say."""

import os
from pathlib import Path

LOCKS = Path("/proc/locks")


def holder_of(address):
    """Words for the process that writes to a database.

    A look at ``/proc/locks`` only: to open the file here would drop this process's own locks.

    Parameters
    ----------
    address : sqlalchemy.engine.URL
    """
    if address.drivername == "sqlite" and LOCKS.exists():
        files = [Path(f"{address.database}{end}") for end in ("", "-shm")]
        inodes = {f"{file.stat().st_ino}" for file in files if file.exists()}
        for line in LOCKS.read_text(encoding="ascii").splitlines():
            words = line.split()
            if "WRITE" in words and words[-3].rpartition(":")[2] in inodes:
                return _named(int(words[-4]))
    return "another process"


def _named(pid):
    if pid == os.getpid():
        return "another part of this program"
    try:
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        name = "unknown"
    return f"process {pid} ({name})"
