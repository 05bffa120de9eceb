r"""The data of a programme as an affine function of a scenario's numbers, read off its compiles.

Prices enter costs linearly, targets and least grades the right-hand sides by their logs:

.. math:: (c, c_0, b) = (c, c_0, b)^0 + \sum_k (p_k - p_k^0)\, \partial (c, c_0, b)_k

The map is learnt from the Pyomo model, which stays the only place of the mathematics: one compile
at a base question and one with each number moved. One compile more, with all of them moved
at once, must agree with the map to rounding, or there is no map.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from optimiser.compiled import Compiled

SAME = 1e-10  # of the largest number of a kind: what compile and map may differ by


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeData:
    """Costs and sides of one compiled programme, or of many, one a row.

    Attributes
    ----------
    cost : ndarray of shape (..., columns)
    offset : ndarray of shape (...)
    row_low, row_high : ndarray of shape (..., rows)
        Scaled as in the compiled programme; infinite where there is no side.
    """

    cost: np.ndarray
    offset: np.ndarray
    row_low: np.ndarray
    row_high: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class AffineMap:
    """Data of a programme for any numbers of a scenario.

    Attributes
    ----------
    names : tuple of str
        Of the numbers.
    base : ndarray
        The numbers at which the programme was compiled first.
    data : ProgrammeData
        There.
    slopes : ndarray of shape (numbers, columns + 1 + rows + rows)
        Change with each number.
    """

    names: tuple[str, ...]
    base: np.ndarray
    data: ProgrammeData
    slopes: np.ndarray

    def at(self, numbers: np.ndarray) -> ProgrammeData:
        """Data for numbers of shape (scenarios, names)."""
        return _split(_stacked(self.data) + (numbers - self.base) @ self.slopes, self.data)


def learn_map(
    compiled_at: Callable[[Mapping[str, float]], Compiled],
    number: Callable[[str, float], float],
    base: Mapping[str, float],
    moved: Mapping[str, float],
    objective: str,
) -> AffineMap | None:
    """The map of a programme, or None where its data are no affine function of the numbers.

    Parameters
    ----------
    compiled_at : callable
        Values of a scenario to the programme with them.
    number : callable
        Name and value to the number in which the programme is affine, such as a log.
    base, moved : mapping of str to float
        Values of a scenario, and another of each.
    objective : str
        Name of the objective whose cost is wanted.
    """
    names = tuple(base)
    first = compiled_at(base)
    data = _data(first, objective)
    slopes = []
    for name in names:
        other = compiled_at({**base, name: moved[name]})
        if not _same_shape(first, other):
            return None
        change = _finite_difference(_stacked(_data(other, objective)), _stacked(data))
        slopes.append(change / (number(name, moved[name]) - number(name, base[name])))
    found = AffineMap(
        names=names,
        base=np.array([number(name, base[name]) for name in names]),
        data=data,
        slopes=np.array(slopes).reshape(len(names), -1),
    )
    last = compiled_at(moved)
    mapped = found.at(np.array([[number(name, moved[name]) for name in names]]))
    return found if _same_shape(first, last) and _agree(mapped, _data(last, objective)) else None


def _data(compiled: Compiled, objective: str) -> ProgrammeData:
    cost, offset = compiled.objectives[objective]
    return ProgrammeData(
        cost=cost,
        offset=np.asarray(offset),
        row_low=compiled.row_low,
        row_high=compiled.row_high,
    )


def _stacked(data: ProgrammeData) -> np.ndarray:
    return np.concatenate([data.cost, [float(data.offset)], data.row_low, data.row_high])


def _split(stacked: np.ndarray, like: ProgrammeData) -> ProgrammeData:
    columns, rows = len(like.cost), len(like.row_low)
    return ProgrammeData(
        cost=stacked[..., :columns],
        offset=stacked[..., columns],
        row_low=stacked[..., columns + 1 : columns + 1 + rows],
        row_high=stacked[..., columns + 1 + rows :],
    )


def _finite_difference(after: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Difference; zero where both are the same infinity."""
    same = after == before
    return np.where(same, 0.0, np.where(same, 0.0, after) - np.where(same, 0.0, before))


def _same_shape(first: Compiled, other: Compiled) -> bool:
    """Whether two programmes differ in costs and finite sides only."""
    return (
        first.columns == other.columns
        and first.rows == other.rows
        and first.matrix.nnz == other.matrix.nnz
        and all(
            np.array_equal(getattr(first, name), getattr(other, name))
            for name in ("low", "high", "integer", "row_scale")
        )
        and np.array_equal(first.matrix.indices, other.matrix.indices)
        and np.array_equal(first.matrix.data, other.matrix.data)
        and np.array_equal(np.isfinite(first.row_low), np.isfinite(other.row_low))
        and np.array_equal(np.isfinite(first.row_high), np.isfinite(other.row_high))
    )


def _agree(mapped: ProgrammeData, compiled: ProgrammeData) -> bool:
    for name in ("cost", "offset", "row_low", "row_high"):
        one, other = np.ravel(getattr(mapped, name)), np.ravel(getattr(compiled, name))
        finite = np.isfinite(other)
        size = max(float(np.max(np.abs(other[finite]), initial=0.0)), 1e-9)
        if np.max(np.abs(one[finite] - other[finite]), initial=0.0) > SAME * size:
            return False
    return True
