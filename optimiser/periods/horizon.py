"""What is asked of many shifts: stockpiles, forecasts, stocks, tariffs and totals."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated

from pydantic import Field, Strict, ValidationError, model_validator

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.file_table import ColumnName, Finite, Name, NonNegative, Positive, Table
from flotation.plant import Plant
from flotation.toml_file import parse_toml, read_bounded, sentences
from optimiser.periods.blends import lattice_size
from optimiser.question import Question
from optimiser.question_checks import check_question

MOST_BLENDS = 200  # of a lattice: more are no help to people who load the bins
GOALS = ("least_cost", "most_margin")
PER_SHIFT = frozenset(  # what of a question holds in every shift
    {"goal", "component", "target_recovery_pct", "min_grade_pct", "confidence", "conditions"}
    | {"present", "fixed", "free", "ranges", "prices", "move_limits", "override", "limits"}
    | {"within_region", "region_reason", "time_limit_s", "horizon"}
)
ShiftNumber = Annotated[int, Strict(), Field(ge=1, le=366)]
Step = Annotated[float, Strict(), Field(ge=1.0, le=100.0, allow_inf_nan=False)]


class Delivery(Table):
    """What arrives before a shift.

    Attributes
    ----------
    shift : int
        Before which it arrives; 1 is the first.
    tonnes : float
        [t]
    """

    shift: ShiftNumber
    tonnes: Positive


class Stockpile(Table):
    """Ore that can be fed, alone or in a blend.

    Attributes
    ----------
    name : str
    tonnes : float
        At the start. [t dry]
    conditions : mapping of str to float
        What it feeds the plant with; blended by mass. [the columns' units]
    deliveries : tuple of Delivery
    """

    name: Name
    tonnes: NonNegative
    conditions: dict[ColumnName, Finite] = Field(min_length=1)
    deliveries: tuple[Delivery, ...] = ()


class ReagentStock(Table):
    """A reagent of which no more can be used than there is.

    Attributes
    ----------
    item : str
        As in the plant file's prices.
    tonnes : float
        At the start. [t]
    deliveries : tuple of Delivery
    """

    item: Name
    tonnes: NonNegative
    deliveries: tuple[Delivery, ...] = ()


class Tariff(Table):
    """Prices that hold in some shifts only.

    Attributes
    ----------
    shifts : tuple of int
    prices : mapping of str to float
        In the plant file's unit of each.
    """

    shifts: tuple[ShiftNumber, ...] = Field(min_length=1)
    prices: dict[Name, NonNegative] = Field(min_length=1)


class Horizon(Table):
    """Shifts to plan together.

    Attributes
    ----------
    shifts : int
        How many.
    feed_t_h : float or tuple of float, optional
        Dry feed rate, of all shifts or of each; the model's present one if not given. [t/h]
    blend_step_pct : float
        Blends are made in whole steps of this size. [%]
    forecast : mapping of str to tuple of float
        Conditions that are not the ore's, one value a shift. [the columns' units]
    least_metal_t : mapping of str to float
        Least recovered component over all shifts. [t]
    budget_cny : float, optional
        Most that all shifts may cost together. [CNY]
    stockpile, reagent, tariff : tables
    """

    shifts: Annotated[int, Strict(), Field(ge=1, le=120)]
    feed_t_h: Positive | tuple[Positive, ...] | None = None
    blend_step_pct: Step = 25.0
    forecast: dict[ColumnName, tuple[Finite, ...]] = Field(default_factory=dict)
    least_metal_t: dict[Name, NonNegative] = Field(default_factory=dict)
    budget_cny: NonNegative | None = None
    stockpile: tuple[Stockpile, ...] = Field(min_length=1, max_length=8)
    reagent: tuple[ReagentStock, ...] = ()
    tariff: tuple[Tariff, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> "Horizon":
        mistake = next(chain(_stockpiles(self), _lengths(self), _numbers_of_shifts(self)), None)
        if mistake is not None:
            raise ValueError(mistake)
        return self


class HorizonQuestion(Question):
    """A question asked of many shifts; what it says of one shift holds in each of them.

    Attributes
    ----------
    horizon : Horizon
    """

    horizon: Horizon
    time_limit_s: Annotated[float, Strict(), Field(ge=0.1, le=3600.0)] = 60.0


def read_horizon(path: str | Path) -> HorizonQuestion:
    """The :class:`HorizonQuestion` a TOML file asks.

    Raises
    ------
    DataError
        One sentence per mistake, each with its path inside the file.
    """
    return parse_horizon(read_bounded(path), Path(path).name)


def parse_horizon(data: bytes, name: str) -> HorizonQuestion:
    """The :class:`HorizonQuestion` in the bytes of a TOML file, as :func:`read_horizon`."""
    document = parse_toml(data, name)
    try:
        return HorizonQuestion.model_validate(document)
    except ValidationError as error:
        raise DataError(sentences(error, document, name, HorizonQuestion)) from error


def check_horizon(question: HorizonQuestion, plant: Plant, model: CircuitModel) -> None:
    """Refuse a question whose names or values the plant and its model do not know.

    Raises
    ------
    DataError
        One sentence per mistake.
    """
    check_question(question.model_copy(update={"goal": "most_margin"}), plant, model)
    mistakes = [
        *_not_for_many_shifts(question, model),
        *_unknown_names(question.horizon, plant, model),
    ]
    if mistakes:
        raise DataError("\n".join(f"question: {mistake}" for mistake in mistakes))


def _stockpiles(horizon: Horizon) -> Iterator[str]:
    names = [pile.name for pile in horizon.stockpile]
    if len(set(names)) < len(names):
        yield f"every stockpile needs a name of its own, got {', '.join(names)}"
    columns = {frozenset(pile.conditions) for pile in horizon.stockpile}
    if len(columns) > 1:
        yield "every stockpile needs the same conditions, or their blend is not known"
    items = [stock.item for stock in horizon.reagent]
    if len(set(items)) < len(items):
        yield f"a reagent stands twice among {', '.join(items)}"
    steps = 100.0 / horizon.blend_step_pct
    if abs(steps - round(steps)) > 1e-9:
        yield f"blend_step_pct must divide 100, got {horizon.blend_step_pct:g}"
    elif lattice_size(len(names), round(steps)) > MOST_BLENDS:
        yield (
            f"steps of {horizon.blend_step_pct:g} % make more than {MOST_BLENDS} blends of "
            f"{len(names)} stockpiles; use larger steps"
        )


def _lengths(horizon: Horizon) -> Iterator[str]:
    rows = dict(horizon.forecast)
    if isinstance(horizon.feed_t_h, tuple):
        rows["feed_t_h"] = horizon.feed_t_h
    for name, values in rows.items():
        if len(values) != horizon.shifts:
            yield f"{name} needs one value for each of {horizon.shifts} shifts, got {len(values)}"
    both = set(horizon.forecast) & set(horizon.stockpile[0].conditions)
    if both:
        yield f"{', '.join(sorted(both))}: the stockpiles give it, so it cannot be a forecast"


def _numbers_of_shifts(horizon: Horizon) -> Iterator[str]:
    late = [d.shift for pile in horizon.stockpile for d in pile.deliveries]
    late += [d.shift for stock in horizon.reagent for d in stock.deliveries]
    priced = [n for tariff in horizon.tariff for n in tariff.shifts]
    for number in (*late, *priced):
        if number > horizon.shifts:
            yield f"there are {horizon.shifts} shifts, so none has the number {number}"
    named = [
        (n, item) for tariff in horizon.tariff for n in tariff.shifts for item in tariff.prices
    ]
    if len(set(named)) < len(named):
        yield "two tariffs give the same price in one shift"


def _not_for_many_shifts(question: HorizonQuestion, model: CircuitModel) -> Iterator[str]:
    horizon = question.horizon
    if question.goal not in GOALS:
        yield f"goal {question.goal} is not for many shifts; ask for {' or '.join(GOALS)}"
    for name in sorted(question.model_fields_set - PER_SHIFT):
        yield (
            f"{name} is not for many shifts; limit them together with horizon.budget_cny and "
            "horizon.least_metal_t"
        )
    if question.goal == "least_cost" and not (
        question.target_recovery_pct or any(horizon.least_metal_t.values())
    ):
        yield "goal least_cost needs target_recovery_pct or horizon.least_metal_t"
    if model.flowsheet.has_recycle:
        yield "schedules are made for circuits without recycles; plan this one shift by shift"


def _unknown_names(horizon: Horizon, plant: Plant, model: CircuitModel) -> Iterator[str]:
    conditions = [column for column in model.present_conditions if column != plant.group_column]
    components = [product.component for product in plant.product]
    reagents = [lever.reagent.item for lever in plant.lever if lever.reagent is not None]
    tariffs = [item for tariff in horizon.tariff for item in tariff.prices]
    for field, names, known, what in (
        ("stockpile.conditions", list(horizon.stockpile[0].conditions), conditions, "condition"),
        ("forecast", list(horizon.forecast), conditions, "condition"),
        ("least_metal_t", list(horizon.least_metal_t), components, "component of a product"),
        ("reagent", [stock.item for stock in horizon.reagent], reagents, "reagent of a lever"),
        ("tariff", tariffs, list(plant.prices), "price"),
    ):
        for name in names:
            if name not in known:
                yield (
                    f"horizon.{field}: no {what} is named {name!r}; "
                    f"there are {', '.join(sorted(set(known)))}"
                )
    if plant.feed_rate is not None and plant.feed_rate in horizon.forecast:
        yield f"horizon.forecast: give {plant.feed_rate} as horizon.feed_t_h"
    if horizon.feed_t_h is None and plant.feed_rate not in model.present:
        yield "horizon.feed_t_h is needed: the model knows no present feed rate"
    for pile in horizon.stockpile:
        yield from _out_of_range(f"stockpile {pile.name}", pile.conditions, plant)
    for name, values in horizon.forecast.items():
        for value in (min(values), max(values)):
            yield from _out_of_range("forecast", {name: value}, plant)


def _out_of_range(where: str, table: dict[str, float], plant: Plant) -> Iterator[str]:
    for name, value in table.items():
        column = plant.columns.get(name)
        if column is not None and not column.low <= value <= column.high:
            yield (
                f"horizon.{where}: {name} of {value:g} {column.unit} lies outside its plausible "
                f"range, {column.low:g} to {column.high:g}"
            )
