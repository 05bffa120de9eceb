"""The command reference: ``python -m flotation_ui.reference docs/commands.md``."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from flotation_ui.cli import main

INTRODUCTION = """# Commands

Results go to stdout, words to stderr; with `--json` stdout holds JSON only, also for an error.
This page is made from the commands' own help: `python -m flotation_ui.reference docs/commands.md`.

| exit code | means |
|---|---|
| 0 | done |
| 1 | bad input: a sentence says what, where and what to do |
| 2 | usage: an option or argument is wrong |
| 3 | no feasible plan: the limits in conflict and the cheapest change are named |
| 4 | refused: the data cannot carry the advice |
| 5 | a challenger was not promoted: the reasons are printed |
| 6 | the solver failed: no answer that passes the checks |
| 7 | time ended before any set-points were found; whether there are any is not known |
| 8 | nothing keeps what is asked for from growing without end |
| 130 | stopped from the keyboard; no file is left half written |
| 141 | the reader of the output went away |
"""


def reference_page() -> str:
    """The page of all commands, as Markdown."""
    return "\n".join([INTRODUCTION, *_blocks("flotation", main, None)])


def _blocks(title: str, command: click.Command, parent: click.Context | None) -> Iterator[str]:
    """A command's help under its name, then that of each command in it."""
    with click.Context(
        command, info_name=title.split()[-1], parent=parent, terminal_width=90, max_content_width=90
    ) as context:
        yield f"## {title}\n\n```text\n{command.get_help(context)}\n```\n"
        if not isinstance(command, click.Group):
            return
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _blocks(f"{title} {name}", inner, context)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(), encoding="utf-8")
