"""``flotation reconcile``: a survey brought into balance, and what does not fit."""

from datetime import datetime
from pathlib import Path

import click

from flotation_ui.inputs import plant_path, read_plant_and_survey, survey_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.period import period_options, shifts_between
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="reconcile")
@click.argument("plant")
@click.argument("survey")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Every measured and reconciled value, a line each, to write (CSV).",
)
@click.option(
    "--level",
    type=click.FloatRange(0.0, 1.0, min_open=True, max_open=True),
    default=0.05,
    show_default=True,
    help="Chance at which a true shift may fail a test.",
)
@click.option(
    "--leave-out-suspects",
    is_flag=True,
    help="Leave suspected measurements out of the reconciled values.",
)
@click.option(
    "--window",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    help="Consecutive shifts searched together for an error that lasts.",
)
@period_options
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON, every value included.")
def command(
    plant: str,
    survey: str,
    output: Path | None,
    level: float,
    leave_out_suspects: bool,
    window: int,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    r"""Bring every shift of SURVEY into balance over the flowsheet of PLANT.

    Solids and every component balance exactly at every stage; each measurement is
    moved as little as its stated error allows. Says whether the balances close,
    which component does not, which measurements are suspected, what stays unknown,
    and the recoveries with their errors.

    Example:

    \b
        flotation reconcile plant.toml shifts-2026.xlsx -o reconciled.csv
        flotation reconcile reference reference --from 2025-01-01 --to 2025-01-31
    """
    check_outputs([output], inputs=[plant_path(plant), survey_path(survey)])
    with waiting("Reading the survey") as tell:
        from flotation.survey_reconciliation import reconcile_survey
        from flotation_ui.words.reconcile import reconcile_json, reconcile_text, values_csv

        nouns, read = read_plant_and_survey(plant, survey)
        part = shifts_between(read, nouns.time_column, since, until)
        tell(f"Balancing {len(part.table)} shifts")
        found = reconcile_survey(
            nouns, part, level=level, leave_out_suspects=leave_out_suspects, window=window
        )
        if output is not None:
            write_whole(output, values_csv(found))
    click.echo(to_json(reconcile_json(found)) if as_json else reconcile_text(found))
    if output is not None and not as_json:
        click.echo(f"values written to {output}", err=True)
