import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flotation_ui.cli import COMMANDS, main
from flotation_ui.shell import Command, Shell

from flotation.errors import (
    DataError,
    InfeasibleError,
    RefusedError,
    SolverError,
    TimeLimitError,
    UnboundedError,
)

ROOT = Path(__file__).resolve().parents[2]
SURROUNDINGS = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "ui")])}
HEAVY = ("numpy", "pandas", "scipy", "sklearn", "pyomo", "pydantic", "rich", "streamlit")


def shell_that(act):
    """A group with one command, ``act``, that has --json."""

    @click.command(cls=Command)
    @click.option("--json", "as_json", is_flag=True)
    def command(as_json):
        act()

    return Shell("flotation", commands={"act": command})


def failing(error):
    def act():
        raise error

    return shell_that(act)


def started(code):
    """A Python process that runs some code with the checkout on its path."""
    pipe = subprocess.PIPE
    words = [sys.executable, "-c", code]
    return subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, env=SURROUNDINGS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_shows_an_example(command):
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert "Example:" in result.stdout
    assert f"\n      flotation {command}" in result.stdout


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in COMMANDS)], ids=str)
def test_help_imports_nothing_heavy(words):
    code = (
        "import sys\nfrom flotation_ui.cli import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "print('HEAVY', heavy)"
    )
    with started(code) as process:
        shown, words = process.communicate(timeout=60)
    assert process.returncode == 0, words
    assert "HEAVY []" in shown


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DataError("no"), 1),
        (InfeasibleError("no"), 3),
        (RefusedError("no"), 4),
        (SolverError("no"), 6),
    ],
)
def test_each_error_ends_with_its_own_exit_code_and_one_line(error, code):
    result = CliRunner().invoke(failing(error), ["act"])
    assert result.exit_code == code
    assert result.stderr == "Error: no\n"
    assert result.stdout == ""


def test_several_mistakes_are_lines_under_each_other():
    result = CliRunner().invoke(failing(DataError("first\nsecond")), ["act"])
    assert result.stderr == "Error: first\n       second\n"


def test_an_error_is_json_on_stdout_where_json_is_asked():
    error = InfeasibleError("no plan", conflict=["WO3 >= 90 %"], relaxation={"WO3": -8.5})
    result = CliRunner().invoke(failing(error), ["act", "--json"])
    assert json.loads(result.stdout) == {
        "error": {
            "kind": "InfeasibleError",
            "exit_code": 3,
            "message": "no plan",
            "conflict": ["WO3 >= 90 %"],
            "irreducible": False,
            "relaxation": {"WO3": -8.5},
            "alternatives": [],
        }
    }
    assert "cannot hold together: WO3 >= 90 %" in result.stderr
    assert "cheapest change: WO3 by -8.5" in result.stderr


def test_a_refusal_lists_every_reason():
    error = RefusedError("no lever", reasons={"BHA": "4 of 4 blocks disagree", "pH": "never moved"})
    result = CliRunner().invoke(failing(error), ["act"])
    assert "BHA: 4 of 4 blocks disagree" in result.stderr
    assert "pH: never moved" in result.stderr


def test_no_terminal_code_of_the_data_reaches_the_terminal():
    error = DataError("column \x1b[2J\x9b31m\u202e is unknown")
    result = CliRunner().invoke(failing(error), ["act", "--json"])
    for raw in ("\x1b", "\x9b", "\u202e"):
        assert raw not in result.output
    assert "<U+001B>[2J" in result.stderr


def test_a_usage_mistake_ends_with_two_and_is_json_too():
    result = CliRunner().invoke(shell_that(lambda: None), ["act", "--jsom", "--json"])
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["kind"] == "UsageError"
    assert "--jsom" in result.stderr


def test_an_unknown_command_is_a_usage_mistake():
    result = CliRunner().invoke(main, ["plam"])
    assert result.exit_code == 2
    assert "plam" in result.stderr


def test_a_bug_is_not_dressed_up_as_a_mistake_of_the_user():
    result = CliRunner().invoke(failing(ZeroDivisionError("bug")), ["act"])
    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent the POSIX way")
def test_interrupting_ends_with_130_and_one_sentence():
    code = (
        "import sys, time\n"
        "import click\nfrom flotation_ui.shell import Command, Shell\n"
        "@click.command(cls=Command)\ndef act():\n"
        "    click.echo('started')\n    sys.stdout.flush()\n    time.sleep(30)\n"
        "Shell('flotation', commands={'act': act}).main(['act'])\n"
    )
    with started(code) as process:
        assert process.stdout.readline() == "started\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=20)
    assert process.returncode == 130
    assert words.strip() == "Stopped; no file was left half written."


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX pipe")
def test_a_reader_that_goes_away_ends_the_command_without_a_word():
    code = (
        "import click\nfrom flotation_ui.shell import Command, Shell\n"
        "@click.command(cls=Command)\ndef act():\n"
        "    for _ in range(100_000):\n        click.echo('a row of the survey')\n"
        "Shell('flotation', commands={'act': act}).main(['act'])\n"
    )
    with started(code) as process:
        process.stdout.readline()
        process.stdout.close()
        words = process.stderr.read()
        assert process.wait(timeout=30) == 141
    assert words == ""


def test_scripts_tell_time_failure_and_no_end_apart():
    codes = [
        CliRunner().invoke(failing(kind("why")), ["act"]).exit_code
        for kind in (InfeasibleError, SolverError, TimeLimitError, UnboundedError)
    ]
    assert codes == [3, 6, 7, 8]
