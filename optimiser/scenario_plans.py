"""Scenarios to rows of results: each solved and certified as a single plan is.

A row that cannot be solved holds a status and a sentence instead of numbers, and the others
go on.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from flotation.errors import DataError, FlotationError, InfeasibleError, RefusedError
from optimiser.answering import Answered, answer
from optimiser.batch_case import COSTS, COVERAGE, NO_PLAN, TEXTS, Case, Columns
from optimiser.hot_rows import HotRows
from optimiser.number_gate import refuse_bad_numbers
from optimiser.question_checks import check_question
from optimiser.ranges import lever_ranges
from optimiser.scenarios import LABEL, Scenarios, scenario_question
from optimiser.solving import NoPlanError

_prepared: list[HotRows] = []  # of the case that this process solved last


def plan_scenarios(case: Case, scenarios: Scenarios) -> Columns:
    """Results of scenarios, in their order.

    Returns
    -------
    dict of str to list
        By column of :attr:`Case.result_columns`; NaN and empty texts where there is nothing.
    """
    hot = _hot(case).rows(scenarios)
    rows = [
        {LABEL: scenarios.labels[i], **scenarios.row(i), **(hot.get(i) or _row(case, scenarios, i))}
        for i in range(len(scenarios))
    ]
    empty = {name: "" if name in TEXTS else math.nan for name in case.result_columns}
    return {name: [row.get(name, empty[name]) for row in rows] for name in case.result_columns}


def _hot(case: Case) -> HotRows:
    if not _prepared or _prepared[0].case is not case:
        _prepared[:] = [HotRows(case)]
    return _prepared[0]


def _row(case: Case, scenarios: Scenarios, i: int) -> dict[str, Any]:
    try:
        if i in scenarios.faults:
            raise DataError(scenarios.faults[i])
        question = scenario_question(case.question, scenarios.row(i))
        refuse_bad_numbers(question=question)
        check_question(question, case.plant, case.model)
        ranges = lever_ranges(case.plant, case.model, question)
        return answer_columns(case, answer(case.plant, case.model, question, ranges))
    except NoPlanError:
        return {"status": "infeasible", "error": NO_PLAN}
    except FlotationError as error:
        return {"status": _status(error), "error": str(error).replace("\n", "; ")}


def _status(error: FlotationError) -> str:
    for kind, status in (
        (InfeasibleError, "infeasible"),
        (RefusedError, "refused"),
        (DataError, "bad input"),
    ):
        if isinstance(error, kind):
            return status
    return "no answer"


def answer_columns(case: Case, answered: Answered) -> dict[str, Any]:
    """The numbers of one answer, by column."""
    brought, certificate = answered.brought, answered.certificate
    row: dict[str, Any] = {"status": answered.status}
    for component, value in brought.recovery.items():
        c = component.lower()
        low, high = case.model.intervals[component].bounds(value, COVERAGE)
        row |= _percents(f"recovery_{c}", {"": value, "_low": low, "_high": high})
        row[f"grade_{c}_pct"] = 100.0 * brought.grade[component]
        row[f"mass_pull_{c}_pct"] = 100.0 * brought.mass_pull[component]
    row |= {f"cost_{part}_cny_t": float(getattr(brought.cost, part)) for part in COSTS}
    row["margin_cny_t"] = brought.margin
    row |= {name: getattr(certificate, name) for name in ("objective", "bound", "gap", "model_gap")}
    return row | dict(answered.settings)


def _percents(stem: str, fractions: Mapping[str, float]) -> dict[str, float]:
    return {f"{stem}{end}_pct": 100.0 * float(value) for end, value in fractions.items()}


def joined(parts: Sequence[Columns]) -> Columns:
    """Results of several parts, one after another."""
    return {name: [value for part in parts for value in part[name]] for name in parts[0]}
