"""A question as the TOML text that asks it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from optimiser.question import Question

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def question_toml(question: Question) -> str:
    """The TOML of a question, with what it says and no defaults.

    Examples
    --------
    >>> print(question_toml(Question(goal="least_cost", target_recovery_pct={"WO3": 70.0})))
    goal = "least_cost"
    target_recovery_pct = { WO3 = 70.0 }
    """
    said = question.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return "\n".join(f"{_key(key)} = {_value(value)}" for key, value in said.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    return _text(value) if isinstance(value, str) else repr(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)
