"""Options that the commands of the model store and of the history share."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorated = Callable[..., Any]


def store_option(command: Decorated) -> Decorated:
    """Add ``--store``, a folder."""

    def chosen(_ctx: click.Context, _option: click.Parameter, value: Path | None) -> Path:
        from flotation.store import default_folder

        return default_folder() if value is None else value

    return click.option(
        "--store",
        type=click.Path(path_type=Path),
        callback=chosen,
        help="Folder of the models; FLOTATION_STORE, or the user's data folder, if not given.",
    )(command)


def database_option(command: Decorated) -> Decorated:
    """Add ``--db``, the address of the history."""
    return click.option(
        "--db",
        metavar="URL",
        help="The history: a file, sqlite:///FILE or postgresql://USER@HOST/NAME; "
        "FLOTATION_DB_URL, or a file in the user's data folder, if not given.",
    )(command)


def language_option(command: Decorated) -> Decorated:
    """Add ``--language``."""
    return click.option(
        "--language",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help="Language of the text.",
    )(command)


def by_options(command: Decorated) -> Decorated:
    """Add ``--by`` and ``--why``: who decides, and the reason."""
    command = click.option("--why", default="", help="The reason, for the journal.")(command)
    return click.option("--by", required=True, help="Name of the person who decides.")(command)


def now() -> str:
    """Time of day in UTC, for the journal."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
