r"""Which blend each shift is fed: an assignment under what the stockpiles hold.

.. math::
    \min \sum_{tk} V_{tk} y_{tk}, \qquad \sum_k y_{tk} = 1, \qquad
    \sum_{\tau \le t} \sum_k W_\tau b_{ks} y_{\tau k} \le S_s + \text{deliveries to } t,
    \qquad y_{tk} \in \{0, 1\}

With bounds of shifts for V, the bound of this programme is one on every schedule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from flotation.errors import InfeasibleError, SolverError
from optimiser.compiled import Compiled
from optimiser.highs import Session
from optimiser.periods.cases import Cases

GAP = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A blend for every shift.

    Attributes
    ----------
    blends : tuple of int
        Position in the cases of each shift.
    bound : float
        Below the sum of values of any choice.
    """

    blends: tuple[int, ...]
    bound: float


def choose_blends(
    cases: Cases, values: Sequence[Mapping[int, float]], seconds: float
) -> Choice | None:
    """The blends of least total value; None where the stockpiles allow none.

    Parameters
    ----------
    cases : Cases
    values : sequence of mapping of int to float
        By shift, value of each blend that can be fed.
    seconds : float
        Wall time allowed. [s]
    """
    columns = [(t, k) for t, by_blend in enumerate(values) for k in by_blend]
    if any(not by_blend for by_blend in values):
        return None
    cost = np.array([values[t][k] for t, k in columns])
    unit = max(float(np.max(np.abs(cost))), 1e-6)
    session = Session(_programme(cases, columns, cost / unit), "total")
    answer = session.solve(time_limit=seconds, relative_gap=GAP)
    if answer.status == "infeasible":
        return None
    if answer.solution is None:
        raise SolverError("no time was left to choose blends; allow more time")
    chosen = {t: k for (t, k), taken in zip(columns, answer.solution, strict=True) if taken > 0.5}
    return Choice(blends=tuple(chosen[t] for t in range(len(values))), bound=unit * answer.bound)


def refuse_short_ore(cases: Cases) -> None:
    """Refuse a horizon whose stockpiles cannot feed it.

    Raises
    ------
    InfeasibleError
        Naming the first shift that runs out, and by how much.
    """
    held = np.zeros(cases.shifts)
    for pile in cases.question.horizon.stockpile:
        held += pile.tonnes
        for delivery in pile.deliveries:
            held[delivery.shift - 1 :] += delivery.tonnes
    short = np.cumsum(cases.tonnes) - held
    late = np.flatnonzero(short > 1e-9 * np.cumsum(cases.tonnes))
    if len(late):
        t, missing = int(late[0]), float(np.max(short))
        raise InfeasibleError(
            f"the stockpiles run out in shift {t + 1}; {missing:.0f} t more ore are needed for "
            f"{cases.shifts} shifts: plan fewer shifts, feed less, or deliver more",
            conflict=("horizon.shifts", "horizon.feed_t_h", "horizon.stockpile"),
            relaxation={"horizon.stockpile (t)": missing},
        )


def ore_held(cases: Cases, shift: int) -> np.ndarray:
    """Ore that has come to each stockpile until a shift begins, in all [t]."""
    return np.array(
        [
            pile.tonnes + sum(d.tonnes for d in pile.deliveries if d.shift <= shift + 1)
            for pile in cases.question.horizon.stockpile
        ]
    )


def _programme(cases: Cases, columns: list[tuple[int, int]], cost: np.ndarray) -> Compiled:
    """The assignment as arrays; ore in shares of all that is fed."""
    whole = float(cases.tonnes.sum())
    shifts, piles = cases.shifts, len(cases.question.horizon.stockpile)
    rows = np.zeros((shifts + shifts * piles, len(columns)))
    high = np.concatenate([np.ones(shifts), *(ore_held(cases, t) / whole for t in range(shifts))])
    for at, (t, k) in enumerate(columns):
        rows[t, at] = 1.0
        share = np.asarray(cases.of_shift[t][k].blend) * float(cases.tonnes[t]) / whole
        for later in range(t, shifts):
            rows[shifts + later * piles : shifts + (later + 1) * piles, at] = share
    needed = np.concatenate([np.ones(shifts, dtype=bool), _needed(cases)])
    rows, high = rows[needed], high[needed] + 1e-9
    low = np.concatenate([np.ones(shifts), np.full(len(high) - shifts, -np.inf)])
    high[:shifts] = 1.0
    count = len(columns)
    return Compiled(
        matrix=sparse.csr_array(rows),
        row_low=low,
        row_high=high,
        row_scale=np.ones(len(high)),
        low=np.zeros(count),
        high=np.ones(count),
        integer=np.ones(count, dtype=bool),
        objectives={"total": (cost, 0.0)},
        columns={f"y[{t},{k}]": i for i, (t, k) in enumerate(columns)},
        rows={f"row[{i}]": i for i in range(len(high))},
    )


def _needed(cases: Cases) -> np.ndarray:
    """Rows of ore just before a delivery and at the end; the others follow from them."""
    found = np.zeros((cases.shifts, len(cases.question.horizon.stockpile)), dtype=bool)
    found[-1] = True
    for s, pile in enumerate(cases.question.horizon.stockpile):
        for delivery in pile.deliveries:
            if delivery.shift > 1:
                found[delivery.shift - 2, s] = True
    return found.ravel()
