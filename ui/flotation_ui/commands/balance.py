"""``flotation balance``: yield, grade and recovery, from a few grades or from a survey."""

from datetime import datetime
from pathlib import Path

import click

from flotation_ui.inputs import read_plant_and_survey
from flotation_ui.period import period_options, shifts_between
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json

ONE_OF = (
    "give PLANT and SURVEY; or --feed, --concentrate and --tails; or --grades with a table of them"
)


@click.command(cls=Command, name="balance")
@click.argument("plant", required=False)
@click.argument("survey", required=False)
@period_options
@click.option("--feed", metavar="GRADES", help="Grades of the feed, %: WO3=0.43 or Pb=3,Zn=6.")
@click.option(
    "--concentrate", metavar="GRADES", multiple=True, help="Of a concentrate; give each its own."
)
@click.option("--tails", metavar="GRADES", help="Of the tails.")
@click.option(
    "--grades",
    type=click.Path(path_type=Path),
    help="Table (CSV): stream,WO3_pct,WO3_sd_pct,...; the feed first, the tails last.",
)
@click.option(
    "--sd",
    type=click.FloatRange(0.0, 100.0, min_open=True),
    default=None,
    help="Standard deviation of an assay, % of its value, where none is given.  [default: 2]",
)
@click.option(
    "--mineral", metavar="GRADES", help="Grades of the pure minerals, %; else the usual ones."
)
@click.option("--json", "as_json", is_flag=True, help="Print the balance as JSON.")
def command(
    plant: str | None,
    survey: str | None,
    since: datetime | None,
    until: datetime | None,
    feed: str | None,
    concentrate: tuple[str, ...],
    tails: str | None,
    grades: Path | None,
    sd: float | None,
    mineral: str | None,
    as_json: bool,
) -> None:
    r"""Print yield (产率 γ), grade (品位 β) and recovery (回收率 ε) of every product.

    From the grades of one separation, by two-, three- or more-product balance, or
    from all shifts of a period of SURVEY, reconciled over the flowsheet of PLANT and
    weighted by their tonnage. Every figure has its standard deviation.

    Example:

    \b
        flotation balance --feed WO3=0.43 --concentrate WO3=2.96 --tails WO3=0.053
        flotation balance --grades grades.csv --json
        flotation balance reference reference --from 2025-01-01 --to 2025-01-31
    """
    by_words = feed is not None or bool(concentrate) or tails is not None
    ways = (plant is not None, by_words, grades is not None)
    if sum(ways) != 1:
        raise click.UsageError(ONE_OF)
    if plant is not None:
        if survey is None or sd is not None or mineral is not None:
            raise click.UsageError(
                "with PLANT comes SURVEY, and the errors and minerals are those of the plant file"
            )
        _of_period(plant, survey, since, until, as_json)
        return
    if since is not None or until is not None:
        raise click.UsageError("--from and --to belong to a SURVEY")
    if by_words and (feed is None or tails is None or not concentrate):
        raise click.UsageError(ONE_OF)
    from flotation.product_balance import balance_from_grades
    from flotation_ui.grades_given import grades_from_file, grades_from_words, minerals_from_words
    from flotation_ui.words.balance import grades_json, grades_text

    relative = 0.02 if sd is None else sd / 100.0
    if grades is not None:
        given = grades_from_file(grades, relative)
    else:
        given = grades_from_words(str(feed), concentrate, str(tails), relative)
    purest = minerals_from_words(mineral, given.components)
    balance, chance = balance_from_grades(*given.as_arguments())
    if as_json:
        click.echo(to_json(grades_json(balance, chance, purest)))
    else:
        click.echo(grades_text(balance, chance, purest))


def _of_period(
    plant: str, survey: str, since: datetime | None, until: datetime | None, as_json: bool
) -> None:
    """Balance the shifts of a survey."""
    with waiting("Reading the survey") as tell:
        from flotation.period_balance import period_balance
        from flotation.survey_reconciliation import reconcile_survey
        from flotation_ui.words.balance import period_json, period_text

        nouns, read = read_plant_and_survey(plant, survey)
        part = shifts_between(read, nouns.time_column, since, until)
        tell(f"Balancing {len(part.table)} shifts")
        found = reconcile_survey(nouns, part)
        period = period_balance(found)
    click.echo(to_json(period_json(found, period)) if as_json else period_text(found, period))
