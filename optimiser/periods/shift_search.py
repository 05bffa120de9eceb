r"""The best set-points of one shift fed one blend, at any prices of what shifts share.

.. math:: \min\; a\,C(x) + \sum_j p_j x_j - \sum_c v_c e^{L_c(x)}

over the rows of :mod:`optimiser.formulation` and :math:`x_j` between two ends. Cost :math:`C`,
set-points and recoveries are columns of one compiled programme, so other prices are another
objective of the same programme: it is solved again and again, hot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from optimiser.highs import Session
from optimiser.problem import Problem
from optimiser.programme import Programme, log_recovery_ranges
from optimiser.search import FEASIBLE, OutOfTimeError, Search, residual

PIECE = 0.2  # of log recovery, between the first knots
NEAR = 0.02  # of log recovery, to both sides of where the best set-points stand
FLOOR = 1e-2  # CNY/t below which a value is measured against this
REFINED = 2  # times that knots are added in one solve
NODES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Prices in one shift, of what it shares with others.

    Attributes
    ----------
    cost : float
        Of one CNY spent.
    levers : mapping of str to float
        [CNY/t per unit]
    recovered : mapping of str to float
        By component, at full recovery. [CNY/t]
    """

    cost: float
    levers: Mapping[str, float] = field(default_factory=dict)
    recovered: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> tuple:
        """Equal for equal weights."""
        return (self.cost, tuple(self.levers.items()), tuple(self.recovered.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Where set-points may lie in one shift.

    Attributes
    ----------
    reach : mapping of str to tuple of float
        By lever. [its unit]
    stock : mapping of str to float
        By reagent, most that a tonne of ore can be given. [g/t]
    """

    reach: Mapping[str, tuple[float, float]]
    stock: Mapping[str, float]

    @property
    def key(self) -> tuple:
        """Equal for equal ends."""
        return (tuple(self.reach.items()), tuple(self.stock.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best of one shift.

    Attributes
    ----------
    bound : float
        Below every value. [CNY/t]
    value : float
        Of the settings, without approximation. [CNY/t]
    settings : mapping of str to float
    """

    bound: float
    value: float
    settings: Mapping[str, float]


@dataclass(slots=True, eq=False)
class ShiftSearch:
    """One problem compiled, and solved at many weights and ends.

    Attributes
    ----------
    problem : Problem
        With rows of reach and of stock.
    counted : tuple of str
        Components whose recovery may have a price.
    plain : Programme
        Without revenue.
    """

    problem: Problem
    counted: tuple[str, ...]
    plain: Programme = field(init=False)
    _knots: dict[str, np.ndarray] = field(init=False)
    _session: Session | None = field(init=False, default=None)
    _priced: Programme | None = field(init=False, default=None)
    _known: dict[tuple, Found | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.plain = Programme.of(self.problem)

    def best(self, weights: Weights, ends: Ends, tolerance: float, deadline: float) -> Found | None:
        """The best set-points; None where no set-points keep every row.

        Parameters
        ----------
        weights : Weights
        ends : Ends
        tolerance : float
            Gap that is good enough, of the value. [fraction]
        deadline : float
            Of ``time.monotonic``. [s]
        """
        ends = self._within_range(ends)
        key = (weights.key, ends.key)
        if key not in self._known:
            self._known[key] = self._solved(weights, ends, tolerance, deadline)
        return self._known[key]

    def _within_range(self, ends: Ends) -> Ends:
        """The same ends, so written that equal problems have equal ones."""
        reach = {}
        for j in self.problem.moving:
            knots, (low, high) = self.problem.grids[j], ends.reach[j]
            reach[j] = (max(low, float(knots[0])), min(high, float(knots[-1])))
        most = {
            row.name.partition("/")[2]: row.high
            for row in self.problem.rows
            if row.name.startswith("stock/")
        }
        stock = {item: min(ends.stock.get(item, np.inf), high) for item, high in most.items()}
        return Ends(reach=reach, stock=stock)

    def value(self, weights: Weights, settings: Mapping[str, float]) -> float:
        """Objective without approximation [CNY/t]."""
        total = weights.cost * self.plain.exact_cost(settings)
        total += sum(price * settings[j] for j, price in weights.levers.items())
        point = self.plain.embedding.point(settings)
        for c, worth in weights.recovered.items():
            total -= worth * float(np.exp(point[self.plain.column(f"log_recovery[{c}]")]))
        return total

    def keeps_rows(self, settings: Mapping[str, float], ends: Ends) -> bool:
        """Whether set-points keep every row of the shift."""
        session = Session(self.plain.compiled, "least_cost", relaxed=True)
        set_ends(session, self.problem, ends)
        return residual(session, self.plain.embedding.point(settings)) <= FEASIBLE

    def _solved(
        self, weights: Weights, ends: Ends, tolerance: float, deadline: float
    ) -> Found | None:
        best = None
        for _ in range(1 + REFINED):
            session, programme = self._ready()
            if session is None or programme is None:
                return None
            set_ends(session, self.problem, ends)
            session.set_objective(*objective(programme, weights))
            start = None if best is None else programme.embedding.point(best.settings)
            allowed = partial(_allowed, 0.3 * tolerance)
            search = Search(session, programme.embedding, allowed, deadline, node_limit=NODES)
            answer = search.run(start)
            if answer.status == "infeasible":
                return None
            if answer.solution is None:
                raise OutOfTimeError("no time was left to plan every shift; allow more time")
            settings = programme.embedding.settings(answer.solution)
            best = self._better(best, weights, settings, answer.bound)
            if best.value - best.bound <= _allowed(tolerance, best.value):
                break
            self._refine(best.settings)
        return best

    def _better(
        self, best: Found | None, weights: Weights, settings: Mapping[str, float], bound: float
    ) -> Found:
        """The better of two set-points, under the higher of their bounds."""
        value = self.value(weights, settings)
        if best is not None:
            bound = max(bound, best.bound)
            if best.value < value:
                settings, value = best.settings, best.value
        return Found(bound=min(bound, value), value=value, settings=settings)

    def _ready(self) -> tuple[Session | None, Programme | None]:
        """The session to solve with, made when it is first needed."""
        if self._priced is None:
            ranges = log_recovery_ranges(self.plain, self.counted, 10.0)
            if ranges is None:
                return None, None
            self._knots = {}
            for c, (low, high) in ranges.items():
                low, high = low - 1e-6, high + 1e-6
                pieces = max(int(np.ceil((high - low) / PIECE)), 1)
                self._knots[c] = np.linspace(low, high, pieces + 1)
            self._open()
        return self._session, self._priced

    def _open(self) -> None:
        self._priced = Programme.of(self.problem, self._knots)
        self._session = Session(self._priced.compiled, "least_cost", relaxed=True)

    def _refine(self, settings: Mapping[str, float]) -> None:
        for c, knots in self._knots.items():
            at = self.plain.log_recovery(c, settings)
            new = [t for t in (at - NEAR, at, at + NEAR) if knots[0] < t < knots[-1]]
            apart = [t for t in new if np.min(np.abs(knots - t)) > 0.2 * NEAR]
            self._knots[c] = np.sort(np.concatenate([knots, apart]))
        self._open()


def _allowed(share: float, value: float) -> float:
    """A share of a value, or of the least that counts."""
    return share * max(abs(value), FLOOR)


def objective(programme: Programme, weights: Weights) -> tuple[np.ndarray, float]:
    """Weights as an objective over the columns of a programme with revenue."""
    cost, offset = priced(programme, weights)
    for c, worth in weights.recovered.items():
        cost[programme.column(f"sold[{c}]")] -= worth
    return cost, offset


def priced(programme: Programme, weights: Weights) -> tuple[np.ndarray, float]:
    """Cost and prices of levers as an objective, without what is recovered."""
    spent, still = programme.compiled.objectives["least_cost"]
    cost, offset = weights.cost * spent, weights.cost * still
    for j, price in weights.levers.items():
        start, columns, widths = setpoint(programme, j)
        cost[columns] += price * widths
        offset += price * start
    return cost, float(offset)


def setpoint(programme: Programme, lever: str) -> tuple[float, np.ndarray, np.ndarray]:
    """A set-point as ``start + widths · columns``."""
    knots = programme.problem.grids[lever]
    ladder = programme.embedding.levers.get(lever)
    if ladder is None:
        return float(knots[0]), np.zeros(0, dtype=int), np.zeros(0)
    return float(knots[0]), ladder.fills, np.diff(knots)


def set_ends(session: Session, problem: Problem, ends: Ends) -> None:
    """Bound the rows of reach and of stock, whose constants the compiled rows leave out."""
    start = {j: float(knots[0]) for j, knots in problem.grids.items()}
    for row in problem.rows:
        kind, _, name = row.name.partition("/")
        if kind == "reach":
            low, high = ends.reach[name]
            session.set_row(f"limit_low[{row.name}]", low - start[name], np.inf)
            session.set_row(f"limit_high[{row.name}]", -np.inf, high - start[name])
        elif kind == "stock":
            high = min(ends.stock.get(name, np.inf), row.high)
            session.set_row(f"limit_high[{row.name}]", -np.inf, high - row.value(start))
