"""Scenarios to rows of results: each solved and certified as a single plan is.

A row that cannot be solved holds a status and a sentence instead of numbers, and the others
go on.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError, FlotationError, InfeasibleError, RefusedError
from flotation.plant import Plant
from optimiser.answering import Answered, answer
from optimiser.number_gate import refuse_bad_numbers
from optimiser.question import Question
from optimiser.question_checks import check_question
from optimiser.ranges import lever_ranges
from optimiser.scenarios import LABEL, Scenarios, scenario_question
from optimiser.solving import NoPlanError

TEXTS = (LABEL, "status", "error")
COSTS = ("reagents", "energy", "co2", "water", "total")
COVERAGE = 0.9  # of the interval around a recovery
NO_PLAN = (
    "no set-points meet every limit; ask this scenario as a single plan to learn which limits "
    "cannot hold together and what the cheapest change is"
)
Columns = dict[str, list]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What all scenarios of a batch share.

    Attributes
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
        Asked where a scenario says nothing else.
    columns : tuple of str
        Of the scenarios.
    """

    plant: Plant
    model: CircuitModel
    question: Question
    columns: tuple[str, ...]

    @property
    def result_columns(self) -> tuple[str, ...]:
        """Columns of the results, in order: the scenario, its status, its numbers."""
        found = [LABEL, *self.columns, "status", "error"]
        for product in self.plant.product:
            c = product.component.lower()
            found += [f"recovery_{c}_pct", f"recovery_{c}_low_pct", f"recovery_{c}_high_pct"]
            found += [f"grade_{c}_pct", f"mass_pull_{c}_pct"]
        found += [f"cost_{part}_cny_t" for part in COSTS]
        found += ["margin_cny_t", "objective", "bound", "gap", "model_gap"]
        return (*found, *(lever.column for lever in self.plant.lever))


def plan_scenarios(case: Case, scenarios: Scenarios) -> Columns:
    """Results of scenarios, in their order.

    Returns
    -------
    dict of str to list
        By column of :attr:`Case.result_columns`; NaN and empty texts where there is nothing.
    """
    rows = [_row(case, scenarios, i) for i in range(len(scenarios))]
    empty = {name: "" if name in TEXTS else math.nan for name in case.result_columns}
    return {name: [row.get(name, empty[name]) for row in rows] for name in case.result_columns}


def _row(case: Case, scenarios: Scenarios, i: int) -> dict[str, Any]:
    changes = scenarios.row(i)
    row: dict[str, Any] = {LABEL: scenarios.labels[i], **changes}
    try:
        if i in scenarios.faults:
            raise DataError(scenarios.faults[i])
        question = scenario_question(case.question, changes)
        refuse_bad_numbers(question=question)
        check_question(question, case.plant, case.model)
        ranges = lever_ranges(case.plant, case.model, question)
        row |= answer_columns(case, answer(case.plant, case.model, question, ranges))
    except NoPlanError:
        row |= {"status": "infeasible", "error": NO_PLAN}
    except FlotationError as error:
        row |= {"status": _status(error), "error": str(error).replace("\n", "; ")}
    return row


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
