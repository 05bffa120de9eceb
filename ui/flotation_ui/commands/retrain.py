"""``flotation retrain``: a challenger judged on newer shifts, promoted where that is allowed."""

from pathlib import Path

import click

from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json
from flotation_ui.store_options import language_option, now, store_option


@click.command(cls=Command, name="retrain")
@click.argument("plant")
@click.argument("surveys", nargs=-1, required=True, metavar="SURVEY...")
@store_option
@click.option(
    "--gain",
    type=click.FloatRange(0.0, 1.0),
    help="Least share by which errors must be smaller, in place of the plant file's.",
)
@click.option(
    "--regret",
    type=click.FloatRange(0.0, 1.0),
    help="Most that its plan may lose as the champion sees it, in place of the plant file's.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    plant: str,
    surveys: tuple[str, ...],
    store: Path,
    gain: float | None,
    regret: float | None,
    seed: int,
    language: str,
    as_json: bool,
) -> None:
    r"""Fit a challenger of PLANT to all SURVEYs and judge it against the champion.

    Give the surveys that the champion learned from as well as the newer ones; shifts that
    are in two of them count once. The challenger is judged by its errors on newer shifts,
    the coverage of its intervals and what its plan loses, kept in the store, and promoted
    only if [retraining] in the plant file says automatic = true; else a person approves it.

    Exit code 0: promoted, or nothing is new; 5: not promoted; 1: a survey was refused,
    and nothing was changed.

    Example:

    \b
        flotation retrain plant.toml shifts-2025.csv shifts-2026.csv
        flotation retrain plant.toml shifts/*.csv --store models --gain 0.03 --json
    """
    with waiting("Reading the surveys") as tell:
        from flotation.store import ModelStore
        from flotation_ui.retraining import read_surveys, retrain

        nouns, survey = read_surveys(plant, surveys)
        asked = {"gain": gain, "regret": regret}
        policy = nouns.retraining.model_copy(
            update={name: value for name, value in asked.items() if value is not None}
        )
        tell("Fitting and judging")
        done = retrain(nouns, survey, ModelStore(store), policy, when=now(), seed=seed)
    if as_json:
        click.echo(
            to_json(
                {
                    "model": done.card.sha256,
                    "champion": done.champion,
                    "promoted": done.promoted,
                    "verdict": done.verdict.as_dict() if done.verdict else None,
                }
            )
        )
    else:
        from flotation_ui.words.verdict import retrained_text

        click.echo(retrained_text(done, language))
    ctx.exit(done.exit_code)
