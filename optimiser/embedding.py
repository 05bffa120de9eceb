"""Set-points as a point of the compiled programme, and back.

A point of the programme has more in it than set-points: fills, binaries, joint fills, logs,
costs. All of them follow from the set-points; :meth:`Embedding.point` works them out with fills
in order and with the true exponentials, so that a row that holds there holds in the plant's model.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from flotation.leg_model import PAIRINGS
from optimiser.compiled import Compiled
from optimiser.leg_terms import PairTerms
from optimiser.problem import Problem
from optimiser.roles import pair_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Columns that fill one after another: segments of a lever, or pieces of a revenue.

    Attributes
    ----------
    name : str
    knots : ndarray
    fills : ndarray of int
        Column of each segment.
    binaries : mapping of int to int
        Column of the binary after a segment, where there is one.
    """

    name: str
    knots: np.ndarray
    fills: np.ndarray
    binaries: Mapping[int, int]

    def value(self, point: np.ndarray) -> float:
        """Where on the knots a point stands."""
        return float(self.knots[0] + np.diff(self.knots) @ point[self.fills])

    def fill(self, point: np.ndarray, value: float) -> None:
        """Fill the segments in order up to a value, in place."""
        filled = np.clip((value - self.knots[:-1]) / np.diff(self.knots), 0.0, 1.0)
        point[self.fills] = filled
        for k, column in self.binaries.items():
            point[column] = float(filled[k] >= 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rungs:
    """The segments of many ladders in one row, to fill all of them at once."""

    owner: np.ndarray
    low: np.ndarray
    width: np.ndarray
    columns: np.ndarray
    with_binary: np.ndarray
    binaries: np.ndarray

    @classmethod
    def of(cls, ladders: tuple[Ladder, ...]) -> "_Rungs":
        sizes = [len(ladder.fills) for ladder in ladders]
        first = np.cumsum([0, *sizes])
        places = [
            (start + k, column)
            for ladder, start in zip(ladders, first, strict=False)
            for k, column in ladder.binaries.items()
        ]
        with_binary, binaries = np.array(places, dtype=int).reshape(-1, 2).T
        return cls(
            owner=np.repeat(np.arange(len(ladders)), sizes),
            low=np.concatenate([[], *(ladder.knots[:-1] for ladder in ladders)]),
            width=np.concatenate([[], *(np.diff(ladder.knots) for ladder in ladders)]),
            columns=np.concatenate([[], *(ladder.fills for ladder in ladders)]).astype(int),
            with_binary=with_binary,
            binaries=binaries,
        )

    def fill(self, point: np.ndarray, values: np.ndarray) -> None:
        """Fill every ladder in order up to its value, in place."""
        filled = np.clip((values[self.owner] - self.low) / self.width, 0.0, 1.0)
        point[self.columns] = filled
        point[self.binaries] = filled[self.with_binary] >= 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One joint fill of a pair: its column, the binary of its side, and the fills it joins.

    Attributes
    ----------
    column : int
    side : int, optional
    pair : str
    place : tuple of int
    """

    column: int
    side: int | None
    pair: str
    place: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """A column that lies above a convex function of another.

    Attributes
    ----------
    argument, column : int
    value, slope : callable
    """

    argument: int
    column: int
    value: Callable[[float], float]
    slope: Callable[[float], float]


class Embedding:
    """The correspondence of set-points and points of one compiled programme.

    Parameters
    ----------
    problem : Problem
    compiled : Compiled
    revenue_knots : mapping of str to ndarray
    """

    def __init__(self, problem: Problem, compiled: Compiled, revenue_knots: Mapping):
        self.problem, self.compiled = problem, compiled
        column = compiled.columns
        self.levers = {j: _ladder(j, problem.grids[j], "u", "z", column) for j in problem.moving}
        self._rungs = _Rungs.of(tuple(self.levers.values()))
        self.revenues = {
            c: _ladder(c, np.asarray(knots, dtype=float), "piece", "passed", column)
            for c, knots in revenue_knots.items()
        }
        self._pairs = pair_terms(problem)
        self.cells = tuple(_cells(self._pairs, column))
        self.bends = tuple(_bends(problem, column))
        self._defined = _definitions(problem, compiled)

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """Those of levers, then those of revenues."""
        return (*self.levers.values(), *self.revenues.values())

    def settings(self, point: np.ndarray) -> dict[str, float]:
        """Set-point of every lever, within its range [its unit]."""
        found = {}
        for j, knots in self.problem.grids.items():
            value = self.levers[j].value(point) if j in self.levers else float(knots[0])
            found[j] = min(max(value, float(knots[0])), float(knots[-1]))
        return found

    def point(self, settings: Mapping[str, float]) -> np.ndarray:
        """The whole point of the programme that set-points stand for."""
        point = np.zeros(len(self.compiled.low))
        self._rungs.fill(point, np.array([settings[j] for j in self.levers]))
        self.join(point)
        for column, rhs, matrix in self._defined:
            point[column] = rhs - matrix @ point
        for bend in self.bends:
            point[bend.column] = bend.value(point[bend.argument])
        self.sell(point)
        return point

    def join(self, point: np.ndarray) -> None:
        """Joint fills, and their sides, of the fills in a point, in place."""
        fine = {j: point[ladder.fills] for j, ladder in self.levers.items()}
        coarse = {name: pair.coarse_fills(fine) for name, pair in self._pairs.items()}
        for cell in self.cells:
            first, second = (f[i] for f, i in zip(coarse[cell.pair], cell.place, strict=True))
            pair = self._pairs[cell.pair]
            point[cell.column] = PAIRINGS[pair.kind](first, second)
            if cell.side is not None:
                point[cell.side] = float(first <= second)

    def sell(self, point: np.ndarray) -> None:
        """Pieces and recoveries sold at the log recoveries in a point, in place."""
        for c, ladder in self.revenues.items():
            value = point[self.compiled.columns[f"log_recovery[{c}]"]]
            ladder.fill(point, value)
            heights = np.diff(np.exp(ladder.knots))
            sold = np.exp(ladder.knots[0]) + heights @ point[ladder.fills]
            point[self.compiled.columns[f"sold[{c}]"]] = sold


def _ladder(
    name: str, knots: np.ndarray, fill: str, binary: str, column: Mapping[str, int]
) -> Ladder:
    segments = range(len(knots) - 1)
    return Ladder(
        name=name,
        knots=knots,
        fills=np.array([column[f"{fill}[{name},{k}]"] for k in segments], dtype=int),
        binaries={
            k: column[f"{binary}[{name},{k}]"]
            for k in segments
            if f"{binary}[{name},{k}]" in column
        },
    )


def _cells(pairs: Mapping[str, PairTerms], column: Mapping[str, int]) -> Iterator[Cell]:
    for name, pair in pairs.items():
        for place in np.ndindex(pair.weights.shape):
            label = f"{name},{place[0]},{place[1]}"
            if f"joint[{label}]" in column:
                yield Cell(
                    column=column[f"joint[{label}]"],
                    side=column.get(f"side[{label}]"),
                    pair=name,
                    place=place,
                )


def _bends(problem: Problem, column: Mapping[str, int]) -> Iterator[Bend]:
    for heat in problem.heats:
        cost = partial(_exponential, heat.price)
        yield Bend(
            argument=column[f"exponent[{heat.lever}]"],
            column=column[f"heat[{heat.lever}]"],
            value=cost,
            slope=cost,
        )
    for bond in problem.bonds:
        knots = problem.grids[bond.lever]
        low, span = float(knots[0]), max(float(knots[-1] - knots[0]), 1e-9)
        yield Bend(
            argument=column[f"opening[{bond.lever}]"],
            column=column[f"bond[{bond.lever}]"],
            value=partial(_at_opening, bond.value, low, span, 1.0),
            slope=partial(_at_opening, bond.slope, low, span, span),
        )


def _exponential(price: float, exponent: float) -> float:
    return price * float(np.exp(exponent))


def _at_opening(
    law: Callable[[float], float], low: float, span: float, factor: float, opening: float
) -> float:
    """A law of a size at a place between its ends."""
    return factor * law(low + span * opening)


def _definitions(problem: Problem, compiled: Compiled) -> tuple[tuple[int, float, np.ndarray], ...]:
    """``(column, constant, row)``: each column that an equality row defines from fills."""
    wanted = [f"log_recovery[{c}]" for c in problem.recovery]
    wanted += [f"log_mass[{c}]" for c in problem.mass]
    wanted += [f"exponent[{heat.lever}]" for heat in problem.heats]
    wanted += [f"opening[{bond.lever}]" for bond in problem.bonds]
    rows = [
        i
        for name, i in compiled.rows.items()
        if name.split("[")[0] in ("chain", "heating", "grinding")
        and compiled.row_low[i] == compiled.row_high[i]
    ]
    values = compiled.matrix[rows, :].toarray()
    found = []
    for name in wanted:
        column = compiled.columns[name]
        for at in np.flatnonzero(values[:, column]):
            row = values[at].copy()
            scale, row[column] = row[column], 0.0
            found.append((column, compiled.row_low[rows[at]] / scale, row / scale))
    return tuple(found)
