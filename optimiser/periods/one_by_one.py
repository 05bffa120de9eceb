"""Shifts planned one after another, each as if none came after it."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from optimiser.periods.blend_choice import choose_blends
from optimiser.periods.cases import Cases, grams_per_tonne
from optimiser.periods.coupling import GRAMS, moves_of, reagents_by, widest_ends
from optimiser.periods.shift_search import Ends, Found
from optimiser.ranges import present_settings

Settings = Mapping[str, float]
Solve = Callable[[int, int, Ends], Found | None]


def plan_one_by_one(
    cases: Cases,
    solve: Solve,
    bounds: Sequence[Mapping[int, float]],
    seconds: float,
) -> tuple[tuple[int, ...], tuple[Settings, ...]] | None:
    """Blends and set-points, shift after shift, each the best for itself.

    Each shift takes the blend and the set-points that are best for it from where the shift
    before left the levers and the stocks, as long as the stockpiles can still feed the rest.

    Parameters
    ----------
    cases : Cases
    solve : callable
        Shift, blend and ends to the best set-points.
    bounds : sequence of mapping of int to float
        By shift, a bound below the value of each blend.
    seconds : float
        Allowed for one choice of blends. [s]

    Returns
    -------
    tuple of blends and of set-points, or None where this way ends without a plan.
    """
    blends: list[int] = []
    taken: list[Settings] = []
    for t in range(cases.shifts):
        ends = _ends_after(cases, t, taken)
        step = _best_of_shift(cases, solve, bounds, t, blends, ends, seconds)
        if step is None:
            return None
        blends.append(step[0])
        taken.append(step[1])
    return tuple(blends), tuple(taken)


def _best_of_shift(
    cases: Cases,
    solve: Solve,
    bounds: Sequence[Mapping[int, float]],
    t: int,
    before: Sequence[int],
    ends: Ends,
    seconds: float,
) -> tuple[int, Settings] | None:
    """The best blend of one shift that leaves enough for the rest, and its set-points.

    Blends are solved in the order of their bounds until the best solved one leads.
    """
    values = dict(bounds[t])
    solved: dict[int, Found] = {}
    while values:
        rest = [dict.fromkeys(own, 0.0) for own in bounds[t + 1 :]]
        table = [{k: 0.0} for k in before] + [values, *rest]
        choice = choose_blends(cases, table, seconds)
        if choice is None:
            return None
        k = choice.blends[t]
        if k in solved:
            return k, solved[k].settings
        found = solve(t, k, ends)
        if found is None:
            del values[k]
        else:
            solved[k], values[k] = found, found.value
    return None


def _ends_after(cases: Cases, t: int, taken: Sequence[Settings]) -> Ends:
    """Where set-points may lie after those of the shifts before."""
    if not taken:
        return widest_ends(cases, 0)
    moves, before = moves_of(cases), taken[-1]
    reach = {
        j: (before[j] - moves[j], before[j] + moves[j]) if j in moves else (-np.inf, np.inf)
        for j in present_settings(cases.model, cases.question)
    }
    stock = {}
    for item, come in reagents_by(cases, t).items():
        constant, per_unit = grams_per_tonne(cases.plant, item)
        used = sum(
            float(cases.tonnes[tau]) * (constant + sum(a * own[j] for j, a in per_unit.items()))
            for tau, own in enumerate(taken)
        )
        stock[item] = (come / GRAMS - used) / float(cases.tonnes[t])
    return Ends(reach=reach, stock=stock)
