"""``flotation simulate``: a survey of the surrogate plant, and its truth if wanted."""

from pathlib import Path

import click

from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="simulate")
@click.option("--shifts", type=int, default=2190, show_default=True, help="At least 120.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Survey to write (CSV); else printed."
)
@click.option(
    "--truth",
    type=click.Path(path_type=Path),
    help="Table of what really happened, without errors of measurement, to write (CSV).",
)
@click.option(
    "--ore-strength",
    type=float,
    default=1.0,
    show_default=True,
    help="Strength of what nobody measures in the ore: 0 none, 0.5 moderate, 1 strong.",
)
@click.option(
    "--noise",
    type=float,
    default=1.0,
    show_default=True,
    help="Multiplies every error of measurement; 0 measures exactly.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def command(
    shifts: int,
    seed: int,
    output: Path | None,
    truth: Path | None,
    ore_strength: float,
    noise: float,
    as_json: bool,
) -> None:
    r"""Make a survey of the surrogate tungsten-molybdenum-bismuth plant.

    The plant is a mechanistic simulator, not a real plant. Equal options give
    the same survey. At strength 1 an ordinary regression has the sign of a
    collector wrong in most blocks of time.

    Example:

    \b
        flotation simulate --shifts 2190 --seed 7 -o survey.csv --truth truth.csv
    """
    if as_json and output is None:
        raise click.UsageError("--json needs -o: the survey itself would be printed")
    check_outputs([output, truth])
    with waiting(f"Simulating {shifts} shifts"):
        from flotation.surrogate.simulation import simulate

        made = simulate(shifts, seed, ore_strength=ore_strength, noise=noise)
    if truth is not None:
        write_whole(truth, made.truth.to_csv(index=False, lineterminator="\n"))
    survey = made.table.to_csv(index=False, lineterminator="\n")
    if output is None:
        click.echo(survey, nl=False)
        return
    write_whole(output, survey)
    words = f"{shifts} shifts of the surrogate plant (seed {seed}) written to {output}"
    if as_json:
        entry = {"shifts": shifts, "seed": seed, "output": str(output), "truth": None}
        click.echo(to_json(entry | ({"truth": str(truth)} if truth else {})))
        return
    click.echo(words, err=True)
