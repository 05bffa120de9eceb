r"""What each lever's move brings, from the present set-points to the proposed ones.

What a move brings depends on the moves made before it. Each lever is given the average over all
orders in which levers can be moved (Shapley's value [1]_),

.. math:: \phi_j = \sum_{S \subseteq M \setminus j}
    \frac{|S|!\,(|M| - |S| - 1)!}{|M|!} \bigl( f(S \cup j) - f(S) \bigr)

so that no order matters and the steps add up to the whole. With more than :data:`MOST_EXACT` moves
the average is over every cyclic order of the plant file, forwards and backwards.

References
----------
.. [1] L. S. Shapley, "A value for n-person games", Contributions to the Theory of Games II,
   1953, 307-317. doi:10.1515/9781400881970-018
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.economics import consumption, cost, value_per_recovery
from flotation.plant import Plant
from optimiser.conditions import asked_conditions
from optimiser.money import asked_prices
from optimiser.question import Question

MOST_EXACT = 10
SAME = 1e-9  # relative move below which a lever stays where it is

Settings = Mapping[str, float]
Brought = Callable[[np.ndarray], np.ndarray]  # which moves are made, to what they bring


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the move of one lever brings.

    Attributes
    ----------
    lever : str
    recovery : mapping of str to float
        Of each product's component. [fraction]
    cost, margin : float
        [CNY/t ore]
    """

    lever: str
    recovery: Mapping[str, float]
    cost: float
    margin: float


def steps_between(
    plant: Plant, model: CircuitModel, question: Question, present: Settings, proposed: Settings
) -> tuple[Step, ...]:
    """What each move brings, in the plant file's order; the sum is the whole change.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
        For its conditions and prices.
    present, proposed : mapping of str to float
        Every lever. [its unit]
    """
    moved = [
        j
        for j in proposed
        if abs(proposed[j] - present[j]) > SAME * max(abs(present[j]), abs(proposed[j]))
    ]
    names, shares = _shares(plant, model, question, present, proposed, moved)
    return tuple(
        Step(
            lever=j,
            recovery=dict(zip(names, map(float, shares[i, 2:]), strict=True)),
            cost=float(shares[i, 0]),
            margin=float(shares[i, 1]),
        )
        for i, j in enumerate(moved)
    )


def _shares(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    present: Settings,
    proposed: Settings,
    moved: Sequence[str],
) -> tuple[list[str], np.ndarray]:
    """Names of recoveries, and the share of each move in cost, margin and recoveries."""

    def brought(sets: np.ndarray) -> np.ndarray:
        grid = {j: np.full(len(sets), present[j]) for j in proposed}
        for i, j in enumerate(moved):
            grid[j] = np.where(sets[:, i], proposed[j], present[j])
        return _brought(plant, model, question, grid)

    names = [product.component for product in plant.product]
    if not moved:
        return names, np.zeros((0, 2 + len(names)))
    if len(moved) <= MOST_EXACT:
        return names, _over_all_orders(brought, len(moved))
    return names, _over_cyclic_orders(brought, len(moved))


def _brought(
    plant: Plant, model: CircuitModel, question: Question, grid: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Cost, margin and recoveries, a row for each row of set-points."""
    conditions, prices = asked_conditions(model, question), asked_prices(plant, question)
    expected = model.predict(grid, conditions)
    used = consumption(plant, grid, conditions, expected.stage_feed_solids)
    rows = len(next(iter(grid.values())))
    spent = np.broadcast_to(np.asarray(cost(plant, used, prices).total, dtype=float), rows)
    feed_pct = {p.component: conditions[model.feed_grades[p.component]] for p in plant.product}
    worth = value_per_recovery(plant, feed_pct, prices)
    recoveries = [
        np.broadcast_to(np.asarray(expected.recovery[p.component], dtype=float), rows)
        for p in plant.product
    ]
    sold = sum(
        float(worth[p.component]) * recovery
        for p, recovery in zip(plant.product, recoveries, strict=True)
    )
    return np.column_stack([spent, sold - spent, *recoveries])


def _over_all_orders(brought: Brought, moves: int) -> np.ndarray:
    sets = (np.arange(2**moves)[:, None] >> np.arange(moves)) & 1
    values, sizes = brought(sets.astype(bool)), sets.sum(axis=1)
    weights = np.array([factorial(s) * factorial(moves - s - 1) for s in range(moves)])
    weights = weights / factorial(moves)
    shares = []
    for i in range(moves):
        without = np.flatnonzero(sets[:, i] == 0)
        gains = values[without + 2**i] - values[without]
        shares.append(weights[sizes[without]] @ gains)
    return np.array(shares)


def _over_cyclic_orders(brought: Brought, moves: int) -> np.ndarray:
    """Mean share of each move over its orders, all of whose set-points are valued at once."""
    orders = np.array(
        [
            (first + direction * np.arange(moves)) % moves
            for first in range(moves)
            for direction in (1, -1)
        ]
    )
    place = np.argsort(orders, axis=1)
    sets = place[:, None, :] < np.arange(moves + 1)[None, :, None]
    values = brought(sets.reshape(-1, moves))
    gains = np.diff(values.reshape(len(orders), moves + 1, -1), axis=1)
    return np.mean(np.take_along_axis(gains, place[:, :, None], axis=1), axis=0)
