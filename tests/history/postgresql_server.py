"""A real PostgreSQL server in a folder of its own, reached by a socket in it only."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")


def programs():
    """Folder of ``initdb`` and ``pg_ctl``, or None."""
    found = shutil.which("pg_ctl")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(DEBIAN.glob("*/bin"), key=lambda p: -int(p.parent.name))
    return next((place for place in places if (place / "initdb").exists()), None)


def unprivileged():
    """Whom to run the server as where we are root, which it refuses; None where we are not."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def start(folder):
    """Start a server; return the begin of its databases' addresses."""
    user = unprivileged()
    if user:
        shutil.chown(folder, user)
    run(user, folder, "initdb", "-D", folder / "data", "-U", "flotation", "--auth=trust", "-N")
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    log = folder / "log"
    run(user, folder, "pg_ctl", "-D", folder / "data", "-o", settings, "-l", log, "-w", "start")


def stop(folder):
    """Stop the server of a folder."""
    run(unprivileged(), folder, "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")


def address(folder, name):
    """Address of one of its databases."""
    return f"postgresql://flotation@/{name}?host={folder}"


def run(user, folder, program, *words):
    """Run one of the server's programs as its user."""
    command = [str(word) for word in (programs() / program, *words)]
    out = folder.parent / f"{folder.name}.out"
    with out.open("a") as file:
        done = subprocess.run(command, cwd=folder, user=user, stdout=file, stderr=file)
    assert done.returncode == 0, out.read_text()
