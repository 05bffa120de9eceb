"""The JSON of a plan: the same for equal plans, and refused where it is damaged."""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from flotation.errors import DataError
from optimiser.aims import Term, Violation
from optimiser.certificate import Certificate
from optimiser.optimality_check import Optimality
from optimiser.override import Override
from optimiser.plan_result import (
    SCHEMA,
    Binding,
    Change,
    CostSplit,
    Expected,
    NearShift,
    Plan,
    Provenance,
    Support,
)
from optimiser.waterfall import Step
from optimiser.worst_prices import WorstPrices


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
        if content.setdefault("schema", 1) not in range(1, SCHEMA + 1):
            raise ValueError(
                f"schema {content['schema']} is newer than {SCHEMA}; read it with the version that "
                "wrote it"
            )
        content["recovery"] = {c: Expected(**e) for c, e in content["recovery"].items()}
        content["support"]["nearest"] = tuple(
            NearShift(**shift) for shift in content["support"]["nearest"]
        )
        content["cost"] = CostSplit(**content["cost"])
        if content["certificate"].get("optimality") is not None:
            parts = Optimality(**content["certificate"]["optimality"])
            content["certificate"]["optimality"] = parts
        content["certificate"] = Certificate(**content["certificate"])
        content["support"] = Support(**content["support"])
        content["provenance"] = Provenance(**content["provenance"])
        content["changes"] = tuple(Change(**row) for row in content["changes"])
        content["binding"] = tuple(Binding(**row) for row in content["binding"])
        content["notes"] = tuple(content["notes"])
        content["overrides"] = tuple(Override(**row) for row in content.get("overrides", ()))
        if content.get("price_risk") is not None:
            content["price_risk"] = WorstPrices(**content["price_risk"])
        content["waterfall"] = tuple(Step(**row) for row in content.get("waterfall", ()))
        content["terms"] = tuple(Term(**row) for row in content.get("terms", ()))
        broken = content.get("violations", ())
        content["violations"] = tuple(Violation(**row) for row in broken)
        plan = Plan(**content)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DataError(f"this is not the JSON of a plan: {error}") from error
    _refuse_not_finite(plan.as_dict(), "plan")
    return plan


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
