"""``flotation shift``: the report of one shift, one day or one month."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flotation_ui.inputs import plant_path, read_plant_and_survey, survey_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.period import Moment
from flotation_ui.progress import waiting
from flotation_ui.report_options import check_reports, font_option
from flotation_ui.shell import Command, to_json

if TYPE_CHECKING:
    from flotation.plant import Plant
    from flotation.shift_advice import AdviceGiven
    from flotation.shift_period import ShiftPeriod


@click.command(cls=Command, name="shift")
@click.argument("plant")
@click.argument("survey")
@click.option("--at", type=Moment(), help="A moment in it. [the survey's last shift]")
@click.option(
    "--period",
    type=click.Choice(["shift", "day", "month"]),
    help="What to report: the shift that covers --at, or those that start on its day or in its "
    "month. [day where --at is a date alone, else shift]",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Report to write: .xlsx, .html or .pdf; may be given for each.",
)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@font_option
@click.option(
    "--history",
    metavar="URL",
    help="Database with the advice and decisions to tell, and with the prices of that time.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(
    plant: str,
    survey: str,
    at: datetime | None,
    period: str | None,
    outputs: tuple[Path, ...],
    language: str,
    font: Path | None,
    history: str | None,
    as_json: bool,
) -> None:
    r"""Report a shift, a day or a month of SURVEY: 班报, 日报, 月报.

    What was fed, made and lost, as weighed, as assayed and in balance; recovery from
    assays alone (理论) and from weights (实际); reagents and power per tonne; cost and
    margin; what was not measured; and, with --history, what was advised and decided.

    Example:

    \b
        flotation shift reference reference --at 2025-03-01
        flotation shift reference reference --at '2025-03-01 08:00' -o shift.xlsx
        flotation shift plant.toml survey.csv --period month -o month.pdf --language zh
    """
    check_reports(outputs, font)
    check_outputs(outputs, inputs=[plant_path(plant), survey_path(survey)])
    with waiting("Reading the survey") as tell:
        from flotation.shift_period import shift_period
        from flotation.shift_report import shift_report
        from flotation_ui.report.files import report_bytes
        from flotation_ui.report.shift_document import shift_document

        nouns, read = read_plant_and_survey(plant, survey)
        times = read.table[nouns.time_column]
        moment = times.max().to_pydatetime() if at is None else at
        kind = period or ("day" if at is not None and at.time() == at.min.time() else "shift")
        found = shift_period(nouns, times, at=moment, kind=kind)
        nouns, advice = _remembered(nouns, found, history, language)
        tell("Balancing")
        report = shift_report(nouns, read, at=moment, kind=kind, advice=advice)
        document = shift_document(report, language)
        for path in outputs:
            tell(f"Writing {path.name}")
            write_whole(path, report_bytes(document, path.suffix.lower(), font=font))
    if as_json:
        from flotation_ui.words.shift import shift_json

        click.echo(to_json(shift_json(report)))
    elif not outputs:
        from flotation_ui.words.shift import document_text

        click.echo(document_text(document))
    for path in outputs:
        click.echo(f"report written to {path}", err=True)


def _remembered(
    plant: "Plant", period: "ShiftPeriod", history: str | None, language: str
) -> "tuple[Plant, tuple[AdviceGiven, ...]]":
    """The plant with the prices of a time, and the advice for it; as it is without a history."""
    if history is None:
        return plant, ()
    from flotation.history import open_history
    from flotation_ui.advice_told import advice_told, with_prices_of

    with open_history(history) as kept:
        told = advice_told(kept, plant.name, period.since, period.until, language)
        return with_prices_of(kept, plant, period.since), told
