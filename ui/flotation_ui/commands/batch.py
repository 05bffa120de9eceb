"""``flotation batch``: the best set-points for every row of a table of scenarios."""

from pathlib import Path
from typing import Any

import click

from flotation_ui.asked import asked, given_options, question_options
from flotation_ui.inputs import plant_path
from flotation_ui.outputs import check_outputs
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="batch")
@click.argument("plant")
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("scenarios", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Results to write, .parquet or .csv: one row a scenario, in order.",
)
@question_options()
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Local processes; one a processor if not given."
)
@click.option(
    "--dask", metavar="ADDRESS", help="Scheduler of a Dask cluster, such as tcp://10.0.0.5:8786."
)
@click.option("--resume", is_flag=True, help="Go on with a batch that was stopped.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def command(
    plant: str,
    model: Path,
    scenarios: Path,
    output: Path,
    question: Path | None,
    workers: int | None,
    dask: str | None,
    resume: bool,
    as_json: bool,
    **options: Any,
) -> None:
    r"""Plan every row of SCENARIOS for PLANT with MODEL.

    A column of SCENARIOS (CSV, Excel or Parquet) is named as a key of the question,
    such as prices.bha, conditions.ore_wo3_pct, target_recovery_pct.WO3 or
    budget_cny_t; an empty cell leaves what the question file and the options say.
    A row that has no plan gets a status and a sentence, and the others go on.
    Finished parts stand in OUTPUT.parts until all are done.

    Example:

    \b
        flotation batch plant.toml model.json week.csv --target WO3=70 -o week.parquet
        flotation batch plant.toml model.json week.csv --target WO3=70 -o week.parquet --resume
    """
    if workers and dask:
        raise click.UsageError("--workers are local processes; leave it out with --dask")
    inputs = [plant_path(plant), model, scenarios, *([question] if question else [])]
    check_outputs([output], inputs=inputs)
    with waiting("Reading the scenarios") as tell:
        from flotation.model_file import read_model
        from flotation.plant_file import load_plant
        from flotation_ui.words.batch import counts_text, progress_text
        from optimiser.batch import run_batch
        from optimiser.scenarios import read_scenarios

        nouns = load_plant(plant_path(plant))
        fitted = read_model(model, nouns)
        counts = run_batch(
            nouns,
            fitted,
            read_scenarios(scenarios, nouns, fitted),
            output,
            question=asked(nouns, question, **given_options(options)),
            workers=workers,
            dask=dask,
            resume=resume,
            tell=lambda progress: tell(progress_text(progress)),
        )
    click.echo(to_json(counts) if as_json else counts_text(counts, output.name))
