"""The goals in numbers: the value of set-points, and what a gap is measured against."""

from collections.abc import Mapping

from optimiser.problem import Problem
from optimiser.programme import Programme
from optimiser.soft import BUDGET_ROW

FLOOR = 1e-3  # CNY/t below which an objective that moves is measured against this
BUDGET_SLACK = 1e-7  # of a limit: more used than it without approximation is refined away


def objective_name(goal: str, problem: Problem) -> str:
    """Name of the objective of a goal in the compiled programme."""
    return f"most_recovery[{problem.component}]" if goal == "most_recovery" else goal


def value_of(programme: Programme, goal: str, settings: Mapping[str, float]) -> float:
    """Objective of a goal without approximation, to be minimised."""
    if goal == "least_cost":
        return programme.exact_outlay(settings)
    if goal == "most_recovery":
        return -programme.log_recovery(programme.problem.component, settings)
    return -programme.exact_margin(settings)


def scale_of(programme: Programme, goal: str, settings: Mapping[str, float]) -> float:
    """What the gap of a goal is measured against: the part of the objective that moves."""
    if goal == "most_recovery":
        return 1.0
    movable = programme.movable_outlay(settings)
    if goal == "least_cost":
        return max(movable, FLOOR)
    margin = programme.exact_margin(settings) + programme.exact_outlay(settings) - movable
    return max(abs(margin), FLOOR)


def overspent(programme: Programme, settings: Mapping[str, float]) -> float:
    """Cost beyond the budget and use beyond other limits, relative; 0 within rounding."""
    budget, worst = programme.problem.budget, 0.0
    soft = {each.row for each in programme.problem.soft}
    if budget is not None and BUDGET_ROW not in soft:
        worst = (programme.exact_cost(settings) - budget) / max(budget, 1.0)
    for resource in programme.problem.resources:
        if not resource.is_limited or f"resource[{resource.name}]" in soft:
            continue
        over = programme.exact_use(resource, settings) - resource.high
        worst = max(worst, over / max(resource.high, 1.0))
    return worst if worst > BUDGET_SLACK else 0.0


def better(
    programme: Programme,
    goal: str,
    best: Mapping[str, float] | None,
    found: Mapping[str, float],
) -> Mapping[str, float]:
    """The better of two settings; one that keeps the budget comes before one that does not."""
    if best is None:
        return found
    over_best, over_found = overspent(programme, best), overspent(programme, found)
    if over_best > 0.0 or over_found > 0.0:
        return found if over_found < over_best else best
    at_least_as_good = value_of(programme, goal, found) <= value_of(programme, goal, best)
    return found if at_least_as_good else best
