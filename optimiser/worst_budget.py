"""Why a budget cannot be kept when the worst few prices turn bad, and what would be enough."""

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import InfeasibleError, SolverError
from flotation.plant import Plant
from optimiser.circuit import solve_circuit
from optimiser.question import Question
from optimiser.ranges import lever_ranges

GRAIN = 0.01  # CNY/t: a proposed budget is rounded up to it


def worst_budget_conflict(
    plant: Plant, model: CircuitModel, question: Question, seconds: float
) -> InfeasibleError | None:
    """The error that says what the budget would have to be; None if other limits conflict.

    Its ``relaxation`` holds the change of ``budget_cny_t``.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
        With a price risk and a budget.
    seconds : float
        For the search of the least cost in the worst case.
    """
    without = question.model_copy(
        update={"goal": "least_cost", "budget_cny_t": None, "time_limit_s": seconds}
    )
    try:
        cheapest, _ = solve_circuit(plant, model, without, lever_ranges(plant, model, without))
    except SolverError:
        return None
    budget = question.budget_cny_t or 0.0
    enough = float(np.ceil((cheapest.value + GRAIN) / GRAIN) * GRAIN)
    if enough <= budget:
        return None
    count = question.price_risk.budget if question.price_risk is not None else 0.0
    words = f"cost at most {budget:.6g} CNY/t with the {count:g} worst prices at their bad ends"
    return InfeasibleError(
        f"no set-points meet every limit: {words} cannot be. The cheapest change: raise "
        f"budget_cny_t from {budget:.6g} to {enough:.6g} CNY/t, or lower price_risk.budget",
        conflict=[words],
        relaxation={"budget_cny_t": enough - budget},
    )
