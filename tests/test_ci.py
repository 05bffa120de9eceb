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


def skipped_and_failed(folder, promise, lacks="", tests=SKIPPING):
    """Run the skipping tests in a process of their own; return its closing line."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs(what): x\n")
    (folder / "test_skipping.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    environment = {**os.environ, "FLOTATION_CI": promise, "FLOTATION_CI_LACKS": lacks}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout


def test_a_promised_test_that_is_skipped_fails_there(tmp_path):
    out = skipped_and_failed(tmp_path, "1")
    assert "1 failed, 1 skipped, 1 xfailed" in out
    assert "skipped, although .ci/run provides a solver" in out
    assert "no solver here" in out


def test_a_promised_test_may_be_skipped_elsewhere(tmp_path):
    assert "2 skipped, 1 xfailed" in skipped_and_failed(tmp_path, "")


def test_a_test_is_skipped_of_what_could_not_be_installed(tmp_path):
    asked = SKIPPING.replace("a solver", "postgresql")
    out = skipped_and_failed(tmp_path, "1", "postgresql", asked)
    assert "2 skipped, 1 xfailed" in out
    assert "1 failed" in skipped_and_failed(tmp_path, "1", "chromium", asked)


def write_program(path, body):
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


@pytest.fixture
def ci(tmp_path):
    """Run a copy of ``.ci/run`` with a python3 that only takes notes."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    write_program(tmp_path / ".ci" / "system_packages", "exit 0")
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


@pytest.fixture
def packages(tmp_path):
    """Run the script that installs packages on a machine without PostgreSQL."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    home, programs, log = (tmp_path / name for name in ("postgresql", "bin", "log"))
    programs.mkdir()
    fonts = tmp_path / "fonts" / "truetype"
    fonts.mkdir(parents=True)
    (fonts / "wqy-microhei.ttc").touch()
    write_program(programs / "chromium", "exit 0")
    for name in ("bash", "mkdir", "timeout", "touch"):  # and so no pg_ctl of this machine
        (programs / name).symlink_to(shutil.which(name))

    def run(user, install="exit 1", fonts_in="fonts"):
        write_program(programs / "id", f"echo {user}")
        body = f'echo "$*" >> {log}; [ $1 = update ] || {{ {install}; }}'
        write_program(programs / "apt-get", body)
        done = subprocess.run(
            [str(programs / "bash"), str(ROOT / ".ci" / "system_packages")],
            env={
                **os.environ,
                "PATH": str(programs),
                "POSTGRESQL_HOME": str(home),
                "FONTS_HOME": str(tmp_path / fonts_in),
            },
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done, log.read_text().splitlines() if log.exists() else []

    run.made = f"mkdir -p {home}/15/bin; touch {home}/15/bin/initdb"
    return run


@pytest.mark.needs("bash")
def test_an_absent_package_is_installed_once_by_root(packages):
    done, asked = packages(0, packages.made)
    assert (done.stdout, done.stderr) == ("", "")
    assert asked == ["update -q", "install -q -y --no-install-recommends postgresql"]
    assert packages(0)[1] == asked


@pytest.mark.needs("bash")
@pytest.mark.parametrize(("user", "asked"), [(1000, 0), (0, 2)])
def test_a_package_that_cannot_be_installed_is_named(packages, user, asked):
    done, commands = packages(user)
    assert done.stdout == "postgresql\n"
    assert "the tests that need it will be skipped" in done.stderr
    assert len(commands) == asked


@pytest.mark.needs("bash")
def test_a_font_with_chinese_letters_is_asked_for_where_there_is_none(packages):
    done, asked = packages(0, packages.made, fonts_in="elsewhere")
    assert asked[-1].endswith("fonts-wqy-microhei")
    assert done.stdout == "fonts-wqy-microhei\n"


@pytest.mark.needs("bash")
def test_a_browser_is_asked_for_where_there_is_none(packages, tmp_path):
    (tmp_path / "bin" / "chromium").unlink()
    done, asked = packages(0, packages.made)
    assert asked[-1].endswith("chromium")
    assert done.stdout == "chromium\n"
