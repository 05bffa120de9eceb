"""The last gate before the mathematics: every number finite and of a size that a plant can have."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from flotation.errors import DataError
from flotation.file_table import LARGEST_NUMBER


def refuse_bad_numbers(**tables: Any) -> None:
    """Refuse tables that hold a number no plant can have.

    Solvers are known to call such a number an optimum, or never to return from it.

    Parameters
    ----------
    **tables
        Nested dataclasses, pydantic models, mappings and sequences, by the name that the
        sentence is to use.

    Raises
    ------
    DataError
        Naming the first such number by its path.

    Examples
    --------
    >>> refuse_bad_numbers(price={"lead": float("nan")})
    Traceback (most recent call last):
    ...
    flotation.errors.DataError: price.lead is nan; expected a finite number of at most 1e+12
    """
    for name, table in tables.items():
        for path, number in _bad_numbers(table, name):
            raise DataError(
                f"{path} is {number:g}; expected a finite number of at most {LARGEST_NUMBER:g}"
            )


def _bad_numbers(value: Any, path: str) -> Iterator[tuple[str, float]]:
    """Every number in nested data that is not finite or too large, with its path."""
    if isinstance(value, float):
        if not _is_plausible(value):
            yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _bad_numbers(getattr(value, name), f"{path}.{name}")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _bad_numbers(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _bad_numbers(item, f"{path}.{key}")
    elif isinstance(value, (tuple, list)):
        for i, item in enumerate(value):
            if not (type(item) is str or type(item) is float and _is_plausible(item)):
                yield from _bad_numbers(item, f"{path}[{i + 1}]")


def _is_plausible(number: float) -> bool:
    return abs(number) <= LARGEST_NUMBER  # never so for what is no number
