"""``flotation uplift``: whether taking the advice paid."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flotation_ui.inputs import plant_path, read_plant_and_survey, survey_path
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json
from flotation_ui.store_options import language_option

if TYPE_CHECKING:
    from flotation.plant import Plant
    from flotation.survey import Survey


@click.command(cls=Command, name="uplift")
@click.argument("plant")
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("survey", required=False)
@click.option(
    "--decisions",
    metavar="FILE",
    help="Table with the shifts and what was decided for each. [the survey itself]",
)
@click.option("--column", help="Its column that says accepted, declined or changed. [decision]")
@click.option("--db", metavar="URL", help="History to take shifts and decisions from. [the user's]")
@click.option("--gain", type=float, help="Smallest gain that should show, points. [as promised]")
@click.option("--gain-cny-t", type=float, help="The same in CNY/t ore. [as promised]")
@click.option(
    "--level",
    type=click.FloatRange(0.001, 0.5),
    default=0.05,
    show_default=True,
    help="Chance that an interval misses.",
)
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON.")
def command(
    plant: str,
    model: Path,
    survey: str | None,
    decisions: str | None,
    column: str | None,
    db: str | None,
    gain: float | None,
    gain_cny_t: float | None,
    level: float,
    language: str,
    as_json: bool,
) -> None:
    r"""Compare shifts that accepted advice with like shifts that did not.

    Gives the effect on every recovery and on the margin with its interval, the smallest effect
    that would have shown, and where it cannot tell yet, how many more shifts would.
    Without SURVEY, shifts and decisions are those that the history remembers.

    Example:

    \b
        flotation uplift plant.toml model.json
        flotation uplift plant.toml model.json october.csv --column accepted
        flotation uplift plant.toml model.json october.csv --decisions log.xlsx --gain 0.5
    """
    if survey is None and (decisions is not None or column is not None):
        raise click.UsageError("--decisions and --column need a SURVEY")
    if survey is not None and db is not None:
        raise click.UsageError("--db has no meaning beside a SURVEY")
    with waiting("Reading the shifts") as tell:
        from flotation.model_file import read_model
        from flotation.uplift import measure_uplift
        from flotation.uplift.outcomes import MARGIN
        from flotation_ui.words.uplift import uplift_json, uplift_text

        if survey is None:
            nouns, read, decided = _remembered(plant, db)
        else:
            nouns, read, decided = _written(plant, survey, decisions, column)
        fitted = read_model(model, nouns)
        worth = {product.component: gain for product in nouns.product} | {MARGIN: gain_cny_t}
        tell("Comparing accepted shifts with the others")
        found = measure_uplift(
            nouns,
            fitted,
            read,
            decided,
            worth={name: value for name, value in worth.items() if value is not None},
            level=level,
        )
    click.echo(to_json(uplift_json(found)) if as_json else uplift_text(nouns, found, language))


def _written(
    plant: str, survey: str, decisions: str | None, column: str | None
) -> "tuple[Plant, Survey, dict]":
    """Plant, survey and decisions of files."""
    from flotation.uplift.decisions import COLUMN, read_decisions

    nouns, read = read_plant_and_survey(plant, survey)
    source = survey_path(survey) if decisions is None else Path(decisions)
    found = read_decisions(source, time_column=nouns.time_column, column=column or COLUMN)
    return nouns, read, found


def _remembered(plant: str, db: str | None) -> "tuple[Plant, Survey, dict]":
    """Plant of a file, survey and decisions of the history."""
    from flotation.errors import RefusedError
    from flotation.history import open_history
    from flotation.history.surveys import stored_survey
    from flotation.plant_file import load_plant
    from flotation.uplift.remembered import remembered_decisions

    nouns = load_plant(plant_path(plant))
    history = open_history(db)
    try:
        decided = remembered_decisions(history, nouns.name)
        if not decided:
            raise RefusedError(
                f"the history {history.name} has no advice for {nouns.name!r} yet; "
                "nothing can be compared"
            )
        return nouns, stored_survey(history, nouns.name), decided
    finally:
        history.close()
