"""Published programmes, written in Pyomo, compiled and solved by our own session."""

import numpy as np
import pyomo.environ as pyo
import pytest

from optimiser.compiled import compile_model
from optimiser.highs import Session
from optimiser.optimality_check import optimality_of


def programme(variables, objective, rows, *, binary=False, most=1e6):
    """A model that minimises ``objective · x`` over rows of ``(coefficients, low, high)``."""
    m = pyo.ConcreteModel()
    m.x = pyo.Var(variables, bounds=(0.0, most), domain=pyo.Binary if binary else pyo.Reals)
    m.rows = pyo.ConstraintList()
    for coefficients, low, high in rows:
        value = sum(c * m.x[j] for j, c in coefficients.items())
        if low == high:
            m.rows.add(value == low)
        else:
            m.rows.add(value <= high if low is None else value >= low)
    m.cost = pyo.Objective(expr=sum(objective[j] * m.x[j] for j in variables))
    return compile_model(m)


def solved(compiled):
    """The answer, and for a linear programme proof that it is one."""
    session = Session(compiled, "cost")
    answer = session.solve(time_limit=20.0)
    assert answer.status == "optimal"
    if not compiled.integer.any():
        assert optimality_of(session, answer).worst <= 1e-9
    return answer


def test_the_whiskas_blend_is_beef_and_gel_at_52_cents():
    """The blending problem of PuLP's documentation: six ingredients, 100 g of food."""
    cost = {
        "chicken": 0.013,
        "beef": 0.008,
        "mutton": 0.010,
        "rice": 0.002,
        "wheat": 0.005,
        "gel": 0.001,
    }
    share = {
        "protein": (0.100, 0.200, 0.150, 0.000, 0.040, 0.000),
        "fat": (0.080, 0.100, 0.110, 0.010, 0.010, 0.000),
        "fibre": (0.001, 0.005, 0.003, 0.100, 0.150, 0.000),
        "salt": (0.002, 0.005, 0.007, 0.002, 0.008, 0.000),
    }
    limits = {"protein": (8.0, None), "fat": (6.0, None), "fibre": (None, 2.0), "salt": (None, 0.4)}
    rows = [(dict(zip(cost, share[n], strict=True)), *limits[n]) for n in share]
    rows.append((dict.fromkeys(cost, 1.0), 100.0, 100.0))
    compiled = programme(list(cost), cost, rows)
    answer = solved(compiled)
    assert answer.objective == pytest.approx(0.52, rel=1e-9)
    amounts = {j: answer.point[compiled.columns[f"x[{j}]"]] for j in cost}
    assert amounts["beef"] == pytest.approx(60.0, rel=1e-9)
    assert amounts["gel"] == pytest.approx(40.0, rel=1e-9)


def test_dantzigs_transport_costs_153_675():
    """``trnsport`` of the GAMS model library (Dantzig 1963, chapter 3.3)."""
    supply, demand = (
        {"seattle": 350.0, "san-diego": 600.0},
        {"new-york": 325.0, "chicago": 300.0, "topeka": 275.0},
    )
    distance = {"seattle": (2.5, 1.7, 1.8), "san-diego": (2.5, 1.8, 1.4)}
    ways = [(i, j) for i in supply for j in demand]
    cost = {(i, j): 0.09 * distance[i][list(demand).index(j)] for i, j in ways}
    rows = [({(i, j): 1.0 for j in demand}, None, most) for i, most in supply.items()]
    rows += [({(i, j): 1.0 for i in supply}, least, None) for j, least in demand.items()]
    assert solved(programme(ways, cost, rows)).objective == pytest.approx(153.675, rel=1e-9)


WEIGHTS = (23, 31, 29, 44, 53, 38, 63, 85, 89, 82)
PROFITS = (92, 57, 49, 68, 60, 43, 67, 84, 87, 72)


def test_knapsack_p01_holds_309():
    """Burkardt's data sets for the knapsack problem, P01: capacity 165."""
    items = range(10)
    rows = [(dict(zip(items, map(float, WEIGHTS), strict=True)), None, 165.0)]
    compiled = programme(list(items), [-float(p) for p in PROFITS], rows, binary=True)
    answer = solved(compiled)
    assert answer.objective == pytest.approx(-309.0, rel=1e-9)
    assert np.flatnonzero(np.round(answer.point)).tolist() == [0, 1, 2, 3, 5]


@pytest.mark.parametrize("capacity", [0.0, 10.0, 165.0, 300.0, 1000.0])
def test_a_knapsack_of_divisible_goods_is_filled_by_worth(capacity):
    """Dantzig's greedy filling is the optimum, in closed form."""
    items = range(10)
    rows = [(dict(zip(items, map(float, WEIGHTS), strict=True)), None, capacity)]
    compiled = programme(list(items), [-float(p) for p in PROFITS], rows, most=1.0)
    left, worth = capacity, 0.0
    for i in sorted(items, key=lambda i: -PROFITS[i] / WEIGHTS[i]):
        taken = min(1.0, left / WEIGHTS[i])
        left, worth = left - taken * WEIGHTS[i], worth + taken * PROFITS[i]
    assert solved(compiled).objective == pytest.approx(-worth, rel=1e-9, abs=1e-9)
