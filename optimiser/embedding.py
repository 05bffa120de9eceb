"""Set-points as a point of the compiled programme, and back.

A point of the programme has more in it than set-points: fills, binaries, joint fills, logs,
costs. All of them follow from the set-points; :meth:`Embedding.point` works them out with fills
in order and with the true log shares and exponentials, so that a row that holds there holds in the
plant's model.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from flotation.leg_model import PAIRINGS
from optimiser.chords import Arc
from optimiser.compiled import Compiled
from optimiser.ladders import Ladder, Rungs, ladder_of
from optimiser.leg_terms import PairTerms
from optimiser.problem import Problem
from optimiser.roles import pair_terms


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
class Move:
    """A lever whose changes are counted: its columns, and its change over its range.

    Attributes
    ----------
    lever : str
    rise, drop, rises, drops : int
    share : callable
    """

    lever: str
    rise: int
    drop: int
    rises: int
    drops: int
    share: Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """A column that lies above a convex function of another, or below a concave one.

    Attributes
    ----------
    argument, column : int
    value, slope : callable
    above : bool
        Whether the function is convex and the column above it.
    price : float
        Of the column. [CNY per unit of it]
    """

    argument: int
    column: int
    value: Callable[[float], float]
    slope: Callable[[float], float]
    above: bool = True
    price: float = 1.0

    def fault(self, point: np.ndarray) -> float:
        """How far the column in a point lies on the wrong side of the function."""
        missing = self.value(float(point[self.argument])) - float(point[self.column])
        return missing if self.above else -missing


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
        self.levers = {j: ladder_of(j, problem.grids[j], "u", "z", column) for j in problem.moving}
        self._rungs = Rungs.of(tuple(self.levers.values()))
        self.revenues = {
            c: ladder_of(c, np.asarray(knots, dtype=float), "piece", "passed", column)
            for c, knots in revenue_knots.items()
        }
        self.moves = tuple(_moves(problem, column))
        self._pairs = pair_terms(problem)
        self.cells = tuple(_cells(self._pairs, column))
        self.arcs = tuple(_arcs(problem, compiled))
        self.costs = tuple(_costs(problem, column))
        self.bends = (*self.costs, *_caps(self.arcs))
        self._violations = tuple(
            (column[f"violation[{i}]"], compiled.rows[soft.row])
            for i, soft in enumerate(problem.soft)
            if f"violation[{i}]" in column
        )
        indices = [f"eta[{leg.key}]" for leg in problem.legs.values() if not leg.is_linear]
        self._indices = _definitions(compiled, ("indexing",), indices)
        self._defined = _definitions(compiled, ("chain", "heating", "grinding"), _logs(problem))

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """Those of levers, then those of revenues."""
        return (*self.levers.values(), *self.revenues.values())

    @property
    def definitions(self) -> tuple[tuple[int, float, np.ndarray], ...]:
        """``(column, constant, row)`` of every log and size that others define, in order."""
        return self._defined

    def settings(self, point: np.ndarray) -> dict[str, float]:
        """Set-point of every lever, within its range [its unit]."""
        found = {}
        for j, knots in self.problem.grids.items():
            value = self.levers[j].value(point) if j in self.levers else float(knots[0])
            found[j] = min(max(value, float(knots[0])), float(knots[-1]))
        for move in self.moves:
            if move.share(found[move.lever]) == 0.0:
                found[move.lever] = self.problem.ranges[move.lever].present
        return found

    def point(self, settings: Mapping[str, float]) -> np.ndarray:
        """The whole point of the programme that set-points stand for."""
        point = np.zeros(len(self.compiled.low))
        self._rungs.fill(point, np.array([settings[j] for j in self.levers]))
        self.join(point)
        self.count(point, settings)
        for column, rhs, matrix in self._indices:
            point[column] = rhs - matrix @ point
        for arc in self.arcs:
            point[arc.share] = arc.value(point[arc.index])
        for column, rhs, matrix in self._defined:
            point[column] = rhs - matrix @ point
        for bend in self.costs:
            point[bend.column] = bend.value(point[bend.argument])
        self.sell(point)
        for column, row in self._violations:
            point[column] = max(self._broken(row, point), 0.0)
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

    def count(self, point: np.ndarray, settings: Mapping[str, float]) -> None:
        """Changes up and down, and their binaries, at settings, in place."""
        for move in self.moves:
            share = move.share(settings[move.lever])
            point[move.rise], point[move.drop] = max(share, 0.0), max(-share, 0.0)
            point[move.rises], point[move.drops] = float(share > 0.0), float(share < 0.0)

    def _broken(self, row: int, point: np.ndarray) -> float:
        """How far a row is broken at a point, as written."""
        compiled = self.compiled
        value = float((compiled.matrix[[row], :] @ point)[0])
        excess = max(value - compiled.row_high[row], compiled.row_low[row] - value)
        return excess / float(compiled.row_scale[row])

    def sell(self, point: np.ndarray) -> None:
        """Pieces and recoveries sold at the log recoveries in a point, in place."""
        for c, ladder in self.revenues.items():
            value = point[self.compiled.columns[f"log_recovery[{c}]"]]
            ladder.fill(point, value)
            heights = np.diff(np.exp(ladder.knots))
            sold = np.exp(ladder.knots[0]) + heights @ point[ladder.fills]
            point[self.compiled.columns[f"sold[{c}]"]] = sold


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


def _moves(problem: Problem, column: Mapping[str, int]) -> Iterator[Move]:
    if problem.changes is None:
        return
    for j in problem.changes.ranges:
        yield Move(
            lever=j,
            rise=column[f"rise[{j}]"],
            drop=column[f"drop[{j}]"],
            rises=column[f"rises[{j}]"],
            drops=column[f"drops[{j}]"],
            share=partial(problem.changes.share, j),
        )


def _arcs(problem: Problem, compiled: Compiled) -> Iterator[Arc]:
    for key, leg in problem.legs.items():
        if f"share[{key}]" in compiled.columns:
            index = compiled.columns[f"eta[{key}]"]
            yield Arc(
                index=index,
                share=compiled.columns[f"share[{key}]"],
                row=compiled.rows.get(f"chord[{key}]"),
                capped=f"tangent[{key},0]" in compiled.rows,
                low=float(compiled.low[index]),
                high=float(compiled.high[index]),
                value=leg.log_share,
                slope=leg.slope,
            )


def _caps(arcs: Iterable[Arc]) -> Iterator[Bend]:
    """Log shares as columns that lie below a concave function of their index."""
    for arc in arcs:
        if arc.capped:
            yield Bend(
                argument=arc.index, column=arc.share, value=arc.value, slope=arc.slope, above=False
            )


def _costs(problem: Problem, column: Mapping[str, int]) -> Iterator[Bend]:
    for heat in problem.heats:
        yield Bend(
            argument=column[f"exponent[{heat.lever}]"],
            column=column[f"heat[{heat.lever}]"],
            value=_exponential,
            slope=_exponential,
            price=heat.price,
        )
    for bond in problem.bonds:
        knots = problem.grids[bond.lever]
        low, span = float(knots[0]), max(float(knots[-1] - knots[0]), 1e-9)
        yield Bend(
            argument=column[f"opening[{bond.lever}]"],
            column=column[f"bond[{bond.lever}]"],
            value=partial(_at_opening, bond.value, low, span, 1.0),
            slope=partial(_at_opening, bond.slope, low, span, span),
            price=bond.price,
        )


def _exponential(exponent: float) -> float:
    return float(np.exp(exponent))


def _at_opening(
    law: Callable[[float], float], low: float, span: float, factor: float, opening: float
) -> float:
    """A law of a size at a place between its ends."""
    return factor * law(low + span * opening)


def _logs(problem: Problem) -> list[str]:
    """Columns of recoveries, mass shares, exponents of heating and sizes ground to."""
    wanted = [f"log_recovery[{c}]" for c in problem.recovery]
    wanted += [f"log_mass[{c}]" for c in problem.mass]
    wanted += [f"exponent[{heat.lever}]" for heat in problem.heats]
    return [*wanted, *(f"opening[{bond.lever}]" for bond in problem.bonds)]


def _definitions(
    compiled: Compiled, kinds: Iterable[str], wanted: Iterable[str]
) -> tuple[tuple[int, float, np.ndarray], ...]:
    """``(column, constant, row)``: each column that an equality row defines from others."""
    rows = [
        i
        for name, i in compiled.rows.items()
        if name.split("[")[0] in kinds and compiled.row_low[i] == compiled.row_high[i]
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
