"""JSON read into the dataclasses it was written from, every value held to its type.

A dataclass takes whatever it is given; a file that somebody edited must not.
"""

import dataclasses
import math
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


def from_json(kind: Any, value: Any, path: str) -> Any:
    """A value of JSON as a type: a dataclass, tuple, mapping, number, text, flag or union.

    Parameters
    ----------
    kind : type
        As in the hints of a dataclass.
    value : object
        From :func:`json.loads`.
    path : str
        Where the value stands; named by errors.

    Raises
    ------
    ValueError
        If the value, or one inside it, is of another type, missing, unknown or not finite.

    Examples
    --------
    >>> from_json(tuple[float, ...], [1, 2.5], "widths")
    (1.0, 2.5)
    >>> from_json(Mapping[str, float], {"WO3": "much"}, "grade")
    Traceback (most recent call last):
    ValueError: grade.WO3: expected a number, got 'much'
    """
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value, path)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _any_of(parts, value, path)
    if origin is tuple:
        items = _expected(value, list, "a list", path)
        return tuple(from_json(parts[0], one, f"{path}[{i}]") for i, one in enumerate(items, 1))
    if origin in (Mapping, dict):
        table = _expected(value, dict, "a table", path)
        return {key: from_json(parts[1], one, f"{path}.{key}") for key, one in table.items()}
    return _plain(kind, value, path)


def _record(kind: Any, value: Any, path: str) -> Any:
    table = _expected(value, dict, "a table", path)
    hints, needed = _fields(kind)
    for name in table:
        if name not in hints:
            raise ValueError(f"{path}.{name}: unknown key")
    for name in needed:
        if name not in table:
            raise ValueError(f"{path}.{name} is missing")
    return kind(
        **{name: from_json(hints[name], one, f"{path}.{name}") for name, one in table.items()}
    )


@cache
def _fields(kind: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Types of a dataclass's fields, and the fields that have no default."""
    missing = dataclasses.MISSING
    fields = dataclasses.fields(kind)
    needed = (f.name for f in fields if f.default is missing and f.default_factory is missing)
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields}, tuple(needed)


def _any_of(kinds: tuple[Any, ...], value: Any, path: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    choices = [kind for kind in kinds if kind is not type(None)]
    for kind in choices[:-1]:
        try:
            return from_json(kind, value, path)
        except ValueError:
            continue
    return from_json(choices[-1], value, path)


def _plain(kind: Any, value: Any, path: str) -> Any:
    if kind is Any:
        return value
    if kind is float:
        number = value if not isinstance(value, bool) else None
        number = _expected(number, (int, float), "a number", path, shown=value)
        if not math.isfinite(number):
            raise ValueError(f"{path} is {number:g}, which is not a finite number")
        return float(number)
    if kind is int and isinstance(value, bool):
        value = None
    words = {int: "a whole number", bool: "true or false", str: "a text"}
    return _expected(value, kind, words[kind], path)


def _expected(value: Any, kind: Any, words: str, path: str, *, shown: Any = None) -> Any:
    if not isinstance(value, kind):
        found = repr(value if shown is None else shown)
        raise ValueError(f"{path}: expected {words}, got {found[:60]}")
    return value
