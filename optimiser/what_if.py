"""The plan under other numbers, at once: what a slider of prices, targets or limits asks."""

from collections.abc import Mapping
from difflib import get_close_matches

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.plant import Plant
from optimiser.plan_result import Plan
from optimiser.planning import plan
from optimiser.question import Question
from optimiser.scenarios import scenario_columns, scenario_question


def what_if(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    changes: Mapping[str, float],
    *,
    in_process: bool = False,
) -> Plan:
    """The plan of a question with other numbers in place of its own.

    It is solved, proven and checked as :func:`optimiser.planning.plan` does; limits are not
    priced and moves not told apart, which takes most of the time of a plan. Ask ``plan`` where
    the slider comes to rest.

    Parameters
    ----------
    plant, model, question, in_process
        As for :func:`optimiser.planning.plan`.
    changes : mapping of str to float
        By the key of a number in the question, as the columns of a batch:
        ``prices.bha``, ``target_recovery_pct.WO3``, ``budget_cny_t``. [the question's units]

    Returns
    -------
    Plan
        Without ``binding``, ``shadow_prices`` and ``waterfall``.

    Raises
    ------
    DataError, InfeasibleError, RefusedError, SolverError
        As for :func:`optimiser.planning.plan`.
    """
    known = scenario_columns(plant, model)
    for name in changes:
        if name not in known:
            close = get_close_matches(name, known, n=1, cutoff=0.0)
            raise DataError(
                f"no number of a question is named {name!r}; did you mean {close[0]!r}?"
            )
    asked = scenario_question(question, changes)
    return plan(plant, model, asked, explained=False, in_process=in_process)
