"""The JSON Schema of plans, fronts and shifts: ``python -m optimiser.plan_schema [file]``.

Made from the dataclasses that are written, so that the page in ``docs/`` cannot say otherwise.
"""

import dataclasses
import json
import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from optimiser.moved import Shift
from optimiser.plan_result import SCHEMA, Front, Plan

PAGE = Path("docs") / "plan.schema.json"
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    Any: {},
}


def plan_schema() -> dict[str, Any]:
    """The schema of what ``plan``, ``explain`` and ``front`` write as JSON.

    Examples
    --------
    >>> plan_schema()["$defs"]["Expected"]["required"]
    ['value', 'low', 'high']
    """
    known: dict[str, Any] = {}
    whole = [_schema_of(kind, known) for kind in (Plan, Front, Shift)]
    known["Plan"]["properties"]["schema"] = {"const": SCHEMA}
    known["Plan"]["required"].append("schema")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Plans, fronts and shifts of flotation set-points, schema {SCHEMA}",
        "anyOf": whole,
        "$defs": dict(sorted(known.items())),
    }


def _schema_of(kind: Any, known: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if dataclasses.is_dataclass(kind):
        return _reference(kind, known)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema_of(part, known) for part in parts]}
    if origin is tuple:
        return {"type": "array", "items": _schema_of(parts[0], known)}
    if origin in (Mapping, dict):
        return {"type": "object", "additionalProperties": _schema_of(parts[1], known)}
    raise TypeError(f"no JSON Schema is known for {kind}")


def _reference(kind: Any, known: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in known:
        known[name] = {}
        hints = get_type_hints(kind)
        fields = dataclasses.fields(kind)
        known[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").partition("\n")[0],
            "properties": {field.name: _schema_of(hints[field.name], known) for field in fields},
            "required": [field.name for field in fields if _is_needed(field)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _is_needed(field: dataclasses.Field) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def schema_text() -> str:
    """The page as it should be."""
    return json.dumps(plan_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else PAGE).write_text(schema_text(), encoding="utf-8")
