r"""Branch and bound on hot linear programmes.

The relaxation of the programme is the convex hull of every curve by itself, so its optimum is
often the answer already. Where it is not, some ladder is filled out of order, a joint fill is on
the wrong side, or a log share is below what its index makes it, to the benefit of some row. The
node is split there: at the breakpoint of the ladder nearest to where it stands, between the two
sides, or at the index, with a chord over each part. Every node is one re-solve with changed bounds
of columns and changed chords; tangents of convex costs and of log shares are added as they are
found wanting, and hold everywhere. The bound is the least optimum of the nodes not yet split.
"""

import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from flotation.errors import SolverError, UnboundedError
from optimiser.chords import NARROW, Part, lay_chords, lay_tangents
from optimiser.embedding import Embedding
from optimiser.highs import Answer, Session
from optimiser.ladders import Ladder

Fixed = Mapping[int, Part]  # bounds of every column that is narrowed
Node = tuple[float, int, Fixed, Answer]

FEASIBLE = 2e-7  # scaled residual with which a worked-out point is taken
CUT = 1e-8  # of a convex cost, relative: less below it needs no tangent where a budget limits it
MOST_CUTS = 40  # rounds of tangents at one node
EXACT = 1e-3  # of the gap: a point nearer to its programme than it is not improved
DIVES = 5  # within one cell, from tangent to tangent of its log shares


class OutOfTimeError(SolverError):
    """The deadline passed within a linear programme."""


@dataclass(slots=True)
class Search:
    """The state of one search.

    Attributes
    ----------
    session : Session
        Relaxed: its binaries are bounded by the search.
    embedding : Embedding
    tolerance : callable
        Objective to the difference from the bound at which the search may end.
    deadline : float
        Of ``time.monotonic``. [s]
    node_limit : int
    """

    session: Session
    embedding: Embedding
    tolerance: Callable[[float], float]
    deadline: float
    node_limit: int = 20_000
    nodes: int = 0
    incumbent: np.ndarray | None = None
    value: float = np.inf
    _floor: float = np.inf
    _structure: np.ndarray = field(init=False)
    _binaries: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        compiled = self.embedding.compiled
        orders = ("fill_order", "revenue_order", "tangent", "chord")
        self._structure = np.array(
            [name.split("[")[0] not in orders for name in compiled.rows], dtype=bool
        )
        self._binaries = np.flatnonzero(compiled.integer)

    def run(self, start: np.ndarray | None = None) -> Answer:
        """Search until the gap closes, the time ends or the nodes do.

        Parameters
        ----------
        start : ndarray, optional
            A point to beat, where it is feasible.
        """
        if start is not None:
            self._offer(start)
        numbers = count()
        try:
            heap = self._children([{}], numbers)
        except OutOfTimeError:
            self._floor = -np.inf
            return self._result("limit", [])
        while heap and self._open(heap[0][0]):
            if time.monotonic() > self.deadline or self.nodes > self.node_limit:
                return self._result("limit", heap)
            objective, _, fixed, answer = heapq.heappop(heap)
            try:
                split = self._split(fixed, answer)
                children = [] if split is None else self._children(split, numbers)
            except OutOfTimeError:
                self._floor = min(self._floor, objective)
                return self._result("limit", heap)
            if split is None:
                self._floor = min(self._floor, objective)
            for child in children:
                heapq.heappush(heap, child)
        return self._result("infeasible" if self.incumbent is None else "optimal", heap)

    def _children(self, sets: Iterable[Fixed], numbers: Iterator[int]) -> list[Node]:
        """Feasible nodes with these binaries fixed, in the order given."""
        solved = ((fixed, self._relax(fixed)) for fixed in sets)
        return [(a.objective, next(numbers), fixed, a) for fixed, a in solved if a is not None]

    def _open(self, objective: float) -> bool:
        """Whether a node may hold a point better than the incumbent by more than the gap."""
        if self.incumbent is None:
            return True
        return objective < self.value - self.tolerance(self.value)

    def _result(self, status: str, heap: list[Node]) -> Answer:
        bound = min([self.value, self._floor, *(entry[0] for entry in heap)])
        if status == "infeasible" and np.isfinite(bound):
            status = "failed"  # a relaxed point that no set-points meet to the tolerance
        return Answer(
            status=status,
            solution=self.incumbent,
            objective=self.value,
            bound=bound if np.isfinite(bound) else -np.inf,
            nodes=self.nodes,
        )

    def _relax(self, fixed: Fixed) -> Answer | None:
        """Optimum of the relaxation with some columns narrowed."""
        lay_chords(self.session, self.embedding.arcs, fixed)
        return self._solve(fixed)

    def _solve(self, fixed: Fixed) -> Answer | None:
        """Optimum with some binaries fixed, convex costs and concave log shares exact."""
        compiled = self.embedding.compiled
        low, high = compiled.low[self._binaries], compiled.high[self._binaries]
        for i, column in enumerate(self._binaries):
            if column in fixed:
                low[i], high[i] = fixed[column]
        self.session.set_columns(self._binaries, low, high)
        self.nodes += 1
        for _ in range(MOST_CUTS):
            answer = self.session.solve(time_limit=max(self.deadline - time.monotonic(), 0.05))
            if answer.status == "infeasible":
                return None
            if answer.status == "limit":
                raise OutOfTimeError("the time ended within a linear programme")
            if answer.status == "unbounded":
                raise UnboundedError(
                    "nothing keeps the objective from growing without end; give every lever and "
                    "price a limit"
                )
            if answer.status != "optimal":
                raise SolverError(f"HiGHS stopped on a linear programme: {answer.status}")
            if answer.objective >= self.value or not add_tangents(
                self.session, self.embedding, answer.point, slack=self._slack()
            ):
                break
        return answer

    def _slack(self) -> float:
        """How far below its function a convex cost may stay [CNY/t]."""
        if self.incumbent is None or self.embedding.problem.limits_energy:
            return 0.0
        return 0.1 * self.tolerance(self.value) / max(len(self.embedding.costs), 1)

    def _split(self, fixed: Fixed, answer: Answer) -> tuple[Fixed, Fixed] | None:
        """Two sets of fixed binaries, the likelier first; none when the answer is exact."""
        point = self.embedding.point(self.embedding.settings(answer.point))
        self._offer(point)
        if self._is_exact(answer):
            return None
        if self.nodes <= 4 or self.nodes % 8 == 0:
            self._dive(point, fixed)
        column = self._worst(fixed, answer, self._worth(answer))
        if column is None and self._falls_short(point, answer):
            column = self._worst(fixed, answer, np.ones(len(point)))
        if column is None:
            return None
        first, second = self._parts(column, fixed, point, answer)
        return {**fixed, column: first}, {**fixed, column: second}

    def _is_exact(self, answer: Answer) -> bool:
        """Whether a point in hand is as good as a node's programme, to rounding."""
        if self.incumbent is None:
            return False
        return self.value - answer.objective <= EXACT * self.tolerance(self.value)

    def _falls_short(self, point: np.ndarray, answer: Answer) -> bool:
        """Whether set-points of a node break a row, or are worse than its programme says."""
        value = float(self.session.cost @ point + self.session.offset)
        worse = value - answer.objective > self.tolerance(value)
        return worse or residual(self.session, point) > FEASIBLE

    def _parts(
        self, column: int, fixed: Fixed, point: np.ndarray, answer: Answer
    ) -> tuple[Part, Part]:
        """Two parts of a column's range, the likelier first."""
        compiled = self.embedding.compiled
        if compiled.integer[column]:
            near = float(point[column])
            return (near, near), (1.0 - near, 1.0 - near)
        low, high = fixed.get(column, (compiled.low[column], compiled.high[column]))
        at = float(answer.point[column])
        return (low, at), (at, high)

    def _offer(self, point: np.ndarray) -> None:
        """Take a worked-out point as the incumbent if it is feasible and better."""
        value = float(self.session.cost @ point + self.session.offset)
        if value < self.value and residual(self.session, point) <= FEASIBLE:
            self.value, self.incumbent = value, point

    def _dive(self, point: np.ndarray, fixed: Fixed) -> None:
        """Solve within the segments where a point stands, for an incumbent."""
        whole = np.round(point[self._binaries])
        cell = {int(c): (v, v) for c, v in zip(self._binaries, whole.tolist(), strict=True)}
        if any(cell.get(column, part) != part for column, part in fixed.items()):
            return
        for _ in range(DIVES if self.embedding.arcs else 1):
            before = self.value
            lay_tangents(self.session, self.embedding.arcs, point)
            answer = self._solve(cell)
            if answer is None:
                return
            point = self.embedding.point(self.embedding.settings(answer.point))
            self._offer(point)
            if not before - self.value > 0.1 * self.tolerance(self.value):
                return

    def _worth(self, answer: Answer) -> np.ndarray:
        """What one unit of fault in each column is worth to the objective."""
        duals = answer.duals[0][: len(self._structure)] * self._structure
        return np.abs(self.embedding.compiled.matrix.T @ duals) + 1e-9

    def _worst(self, fixed: Fixed, answer: Answer, worth: np.ndarray) -> int | None:
        """The column to narrow, whose fault is worth most."""
        solution, embedding = answer.point, self.embedding
        ordered = solution.copy()
        for ladder in embedding.ladders:
            ladder.fill(ordered, ladder.value(solution))
        embedding.join(ordered)
        embedding.count(ordered, embedding.settings(solution))
        faults = worth * np.abs(ordered - solution)
        best, column = 1e-11, None
        for ladder in embedding.ladders:
            fault = float(faults[ladder.fills].sum())
            nearest = _nearest_free(ladder, ladder.value(solution), fixed)
            if fault > best and nearest is not None:
                best, column = fault, nearest
        for cell in embedding.cells:
            if cell.side is not None and cell.side not in fixed and faults[cell.column] > best:
                best, column = float(faults[cell.column]), cell.side
        for move in embedding.moves:
            for binary in (move.rises, move.drops):
                if binary not in fixed and faults[binary] > best:
                    best, column = float(faults[binary]), binary
        for arc in embedding.arcs:
            if arc.row is not None and not _is_narrow(arc.index, fixed):
                fault = float(worth[arc.share]) * arc.shortfall(solution)
                if fault > best:
                    best, column = fault, arc.index
        return column


def _is_narrow(column: int, fixed: Fixed) -> bool:
    low, high = fixed.get(column, (-np.inf, np.inf))
    return high - low < NARROW


def _nearest_free(ladder: Ladder, value: float, fixed: Fixed) -> int | None:
    """Binary of the ladder's breakpoint nearest to a value, of those not yet fixed."""
    free = [k for k, column in ladder.binaries.items() if column not in fixed]
    if not free:
        return None
    k = min(free, key=lambda k: abs(ladder.knots[k + 1] - value))
    return ladder.binaries[k]


def residual(session: Session, point: np.ndarray) -> float:
    """Largest violation of rows and bounds at a point, in scaled units."""
    compiled = session.compiled
    rows = compiled.matrix @ point
    added = (least - float(values @ point[index]) for index, values, least in session.cuts)
    return max(
        max(added, default=0.0),
        float(np.max(session.row_low - rows, initial=0.0)),
        float(np.max(rows - session.row_high, initial=0.0)),
        float(np.max(compiled.low - point, initial=0.0)),
        float(np.max(point - compiled.high, initial=0.0)),
    )


def add_tangents(
    session: Session, embedding: Embedding, solution: np.ndarray, *, slack: float = 0.0
) -> bool:
    """Cut off columns on the wrong side of their convex or concave function; whether any were.

    Parameters
    ----------
    slack : float
        How far below its function a convex cost may stay. [CNY/t]
    """
    added = False
    for bend in embedding.bends:
        at = float(solution[bend.argument])
        value = bend.value(at)
        allowed = CUT * max(1.0, abs(value))
        if bend.above and bend.price > 0.0:
            allowed = max(allowed, slack / bend.price)
        if bend.fault(solution) > allowed:
            slope, sign = bend.slope(at), 1.0 if bend.above else -1.0
            session.add_row(
                np.array([bend.column, bend.argument]),
                sign * np.array([1.0, -slope]),
                sign * (value - slope * at),
            )
            added = True
    return added
