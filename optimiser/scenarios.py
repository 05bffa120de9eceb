"""A table of scenarios: one row a question, one column a number of the question.

A column is named as the key of a question: ``budget_cny_t``, or, for the keys that hold a table,
with the name after a dot: ``prices.bha``, ``conditions.ore_wo3_pct``,
``target_recovery_pct.WO3``. An empty cell leaves what the base question says. A column
``scenario`` may hold a name for each row.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
from pydantic import ValidationError

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.plant import Plant
from flotation.survey.headers import clean_header
from flotation.survey.numerals import REMEDY, read_numbers
from flotation.survey.source import open_sheet
from flotation.survey.title import find_header
from optimiser.question import Question

LABEL = "scenario"
LONGEST_LABEL = 200
SHOWN = 4  # columns named where there are many


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioColumn:
    """A column that a table of scenarios may have."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenarios:
    """Scenarios as they stand in a table.

    Attributes
    ----------
    labels : tuple of str
        Name of each scenario; its number, from 1, where the table gives none.
    values : mapping of str to ndarray
        Numbers by column; NaN where the cell is empty.
    faults : mapping of int to str
        By row, a sentence about cells that hold no plain number.
    """

    labels: tuple[str, ...]
    values: Mapping[str, np.ndarray]
    faults: Mapping[int, str]

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, first: int, last: int) -> "Scenarios":
        """Scenarios ``first`` to before ``last``."""
        return Scenarios(
            labels=self.labels[first:last],
            values={name: column[first:last] for name, column in self.values.items()},
            faults={i - first: words for i, words in self.faults.items() if first <= i < last},
        )

    def row(self, i: int) -> dict[str, float]:
        """What one scenario changes, by column."""
        return {
            name: float(column[i]) for name, column in self.values.items() if column[i] == column[i]
        }


def scenario_columns(plant: Plant, model: CircuitModel) -> tuple[str, ...]:
    """Every column that a table of scenarios for a plant may have."""
    names = []
    for field, info in Question.model_fields.items():
        if _is_number(info.annotation):
            names.append(field)
        elif get_origin(info.annotation) is dict and _is_number(get_args(info.annotation)[1]):
            names += [f"{field}.{name}" for name in _keys(field, plant, model)]
    return tuple(names)


def _keys(field: str, plant: Plant, model: CircuitModel) -> Sequence[str]:
    """Names that a table of the question may have."""
    if field == "prices":
        return tuple(plant.prices)
    if field == "conditions":
        return tuple(name for name in model.present_conditions if name != plant.group_column)
    if field in ("fixed", "present"):
        return tuple(plant.levers)
    if field == "limits":
        return tuple(limit.name for limit in plant.limit)
    if field == "max_stage_feed_t_h":
        return tuple(stage.name for stage in plant.stage)
    if field == "stock_kg":
        reagents = (lever.reagent.item for lever in plant.lever if lever.reagent is not None)
        return tuple(dict.fromkeys(reagents))
    return tuple(product.component for product in plant.product)


def _is_number(annotation: Any) -> bool:
    """Whether a field takes a number (or nothing)."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _is_number(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return any(_is_number(choice) for choice in get_args(annotation))
    return origin is not Literal and annotation in (float, int)


class ScenarioMatcher:
    """Finds the columns of scenarios among headers; what it does not know it refuses.

    Parameters
    ----------
    names : iterable of str
        Every column there may be.
    """

    def __init__(self, names: Sequence[str]):
        self.names = (LABEL, *names)
        self.columns = tuple(ScenarioColumn(name=name) for name in names)

    def count(self, cells: Sequence[Any]) -> int:
        """How many of these cells could head a column."""
        words = {clean_header(cell)[0] for cell in cells if isinstance(cell, str)}
        return sum(word in self.names or "." in word for word in words)

    def places(self, line: int, cells: Sequence[Any]) -> dict[str, int]:
        """Place of every column in a header row.

        Raises
        ------
        DataError
            If a column is unknown, stands twice, or none is there.
        """
        places: dict[str, int] = {}
        for i, cell in enumerate(cells):
            name = clean_header(cell)[0]
            if not name:
                continue
            if name not in self.names:
                hint = self._hint(name)
                raise DataError(f"line {line}: no key of a question is {name!r}; {hint}")
            if name in places:
                raise DataError(f"line {line}: the column {name} stands twice; delete one of them")
            places[name] = i
        if not places.keys() - {LABEL}:
            raise DataError(
                "the table of scenarios changes nothing; give it a column such as "
                f"{', '.join(self.names[1 : SHOWN + 1])}"
            )
        return places

    def _hint(self, name: str) -> str:
        close = get_close_matches(name, self.names, n=1, cutoff=0.5)
        table = [known for known in self.names if known.split(".")[0] == name.split(".")[0]]
        if close:
            return f"did you mean {close[0]!r}?"
        return f"there are {', '.join((table or self.names)[:SHOWN])} and others"


def read_scenarios(source: Any, plant: Plant, model: CircuitModel) -> Scenarios:
    """The scenarios in a file.

    Parameters
    ----------
    source : str, path-like, bytes or binary file
        CSV (also gzipped), Excel workbook (.xlsx) or Parquet; the content decides which.
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel

    Raises
    ------
    DataError
        If the file as a whole cannot be used: a column that is no key of a question, none
        at all, no row.
    """
    matcher = ScenarioMatcher(scenario_columns(plant, model))
    try:
        sheet = open_sheet(source, matcher)
        header, rows, _ = find_header(sheet.rows, matcher)
        places = matcher.places(header.line, header.cells)
        kept = [row for row in rows if any(cell not in (None, "") for cell in row.cells)]
    except DataError as error:
        raise DataError(_as_scenarios(str(error))) from error
    if not kept:
        raise DataError("the table of scenarios has a header and no row; give one row a scenario")
    return _scenarios(places, kept, len(header.cells))


def _as_scenarios(words: str) -> str:
    """A sentence of the door for surveys, about scenarios."""
    return words.replace("survey", "table of scenarios").replace("row a shift", "row a scenario")


def _scenarios(places: Mapping[str, int], rows: Sequence[Any], width: int) -> Scenarios:
    faults: dict[int, list[str]] = {}
    for i, row in enumerate(rows):
        if len(row.cells) != width and any(c not in (None, "") for c in row.cells[width:]):
            words = f"line {row.line} has {len(row.cells)} cells under {width} headers"
            faults.setdefault(i, []).append(words)
    values = {}
    for name, place in places.items():
        cells = [row.cells[place] if place < len(row.cells) else None for row in rows]
        if name == LABEL:
            labels = tuple(_label(cell, i) for i, cell in enumerate(cells))
            continue
        values[name], oddities = read_numbers(cells, per_cent=None)
        for i, oddity in oddities.items():
            if oddity.why != "blank":
                faults.setdefault(i, []).append(
                    f"{name} in line {rows[i].line} is {oddity.text!r}, no plain number: "
                    f"{REMEDY.get(oddity.why, 'write a number')}"
                )
    if LABEL not in places:
        labels = tuple(str(i + 1) for i in range(len(rows)))
    return Scenarios(
        labels=labels, values=values, faults={i: "; ".join(words) for i, words in faults.items()}
    )


def _label(cell: Any, i: int) -> str:
    text = "" if cell is None else str(cell)[:LONGEST_LABEL].strip()
    return "".join(c for c in text if c.isprintable()) or str(i + 1)


def scenarios_of(
    columns: Mapping[str, Sequence[float]], plant: Plant, model: CircuitModel
) -> Scenarios:
    """The scenarios in columns of numbers.

    Parameters
    ----------
    columns : mapping of str to array-like
        All of one length, such as a DataFrame; NaN leaves what the base question says.
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel

    Raises
    ------
    DataError
        As :func:`read_scenarios`, and for a column that holds anything but numbers.
    """
    places = ScenarioMatcher(scenario_columns(plant, model)).places(1, list(columns))
    values = {}
    for name in places:
        if name == LABEL:
            continue
        try:
            values[name] = np.array(columns[name], dtype=float)
        except (TypeError, ValueError) as error:
            raise DataError(f"the column {name} of the scenarios must hold numbers only") from error
    sizes = {len(column) for column in values.values()}
    if len(sizes) != 1 or sizes == {0}:
        raise DataError("the columns of the scenarios need one length, of at least one row")
    count = sizes.pop()
    names = columns[LABEL] if LABEL in places else [None] * count
    labels = tuple(_label(name, i) for i, name in enumerate(names))
    infinite = (i for column in values.values() for i in np.flatnonzero(np.isinf(column)))
    faults = {int(i): "the scenario holds a number that is not finite" for i in infinite}
    return Scenarios(labels=labels, values=values, faults=faults)


def scenario_question(base: Question, changes: Mapping[str, float]) -> Question:
    """The base question with a scenario's numbers in place of its own.

    Parameters
    ----------
    base : Question
    changes : mapping of str to float
        By column.

    Raises
    ------
    DataError
        If a number is out of bounds, one sentence each.

    Examples
    --------
    >>> base = Question(goal="least_cost", target_recovery_pct={"WO3": 70.0})
    >>> scenario_question(base, {"target_recovery_pct.Mo": 75.0}).target_recovery_pct
    {'WO3': 70.0, 'Mo': 75.0}
    """
    content = base.model_dump()
    for name, value in changes.items():
        field, _, key = name.partition(".")
        number = int(value) if _is_whole(field, value) else value
        if key:
            content[field] = {**content[field], key: number}
        else:
            content[field] = number
    try:
        return Question.model_validate(content)
    except ValidationError as error:
        raise DataError("; ".join(_mistakes(error))) from error


def _is_whole(field: str, value: float) -> bool:
    annotation = Question.model_fields[field].annotation
    return annotation is int and value.is_integer()


def _mistakes(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors():
        place = ".".join(map(str, mistake["loc"]))
        yield f"{place}: {mistake['msg'][:1].lower()}{mistake['msg'][1:]}, got {mistake['input']}"
