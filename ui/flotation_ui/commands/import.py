"""``flotation import``: rows of a connector, through the survey door into the history."""

import getpass
import os

import click

from flotation_ui.history_option import history_option
from flotation_ui.inputs import plant_path
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json

REFUSED = 1


@click.command(cls=Command, name="import")
@click.argument("plant")
@click.argument("connector", metavar="CONNECTOR.toml")
@history_option
@click.option("--by", help="Name for the audit; the user's at this machine if not given.")
@click.option(
    "--again", is_flag=True, help="Read unchanged files, too: after a change of the plant file."
)
@click.option(
    "--replace",
    is_flag=True,
    help="Let other values take the place of stored ones, which are kept as replaced.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what became of the rows as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    plant: str,
    connector: str,
    db: str | None,
    by: str | None,
    again: bool,
    replace: bool,
    as_json: bool,
) -> None:
    r"""Fetch what CONNECTOR.toml describes, check it, and store the accepted rows of PLANT.

    Sources are files, a SQL query, a PI Web API and OPC UA; docs/connectors.md has an example
    of each. Hosts must be allowed in FLOTATION_IMPORT_HOSTS, and passwords are in variables
    FLOTATION_SECRET_.... Rows that are stored already stay as they are, so that the
    command may run every hour.

    Exit code 0: everything was stored or known, be it stale, which is said; 1: something
    was refused, and the rest was stored.

    Example:

    \b
        flotation import plant.toml laboratory.toml
        flotation import plant.toml pi.toml --db history.sqlite3 --json
    """
    with waiting("Reading the connector") as tell:
        from flotation.connectors import load_connector
        from flotation.connectors.access import read_access
        from flotation.connectors.importing import import_rows
        from flotation.history import open_history
        from flotation.plant_file import load_plant

        nouns, described = load_plant(plant_path(plant)), load_connector(connector)
        with open_history(db) as history:
            tell("Fetching")
            report = import_rows(
                history,
                nouns,
                described,
                read_access(os.environ),
                by=by or getpass.getuser(),
                again=again,
                replace=replace,
            )
    if as_json:
        click.echo(to_json(report.as_dict()))
    else:
        from flotation_ui.words.importing import import_text

        click.echo(import_text(report))
    ctx.exit(REFUSED if report.refused else 0)
