"""Rows of results for the scenarios of a chunk that hot linear programmes can answer.

Set-points found by :mod:`optimiser.hot_plans` are predicted with the fitted model and costed with
the plant's own prices, for all scenarios at once; where programme and model differ, the
scenario is left to a single plan.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from flotation.circuit_prediction import Prediction
from flotation.economics import Cost, consumption, cost, value_per_recovery
from flotation.errors import FlotationError
from flotation.market import Price
from optimiser.batch_case import COSTS, COVERAGE, NO_PLAN, Case
from optimiser.certificate import TOLERANCE
from optimiser.conditions import asked_conditions
from optimiser.hot_plans import OBJECTIVE, HotAnswers, HotPlans
from optimiser.money import asked_prices
from optimiser.question_checks import check_question
from optimiser.scenarios import Scenarios

BOUNDS = {"prices": (1e-9, 1e9), "target_recovery_pct": (0.01, 100.0), "min_grade_pct": (1e-6, 1e2)}
TARGET = 50.0  # compiled where the base question has none [%]
GRADE = 1e-3  # compiled: below what any ore gives, so that no binary is written for it [%]


class HotRows:
    """What all chunks of a case share: a question compiled once.

    Parameters
    ----------
    case : Case
    """

    def __init__(self, case: Case):
        self.case = case
        self._stated = _stated(case)
        self.plans = self._compiled()

    def _compiled(self) -> HotPlans | None:
        """The question compiled, or None where it is not of the kind for it."""
        case = self.case
        base = {
            name: GRADE if name.startswith("min_grade") else self._stated.get(name) or TARGET
            for name in case.columns
        }
        fields = {name.partition(".")[0] for name in case.columns}
        if case.question.goal != OBJECTIVE or not fields <= set(BOUNDS):
            return None
        if case.question.price_risk is not None or case.question.futures is not None:
            return None
        try:
            plans = HotPlans(case.plant, case.model, case.question, base)
            check_question(plans.asked(base), case.plant, case.model)
        except FlotationError:
            return None  # every row says why, as a single plan
        return plans if plans.map is not None else None

    def rows(self, scenarios: Scenarios) -> dict[int, dict[str, Any]]:
        """Columns of the results by scenario, of those answered here."""
        if self.plans is None:
            return {}
        values = {name: self._values(name, scenarios) for name in self.case.columns}
        kept = np.all(
            [
                (column >= BOUNDS[name.partition(".")[0]][0])
                & (column <= BOUNDS[name.partition(".")[0]][1])
                for name, column in values.items()
            ],
            axis=0,
        )
        kept[list(scenarios.faults)] = False
        places = np.flatnonzero(kept)
        if not len(places):
            return {}
        asked = {name: column[places] for name, column in values.items()}
        return self._columns(places, asked, self.plans.solve(asked))

    def _values(self, name: str, scenarios: Scenarios) -> np.ndarray:
        column = scenarios.values[name]
        return np.where(np.isnan(column), self._stated.get(name, np.nan), column)

    def _columns(
        self, places: np.ndarray, asked: Mapping[str, np.ndarray], found: HotAnswers
    ) -> dict[int, dict[str, Any]]:
        case = self.case
        prices = _prices(case, asked)
        conditions = asked_conditions(case.model, case.question)
        expected = case.model.predict(found.settings, conditions)
        used = consumption(case.plant, found.settings, conditions, expected.stage_feed_solids)
        spent = cost(case.plant, used, prices)
        feed_pct = {c: conditions[case.model.feed_grades[c]] for c in expected.recovery}
        worth = value_per_recovery(case.plant, feed_pct, prices)
        gap = model_gaps(found, expected, spent, feed_pct)
        columns: dict[str, Any] = {
            "margin_cny_t": sum(worth[c] * r for c, r in expected.recovery.items()) - spent.total,
            **{f"cost_{part}_cny_t": getattr(spent, part) for part in COSTS},
            **{"objective": found.value, "bound": found.bound, "gap": found.gap},
            "model_gap": gap,
            **found.settings,
        }
        for component, value in expected.recovery.items():
            c = component.lower()
            low, high = case.model.intervals[component].bounds(value, COVERAGE)
            ends = {"": value, "_low": low, "_high": high}
            columns |= {f"recovery_{c}{end}_pct": 100.0 * part for end, part in ends.items()}
            columns[f"grade_{c}_pct"] = 100.0 * expected.grade[component]
            columns[f"mass_pull_{c}_pct"] = 100.0 * expected.mass_pull[component]
        names = list(columns)
        table = np.stack([np.broadcast_to(columns[n], gap.shape) for n in names], axis=1).tolist()
        good = found.solved & (gap <= TOLERANCE)
        rows: dict[int, dict[str, Any]] = {}
        for i, place in enumerate(places.tolist()):
            if found.infeasible[i]:
                rows[place] = {"status": "infeasible", "error": NO_PLAN}
            elif good[i]:
                rows[place] = {"status": "optimal", **dict(zip(names, table[i], strict=True))}
        return rows


def model_gaps(
    found: HotAnswers, expected: Prediction, spent: Cost, feed_pct: Mapping[str, float]
) -> np.ndarray:
    """Largest relative difference of programme and model, by scenario.

    As :func:`optimiser.certificate.model_gap` for one plan.
    """
    gaps = [np.abs(found.value - spent.total) / np.maximum(np.abs(spent.total), 1.0)]
    for c, recovery in expected.recovery.items():
        log_r, log_y = found.log_recovery[c], found.log_mass[c]
        gaps.append(np.abs(np.exp(log_r) / recovery - 1.0))
        if feed_pct[c] > 0.0:
            grade = feed_pct[c] / 100.0 * np.exp(log_r - log_y)
            gaps.append(np.abs(grade / expected.grade[c] - 1.0))
    return np.max(gaps, axis=0)


def _prices(case: Case, asked: Mapping[str, np.ndarray]) -> dict[str, Price]:
    """Prices with a value for every scenario."""
    prices = asked_prices(case.plant, case.question)
    for name, column in asked.items():
        field, _, item = name.partition(".")
        if field == "prices":
            prices[item] = prices[item].model_copy(update={"value": column})
    return prices


def _stated(case: Case) -> dict[str, float]:
    """What an empty cell means, by column, where the question or the plant says it."""
    prices = asked_prices(case.plant, case.question)
    found = {f"prices.{item}": price.value for item, price in prices.items()}
    for product in case.plant.product:
        found[f"min_grade_pct.{product.component}"] = product.min_grade_pct
    for field in ("target_recovery_pct", "min_grade_pct"):
        asked = getattr(case.question, field)
        found |= {f"{field}.{component}": pct for component, pct in asked.items()}
    return found
