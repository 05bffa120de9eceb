"""``flotation train``: from a survey to a model file."""

from pathlib import Path

import click

from flotation_ui.inputs import plant_path, read_plant_and_survey, survey_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="train")
@click.argument("plant")
@click.argument("survey")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Model file to write (JSON).",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print scores and evidence as JSON.")
def command(plant: str, survey: str, output: Path, seed: int, as_json: bool) -> None:
    r"""Fit a model of every section of PLANT to SURVEY, and write it.

    Prints how well it predicts time blocks it has not seen, and which levers the
    survey supports: only those may be moved by a plan.

    Example:

    \b
        flotation train plant.toml shifts-2026.xlsx -o model.json
        flotation train reference reference -o model.json --json
    """
    check_outputs([output], inputs=[plant_path(plant), survey_path(survey)])
    with waiting("Reading the survey") as tell:
        from flotation.model_file import model_bytes
        from flotation.training import train

        nouns, read = read_plant_and_survey(plant, survey)
        tell("Fitting the sections")
        model = train(nouns, read, seed=seed)
        write_whole(output, model_bytes(model))
    from flotation_ui.words.model import model_summary, model_text

    if as_json:
        click.echo(to_json(model_summary(model)))
        return
    click.echo(model_text(model))
    click.echo(f"model written to {output}", err=True)
