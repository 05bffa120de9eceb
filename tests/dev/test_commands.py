"""The commands at the root pass words and exit codes on, and speak plainly."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


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
