"""What ``.ci/run`` promises: the README's commands, no hidden skips, a closing line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SKIPPING = """
import pytest

@pytest.mark.needs("a solver")
def test_promised():
    pytest.skip("no solver here")

def test_not_promised():
    pytest.skip("no plant data here")

@pytest.mark.needs("a solver")
@pytest.mark.xfail(strict=True)
def test_expected_to_fail():
    assert False
"""
FAKE_PYTHON = """#!/bin/sh
echo "$*" >> "$0.log"
case "$*" in
  "dev.py test") echo "....  [100%]"; echo "12 passed, 1 skipped in 61.20s (0:01:01)"; exit {code};;
  *) echo "words that come later";;
esac
"""


def skipped_and_failed(folder, promise):
    """Run the skipping tests in a process of their own; return its closing line."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs(what): x\n")
    (folder / "test_skipping.py").write_text(SKIPPING)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    environment = {**os.environ, "FLOTATION_CI": promise}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout


def test_a_promised_test_that_is_skipped_fails_there(tmp_path):
    out = skipped_and_failed(tmp_path, "1")
    assert "1 failed, 1 skipped, 1 xfailed" in out
    assert "skipped, although .ci/run provides a solver" in out
    assert "no solver here" in out


def test_a_promised_test_may_be_skipped_elsewhere(tmp_path):
    assert "2 skipped, 1 xfailed" in skipped_and_failed(tmp_path, "")


@pytest.fixture
def ci(tmp_path):
    """Run a copy of ``.ci/run`` with a python3 that only takes notes."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    fake = tmp_path / "bin" / "python3"
    fake.parent.mkdir()

    def run(code):
        fake.write_text(FAKE_PYTHON.format(code=code))
        fake.chmod(0o755)
        path = os.pathsep.join([str(fake.parent), os.environ["PATH"]])
        done = subprocess.run(
            [str(tmp_path / ".ci" / "run")],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
        )
        return done, fake.with_name("python3.log").read_text().splitlines()

    return run


@pytest.mark.needs("bash")
def test_the_last_line_is_the_closing_line_of_pytest(ci):
    done, commands = ci(0)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "12 passed, 1 skipped in 61.20s (0:01:01)"
    assert commands == ["dev.py demo", "dev.py test", "dev.py lint", "dev.py types"]


@pytest.mark.needs("bash")
def test_failed_tests_end_the_run_with_their_exit_code(ci):
    done, commands = ci(1)
    assert done.returncode == 1
    assert commands[-1] == "dev.py test"


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_names_the_two_commands_that_are_run(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert "```\npython3 dev.py demo\npython3 dev.py test\n```" in text
