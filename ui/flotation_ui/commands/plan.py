"""``flotation plan``: the best set-points for a question."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from flotation_ui.asked import asked, given_options, question_options
from flotation_ui.inputs import plant_path, read_plant_and_survey, survey_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.progress import waiting
from flotation_ui.report_options import check_reports, font_option
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="plan")
@click.argument("plant")
@click.argument("model", type=click.Path(path_type=Path))
@question_options()
@click.option(
    "--newer", metavar="SURVEY", help="Shifts since the model's survey; the intervals follow them."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Plan file to write (JSON).")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="Report to write, with the plan, its front and what speaks for it: .html, .xlsx or .pdf.",
)
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of --report. [en]")
@font_option
@click.option(
    "--write-question",
    type=click.Path(path_type=Path),
    help="Question file (TOML) to write where there is no plan: the nearest question with one.",
)
@click.option(
    "--alternative",
    type=click.IntRange(min=1),
    help="Which of the alternatives named then --write-question writes. [1]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def command(
    plant: str,
    model: Path,
    question: Path | None,
    newer: str | None,
    output: Path | None,
    report: Path | None,
    language: str | None,
    font: Path | None,
    write_question: Path | None,
    alternative: int | None,
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
        flotation plan plant.toml model.json --confidence 0.9 --newer october.csv
        flotation plan plant.toml model.json --target WO3=70 --report plan.html
        flotation plan plant.toml model.json --target WO3=70 --report plan.pdf --language zh
        flotation plan plant.toml model.json --target WO3=99 --write-question nearest.toml
    """
    if language and not report:
        raise click.UsageError("--language needs --report")
    if alternative and not write_question:
        raise click.UsageError("--alternative needs --write-question")
    check_reports([report] if report else [], font)
    inputs = [plant_path(plant), model, *([question] if question else [])]
    inputs += [survey_path(newer)] if newer else []
    check_outputs([output, report, write_question], inputs=inputs)
    with waiting("Reading the model") as tell:
        from flotation.model_file import read_model
        from flotation.plant_file import load_plant
        from flotation_ui.brief import make_brief, with_front
        from optimiser.plan_file import plan_json
        from optimiser.planning import plan

        nouns = load_plant(plant_path(plant))
        fitted = read_model(model, nouns)
        if newer is not None:
            from flotation.recalibration import recalibrate

            tell("Reading the newer shifts")
            fitted = recalibrate(nouns, fitted, read_plant_and_survey(plant, newer)[1])
        wanted = asked(nouns, question, **given_options(options))
        if options["component"] and wanted.goal != "most_recovery":
            raise click.UsageError(f"--component has no meaning for the goal {wanted.goal}")
        tell("Planning")
        with _offering(write_question, alternative or 1):
            found = plan(nouns, fitted, wanted)
        brief = make_brief(nouns, fitted, wanted, found)
        if output is not None:
            write_whole(output, plan_json(brief.plan))
        if report is not None:
            from flotation_ui.report.plan_document import plan_report

            tell("Drawing the front")
            kind = report.suffix.lower()
            write_whole(report, plan_report(with_front(brief), language or "en", kind, font=font))
    from flotation_ui.words.plan import plan_text

    if as_json:
        click.echo(to_json(brief.plan.as_dict()))
        return
    click.echo(plan_text(nouns, wanted, brief.plan, brief.now))


@contextmanager
def _offering(path: Path | None, number: int) -> Iterator[None]:
    """Write one of the questions that a refusal offers, and pass the refusal on."""
    from flotation.errors import InfeasibleError

    try:
        yield
    except InfeasibleError as error:
        if path is not None and len(error.alternatives) >= number:
            write_whole(path, error.alternatives[number - 1].toml + "\n")
            click.echo(f"{path} asks with alternative {number}; it has a plan", err=True)
        elif path is not None:
            click.echo(f"{path} was not written: there is no alternative {number}", err=True)
        raise
