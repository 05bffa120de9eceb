r"""Set-points of all shifts together, for a blend in each: one linear programme, step by step.

The programmes of the shifts stand side by side, tied by the rows of :mod:`.coupling`. What is
recovered, :math:`e^L`, is replaced by its tangent at the last step, which lies below it: every
step is at least as good as the one before and keeps every row. First the binaries are free, so
that set-points find their way between segments; then they stand as at the set-points.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from optimiser.chords import lay_chords, lay_tangents
from optimiser.compiled import Compiled
from optimiser.highs import Answer, Session
from optimiser.periods.coupling import Tie
from optimiser.periods.shift_search import Ends, ShiftSearch, Weights, priced, set_ends, setpoint
from optimiser.search import add_tangents

FREE_STEPS, STEPS, CUTS = 3, 12, 8
REST = 1e-6  # gain, of the objective, below which set-points rest
DEAR = 1e3  # what a missing unit of a row costs, of the unit's usual price
MOST = 1e3  # that may be missing, of the largest coefficient in its row
SLACK = 1e-4  # CNY/t that a convex cost may stay below its law where nothing limits costs

Settings = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One shift in the joint programme.

    Attributes
    ----------
    search : ShiftSearch
    weights : Weights
        Of the question. [CNY/t]
    ends : Ends
    tonnes : float
        [t]
    """

    search: ShiftSearch
    weights: Weights
    ends: Ends
    tonnes: float

    def logs(self, settings: Settings) -> dict[str, float]:
        """Log recovery of every component [log of fraction]."""
        plain = self.search.plain
        point = plain.embedding.point(settings)
        return {c: float(point[plain.column(f"log_recovery[{c}]")]) for c in plain.problem.recovery}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Set-points of all shifts, and the price of each row that ties them.

    Attributes
    ----------
    settings : tuple of mapping
    duals : ndarray
        Change of the objective with the active side of each row. [CNY per unit]
    """

    settings: tuple[Settings, ...]
    duals: np.ndarray


def join_shifts(
    members: Sequence[Member],
    rows: Sequence[Tie],
    start: Sequence[Settings],
    deadline: float,
    *,
    free: bool,
) -> Joined | None:
    """Improve set-points of all shifts together; None where no step has a solution.

    Parameters
    ----------
    members : sequence of Member
    rows : sequence of Tie
    start : sequence of mapping
        Set-points at which tangents are laid first.
    deadline : float
        Of ``time.monotonic``. [s]
    free : bool
        Whether to begin with free binaries; without it, ``start`` keeps every row.
    """
    blocks = [_Block(member) for member in members]
    joint = _Joint(blocks=blocks, rows=rows, deadline=deadline)
    best = None
    steps = [True] * (FREE_STEPS if free else 0) + [False] * STEPS
    settings, last = tuple(start), np.inf
    for relaxed in steps:
        if time.monotonic() > deadline:
            break
        found = joint.step(settings, relaxed=relaxed)
        if found is None:
            break
        settings = found.settings
        if relaxed:
            continue
        best, value = found, joint.value(settings)
        if last - value <= REST * abs(value):
            break
        last = value
    return best


class _Block:
    """The rows of one shift, with its tangents."""

    def __init__(self, member: Member):
        self.member = member
        self.programme = member.search.plain
        self.session = Session(self.programme.compiled, "least_cost", relaxed=True)
        self.binaries = np.flatnonzero(self.programme.compiled.integer)
        set_ends(self.session, self.programme.problem, member.ends)

    def stand(self, settings: Settings, *, relaxed: bool) -> None:
        """Set the binaries, and the lines of log shares, free or as at set-points."""
        low, high = np.zeros(len(self.binaries)), np.ones(len(self.binaries))
        if relaxed:
            lay_chords(self.session, self.programme.embedding.arcs, {})
        else:
            point = self.programme.embedding.point(settings)
            low = high = np.round(point[self.binaries])
            lay_tangents(self.session, self.programme.embedding.arcs, point)
        self.session.set_columns(self.binaries, low, high)

    def objective(self, logs: Mapping[str, float]) -> np.ndarray:
        """Objective per tonne, recoveries by their tangents."""
        cost, _ = priced(self.programme, self.member.weights)
        for c, worth in self.member.weights.recovered.items():
            cost[self.programme.column(f"log_recovery[{c}]")] -= worth * np.exp(logs[c])
        return cost

    def term(self, kind: str, name: str, logs: Mapping[str, float]) -> tuple[dict, float]:
        """A quantity of the shift as ``coefficients · columns + constant``."""
        if kind == "lever":
            start, columns, widths = setpoint(self.programme, name)
            return dict(zip(columns.tolist(), widths.tolist(), strict=True)), start
        if kind == "cost":
            cost, offset = priced(self.programme, Weights(cost=1.0))
            at = np.flatnonzero(cost)
            return dict(zip(at.tolist(), cost[at].tolist(), strict=True)), offset
        height = float(np.exp(logs[name])) * self.programme.problem.feed_grade[name]
        column = self.programme.column(f"log_recovery[{name}]")
        return {column: height}, height * (1.0 - logs[name])


@dataclass(slots=True)
class _Joint:
    """The programme of all shifts."""

    blocks: Sequence[_Block]
    rows: Sequence[Tie]
    deadline: float

    def value(self, settings: Sequence[Settings]) -> float:
        """Objective without approximation [CNY]."""
        return sum(
            b.member.tonnes * b.member.search.value(b.member.weights, own)
            for b, own in self._with(settings)
        )

    def step(self, settings: Sequence[Settings], *, relaxed: bool) -> Joined | None:
        """Set-points after one step, with the tangents of costs that it asks for."""
        logs = [b.member.logs(own) for b, own in self._with(settings)]
        for block, own in self._with(settings):
            block.stand(own, relaxed=relaxed)
        slack = 0.0 if any(row.name == "budget" for row in self.rows) else SLACK
        for _ in range(CUTS):
            answer, shape = self._solve(logs)
            if answer.solution is None:
                return None
            parts = np.split(answer.point[: shape.columns[-1]], shape.columns[1:-1])
            added = [
                add_tangents(b.session, b.programme.embedding, part, slack=slack)
                for b, part in self._with(parts)
            ]
            if not any(added) or time.monotonic() > self.deadline:
                break
        return Joined(
            settings=tuple(b.programme.embedding.settings(part) for b, part in self._with(parts)),
            duals=shape.duals(answer),
        )

    def _solve(self, logs: Sequence[Mapping[str, float]]) -> tuple[Answer, "_Shape"]:
        first = np.cumsum([0, *(len(b.session.low) for b in self.blocks)])
        mean = float(np.mean([b.member.tonnes for b in self.blocks]))
        ties = [self._tie(row, first, logs) for row in self.rows]
        tied, low, high, scale = _tie_rows(ties, int(first[-1]))
        cost = np.concatenate(
            [b.member.tonnes / mean * b.objective(own) for b, own in self._with(logs)]
        )
        compiled = self._compiled(cost, tied, low, high)
        left = max(self.deadline - time.monotonic(), 0.1)
        answer = Session(compiled, "all").solve(time_limit=left)
        return answer, _Shape(columns=first, ties=len(low), scale=mean * scale)

    def _with(self, each: Sequence[Any]) -> Iterator[tuple[_Block, Any]]:
        return zip(self.blocks, each, strict=True)

    def _compiled(
        self, cost: np.ndarray, tied: sparse.csr_array, low: np.ndarray, high: np.ndarray
    ) -> Compiled:
        """Rows of shifts, then those that tie them, and columns for what metals lack."""
        stacked = [b.session.rows_with_cuts() for b in self.blocks]
        lacks = _lacks(self.rows)
        count = lacks.shape[1]
        dear = DEAR * max(float(np.max(np.abs(cost), initial=0.0)), 1.0)
        body = sparse.block_diag([matrix for matrix, _, _ in stacked], format="csr")
        body = sparse.hstack([body, sparse.csr_array((body.shape[0], count))])
        matrix = sparse.csr_array(sparse.vstack([body, sparse.hstack([tied, lacks])]))
        return Compiled(
            matrix=matrix,
            row_low=np.concatenate([*(own for _, own, _ in stacked), low]),
            row_high=np.concatenate([*(own for _, _, own in stacked), high]),
            row_scale=np.ones(matrix.shape[0]),
            low=np.concatenate([*(b.session.low for b in self.blocks), np.zeros(count)]),
            high=np.concatenate([*(b.session.high for b in self.blocks), np.full(count, MOST)]),
            integer=np.zeros(matrix.shape[1], dtype=bool),
            objectives={"all": (np.concatenate([cost, np.full(count, dear)]), 0.0)},
            columns={},
            rows={},
        )

    def _tie(
        self, row: Tie, first: np.ndarray, logs: Sequence[Mapping[str, float]]
    ) -> tuple[dict[int, float], float, float]:
        """Coefficients by column of all, and sides."""
        found: dict[int, float] = {}
        constant = 0.0
        for (t, kind, name), a in row.coefficients.items():
            own, still = self.blocks[t].term(kind, name, logs[t])
            constant += a * still
            for column, coefficient in own.items():
                at = int(first[t]) + column
                found[at] = found.get(at, 0.0) + a * coefficient
        return found, row.low - constant, row.high - constant


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Where shifts begin among the columns, and how rows that tie them were scaled."""

    columns: np.ndarray
    ties: int
    scale: np.ndarray

    def duals(self, answer: Answer) -> np.ndarray:
        """Prices of the rows that tie shifts, as written [CNY per unit]."""
        if answer.row_duals is None:
            return np.zeros(self.ties)
        return answer.row_duals[len(answer.row_duals) - self.ties :] * self.scale


def _tie_rows(
    ties: Sequence[tuple[dict[int, float], float, float]], columns: int
) -> tuple[sparse.csr_array, np.ndarray, np.ndarray, np.ndarray]:
    """Rows with a largest coefficient of one, their sides and their scale."""
    matrix = sparse.lil_array((len(ties), columns))
    low, high, scale = (np.zeros(len(ties)) for _ in range(3))
    for i, (coefficients, least, most) in enumerate(ties):
        scale[i] = 1.0 / max((abs(a) for a in coefficients.values()), default=1.0)
        low[i], high[i] = least * scale[i], most * scale[i]
        for column, a in coefficients.items():
            matrix[i, column] = a * scale[i]
    return sparse.csr_array(matrix), low, high, scale


def _lacks(rows: Sequence[Tie]) -> sparse.csr_array:
    """A column for what is missing of each metal: its tangent may ask for too much at first."""
    metal = [i for i, row in enumerate(rows) if row.name.startswith("metal/")]
    matrix = sparse.lil_array((len(rows), len(metal)))
    for column, i in enumerate(metal):
        matrix[i, column] = 1.0
    return sparse.csr_array(matrix)
