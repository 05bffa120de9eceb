"""A tiny plan with a known answer: a service that solves it is alive where it matters."""

import time

import pyomo.environ as pyo

from flotation.errors import SolverError
from optimiser.compiled import compile_model
from optimiser.highs import Session, trusted_version
from optimiser.worker import in_worker

LEAST_COST = 3.6  # of the programme below, by hand: 20 g/t of the first, 80 of the second
TIME_LIMIT_S = 5.0
CLOSE = 1e-6


def solve_sentinel(*, patience: float) -> float:
    """Cost of the sentinel's plan, solved the way plans are: by Pyomo and HiGHS in a worker.

    Parameters
    ----------
    patience : float
        Time to wait for a free worker. [s]

    Returns
    -------
    float
        :data:`LEAST_COST`.

    Raises
    ------
    SolverError
        If no worker came free, or the answer is wrong or late.
    """
    ends = time.monotonic() + patience

    def on_wait(before: int) -> None:
        if time.monotonic() > ends:
            raise SolverError(
                f"no worker came free within {patience:g} s, with {before} tasks before this one"
            )

    found = in_worker(sentinel_cost, time_limit=TIME_LIMIT_S, on_wait=on_wait)
    if not abs(found - LEAST_COST) <= CLOSE:
        raise SolverError(f"the sentinel's plan costs {found:g}, not {LEAST_COST:g}")
    return float(found)


def sentinel_cost() -> float:
    r"""Least cost of two collectors that together must recover enough, in this process.

    .. math:: \min 0.1 x + 0.02 y \quad \text{s.t.} \quad x + y \ge 100, \; x \ge y / 4

    Examples
    --------
    >>> sentinel_cost()
    3.6
    """
    trusted_version()
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0.0, 200.0))
    model.y = pyo.Var(bounds=(0.0, 200.0))
    model.together = pyo.Constraint(expr=model.x + model.y >= 100.0)
    model.share = pyo.Constraint(expr=model.x - 0.25 * model.y >= 0.0)
    model.cost = pyo.Objective(expr=0.1 * model.x + 0.02 * model.y)
    answer = Session(compile_model(model), "cost").solve(time_limit=TIME_LIMIT_S)
    return round(answer.objective, 9)
