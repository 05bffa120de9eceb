"""Options of a command line turned into one planning question."""

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from flotation.plant import Plant
    from optimiser.question import Question

GOALS = ("least_cost", "most_recovery", "most_margin")
Assigned = tuple[tuple[str, float], ...]
Value = TypeVar("Value")


class Assignment(click.ParamType):
    """``NAME=NUMBER``, such as WO3=70."""

    name = "name=number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        """``(name, number)`` of one assignment."""
        if isinstance(value, tuple):
            return value
        name, equals, figure = str(value).partition("=")
        try:
            number = float(figure)
        except ValueError:
            number = math.nan
        if not name.strip() or not equals or not math.isfinite(number):
            self.fail(f"expected NAME=NUMBER such as WO3=70, got {value!r}", param, ctx)
        return name.strip(), number


class Condition(Assignment):
    """``NAME=NUMBER``, or ``NAME=TEXT`` for the type of ore."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """``(name, number or text)`` of one assignment."""
        if isinstance(value, tuple):
            return value
        name, _, text = str(value).partition("=")
        try:
            float(text)
        except ValueError:
            if name.strip() and text.strip():
                return name.strip(), text.strip()
        return super().convert(value, param, ctx)


class Reasoned(click.ParamType):
    """``LEVER=REASON``, such as w_ph=trial of May."""

    name = "lever=reason"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """``(lever, reason)`` of one override."""
        if isinstance(value, tuple):
            return value
        name, _, reason = str(value).partition("=")
        if not name.strip() or not reason.strip():
            self.fail(
                f"expected LEVER=REASON such as w_ph='trial of May', got {value!r}", param, ctx
            )
        return name.strip(), reason.strip()


def question_options(*left_out: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that adds the options that say what is asked, but for those left out."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(_OPTIONS):
            command = command if name in left_out else _OPTIONS[name](command)
        return command

    return add


def asked(plant: "Plant", file: Path | None, **options: Any) -> "Question":
    """The question in a file, with the options that were given in its place.

    Without a goal, a target asks for the least cost, a budget for the most recovery,
    and neither for the most margin. Without a component, the plant's first product is meant.

    Raises
    ------
    DataError
        One sentence per mistake.
    """
    from pydantic import ValidationError

    from flotation.errors import DataError
    from flotation.toml_file import parse_toml, read_bounded, sentences
    from optimiser.question import Question

    name = file.name if file is not None else "options"
    document = parse_toml(read_bounded(file), name) if file is not None else {}
    for key, value in options.items():
        table = document.get(key)
        if isinstance(value, dict) and isinstance(table, dict):
            value = {**table, **value}
        document[key] = value
    document.setdefault("goal", _goal(document))
    if plant.product:
        document.setdefault("component", plant.product[0].component)
    try:
        return Question.model_validate(document)
    except ValidationError as error:
        raise DataError(sentences(error, document, name, Question)) from error


def given_options(values: dict[str, Any]) -> dict[str, Any]:
    """Options that were given, under the question's own keys."""
    result: dict[str, Any] = {}
    for option, key in _KEYS.items():
        value = values.get(option)
        if option in _ASSIGNED and value:
            result[key] = once(value, f"--{option.replace('_', '-')}")
        elif option == "price_risk" and value is not None:
            result[key] = {"budget": value}
        elif option not in _ASSIGNED and value not in (None, (), False):
            result[key] = value
    return result


def once(pairs: Iterable[tuple[str, Value]], option: str) -> dict[str, Value]:
    """Assignments as a mapping; a name given twice is a usage error."""
    result: dict[str, Value] = {}
    for name, value in pairs:
        if name in result:
            raise click.UsageError(f"{option} names {name} twice; give it once")
        result[name] = value
    return result


def _goal(document: dict[str, Any]) -> str:
    if document.get("target_recovery_pct"):
        return "least_cost"
    return "most_recovery" if document.get("budget_cny_t") is not None else "most_margin"


_KEYS = {
    "goal": "goal",
    "component": "component",
    "target": "target_recovery_pct",
    "budget": "budget_cny_t",
    "min_grade": "min_grade_pct",
    "confidence": "confidence",
    "condition": "conditions",
    "fix": "fixed",
    "free": "free",
    "price": "prices",
    "price_risk": "price_risk",
    "override": "override",
    "move_limits": "move_limits",
    "time_limit": "time_limit_s",
}
_ASSIGNED = ("target", "min_grade", "condition", "fix", "price", "override")
_PAIR = Assignment()
_CONDITION = Condition()
_REASON = Reasoned()
_OPTIONS = {
    "question": click.option(
        "--question",
        type=click.Path(path_type=Path),
        help="Question file (TOML); the options below are put in its place.",
    ),
    "goal": click.option(
        "--goal",
        type=click.Choice(GOALS),
        help="Without it: least_cost with a --target, most_recovery with a --budget, "
        "else most_margin.",
    ),
    "component": click.option(
        "--component", help="Whose recovery; the first product's if not given."
    ),
    "target": click.option(
        "--target", type=_PAIR, multiple=True, help="Least recovery, %, such as WO3=70. Repeatable."
    ),
    "budget": click.option("--budget", type=float, help="Most that may be spent, CNY/t ore."),
    "min_grade": click.option(
        "--min-grade",
        type=_PAIR,
        multiple=True,
        help="Least grade of a concentrate, %, such as WO3=60. Repeatable.",
    ),
    "confidence": click.option(
        "--confidence",
        type=float,
        help="Share of shifts that are to reach the targets, 0.5 to 0.99.",
    ),
    "condition": click.option(
        "--condition",
        type=_CONDITION,
        multiple=True,
        help="A condition in place of the present one, such as ore_wo3_pct=0.35 or "
        "ore_type=skarn. Repeatable.",
    ),
    "fix": click.option(
        "--fix", type=_PAIR, multiple=True, help="Hold a lever, LEVER=VALUE. Repeatable."
    ),
    "free": click.option(
        "--free", multiple=True, help="Move only the levers named so. Repeatable."
    ),
    "price": click.option(
        "--price", type=_PAIR, multiple=True, help="Change a price, ITEM=VALUE. Repeatable."
    ),
    "price_risk": click.option(
        "--price-risk",
        type=float,
        metavar="COUNT",
        help="Plan for the worst case of so many prices at the bad ends of their bands.",
    ),
    "override": click.option(
        "--override",
        type=_REASON,
        multiple=True,
        help="Move a lever that the survey does not support, LEVER=REASON; the plan keeps the "
        "reason. Repeatable.",
    ),
    "move_limits": click.option(
        "--move-limits", is_flag=True, help="Move no lever further than one shift may."
    ),
    "time_limit": click.option(
        "--time-limit", type=float, help="Seconds the solver may take. [30]"
    ),
}
