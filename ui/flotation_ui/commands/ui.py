"""``flotation ui``: the pages, in a browser."""

import os
from pathlib import Path

import click

from flotation_ui.progress import waiting
from flotation_ui.shell import Command
from flotation_ui.store_options import store_option


@click.command(cls=Command, name="ui")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; beyond this machine people must sign in (docs/sign_in.md).",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--db", metavar="URL", help="Database of the history; FLOTATION_DB_URL if not given.")
@store_option
def command(host: str, port: int, db: str | None, store: Path) -> None:
    r"""Open the pages: overview, recommendation and the others, in Chinese and English.

    At first start the shipped survey of the reference plant is trained into the store, so
    that every page shows a worked example. /api/health solves a tiny plan and says so.

    Example:

    \b
        flotation ui
        flotation ui --port 8600 --store /var/lib/flotation/store
    """
    os.environ["FLOTATION_STORE"] = str(store)
    if db is not None:
        os.environ["FLOTATION_DB_URL"] = db
    with waiting("Making the reference plant ready") as tell:
        from flotation.history import open_history
        from flotation.store import ModelStore
        from flotation_ui.first_start import prepare
        from flotation_ui.server import serve

        with open_history() as history:
            prepare(ModelStore(store), history, tell)
    click.echo(f"The pages are at http://{host}:{port}; Ctrl-C ends them.", err=True)
    serve(host, port)
