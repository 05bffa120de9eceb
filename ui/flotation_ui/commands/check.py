"""``flotation check``: whether a survey can be used, and what is wrong with it."""

import click

from flotation_ui.inputs import read_plant_and_survey
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="check")
@click.argument("plant")
@click.argument("survey")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, rows and all.")
def command(plant: str, survey: str, as_json: bool) -> None:
    r"""Check SURVEY against the columns of PLANT, and say what was found.

    SURVEY is a CSV, Excel or Parquet file, a row a shift. PLANT is a plant file
    (TOML); its columns, units and ranges are enough. The word 'reference' stands
    for the shipped plant, and for its survey.

    Example:

    \b
        flotation check plant.toml shifts-2026.xlsx
        flotation check reference reference --json
    """
    with waiting("Reading the survey"):
        _, read = read_plant_and_survey(plant, survey)
    if as_json:
        click.echo(to_json(read.report.as_dict()))
        return
    from flotation_ui.words.check import check_text

    click.echo(check_text(read.report))
