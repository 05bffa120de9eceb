"""``flotation schedule``: blends and set-points of many shifts together."""

from pathlib import Path

import click

from flotation_ui.inputs import plant_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="schedule")
@click.argument("plant")
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--question",
    type=click.Path(path_type=Path),
    required=True,
    help="Question file (TOML) with a [horizon]; see docs/horizon.md.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Schedule file to write (JSON)."
)
@click.option(
    "--table", type=click.Path(path_type=Path), help="Table to write, a row a shift (CSV)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the schedule as JSON.")
def command(
    plant: str,
    model: Path,
    question: Path,
    output: Path | None,
    table: Path | None,
    as_json: bool,
) -> None:
    r"""Plan the shifts of a horizon for PLANT with MODEL: ore blends and set-points.

    Stockpiles, deliveries, forecasts, tariffs, moves between shifts and totals are
    kept together; the schedule says how far any other could be better, and what the
    shifts planned one after another would have brought.

    Example:

    \b
        flotation schedule plant.toml model.json --question week.toml
        flotation schedule plant.toml model.json --question week.toml -o week.json --table week.csv
    """
    check_outputs([output, table], inputs=[plant_path(plant), model, question])
    with waiting("Reading the model") as tell:
        from flotation.model_file import read_model
        from flotation.plant_file import load_plant
        from flotation_ui.words.schedule import schedule_csv, schedule_text
        from optimiser.periods.horizon import read_horizon
        from optimiser.periods.horizon_planning import plan_horizon
        from optimiser.periods.schedule import schedule_json

        nouns = load_plant(plant_path(plant))
        fitted = read_model(model, nouns)
        asked = read_horizon(question)
        tell(f"Planning {asked.horizon.shifts} shifts")
        found = plan_horizon(nouns, fitted, asked)
        if output is not None:
            write_whole(output, schedule_json(found))
        if table is not None:
            write_whole(table, schedule_csv(found))
    click.echo(to_json(found.as_dict()) if as_json else schedule_text(found))
