"""How every command ends: its exit code, one sentence where it fails, JSON where asked.

Exit codes are those of :mod:`flotation.errors`, and beside them 0 done, 2 usage,
130 stopped from the keyboard and 141 where the reader of the output went away.
"""

import dataclasses
import json
import os
import sys
from typing import Any, NoReturn

import click

from flotation.errors import FlotationError
from flotation_ui.screen import visible

STOPPED = 130
READER_LEFT = 141
INDENT = "\n       "


class Command(click.Command):
    """A command whose help keeps its Example and whose output may be cut short."""

    def __init__(self, *words: Any, **settings: Any) -> None:
        super().__init__(*words, **settings)
        self.help = _kept_lines(self.help)

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and end quietly where the reader of the output has gone away."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            ctx.exit(READER_LEFT)
        return result


class Group(click.Group):
    """Commands under one name, such as ``trial plan`` and ``trial analyse``."""

    command_class = Command

    def __init__(self, *words: Any, **settings: Any) -> None:
        super().__init__(*words, **settings)
        self.help = _kept_lines(self.help)


class Shell(Group):
    """A group that turns each of our errors into a sentence and an exit code."""

    def main(  # type: ignore[override]  # every call ends the process
        self, args: Any = None, prog_name: str | None = None, **settings: Any
    ) -> NoReturn:
        """Run one command and end the process with its exit code."""
        words = list(sys.argv[1:] if args is None else args)
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        settings["standalone_mode"] = False
        try:
            code = super().main(words, prog_name or "flotation", **settings)
        except click.Abort:
            _say_error(words, "Interrupted", STOPPED, "Stopped; no file was left half written.")
            code = STOPPED
        except click.UsageError as error:
            error.show()
            _print_error(words, "UsageError", error.exit_code, error.format_message())
            code = error.exit_code
        except FlotationError as error:
            show(error, as_json="--json" in words)
            code = error.exit_code
        sys.exit(code if isinstance(code, int) else 0)


def show(error: FlotationError, as_json: bool) -> None:
    """Print an error to stderr as sentences, and to stdout as JSON where asked."""
    lines = [str(error), *details(error)]
    text = "\n".join(line for line in lines if line)
    click.echo("Error: " + visible(text).replace("\n", INDENT), err=True)
    if as_json:
        click.echo(to_json({"error": error_as_dict(error)}))


def details(error: FlotationError) -> list[str]:
    """What an error knows beyond its sentence, a line each, unless the sentence says it."""
    said = str(error)
    lines = [f"cannot hold together: {limit}" for limit in getattr(error, "conflict", ())]
    for name, value in getattr(error, "relaxation", {}).items():
        lines.append(f"cheapest change: {name} by {value:+.6g}")
    for number, one in enumerate(getattr(error, "alternatives", ()), 1):
        lines.append(f"alternative {number}: {one.words}")
    for subject, reason in getattr(error, "reasons", {}).items():
        lines.append(f"{subject}: {reason}")
    return [
        line
        for line in lines
        if line.startswith("alternative") or line.partition(": ")[2] not in said or ": " not in line
    ]


def error_as_dict(error: FlotationError) -> dict[str, Any]:
    """An error for machines: kind, exit code, message and what else it knows."""
    known = {
        name: getattr(error, name)
        for name in ("conflict", "irreducible", "relaxation", "reasons")
        if hasattr(error, name)
    }
    if hasattr(error, "alternatives"):
        known["alternatives"] = [dataclasses.asdict(one) for one in error.alternatives]
    return {
        "kind": type(error).__name__,
        "exit_code": error.exit_code,
        "message": str(error),
        **known,
    }


def to_json(value: Any) -> str:
    """JSON for machines: ASCII only, so that no terminal code passes; NaN is refused."""
    return json.dumps(value, indent=2, allow_nan=False)


def _kept_lines(words: str | None) -> str | None:
    r"""Help in which ``\b`` in a raw docstring is click's mark of lines to keep."""
    return words.replace("\\b\n", "\b\n") if words else words


def _say_error(words: list[str], kind: str, code: int, sentence: str) -> None:
    click.echo(sentence, err=True)
    _print_error(words, kind, code, sentence)


def _print_error(words: list[str], kind: str, code: int, message: str) -> None:
    if "--json" in words:
        entry = {"kind": kind, "exit_code": code, "message": message}
        click.echo(to_json({"error": entry}))
