"""``flotation plan``: the best set-points for a question."""

from pathlib import Path
from typing import Any

import click

from flotation_ui.asked import asked, given_options, question_options
from flotation_ui.inputs import plant_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="plan")
@click.argument("plant")
@click.argument("model", type=click.Path(path_type=Path))
@question_options()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Plan file to write (JSON).")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def command(
    plant: str,
    model: Path,
    question: Path | None,
    output: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    r"""Print the best set-points of PLANT for a question, proven best to a gap.

    MODEL is a file that 'flotation train' wrote for this plant.

    Example:

    \b
        flotation plan plant.toml model.json --target WO3=70
        flotation plan plant.toml model.json --budget 220 --confidence 0.9
        flotation plan plant.toml model.json --question week.toml -o plan.json
    """
    inputs = [plant_path(plant), model, *([question] if question else [])]
    check_outputs([output], inputs=inputs)
    with waiting("Reading the model") as tell:
        from flotation.model_file import read_model
        from flotation.plant_file import load_plant
        from optimiser.plan_result import plan_json
        from optimiser.planning import plan

        nouns = load_plant(plant_path(plant))
        fitted = read_model(model, nouns)
        wanted = asked(question, **given_options(options))
        if options["component"] and wanted.goal != "most_recovery":
            raise click.UsageError(f"--component has no meaning for the goal {wanted.goal}")
        tell("Planning")
        advice = plan(nouns, fitted, wanted)
    if output is not None:
        write_whole(output, plan_json(advice))
    if as_json:
        click.echo(to_json(advice.as_dict()))
        return
    from flotation_ui.words.plan import plan_text
    from optimiser.appraisal import appraise
    from optimiser.ranges import present_settings

    now = appraise(nouns, fitted, wanted, present_settings(fitted, wanted))
    click.echo(plan_text(nouns, wanted, advice, now))
