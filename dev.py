"""Set up, demonstrate, test and check this project with one command each.

    python3 dev.py demo      set up if needed, then show the whole path on the shipped survey
    python3 dev.py test      set up if needed, then run the tests

The environment is made once, in ``.venv`` or where ``--venv`` or FLOTATION_VENV say, from
``requirements-dev.lock``; it is brought up to date when that file or ``pyproject.toml``
changes. Only the standard library is used here.
"""

import argparse
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
RUNTIME_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
NEEDED_FILES = ("pyproject.toml", DEV_LOCK, "ui/flotation_ui/cli.py")
STAMP = "flotation-setup.sha256"
LOCK_WAIT_S = 1800
LOCK_OPTIONS = (
    "--quiet --generate-hashes --universal --python-version 3.11 "
    "--no-emit-index-url --no-emit-find-links --no-annotate --no-header"
)
SOURCES = ("flotation", "optimiser", "ui", "tests", "benchmarks", "examples")
LEFT_BEHIND = ".pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build dist demo"


class DevError(Exception):
    """Something that the person at the keyboard can put right; shown in one line."""


def main(arguments=None):
    """Run one command and return its exit code."""
    try:
        check_python(sys.version_info)
        options = parser().parse_args(arguments)
        if options.rest and options.command in ("setup", "clean"):
            raise DevError(f"{options.command} takes no arguments: {' '.join(options.rest)}")
        venv = Path(options.venv or os.environ.get("FLOTATION_VENV") or ROOT / ".venv")
        return COMMANDS[options.command](venv.absolute(), options.rest)
    except DevError as error:
        say(error)
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130


def check_python(version):
    """Refuse a Python that is older than the project needs."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        raise DevError(
            "Python {}.{} or newer is needed and this is {}.{}; say for example "
            "'python3.11 dev.py demo'".format(*OLDEST_PYTHON, *version[:2])
        )


def parser():
    """Return the parser of the command line."""
    result = argparse.ArgumentParser(
        prog="dev.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="commands:\n"
        + "\n".join(f"  {name:7}{act.__doc__}" for name, act in COMMANDS.items()),
        epilog="Example: python3 dev.py test tests/test_layers.py -x",
    )
    result.add_argument("--venv", metavar="FOLDER", help="place of the environment (.venv)")
    result.add_argument("command", choices=list(COMMANDS), metavar="COMMAND")
    result.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help="passed on")
    return result


def say(words):
    """Print words for people to stderr."""
    print(f"dev.py: {words}", file=sys.stderr, flush=True)


def set_up(venv):
    """Make the environment, or bring it up to date, unless it already is.

    Two runs at once take turns. The stamp that says "ready" goes first and
    comes back last, so that a set-up which was killed is done again.
    """
    for name in NEEDED_FILES:
        if not (ROOT / name).is_file():
            raise DevError(f"{name} is missing: this checkout is incomplete; clone again")
    if is_ready(venv):
        return
    with one_at_a_time(venv) as lock:
        if is_ready(venv):
            return
        say(f"setting up {venv} (needs a network and 1 GB of disk, once)")
        started = time.monotonic()
        (venv / STAMP).unlink(missing_ok=True)
        make_environment(venv, lock)
        install(venv, lock)
        write_stamp(venv)
        say(f"ready after {time.monotonic() - started:.0f} s")


def fingerprint():
    """Return the hash of all that decides what is installed, and from where."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", DEV_LOCK):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_ready(venv):
    """Return whether the environment holds what the lock file says."""
    try:
        stamp = (venv / STAMP).read_text(encoding="utf-8")
    except OSError:
        return False
    return stamp == fingerprint() and program(venv, "python").exists()


def write_stamp(venv):
    """Write the stamp in one step: it is there whole or not at all."""
    draft = venv / f"{STAMP}.new"
    draft.write_text(fingerprint(), encoding="utf-8")
    draft.replace(venv / STAMP)


def make_environment(venv, lock):
    """Make an empty environment where there is none that works."""
    if works(program(venv, "python"), "-c", ""):
        return
    if not (venv / "pyvenv.cfg").exists() and any(p.is_file() for p in venv.rglob("*")):
        raise DevError(f"{venv} exists and is no Python environment; name another with --venv")
    command = [sys.executable, "-m", "venv", "--without-pip", "--clear", venv]
    call(command, lock, f"{venv} could not be made; is the disk full, or the folder read-only?")


def install(venv, lock):
    """Install the locked packages, then this checkout, with uv or else with pip."""
    try:
        uv = find_uv(venv) or install_uv(venv, lock)
        installer = [uv, "pip", "install", "--python", program(venv, "python")]
        fetch(installer, DEV_LOCK, lock)
    except DevError:
        say("uv did not get the packages; trying pip with its own settings, which takes longer")
        installer = pip(venv)
        fetch(installer, DEV_LOCK, lock)
    remedy = "the checkout itself could not be installed; is pyproject.toml as committed?"
    here = ["--no-deps", "--no-build-isolation", "--force-reinstall", "-e", "."]
    call([*installer, "--quiet", *here], lock, remedy)


def fetch(installer, lock_file, lock):
    """Install what a lock file pins, each file checked against its hash."""
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    remedy = "packages could not be installed; check the network, the proxy and the free disk"
    call([*installer, *quiet, "--require-hashes", "-r", lock_file], lock, remedy)


def find_uv(venv):
    """Return a uv that runs: the one on PATH or the environment's own, else None."""
    candidates = (shutil.which("uv"), program(venv, "uv"))
    return next((uv for uv in candidates if uv and works(uv, "--version")), None)


def install_uv(venv, lock):
    """Install the locked uv with pip and return where it is."""
    pinned = (ROOT / DEV_LOCK).read_text(encoding="utf-8")
    entry = re.search(r"^uv==.*(\n[ \t]+.*)*", pinned, re.MULTILINE)
    if entry is None:
        raise DevError(f"{DEV_LOCK} does not pin uv; make it again with 'dev.py lock'")
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(entry.group(), encoding="utf-8")
        fetch(pip(venv), only_uv, lock)
    return program(venv, "uv")


def pip(venv):
    """Return the command of pip in the environment, which may have to be put there."""
    python = program(venv, "python")
    if not works(python, "-m", "pip", "--version") and not works(python, "-m", "ensurepip"):
        raise DevError("this Python comes without pip: install uv, or the package python3-venv")
    return [python, "-m", "pip", "install"]


@contextlib.contextmanager
def one_at_a_time(venv):
    """Hold the lock file beside the environment; it frees itself when its holders end."""
    path = venv.with_name(f"{venv.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as lock:
        started = time.monotonic()
        if not try_lock(lock):
            say(f"another set-up of {venv} is running; waiting for it")
            while not try_lock(lock):
                if time.monotonic() - started > LOCK_WAIT_S:
                    raise DevError(f"another set-up still holds {path} after 30 min; end it")
                time.sleep(0.2)
        yield lock


def try_lock(lock):
    """Return whether the open file could be locked for this process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def program(venv, name):
    """Return the path of a program inside the environment."""
    if sys.platform == "win32":
        return venv / "Scripts" / f"{name}.exe"
    return venv / "bin" / name


def works(*command):
    """Return whether a command runs and succeeds, saying nothing."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def call(command, lock, remedy):
    """Run a step of the set-up, which shares the lock, or stop with the remedy."""
    words = [str(word) for word in command]
    shared = () if sys.platform == "win32" else (lock.fileno(),)
    done = subprocess.run(words, cwd=ROOT, env=surroundings(), stdout=sys.stderr, pass_fds=shared)
    if done.returncode != 0:
        raise DevError(remedy)


def surroundings(venv=None):
    """Return the variables for a child; what the person has set stays as it is."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME")
    result = {name: value for name, value in os.environ.items() if name not in unwanted}
    result.setdefault("UV_SYSTEM_CERTS", "1")  # the machine's, which know a company's proxy
    result.setdefault("PIP_RETRIES", "2")  # without a network, an answer in seconds
    if venv is not None:
        result.setdefault("OMP_NUM_THREADS", "1")
        folder = str(program(venv, "python").parent)
        result["PATH"] = os.pathsep.join([folder, result.get("PATH", "")])
    return result


def run(venv, name, *words):
    """Run a program of the environment in the project's folder; return its exit code."""
    set_up(venv)
    command = [str(program(venv, name)), *words]
    code = subprocess.run(command, cwd=ROOT, env=surroundings(venv)).returncode
    return code if code >= 0 else 128 - code


def setup(venv, _rest):
    """Make the environment ready, or leave it as it is when it is."""
    set_up(venv)
    return 0


def demo(venv, rest):
    """Show the whole path on the shipped survey; writes demo/."""
    return run(venv, "flotation", "demo", "--out", "demo", *rest)


def test(venv, rest):
    """Run the tests, two at a time unless the arguments say how."""
    told = any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in rest)
    return run(venv, "python", "-m", "pytest", "-q", *([] if told else ["-n", "2"]), *rest)


def lint(venv, rest):
    """Check the style and the layout of the code."""
    return run(venv, "ruff", "check", *rest) or run(venv, "ruff", "format", "--check", *rest)


def types(venv, rest):
    """Check the types."""
    return run(venv, "mypy", *rest)


def ui(venv, rest):
    """Open the pages in a browser."""
    return run(venv, "flotation", "ui", *rest)


def lock(venv, rest):
    """Write both lock files anew from pyproject.toml; --upgrade takes newer versions."""
    uv = str(program(venv, "uv"))
    if not works(uv, "--version"):
        set_up(venv)
    command = [uv, "pip", "compile", "pyproject.toml", *LOCK_OPTIONS.split(), *rest, "-o"]
    for output in ([RUNTIME_LOCK], [DEV_LOCK, "--group", "dev", "-c", RUNTIME_LOCK]):
        if subprocess.run([*command, *output], cwd=ROOT, env=surroundings()).returncode != 0:
            raise DevError(f"{output[0]} could not be made; uv says why above")
    return 0


def clean(_venv, _rest):
    """Remove what builds, tests and the demonstration leave behind."""
    left = [ROOT / name for name in LEFT_BEHIND.split()]
    left += [path for top in SOURCES for path in (ROOT / top).rglob("__pycache__")]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return 0


COMMANDS = {act.__name__: act for act in (demo, test, lint, types, ui, lock, setup, clean)}

if __name__ == "__main__":
    sys.exit(main())
