"""Questions that differ in a few keys: what differs, and the question with other values."""

from collections.abc import Mapping
from typing import Any

from optimiser.question import Question


def changed_question(question: Question, changes: Mapping[str, Any]) -> Question:
    """The question with other values of some keys; None takes a key away.

    Examples
    --------
    >>> asked = Question(goal="most_recovery", budget_cny_t=30.0)
    >>> changed_question(asked, {"budget_cny_t": 41.5}).budget_cny_t
    41.5
    """
    said: dict[str, Any] = question.model_dump(exclude_none=True)
    for key, value in changes.items():
        field, _, name = key.partition(".")
        table, place = (said.setdefault(field, {}), name) if name else (said, field)
        if value is None:
            table.pop(place, None)
        else:
            table[place] = value
    return type(question).model_validate(said)


def differences(first: Question, second: Question) -> dict[str, tuple[Any, Any]]:
    """Values of the keys in which two questions differ; None where one leaves a key out.

    Examples
    --------
    >>> one = Question(goal="most_margin", prices={"lime": 900.0})
    >>> differences(one, one.model_copy(update={"prices": {"lime": 950.0}}))
    {'prices.lime': (900.0, 950.0)}
    """
    before, after = (_inputs(question) for question in (first, second))
    keys = dict.fromkeys((*before, *after))
    pairs = {key: (before.get(key), after.get(key)) for key in keys}
    return {key: (old, new) for key, (old, new) in pairs.items() if old != new}


def _inputs(question: Question) -> dict[str, Any]:
    """Every input of a question, those in tables each by itself."""
    found: dict[str, Any] = {}
    for field, value in question.model_dump(mode="json", exclude_none=True).items():
        if isinstance(value, Mapping):
            found |= {f"{field}.{name}": part for name, part in value.items()}
        else:
            found[field] = value
    found.pop("time_limit_s")
    return found
