"""The JSON of a plan: the same for equal plans, and refused where it is damaged."""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from flotation.errors import DataError
from optimiser.plan_result import SCHEMA, STATUSES, Plan
from optimiser.typed_json import from_json


def plan_json(plan: Plan) -> str:
    """JSON of a plan, the same for equal plans.

    Raises
    ------
    DataError
        If a number in it is not finite.
    """
    content = plan.as_dict()
    _refuse_not_finite(content, "plan")
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def parse_plan(text: str) -> Plan:
    """The :class:`Plan` in a JSON text that :func:`plan_json` wrote.

    Raises
    ------
    DataError
        If it is damaged, or of other content.
    """
    try:
        content = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
        if not isinstance(content, dict):
            raise ValueError(f"expected a table, got {str(content)[:60]!r}")
        if content.setdefault("schema", 1) not in range(1, SCHEMA + 1):
            raise ValueError(
                f"schema {content['schema']} is newer than {SCHEMA}; read it with the version that "
                "wrote it"
            )
        plan = from_json(Plan, content, "plan")
        _refuse_contradictions(plan)
    except (ValueError, RecursionError) as error:
        raise DataError(f"this is not the JSON of a plan: {error}") from error
    return plan


def _refuse_contradictions(plan: Plan) -> None:
    """A plan that claims a proof that it does not show."""
    if plan.status not in STATUSES:
        raise ValueError(f"plan.status is {plan.status!r}; it is one of {', '.join(STATUSES)}")
    if plan.status == "optimal" and not plan.certificate.verified:
        raise ValueError("plan.status is 'optimal', but plan.certificate.verified is false")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _refuse_not_finite(content: Any, where: str) -> None:
    if isinstance(content, Mapping):
        for key, value in content.items():
            _refuse_not_finite(value, f"{where}.{key}")
    elif isinstance(content, (list, tuple)):
        for i, value in enumerate(content):
            _refuse_not_finite(value, f"{where}[{i}]")
    elif isinstance(content, float) and not math.isfinite(content):
        raise DataError(f"{where} is {content}; a plan holds finite numbers only")
