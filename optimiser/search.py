r"""Branch and bound on hot linear programmes.

The relaxation of the programme is the convex hull of every curve by itself, so its optimum is
often the answer already. Where it is not, some ladder is filled out of order, or a joint fill is
on the wrong side, to the benefit of some row. The node is split there: at the breakpoint of the
ladder nearest to where it stands, or between the two sides. Every node is one re-solve with
changed bounds of binaries; tangents of the convex costs are added as they are found wanting, and
hold everywhere. The bound is the least optimum of the nodes not yet split.
"""

import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from flotation.errors import SolverError
from optimiser.embedding import Embedding, Ladder
from optimiser.highs import Answer, Session

Fixed = Mapping[int, float]  # value of every binary that is fixed
Node = tuple[float, int, Fixed, Answer]

FEASIBLE = 2e-7  # scaled residual with which a worked-out point is taken
CUT = 1e-8  # of a convex cost, relative: less below it needs no tangent where a budget limits it
MOST_CUTS = 40  # rounds of tangents at one node


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
        orders = ("fill_order", "revenue_order")
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
        """Optimum of the relaxation with some binaries fixed, its convex costs exact."""
        compiled = self.embedding.compiled
        low, high = compiled.low[self._binaries], compiled.high[self._binaries]
        if fixed:
            where = np.searchsorted(self._binaries, list(fixed))
            low[where] = high[where] = list(fixed.values())
        self.session.set_columns(self._binaries, low, high)
        self.nodes += 1
        for _ in range(MOST_CUTS):
            answer = self.session.solve(time_limit=max(self.deadline - time.monotonic(), 0.05))
            if answer.status == "infeasible":
                return None
            if answer.status == "limit":
                raise OutOfTimeError("the time ended within a linear programme")
            if answer.status != "optimal":
                raise SolverError(f"HiGHS stopped on a linear programme: {answer.status}")
            if answer.objective >= self.value or not add_tangents(
                self.session, self.embedding, answer.point, slack=self._slack()
            ):
                break
        return answer

    def _slack(self) -> float:
        """How far below its function a convex cost may stay [CNY/t]."""
        if self.incumbent is None or self.embedding.problem.budget is not None:
            return 0.0
        return 0.1 * self.tolerance(self.value) / max(len(self.embedding.bends), 1)

    def _split(self, fixed: Fixed, answer: Answer) -> tuple[Fixed, Fixed] | None:
        """Two sets of fixed binaries, the likelier first; none when the answer is exact."""
        point = self.embedding.point(self.embedding.settings(answer.point))
        self._offer(point)
        if self.nodes <= 4 or self.nodes % 8 == 0:
            self._dive(point, fixed)
        column = self._worst(fixed, answer)
        if column is None:
            return None
        near = float(point[column])
        return {**fixed, column: near}, {**fixed, column: 1.0 - near}

    def _offer(self, point: np.ndarray) -> None:
        """Take a worked-out point as the incumbent if it is feasible and better."""
        value = float(self.session.cost @ point + self.session.offset)
        if value < self.value and residual(self.session, point) <= FEASIBLE:
            self.value, self.incumbent = value, point

    def _dive(self, point: np.ndarray, fixed: Fixed) -> None:
        """Solve within the segments where a point stands, for an incumbent."""
        cell = {int(column): float(round(point[column])) for column in self._binaries}
        if all(cell[column] == value for column, value in fixed.items()):
            answer = self._relax(cell)
            if answer is not None:
                self._offer(self.embedding.point(self.embedding.settings(answer.point)))

    def _worst(self, fixed: Fixed, answer: Answer) -> int | None:
        """The free binary whose fault is worth most to the objective."""
        solution, embedding = answer.point, self.embedding
        ordered = solution.copy()
        for ladder in embedding.ladders:
            ladder.fill(ordered, ladder.value(solution))
        embedding.join(ordered)
        duals = answer.duals[0][: len(self._structure)] * self._structure
        worth = np.abs(embedding.compiled.matrix.T @ duals) + 1e-9
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
        return column


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
    """Cut off costs that lie below their convex function; whether any did."""
    added = False
    for bend in embedding.bends:
        at = float(solution[bend.argument])
        value = bend.value(at)
        if solution[bend.column] < value - max(CUT * max(1.0, abs(value)), slack):
            slope = bend.slope(at)
            session.add_row(
                np.array([bend.column, bend.argument]), np.array([1.0, -slope]), value - slope * at
            )
            added = True
    return added
