"""``flotation trial``: a trial of one lever designed, and one that was run analysed."""

from datetime import datetime
from pathlib import Path

import click

from flotation_ui.inputs import plant_path, read_plant_and_survey, survey_path
from flotation_ui.outputs import check_outputs, write_whole
from flotation_ui.period import Moment
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, Group, to_json

LANGUAGE = click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True
)
LEVEL = click.option(
    "--level",
    type=click.FloatRange(0.001, 0.5),
    default=0.05,
    show_default=True,
    help="Chance of a false alarm.",
)
ONE_SIDED = click.option("--one-sided", is_flag=True, help="Ask for a gain only, not for a loss.")
COMPONENT = click.option("--component", help="Whose recovery counts. [the first product's]")
STAGE = click.option("--stage", help="Judge by the recovery in one stage, not in the circuit.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print all as JSON.")


@click.group(cls=Group, name="trial")
def command() -> None:
    r"""Design a paired on/off trial of one lever, and analyse it.

    Example:

    \b
        flotation trial plan plant.toml survey.csv --lever w_bha_g_t --gain 0.5 -o bha.csv
        flotation trial analyse plant.toml survey.csv --lever w_bha_g_t --trial 'BHA up'
    """


@command.command(cls=Command, name="plan")
@click.argument("plant")
@click.argument("survey")
@click.option("--lever", required=True, help="Column of the lever.")
@click.option("--gain", type=float, help="Smallest gain worth having, points of recovery.")
@click.option("--gain-cny-t", type=float, help="The same in CNY/t ore, after the lever's cost.")
@click.option("--setting", type=float, help="Setting when on. [a step in the expected direction]")
@COMPONENT
@STAGE
@click.option(
    "--washout",
    type=click.IntRange(0, 30),
    default=1,
    show_default=True,
    help="Shifts after each change that do not count.",
)
@click.option("--block", type=click.IntRange(1, 60), help="Shifts that count in a block. [best]")
@click.option(
    "--power", type=click.FloatRange(0.5, 0.99), default=0.8, show_default=True, help="Power."
)
@LEVEL
@ONE_SIDED
@click.option("--name", help="Name of the trial. [that of the lever]")
@click.option("--start", type=Moment(), help="First shift. [after the survey's last]")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Schedule to write (CSV).")
@LANGUAGE
@AS_JSON
def plan_command(
    plant: str,
    survey: str,
    lever: str,
    gain: float | None,
    gain_cny_t: float | None,
    setting: float | None,
    component: str | None,
    stage: str | None,
    washout: int,
    block: int | None,
    power: float,
    level: float,
    one_sided: bool,
    name: str | None,
    start: datetime | None,
    seed: int,
    output: Path | None,
    language: str,
    as_json: bool,
) -> None:
    r"""Say how many paired on/off shifts of a lever show a gain, and draw them.

    The noise, what lasts of it and the assay errors come from SURVEY. The schedule
    keeps to the lever's limits and largest move, and names the trial in the survey's
    own column, so that training knows its shifts.

    Example:

    \b
        flotation trial plan plant.toml survey.csv --lever w_bha_g_t --gain 0.5 -o bha.csv
        flotation trial plan reference reference --lever w_ph --gain-cny-t 10 --setting 9
    """
    if (gain is None) == (gain_cny_t is None):
        raise click.UsageError("say the smallest gain worth having: --gain or --gain-cny-t")
    check_outputs([output], inputs=[plant_path(plant), survey_path(survey)])
    with waiting("Reading the survey") as tell:
        from flotation.trials.design import Asked, design_trial
        from flotation_ui.words.trial import schedule_csv, trial_json, trial_text

        nouns, read = read_plant_and_survey(plant, survey)
        asked = Asked(
            lever=lever,
            gain_points=gain,
            gain_cny_t=gain_cny_t,
            component=component,
            stage=stage,
            to=setting,
            washout=washout,
            length=block,
            power=power,
            level=level,
            sides=1 if one_sided else 2,
        )
        tell("Measuring the plant's noise")
        plan = design_trial(nouns, read, asked, name=name or lever, start=start, seed=seed)
        if output is not None:
            write_whole(output, schedule_csv(plan))
    click.echo(to_json(trial_json(plan)) if as_json else trial_text(nouns, plan, language))
    if output is not None and not as_json:
        click.echo(f"schedule written to {output}", err=True)


@command.command(cls=Command, name="analyse")
@click.argument("plant")
@click.argument("survey")
@click.option("--lever", required=True, help="Column of the lever.")
@click.option("--trial", "name", help="Name of the trial. [that of the lever]")
@COMPONENT
@STAGE
@LEVEL
@ONE_SIDED
@click.option("--evidence/--no-evidence", default=True, help="Train without and with the trial.")
@LANGUAGE
@AS_JSON
def analyse_command(
    plant: str,
    survey: str,
    lever: str,
    name: str | None,
    component: str | None,
    stage: str | None,
    level: float,
    one_sided: bool,
    evidence: bool,
    language: str,
    as_json: bool,
) -> None:
    r"""Say what a trial that was run showed: effect, interval, money and evidence.

    SURVEY holds the trial's shifts, labelled as the schedule labels them, and at least
    100 shifts outside it.

    Example:

    \b
        flotation trial analyse plant.toml survey.csv --lever w_bha_g_t --trial 'BHA up'
        flotation trial analyse plant.toml survey.csv --lever w_ph --stage w_rougher --json
    """
    with waiting("Reading the survey") as tell:
        from flotation.trials.analysis import analyse_trial, evidence_before_and_after
        from flotation_ui.words.trial import result_json, result_text

        nouns, read = read_plant_and_survey(plant, survey)
        tell("Analysing the trial")
        result = analyse_trial(
            nouns,
            read,
            lever,
            name or lever,
            component=component,
            stage=stage,
            level=level,
            sides=1 if one_sided else 2,
        )
        both = None
        if evidence:
            tell("Training without and with the trial")
            both = evidence_before_and_after(nouns, read, lever, name or lever)
    click.echo(
        to_json(result_json(result, both))
        if as_json
        else result_text(nouns, result, both, language)
    )
