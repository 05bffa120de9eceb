"""What is asked of the optimiser: a goal, the limits on it, and what may move."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, Strict, ValidationError, model_validator

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.file_table import Finite, Flag, NonNegative, Percent, Sentence, Table
from flotation.plant import Plant
from flotation.toml_file import parse_toml, read_bounded, sentences

Goal = Literal["least_cost", "most_recovery", "most_margin"]
Target = Annotated[float, Strict(), Field(ge=0.01, le=100.0, allow_inf_nan=False)]
Confidence = Annotated[float, Strict(), Field(ge=0.5, le=0.99, allow_inf_nan=False)]
Seconds = Annotated[float, Strict(), Field(ge=0.1, le=3600.0, allow_inf_nan=False)]


class Range(Table):
    """A narrowed range of a lever, in the lever's unit."""

    low: Finite
    high: Finite

    @model_validator(mode="after")
    def _is_ordered(self) -> "Range":
        if self.low > self.high:
            raise ValueError(f"a range needs low <= high, got {self.low:g} > {self.high:g}")
        return self


class Question(Table):
    """One planning question.

    Attributes
    ----------
    goal : {"least_cost", "most_recovery", "most_margin"}
    component : str
        Whose recovery ``most_recovery`` raises, and a front is drawn for.
    target_recovery_pct : mapping of str to float
        Least recovery of each component to its product. [%]
    budget_cny_t : float, optional
        Most that reagents, energy, CO2 and water may cost together. [CNY/t ore]
    min_grade_pct : mapping of str to float
        Least grade of a component's product; the plant file's where not given. [%]
    confidence : float, optional
        Share of shifts that are to reach the targets; without it the expected
        recovery is to. [fraction]
    conditions, present : mapping of str to float
        Feed and other conditions, and present set-points; the model's medians over
        the last running shifts where not given. [the columns' units]
    fixed : mapping of str to float
        Levers held at a value. [the lever's unit]
    free : tuple of str, optional
        The only levers that may move; the others stay at present.
    ranges : mapping of str to Range
        Narrowed ranges of levers.
    prices : mapping of str to float
        Changed prices, in the plant file's unit of each.
    move_limits : bool
        Whether each lever may move by no more than its ``max_move``.
    override : mapping of str to str
        Levers to move although the survey does not support them, each with a reason.
    within_region : bool
        Whether set-points stay inside the surveyed region; outside only with
        ``region_reason``.
    time_limit_s : float
        Wall time allowed. [s]

    Examples
    --------
    >>> Question(goal="least_cost", target_recovery_pct={"WO3": 70.0}).confidence is None
    True
    """

    goal: Goal
    component: str = "WO3"
    target_recovery_pct: dict[str, Target] = Field(default_factory=dict)
    budget_cny_t: NonNegative | None = None
    min_grade_pct: dict[str, Percent] = Field(default_factory=dict)
    confidence: Confidence | None = None
    conditions: dict[str, Finite] = Field(default_factory=dict)
    present: dict[str, Finite] = Field(default_factory=dict)
    fixed: dict[str, Finite] = Field(default_factory=dict)
    free: tuple[str, ...] | None = None
    ranges: dict[str, Range] = Field(default_factory=dict)
    prices: dict[str, NonNegative] = Field(default_factory=dict)
    move_limits: Flag = False
    override: dict[str, Sentence] = Field(default_factory=dict)
    within_region: Flag = True
    region_reason: Sentence | None = None
    time_limit_s: Seconds = 30.0

    @model_validator(mode="after")
    def _leaves_the_region_only_with_a_reason(self) -> "Question":
        if not self.within_region and self.region_reason is None:
            raise ValueError(
                "within_region = false needs region_reason: why may set-points leave the region "
                "that the survey covers?"
            )
        return self

    @model_validator(mode="after")
    def _overrides_only_with_a_reason(self) -> "Question":
        empty = [lever for lever, reason in self.override.items() if not reason.strip()]
        if empty:
            raise ValueError(
                f"override needs a reason for {', '.join(empty)}, such as the trial that shows "
                "what the survey does not; it is kept with the plan"
            )
        return self


def read_question(path: str | Path) -> Question:
    """The :class:`Question` a TOML file asks.

    Raises
    ------
    DataError
        One sentence per mistake, each with its path inside the file.
    """
    return parse_question(read_bounded(path), name=Path(path).name)


def parse_question(data: bytes, name: str = "question.toml") -> Question:
    """The :class:`Question` in the bytes of a TOML file."""
    document = parse_toml(data, name)
    try:
        return Question.model_validate(document)
    except ValidationError as error:
        raise DataError(sentences(error, document, name, Question)) from error


def check_question(question: Question, plant: Plant, model: CircuitModel) -> None:
    """Refuse a question whose names or values the plant and its model do not know.

    Raises
    ------
    DataError
        One sentence per mistake.
    """
    mistakes = [*_unknown_names(question, plant, model), *_values_out_of_range(question, plant)]
    if question.goal == "least_cost" and not question.target_recovery_pct:
        mistakes.append(
            "goal least_cost needs target_recovery_pct, such as { WO3 = 70 }: without a target "
            "the cheapest plan is to do nothing"
        )
    if mistakes:
        raise DataError("\n".join(f"question: {mistake}" for mistake in mistakes))


def _unknown_names(question: Question, plant: Plant, model: CircuitModel) -> Iterator[str]:
    components = [product.component for product in plant.product]
    conditions = [column for column in model.present if column not in plant.levers]
    for field, names, known, what in (
        ("component", [question.component], components, "component of a product"),
        ("target_recovery_pct", question.target_recovery_pct, components, "component of a product"),
        ("min_grade_pct", question.min_grade_pct, components, "component of a product"),
        ("conditions", question.conditions, conditions, "condition"),
        ("present", question.present, list(plant.levers), "lever"),
        ("fixed", question.fixed, list(plant.levers), "lever"),
        ("free", question.free or (), list(plant.levers), "lever"),
        ("ranges", question.ranges, list(plant.levers), "lever"),
        ("override", question.override, list(plant.levers), "lever"),
        ("prices", question.prices, list(plant.prices), "price"),
    ):
        if field == "component" and question.goal != "most_recovery":
            continue
        for name in names:
            if name not in known:
                close = get_close_matches(name, known, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(known)}"
                yield f"{field}: no {what} is named {name!r}; {hint}"


def _values_out_of_range(question: Question, plant: Plant) -> Iterator[str]:
    levers, columns = plant.levers, plant.columns
    for name, value in question.fixed.items():
        lever = levers.get(name)
        if lever is not None and not lever.low <= value <= lever.high:
            yield (
                f"fixed.{name}: {value:g} lies outside what the plant allows, "
                f"{lever.low:g} to {lever.high:g} {columns[name].unit}"
            )
    for field, table in (("conditions", question.conditions), ("present", question.present)):
        for name, value in table.items():
            column = columns.get(name)
            if column is not None and not column.low <= value <= column.high:
                yield (
                    f"{field}.{name}: {value:g} {column.unit} lies outside its plausible range, "
                    f"{column.low:g} to {column.high:g}"
                )
