import numpy as np
import pytest
from scipy.optimize import linprog

from optimiser.periods.blends import blended, lattice, lattice_size

SULPHUR = {"A": 3.0, "B": 1.0}
HAVERLY = {  # Haverly (1978), SIGMAP Bulletin 25: cost of B, most of X, best profit
    1: (16.0, 100.0, 400.0),
    2: (16.0, 600.0, 600.0),
    3: (13.0, 100.0, 750.0),
}


def profit_with_pool(sulphur, pool_cost, most_x):
    """Best profit when the pool has this composition: a linear programme."""
    # pool to X, pool to Y, C to X, C to Y; X at most 2.5 % sulphur for 9, Y at most 1.5 % for 15
    cost = [pool_cost - 9.0, pool_cost - 15.0, 10.0 - 9.0, 10.0 - 15.0]
    rows = [
        [sulphur - 2.5, 0.0, 2.0 - 2.5, 0.0],
        [0.0, sulphur - 1.5, 0.0, 2.0 - 1.5],
        [1.0, 0.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, 1.0],
    ]
    return -linprog(cost, A_ub=rows, b_ub=[0.0, 0.0, most_x, 200.0]).fun


@pytest.mark.parametrize("number", HAVERLY)
def test_blends_in_quarters_hold_the_best_pools_of_haverly(number):
    cost_b, most_x, best = HAVERLY[number]
    found = max(
        profit_with_pool(
            blended(b, [{"s": SULPHUR["A"]}, {"s": SULPHUR["B"]}])["s"],
            blended(b, [{"cost": 6.0}, {"cost": cost_b}])["cost"],
            most_x,
        )
        for b in lattice(2, 4)
    )
    assert found == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize(("piles", "steps"), [(1, 4), (2, 4), (3, 4), (4, 3)])
def test_a_lattice_has_every_blend_once(piles, steps):
    blends = lattice(piles, steps)
    every = np.stack(np.meshgrid(*[np.arange(steps + 1)] * piles), axis=-1).reshape(-1, piles)
    expected = {tuple(row) for row in every if row.sum() == steps}
    assert {tuple(round(steps * share) for share in b) for b in blends} == expected
    assert len(blends) == lattice_size(piles, steps) == len(expected)
