"""The one command at the root: sets up once, survives a kill, and speaks plainly."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FAKE_UV = """#!/bin/sh
echo "$1 $2 $3" >> "{log}"
[ "$1" = --version ] && exit 0
sleep {seconds}
exit {code}
"""


def load(path):
    spec = importlib.util.spec_from_file_location("dev_under_test", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Checkout:
    """A small project folder with ``dev.py`` in it and a uv that only takes notes."""

    def __init__(self, folder):
        self.folder = folder / "checkout"
        self.venv = self.folder / ".venv"
        self.log = folder / "uv.log"
        self.bin = folder / "bin"
        self.bin.mkdir()
        (self.folder / "ui" / "flotation_ui").mkdir(parents=True)
        shutil.copy(ROOT / "dev.py", self.folder)
        (self.folder / "ui" / "flotation_ui" / "cli.py").touch()
        (self.folder / "pyproject.toml").write_text("[project]\n")
        (self.folder / "requirements-dev.lock").write_text("nothing==1\n")
        self.uv_takes()

    def uv_takes(self, seconds=0, code=0):
        uv = self.bin / "uv.new"
        uv.write_text(FAKE_UV.format(log=self.log, seconds=seconds, code=code))
        uv.chmod(0o755)
        uv.replace(self.bin / "uv")

    def start(self, *words, **variables):
        path = os.pathsep.join([str(self.bin), os.environ["PATH"]])
        return subprocess.Popen(
            [sys.executable, str(self.folder / "dev.py"), *words],
            env={**os.environ, "PATH": path, "PIP_NO_INDEX": "1", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words, **variables):
        process = self.start(*words, **variables)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def installs(self):
        """Return how often packages were installed; each set-up does so twice."""
        return self.log.read_text().count("pip install") if self.log.exists() else 0


@pytest.fixture
def checkout(tmp_path):
    if sys.platform == "win32":
        pytest.skip("the uv that takes notes is a shell script")
    return Checkout(tmp_path)


@pytest.fixture
def dev(checkout):
    return load(checkout.folder / "dev.py")


def test_a_second_run_installs_nothing(checkout):
    assert checkout.run("setup")[0] == 0
    assert checkout.installs() == 2
    assert checkout.run("setup") == (0, "", "")
    assert checkout.installs() == 2


@pytest.mark.parametrize("name", ["requirements-dev.lock", "pyproject.toml"])
def test_a_changed_file_brings_the_environment_up_to_date(checkout, name):
    checkout.run("setup")
    with (checkout.folder / name).open("a") as file:
        file.write("# changed\n")
    checkout.run("setup")
    assert checkout.installs() == 4


def test_a_moved_checkout_is_installed_again(checkout):
    checkout.run("setup")
    moved = checkout.folder.rename(checkout.folder.with_name("moved"))
    checkout.folder = moved
    assert checkout.run("setup")[0] == 0
    assert checkout.installs() == 4


def test_two_set_ups_at_once_install_once(checkout):
    checkout.uv_takes(seconds=0.5)
    both = [checkout.start("setup") for _ in range(2)]
    words = [process.communicate(timeout=60)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert checkout.installs() == 2
    assert sum("waiting for it" in text for text in words) == 1


def test_a_killed_set_up_is_done_again_when_what_it_started_has_ended(checkout):
    checkout.uv_takes(seconds=1)
    first = checkout.start("setup")
    wait_until(lambda: checkout.installs() == 1)
    first.kill()
    first.wait(timeout=60)
    checkout.uv_takes(seconds=0)
    code, _, err = checkout.run("setup")
    first.communicate(timeout=60)
    assert code == 0, err
    assert "waiting for it" in err
    assert checkout.installs() == 3


def test_an_update_that_was_killed_is_not_taken_for_done(checkout):
    checkout.run("setup")
    before = (checkout.folder / "pyproject.toml").read_bytes()
    (checkout.folder / "pyproject.toml").write_bytes(before + b"# changed\n")
    checkout.uv_takes(seconds=1)
    process = checkout.start("setup")
    wait_until(lambda: checkout.installs() == 3)
    process.kill()
    process.communicate(timeout=60)
    (checkout.folder / "pyproject.toml").write_bytes(before)
    checkout.uv_takes(seconds=0)
    checkout.run("setup")
    assert checkout.installs() == 5


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_without_a_network_the_last_line_says_what_to_check(checkout):
    checkout.uv_takes(code=1)
    code, _, err = checkout.run("setup")
    assert code == 1
    assert err.splitlines()[-1].startswith("dev.py: packages could not be installed; check the net")
    assert "Traceback" not in err
    assert not list(checkout.venv.glob("flotation-setup*"))


def test_a_folder_that_is_no_environment_is_left_alone(checkout):
    precious = checkout.venv / "notes" / "precious.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("keep")
    code, _, err = checkout.run("setup")
    assert code == 1
    assert "is no Python environment; name another with --venv" in err
    assert precious.read_text() == "keep"


def test_an_environment_whose_python_is_gone_is_made_again(checkout):
    checkout.run("setup")
    (checkout.venv / "bin" / "python").unlink()
    assert checkout.run("setup")[0] == 0
    assert checkout.installs() == 4
    assert (checkout.venv / "bin" / "python").exists()


@pytest.mark.parametrize("way", ["option", "variable"])
def test_the_environment_goes_where_it_is_told(checkout, tmp_path, way):
    place = tmp_path / "elsewhere" / "env"
    words = ["--venv", str(place)] if way == "option" else []
    variables = {"FLOTATION_VENV": str(place)} if way == "variable" else {}
    assert checkout.run(*words, "setup", **variables)[0] == 0
    assert (place / "pyvenv.cfg").exists()
    assert not checkout.venv.exists()


def test_an_incomplete_checkout_names_the_missing_file(checkout):
    (checkout.folder / "ui" / "flotation_ui" / "cli.py").unlink()
    code, _, err = checkout.run("demo")
    assert code == 1
    assert "ui/flotation_ui/cli.py is missing" in err


def test_an_old_python_is_named_with_the_remedy(dev):
    with pytest.raises(dev.DevError, match=r"3\.11 or newer is needed and this is 3\.10; say"):
        dev.check_python((3, 10, 9))
    dev.check_python((3, 11, 0))
    dev.check_python((4, 0, 0))


def test_an_old_python_can_read_the_script_that_refuses_it():
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_only_the_standard_library_is_imported():
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def put_program(checkout, name, body):
    path = checkout.venv / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_arguments_and_exit_code_pass_through(checkout):
    checkout.run("setup")
    put_program(checkout, "flotation", 'echo "$@"; exit 3')
    code, out, _ = checkout.run("demo", "--seed", "7", "--help")
    assert (code, out) == (3, "demo --out demo --seed 7 --help\n")


def test_a_child_that_died_of_a_signal_gives_a_failure(checkout):
    checkout.run("setup")
    put_program(checkout, "flotation", "kill -9 $$")
    assert checkout.run("demo")[0] == 137


def test_children_keep_their_compiled_files(checkout):
    checkout.run("setup")
    put_program(checkout, "flotation", 'echo "[$PYTHONDONTWRITEBYTECODE]"; pwd')
    _, out, _ = checkout.run("demo", PYTHONDONTWRITEBYTECODE="1")
    assert out == f"[]\n{checkout.folder}\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "-m pytest -q -n 2"),
        (["-k", "bank"], "-m pytest -q -n 2 -k bank"),
        (["-n0"], "-m pytest -q -n0"),
        (["--pdb"], "-m pytest -q --pdb"),
    ],
)
def test_tests_run_two_at_a_time_unless_told(checkout, words, expected):
    checkout.run("setup")
    put_program(checkout, "python", 'echo "$@"')
    assert checkout.run("test", *words)[1].strip() == expected


def test_lint_fails_on_either_style_or_layout(checkout):
    checkout.run("setup")
    put_program(checkout, "ruff", '[ "$1" = check ]')
    assert checkout.run("lint")[0] == 1
    put_program(checkout, "ruff", '[ "$1" = format ]')
    assert checkout.run("lint")[0] == 1
    put_program(checkout, "ruff", "exit 0")
    assert checkout.run("lint")[0] == 0


def test_clean_removes_what_was_made_and_nothing_else(checkout):
    made = [checkout.folder / name for name in ("demo", "build", "optimiser/__pycache__")]
    kept = [checkout.folder / name for name in ("optimiser/demo", "surveys")]
    for folder in [*made, *kept]:
        folder.mkdir(parents=True)
        (folder / "file").touch()
    assert checkout.run("clean") == (0, "", "")
    assert not any(folder.exists() for folder in made)
    assert all((folder / "file").exists() for folder in kept)


@pytest.mark.parametrize("command", ["setup", "clean"])
def test_arguments_that_would_be_ignored_are_refused(checkout, command):
    code, _, err = checkout.run(command, "--all")
    assert code == 1
    assert f"{command} takes no arguments: --all" in err


def test_an_unknown_command_lists_those_there_are(checkout):
    code, _, err = checkout.run("bake")
    assert code == 2
    assert re.search(r"choose from '?demo'?, '?test'?, '?lint'?", err)


def test_a_lock_that_does_not_pin_uv_is_named(checkout, dev, monkeypatch):
    checkout.run("setup")
    monkeypatch.setattr(dev, "pip", lambda venv: ["never run"])
    with pytest.raises(dev.DevError, match="requirements-dev.lock does not pin uv; make it again"):
        dev.install_uv(checkout.venv, lock=None)


def test_uv_comes_from_the_lock_with_its_hashes(checkout, dev, monkeypatch):
    uv = "uv==9.9 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc"
    lock = f"tomli==1 \\\n    --hash=sha256:aa\n{uv}\nzstd==2\n"
    (checkout.folder / "requirements-dev.lock").write_text(lock)
    seen = []
    monkeypatch.setattr(dev, "pip", lambda venv: ["pip"])
    monkeypatch.setattr(dev, "fetch", lambda how, path, lock: seen.append(path.read_text()))
    dev.install_uv(checkout.venv, lock=None)
    assert seen == [uv]
