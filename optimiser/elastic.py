"""The programme with demands that stretch: each by a slack of its own, and a price on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from optimiser.compiled import Compiled
from optimiser.demands import Demand
from optimiser.embedding import Embedding
from optimiser.programme import Programme

MOST = 50.0  # stretch, relative to what was asked or in logs: beyond it nothing helps


class Elastic(Embedding):
    """Set-points and points of a programme whose demands stretch.

    Parameters
    ----------
    programme : Programme
    demands : sequence of Demand
        Each with one row.
    """

    def __init__(self, programme: Programme, demands: Sequence[Demand]):
        self.base, self.demands = programme, tuple(demands)
        super().__init__(programme.problem, _stretching(programme.compiled, self.demands), {})

    def point(self, settings: Mapping[str, float]) -> np.ndarray:
        """The whole point, each slack just large enough for its demand."""
        point = super().point(settings)
        for i, demand in enumerate(self.demands):
            reached = demand.side - self._missing(demand, point)
            short = reached - demand.side if demand.at_most else demand.side - reached
            point[self._slack(i)] = max(short, 0.0)
        return point

    def reached(self, demand: Demand, point: np.ndarray) -> float:
        """Value of a demand that a point meets just so."""
        return demand.value_at(demand.side - self._missing(demand, point))

    def _missing(self, demand: Demand, point: np.ndarray) -> float:
        """Right-hand side less row at a point, as written, without slack."""
        compiled = self.base.compiled
        i = compiled.rows[demand.row]
        side = compiled.row_high[i] if demand.at_most else compiled.row_low[i]
        own = compiled.matrix[[i], :] @ point[: compiled.matrix.shape[1]]
        return float((side - own[0]) / compiled.row_scale[i])

    def _slack(self, i: int) -> int:
        return self.base.compiled.matrix.shape[1] + i


def _stretching(compiled: Compiled, demands: Sequence[Demand]) -> Compiled:
    rows, columns = compiled.matrix.shape
    slack = sparse.lil_array((rows, len(demands)))
    price = np.zeros(columns + len(demands))
    most = np.zeros(len(demands))
    for i, demand in enumerate(demands):
        row = compiled.rows[demand.row]
        slack[row, i] = compiled.row_scale[row] * (-1.0 if demand.at_most else 1.0)
        price[columns + i] = demand.weight
        most[i] = MOST / demand.weight
    return replace(
        compiled,
        matrix=sparse.csr_array(sparse.hstack([compiled.matrix, slack.tocsr()])),
        low=np.concatenate([compiled.low, np.zeros(len(demands))]),
        high=np.concatenate([compiled.high, most]),
        integer=np.concatenate([compiled.integer, np.zeros(len(demands), dtype=bool)]),
        objectives={"change": (price, 0.0)},
    )
