"""What the recommendation's page asks: its fields, and the question they make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from flotation.errors import DataError
from flotation.plant import Plant
from flotation.toml_file import sentences
from flotation_ui.demonstration import QUESTION
from flotation_ui.first_start import reference_name
from optimiser.question import Question

GOALS = ("most_margin", "most_recovery", "least_cost")
CONFIDENCES = (0.0, 0.8, 0.9, 0.95)  # 0: the expected recovery is to reach the targets
PREFIX = "recommend_"  # of the widgets' keys
Numbers = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the page's fields hold; None where nothing is asked.

    Attributes
    ----------
    goal, component : str
    targets, grades : mapping of str to float or None
        Least recovery and least grade of each product. [%]
    budget : float or None
        [CNY/t ore]
    confidence : float
        0 for the expected recovery. [fraction]
    held : tuple of str
        Levers that may not move.
    max_changes : int or None
    move_limits : bool
    conditions : mapping of str to float or None
        In place of the present ones. [the columns' units]
    max_energy, max_co2, max_water : float or None
        [kWh/t], [kg/t], [m3/t]
    """

    goal: str
    component: str
    targets: Numbers = field(default_factory=dict)
    grades: Numbers = field(default_factory=dict)
    budget: float | None = None
    confidence: float = 0.0
    held: tuple[str, ...] = ()
    max_changes: int | None = None
    move_limits: bool = False
    conditions: Numbers = field(default_factory=dict)
    max_energy: float | None = None
    max_co2: float | None = None
    max_water: float | None = None


def first_question(plant: Plant) -> Question:
    """What is asked before anybody has asked: most margin; of the reference plant, 70 % WO3."""
    if plant.name == reference_name():
        return QUESTION
    return Question(goal="most_margin", component=plant.product[0].component)


def fields_of(question: Question, plant: Plant) -> Fields:
    """The fields that show a question."""
    products = [product.component for product in plant.product]
    free = question.free
    return Fields(
        goal=question.goal if question.goal in GOALS else GOALS[0],
        component=question.component if question.component in products else products[0],
        targets={c: question.target_recovery_pct.get(c) for c in products},
        grades={c: question.min_grade_pct.get(c) for c in products},
        budget=question.budget_cny_t,
        confidence=question.confidence or 0.0,
        held=() if free is None else tuple(x.column for x in plant.lever if x.column not in free),
        max_changes=question.max_changes,
        move_limits=question.move_limits,
        conditions={
            c.column: value
            for c in plant.condition
            if isinstance(value := question.conditions.get(c.column), float | None)
        },
        max_energy=question.max_energy_kwh_t,
        max_co2=question.max_co2_kg_t,
        max_water=question.max_water_m3_t,
    )


def question_of(fields: Fields, base: Question, plant: Plant) -> Question:
    """The question that the fields ask, checked on this side whatever the browser sent.

    What the fields do not show (prices, ranges, overrides, stocks) is taken from ``base``.

    Raises
    ------
    DataError
        One sentence per mistake.
    """
    document = base.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    document |= {
        "goal": fields.goal,
        "component": fields.component,
        "target_recovery_pct": _given(fields.targets),
        "min_grade_pct": _given(fields.grades),
        "budget_cny_t": fields.budget,
        "confidence": fields.confidence or None,
        "free": _free(fields.held, plant),
        "max_changes": fields.max_changes,
        "move_limits": fields.move_limits,
        "conditions": _conditions(fields, base, plant),
        "max_energy_kwh_t": fields.max_energy,
        "max_co2_kg_t": fields.max_co2,
        "max_water_m3_t": fields.max_water,
    }
    if fields.goal != "weighted":
        document.pop("weights", None)
    document = {key: value for key, value in document.items() if value is not None}
    return checked_question(document)


def checked_question(document: Mapping[str, Any]) -> Question:
    """A question from plain values.

    Raises
    ------
    DataError
        One sentence per mistake.
    """
    try:
        return Question.model_validate(document)
    except ValidationError as error:
        raise DataError(sentences(error, document, "question", Question)) from error


def hidden_parts(question: Question) -> dict[str, Any]:
    """What a question holds that the fields do not show, by its key."""
    shown = {
        *("goal", "component", "target_recovery_pct", "min_grade_pct", "budget_cny_t"),
        *("confidence", "free", "max_changes", "move_limits", "max_energy_kwh_t", "max_co2_kg_t"),
        *("max_water_m3_t", "conditions"),
    }
    said = question.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return {key: value for key, value in said.items() if key not in shown}


def without_hidden(question: Question) -> Question:
    """The same question with the fields only."""
    hidden = hidden_parts(question)
    said = question.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return checked_question({key: value for key, value in said.items() if key not in hidden})


def _given(numbers: Numbers) -> dict[str, float]:
    return {name: float(value) for name, value in numbers.items() if value is not None}


def _free(held: tuple[str, ...], plant: Plant) -> list[str] | None:
    if not held:
        return None
    return [lever.column for lever in plant.lever if lever.column not in held]


def _conditions(fields: Fields, base: Question, plant: Plant) -> dict[str, float | str]:
    """Numbers of the fields, and what else the base says, such as the type of ore."""
    shown = {condition.column for condition in plant.condition}
    other = {name: value for name, value in base.conditions.items() if name not in shown}
    return {**other, **_given(fields.conditions)}


def widget_values(fields: Fields) -> dict[str, Any]:
    """What the page's widgets hold, by their keys."""
    numbers = {"target": fields.targets, "grade": fields.grades, "condition": fields.conditions}
    values: dict[str, Any] = {
        f"{kind}_{name}": None if value is None else float(value)
        for kind, named in numbers.items()
        for name, value in named.items()
    }
    single = ("goal", "component", "budget", "confidence", "max_changes", "move_limits")
    values |= {name: getattr(fields, name) for name in single}
    values |= {name: getattr(fields, name) for name in ("max_energy", "max_co2", "max_water")}
    values["held"] = list(fields.held)
    return {f"{PREFIX}{name}": value for name, value in values.items()}


def fields_from(values: Mapping[str, Any], plant: Plant) -> Fields:
    """The fields in what the widgets hold; a goal that none is chosen of is the first."""
    products = [product.component for product in plant.product]

    def of(name: str) -> Any:
        return values.get(f"{PREFIX}{name}")

    return Fields(
        goal=of("goal") or GOALS[0],
        component=of("component") or products[0],
        targets={c: of(f"target_{c}") for c in products},
        grades={c: of(f"grade_{c}") for c in products},
        budget=of("budget"),
        confidence=of("confidence") or 0.0,
        held=tuple(of("held") or ()),
        max_changes=of("max_changes"),
        move_limits=bool(of("move_limits")),
        conditions={c.column: of(f"condition_{c.column}") for c in plant.condition},
        max_energy=of("max_energy"),
        max_co2=of("max_co2"),
        max_water=of("max_water"),
    )
