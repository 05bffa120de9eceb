"""The command reference: ``python -m flotation_ui.reference docs/commands.md``."""

import sys
from pathlib import Path

import click

from flotation_ui.cli import COMMANDS, main

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
| 6 | the solver stopped without an answer |
| 130 | stopped from the keyboard; no file is left half written |
| 141 | the reader of the output went away |
"""


def reference_page() -> str:
    """The page of all commands, as Markdown."""
    context = click.Context(main, info_name="flotation")
    parts = [INTRODUCTION, _block("flotation", main, context)]
    for name in COMMANDS:
        command = main.get_command(context, name)
        if command is not None:
            parts.append(_block(f"flotation {name}", command, context))
    return "\n".join(parts)


def _block(title: str, command: click.Command, parent: click.Context) -> str:
    """One command's help under its name."""
    inner = None if command is main else parent
    with click.Context(
        command, info_name=title.split()[-1], parent=inner, terminal_width=90, max_content_width=90
    ) as context:
        return f"## {title}\n\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(), encoding="utf-8")
