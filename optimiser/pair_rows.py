"""Rows that tie a pair's joint fill to the fills of its two levers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyo

from optimiser.leg_terms import PairTerms
from optimiser.problem import Problem
from optimiser.roles import Role, pair_signs, pair_terms


def add_pairs(m: Any, problem: Problem, roles: Iterable[Role]) -> None:
    """Joint fills m_gik, held from the sides that some row would push them past.

    A row that wants a minimum large needs it under both fills, one that wants it small needs
    it over one of them; a maximum is the mirror. Where both are wanted, a binary says which
    of the two fills it equals.
    """
    joint = pair_terms(problem)
    signs = pair_signs(problem, roles)
    cells = [
        (name, *cell) for name, pair in joint.items() for cell in np.ndindex(pair.weights.shape)
    ]
    m.joint = pyo.Var(cells, bounds=(0, 1))
    m.side = pyo.Var(_undecided(joint, signs), domain=pyo.Binary)
    sides = dict(m.side.items())
    m.pair_rows = pyo.ConstraintList()
    for name, pair in joint.items():
        first, second = (_coarse(m, pair, own) for own in (0, 1))
        large, small = signs.get(name, (np.zeros(pair.weights.shape, bool),) * 2)
        for i, k in np.ndindex(pair.weights.shape):
            cell = (name, i, k)
            side = sides.get(cell)
            for row in _ROWS[pair.kind](
                m.joint[cell], first[i], second[k], bool(large[i, k]), bool(small[i, k]), side
            ):
                m.pair_rows.add(row)


def _undecided(
    joint: Mapping[str, PairTerms], signs: Mapping[str, tuple[np.ndarray, np.ndarray]]
) -> Iterator[tuple[str, int, int]]:
    """Pair cells whose far side needs a binary."""
    for name, pair in joint.items():
        large, small = signs.get(name, (np.zeros(pair.weights.shape, bool),) * 2)
        far = small if pair.kind == "synergy" else large
        yield from ((name, int(i), int(k)) for i, k in zip(*np.nonzero(far), strict=True))


def _coarse(m: Any, pair: PairTerms, own: int) -> list:
    lever, base, gain = pair.levers[own], pair.base[own], pair.gain[own]
    return [
        float(base[i]) + sum(float(g) * m.u[lever, k] for k, g in enumerate(gain[i]) if g != 0.0)
        for i in range(len(base))
    ]


def _minimum(joint: Any, first: Any, second: Any, large: bool, small: bool, side: Any) -> Iterator:
    if large:
        yield joint <= first
        yield joint <= second
    if small:
        yield joint >= first - 1 + side
        yield joint >= second - side
        yield joint >= first + second - 1


def _maximum(joint: Any, first: Any, second: Any, large: bool, small: bool, side: Any) -> Iterator:
    if small:
        yield joint >= first
        yield joint >= second
    if large:
        yield joint <= first + side
        yield joint <= second + 1 - side
        yield joint <= first + second


_ROWS = {"synergy": _minimum, "substitution": _maximum}
