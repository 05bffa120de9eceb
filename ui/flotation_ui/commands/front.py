"""``flotation front``: what more recovery costs, from the lowest to the highest."""

from pathlib import Path
from typing import Any

import click

from flotation_ui.asked import asked, given_options, question_options
from flotation_ui.inputs import plant_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="front")
@click.argument("plant")
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--points", type=click.IntRange(2, 500), default=25, show_default=True)
@click.option("--against", help="Another component, in place of cost: WO3 against Bi.")
@question_options("goal", "confidence")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Front to write (CSV).")
@click.option("--json", "as_json", is_flag=True, help="Print the front as JSON.")
def command(
    plant: str,
    model: Path,
    points: int,
    against: str | None,
    question: Path | None,
    output: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    r"""Print the least cost of every recovery PLANT can reach with MODEL.

    One row a point, from the cheapest plan to the highest recovery of --component.
    Targets of other components, grades, limits and --budget hold at every point; a
    goal, a confidence and the component's own target in a question file are set aside.
    With --against the highest recovery of another component takes the place of the
    least cost; --budget then says how much may be spent at every point.

    Example:

    \b
        flotation front plant.toml model.json
        flotation front plant.toml model.json --component Bi --points 40 -o front.csv
        flotation front plant.toml model.json --component WO3 --against Bi --budget 120
    """
    inputs = [plant_path(plant), model, *([question] if question else [])]
    check_outputs([output], inputs=inputs)
    with waiting("Reading the model") as tell:
        from flotation.model_file import read_model
        from flotation.plant_file import load_plant
        from optimiser.planning import front

        nouns = load_plant(plant_path(plant))
        fitted = read_model(model, nouns)
        wanted = asked(nouns, question, **given_options(options))
        if wanted.component in dict(options["target"]):
            raise click.UsageError(
                f"--target {wanted.component}: the front runs through every recovery of it; "
                "set targets of other components only"
            )
        tell(f"Planning {points} points")
        curve = front(nouns, fitted, wanted, points=points, against=against)
    from flotation_ui.words.front import costed, front_csv, front_text

    for note in curve.notes:
        click.echo(note, err=True)
    shown = costed(nouns, fitted, wanted, curve.points)
    if output is not None:
        write_whole(output, front_csv(shown))
    if as_json:
        click.echo(to_json(curve.as_dict()))
        return
    click.echo(front_text(shown, curve.component))
