"""``flotation explain``: why a plan is as it is, and why an optimum moved."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flotation_ui.inputs import plant_path
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json

if TYPE_CHECKING:
    from flotation.circuit_model import CircuitModel
    from flotation.plant import Plant
    from optimiser.plan_result import Plan
    from optimiser.question import Question


@click.command(cls=Command, name="explain")
@click.argument("asked", type=click.Path(path_type=Path))
@click.argument("other", type=click.Path(path_type=Path), required=False)
@click.option("--plant", help="Plant file; needed for questions, and to compare two.")
@click.option("--model", type=click.Path(path_type=Path), help="Model file; needed as --plant is.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print what is explained as JSON.")
def command(
    asked: Path,
    other: Path | None,
    plant: str | None,
    model: Path | None,
    language: str,
    as_json: bool,
) -> None:
    r"""Print why the plan ASKED is as it is, or which inputs moved it to OTHER.

    Each is a plan that 'flotation plan -o' wrote (JSON) or a question (TOML). One plan
    is explained from its file alone: what each move brings, and what each limit is
    worth, on both sides and how far. For two, every input that differs is exchanged
    alone and last, and what the inputs do together is told.

    Example:

    \b
        flotation explain plan.json
        flotation explain monday.json tuesday.json --plant plant.toml --model model.json
        flotation explain monday.json dearer.toml --plant plant.toml --model model.json
    """
    both = plant is not None and model is not None
    if not both and (other is not None or asked.suffix.lower() == ".toml" or plant or model):
        raise click.UsageError("questions, and two plans, need both --plant and --model")
    with waiting("Reading") as tell:
        nouns, fitted = _read(plant, model) if plant and model else (None, None)
        if nouns is None or fitted is None:
            found: Any = _plan_in(asked)
        elif other is None:
            found = _plan_of(nouns, fitted, asked)
        else:
            from optimiser.moved import explain_shift

            questions = [_question_of(nouns, fitted, path) for path in (asked, other)]
            tell("Planning with one input exchanged after another")
            found = explain_shift(nouns, fitted, *questions)
    if as_json:
        click.echo(to_json(_plain(found)))
        return
    from flotation_ui.words.explanation import explanation_text, shift_text

    if other is not None and nouns is not None:
        click.echo(shift_text(nouns, found, language))
    else:
        click.echo(explanation_text(nouns, found, language))


def _read(plant: str, model: Path) -> "tuple[Plant, CircuitModel]":
    from flotation.model_file import read_model
    from flotation.plant_file import load_plant

    nouns = load_plant(plant_path(plant))
    return nouns, read_model(model, nouns)


def _plan_in(path: Path) -> "Plan":
    from flotation.toml_file import read_bounded
    from optimiser.plan_file import parse_plan

    return parse_plan(read_bounded(path).decode("utf-8", errors="replace"))


def _plan_of(plant: "Plant", model: "CircuitModel", path: Path) -> "Plan":
    from optimiser.planning import plan

    if path.suffix.lower() == ".toml":
        return plan(plant, model, _question_of(plant, model, path))
    return _plan_in(path)


def _question_of(plant: "Plant", model: "CircuitModel", path: Path) -> "Question":
    """The question of a TOML file, or of a plan that this model made."""
    from flotation.errors import DataError
    from flotation.model_file import model_hash
    from flotation_ui.asked import asked
    from optimiser.question import Question

    if path.suffix.lower() == ".toml":
        return asked(plant, path)
    made = _plan_in(path)
    if not made.question:
        raise DataError(f"{path.name} was written before plans kept their question; plan again")
    if made.provenance.model != model_hash(model):
        raise DataError(
            f"{path.name} was made with another model; a move between models is not one of inputs: "
            "plan both questions with one model"
        )
    return Question.model_validate(dict(made.question))


def _plain(found: Any) -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(found)
