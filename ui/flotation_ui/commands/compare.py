"""``flotation compare``: our regression beside ordinary ones, on the same held-out shifts."""

from pathlib import Path

import click

from flotation_ui.inputs import plant_path, read_plant_and_survey, survey_path
from flotation_ui.outputs import check_outputs, make_folder, write_whole
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json

SUFFIX = ".skops"


@click.command(cls=Command, name="compare")
@click.argument("plant")
@click.argument("survey")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Folder for the comparison models, a file of skops a family.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the scores, of every leg too, as JSON."
)
def command(
    plant: str, survey: str, output: Path | None, seed: int, language: str, as_json: bool
) -> None:
    r"""Score our regression beside ridge and boosted trees on SURVEY.

    All are fitted to the same shifts of PLANT and predict the same time blocks
    they have not seen. Comparison models are kept to be looked at: no plan is
    made with them. Takes about a minute for two years of shifts.

    Example:

    \b
        flotation compare plant.toml shifts-2026.xlsx
        flotation compare reference reference -o comparison --json
    """
    with waiting("Reading the survey") as tell:
        from flotation.comparison import FAMILIES
        from flotation.comparison_file import comparison_bytes
        from flotation.comparison_training import compare_families

        paths = {} if output is None else {name: output / f"{name}{SUFFIX}" for name in FAMILIES}
        if output is not None:
            make_folder(output)
            check_outputs(paths.values(), inputs=[plant_path(plant), survey_path(survey)])
        nouns, read = read_plant_and_survey(plant, survey)
        tell("Fitting the families")
        comparison = compare_families(nouns, read, seed=seed)
        for name, path in paths.items():
            write_whole(path, comparison_bytes(comparison.models[name]))
    from flotation_ui.words.comparison import comparison_summary, comparison_text

    if as_json:
        click.echo(to_json(comparison_summary(comparison)))
        return
    click.echo(comparison_text(comparison, language))
    if output is not None:
        click.echo(f"comparison models written to {output}", err=True)
