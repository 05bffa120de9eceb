"""``flotation report``: the page of a model."""

from dataclasses import asdict
from pathlib import Path

import click

from flotation_ui.inputs import plant_path, read_plant_and_survey, survey_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="report")
@click.argument("plant")
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--survey", help="The model's survey with newer shifts: adds charts of its drift.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Page to write (HTML).")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print what the figures show, as JSON.")
def command(
    plant: str,
    model: Path,
    survey: str | None,
    output: Path | None,
    language: str,
    as_json: bool,
) -> None:
    r"""Show what a MODEL of PLANT learned, and how far to trust it.

    Response curves with their intervals and past set-points, the survey's verdict on
    each lever, held-out time blocks, warnings and, with a survey, drift since the training.

    Example:

    \b
        flotation report plant.toml model.json -o model.html
        flotation report plant.toml model.json --survey shifts.csv -o model.html --language zh
        flotation report plant.toml model.json --json
    """
    if output is None and not as_json:
        raise click.UsageError("say -o PAGE, or --json for the figures' numbers")
    inputs = [plant_path(plant), model, *([survey_path(survey)] if survey else [])]
    check_outputs([output], inputs=inputs)
    with waiting("Reading the model") as tell:
        from flotation.model_file import read_model
        from flotation.plant_file import load_plant
        from flotation_ui.figures import (
            DriftFigure,
            block_figures,
            drift_figures,
            response_figures,
        )
        from flotation_ui.report.model_page import model_html

        nouns = load_plant(plant_path(plant))
        fitted = read_model(model, nouns)
        responses, blocks = response_figures(nouns, fitted), block_figures(fitted)
        drift: tuple[DriftFigure, ...] = ()
        if survey is not None:
            tell("Reading the survey")
            drift = drift_figures(nouns, fitted, read_plant_and_survey(plant, survey)[1])
        if output is not None:
            write_whole(output, model_html(nouns, fitted, language, drift))
    if as_json:
        shown = {
            "responses": [asdict(figure) for figure in responses],
            "blocks": [asdict(figure) for figure in blocks],
            "drift": [asdict(figure) for figure in drift],
        }
        click.echo(to_json(shown))
    if output is not None:
        click.echo(f"page written to {output}", err=True)
