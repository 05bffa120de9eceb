"""The option of commands that remember: which database."""

from collections.abc import Callable
from typing import Any

import click

Decorated = Callable[..., Any]


def history_option(command: Decorated) -> Decorated:
    """Add ``--db``, a URL or the name of a file."""
    return click.option(
        "--db",
        metavar="URL",
        help="Database of the history: a file, sqlite:///FILE or postgresql://USER@HOST/NAME; "
        "FLOTATION_DB_URL, or a file in the user's data folder, if not given.",
    )(command)
