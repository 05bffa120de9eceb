"""HiGHS, guarded: every status checked, options read back, the clock counted per solve.

A :class:`Session` holds one compiled programme in one solver instance and is solved again and
again with changed objectives, bounds and added tangents.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from flotation.errors import SolverError
from optimiser.compiled import Compiled

FEASIBILITY = 1e-9
ROUNDING = 1e-7  # residual of a solution that is still one; every answer is checked again outside
WRONG_VERSION = "1.14.0"  # answers some mixed-integer programmes wrongly, with presolve
Status = highspy.HighsModelStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the solver found; whether there is a solution and whether it is proven are two things.

    Attributes
    ----------
    status : {"optimal", "infeasible", "unbounded", "limit", "failed"}
    solution : ndarray, optional
        Value of every column.
    objective, bound : float
        Of the minimisation; the bound is minus infinity where there is none.
    row_duals, column_duals : ndarray, optional
        Change of the objective with each right-hand side and bound; of LPs only.
    nodes : int
    """

    status: str
    solution: np.ndarray | None
    objective: float
    bound: float
    row_duals: np.ndarray | None = None
    column_duals: np.ndarray | None = None
    nodes: int = 0

    @property
    def point(self) -> np.ndarray:
        """The solution, where there is one."""
        if self.solution is None:
            raise SolverError(f"the solver found no solution: {self.status}")
        return self.solution

    @property
    def duals(self) -> tuple[np.ndarray, np.ndarray]:
        """Duals of rows and of columns, where there are any."""
        if self.row_duals is None or self.column_duals is None:
            raise SolverError(f"the solver found no duals: {self.status}")
        return self.row_duals, self.column_duals


def _checked(status: highspy.HighsStatus, what: str) -> None:
    """Refuse to go on after a call that HiGHS did not carry out."""
    if status != highspy.HighsStatus.kOk:
        raise SolverError(
            f"HiGHS refused {what} ({status.name}); no answer can be trusted after it"
        )


def _set(highs: highspy.Highs, name: str, value: Any) -> None:
    _checked(highs.setOptionValue(name, value), f"the option {name}")
    status, stored = highs.getOptionValue(name)
    _checked(status, f"the option {name}")
    if stored != value:
        raise SolverError(f"HiGHS took {stored!r} for the option {name}, asked for {value!r}")


class _Quiet(highspy.Highs):
    """HiGHS without callbacks: switching those on prints a banner to standard output."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


def _instance() -> highspy.Highs:
    highs = _Quiet()
    _set(highs, "output_flag", False)
    _set(highs, "threads", 1)
    _set(highs, "primal_feasibility_tolerance", FEASIBILITY)
    _set(highs, "dual_feasibility_tolerance", FEASIBILITY)
    _set(highs, "mip_feasibility_tolerance", 1e-9)
    _set(highs, "mip_abs_gap", 0.0)
    return highs


@lru_cache(maxsize=1)
def trusted_version() -> str:
    """Version of HiGHS, once it has answered two programmes that a bad release gets wrong.

    Raises
    ------
    SolverError
        If it is that release, or answers either wrongly.

    Examples
    --------
    >>> trusted_version() != "1.14.0"
    True
    """
    version = _Quiet().version()
    if version == WRONG_VERSION:
        raise SolverError(f"highspy {version} returns wrong optima; install another version")
    for name, cost, low, high, integer, least, expected in (
        ("first", (1.0, 2.0), (0.0, 8.0), (20.0, 20.0), (True, False), 20.1, 28.2),
        ("second", (2.0, 3.0), (0.0, 0.0), (10.0, 10.0), (False, True), 4.5, 9.0),
    ):
        sentinel = Compiled(
            matrix=sparse.csr_array(np.ones((1, 2))),
            row_low=np.array([least]),
            row_high=np.array([np.inf]),
            row_scale=np.ones(1),
            low=np.array(low),
            high=np.array(high),
            integer=np.array(integer),
            objectives={"cost": (np.array(cost), 0.0)},
            columns={"x": 0, "y": 1},
            rows={"least": 0},
        )
        answer = Session(sentinel, "cost").solve(time_limit=10.0)
        if answer.status != "optimal" or abs(answer.objective - expected) > 1e-6:
            raise SolverError(
                f"highspy {version} answers {answer.objective:g} to the {name} sentinel programme, "
                f"whose optimum is {expected:g}; install another version"
            )
    return version


class Session:
    """One compiled programme in one solver instance.

    Parameters
    ----------
    compiled : Compiled
    objective : str
        Name of the objective to begin with.
    relaxed : bool, default False
        Whether binaries may take any value between their bounds.
    """

    def __init__(self, compiled: Compiled, objective: str, *, relaxed: bool = False):
        self.compiled = compiled
        cost, offset = compiled.objectives[objective]
        self.cost, self.offset = np.array(cost), float(offset)
        self.low, self.high = compiled.low.copy(), compiled.high.copy()
        self.row_low, self.row_high = compiled.row_low.copy(), compiled.row_high.copy()
        self.cuts: list[tuple[np.ndarray, np.ndarray, float]] = []
        self.lines: dict[int, tuple[int, float, float]] = {}
        self.integer = np.zeros_like(compiled.integer) if relaxed else compiled.integer.copy()
        self._highs = _instance()
        if not self.integer.any():
            _set(self._highs, "presolve", "off")  # what is re-solved hot gains nothing by it
        _checked(self._highs.passModel(self._lp()), "the programme")

    def _lp(self) -> highspy.HighsLp:
        compiled, lp = self.compiled, highspy.HighsLp()
        rows, columns = compiled.matrix.shape
        lp.num_row_, lp.num_col_ = rows, columns
        lp.col_cost_, lp.offset_ = self.cost, float(self.offset)
        lp.col_lower_, lp.col_upper_ = self.low, self.high
        lp.row_lower_, lp.row_upper_ = compiled.row_low, compiled.row_high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = compiled.matrix.indptr
        lp.a_matrix_.index_ = compiled.matrix.indices
        lp.a_matrix_.value_ = compiled.matrix.data
        if self.integer.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(flag)] for flag in self.integer]
        return lp

    def set_objective(self, cost: np.ndarray, offset: float) -> None:
        """Minimise another objective."""
        _finite(cost, "an objective")
        _finite(np.array([offset]), "an objective")
        self.cost, self.offset = np.array(cost, dtype=float), float(offset)
        index = np.arange(len(cost), dtype=np.int32)
        _checked(self._highs.changeColsCost(len(cost), index, self.cost), "an objective")
        _checked(self._highs.changeObjectiveOffset(float(offset)), "an objective's constant")

    def set_row(self, name: str, low: float, high: float) -> None:
        """Change the sides of a named row, in the units it was written in."""
        i = self.compiled.rows[name]
        scale = self.compiled.row_scale[i]
        if np.isnan(low) or np.isnan(high) or low > high:
            raise SolverError(f"row {name} cannot lie between {low:g} and {high:g}")
        self.row_low[i], self.row_high[i] = low * scale, high * scale
        _checked(self._highs.changeRowBounds(i, low * scale, high * scale), f"row {name}")

    def set_sides(self, rows: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """Change the sides of rows, scaled as they are."""
        if np.any(np.isnan(low) | np.isnan(high) | (low > high)):
            raise SolverError("sides of a row cross or are no numbers")
        self.row_low[rows], self.row_high[rows] = low, high
        for i, least, most in zip(rows.tolist(), low.tolist(), high.tolist(), strict=True):
            _checked(self._highs.changeRowBounds(i, least, most), "sides of a row")

    def set_columns(self, index: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """Change the bounds of columns."""
        _finite(np.concatenate([low, high]), "bounds")
        if np.any(low > high):
            raise SolverError("bounds of a variable cross; this is a fault of the program")
        self.low[index], self.high[index] = low, high
        index = np.asarray(index, dtype=np.int32)
        _checked(self._highs.changeColsBounds(len(index), index, low, high), "bounds")

    def add_row(self, index: np.ndarray, values: np.ndarray, least: float) -> None:
        """Add the row ``values · x[index] >= least``, scaled."""
        _finite(np.append(values, least), "a row")
        scale = 1.0 / np.max(np.abs(values))
        index, values = np.asarray(index, dtype=np.int32), np.asarray(values) * scale
        self.cuts.append((index, values, least * scale))
        added = self._highs.addRow(least * scale, highspy.kHighsInf, len(index), index, values)
        _checked(added, "a tangent")

    def set_line(self, row: int, column: int, slope: float, least: float) -> None:
        """Change one coefficient and the low side of a row, as written."""
        _finite(np.array([slope, least]), "a chord")
        scale = self.compiled.row_scale[row]
        line = (column, -slope * scale, least * scale)
        if self.lines.get(row) != line:
            self.lines[row] = line
            _checked(self._highs.changeCoeff(row, column, line[1]), "a chord")
            _checked(self._highs.changeRowBounds(row, line[2], highspy.kHighsInf), "a chord")

    def rows_with_cuts(self) -> tuple[sparse.csr_array, np.ndarray, np.ndarray]:
        """Matrix and sides of all rows, as changed, those added later included [scaled]."""
        matrix, low = self.compiled.matrix, self.row_low
        if self.lines:
            matrix, low = matrix.tolil(), low.copy()
            for row, (column, coefficient, least) in self.lines.items():
                matrix[row, column], low[row] = coefficient, least
        if not self.cuts:
            return sparse.csr_array(matrix), low, self.row_high
        added = sparse.lil_array((len(self.cuts), self.compiled.matrix.shape[1]))
        for i, (index, values, _) in enumerate(self.cuts):
            added[i, index] = values
        sides = np.array([least for _, _, least in self.cuts])
        return (
            sparse.csr_array(sparse.vstack([matrix, added.tocsr()])),
            np.concatenate([low, sides]),
            np.concatenate([self.row_high, np.full(len(sides), np.inf)]),
        )

    def start_from(self, solution: np.ndarray) -> None:
        """Offer a solution to begin the search from."""
        start = highspy.HighsSolution()
        start.col_value = [float(v) for v in solution]
        _checked(self._highs.setSolution(start), "a start")

    def solve(self, *, time_limit: float, relative_gap: float = 1e-6) -> Answer:
        """Solve within a wall time, counted from now [s]."""
        highs = self._highs
        if self.integer.any():
            _set(highs, "mip_rel_gap", float(relative_gap))
        _set(highs, "time_limit", float(highs.getRunTime() + max(time_limit, 1e-3)))
        answer = self._run()
        if answer.status == "failed":
            _checked(highs.clearSolver(), "a fresh start")
            answer = self._run()
        return answer

    def _run(self) -> Answer:
        if self._highs.run() == highspy.HighsStatus.kError:
            _checked(self._highs.clearSolver(), "a fresh start")
            if self._highs.run() == highspy.HighsStatus.kError:
                raise SolverError("HiGHS stopped with an error")
        return self._answer()

    def _answer(self) -> Answer:
        highs, info = self._highs, self._highs.getInfo()
        status = _STATUS.get(highs.getModelStatus(), "failed")
        found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        found = found or 0.0 <= info.max_primal_infeasibility <= ROUNDING
        if status in ("infeasible", "unbounded") or not found:
            status = "failed" if status == "optimal" else status
            return Answer(status=status, solution=None, objective=np.inf, bound=-np.inf)
        raw = highs.getSolution()
        solution = np.asarray(raw.col_value, dtype=float)
        objective = float(self.cost @ solution + self.offset)
        mixed = bool(self.integer.any())
        duals = not mixed and status == "optimal"
        bound = float(info.mip_dual_bound) if mixed else objective if duals else -np.inf
        return Answer(
            status=status,
            solution=solution,
            objective=objective,
            bound=min(bound, objective),
            row_duals=np.asarray(raw.row_dual, dtype=float) if duals else None,
            column_duals=np.asarray(raw.col_dual, dtype=float) if duals else None,
            nodes=int(info.mip_node_count) if mixed else 0,
        )


_STATUS = {
    Status.kOptimal: "optimal",
    Status.kInfeasible: "infeasible",
    Status.kUnboundedOrInfeasible: "infeasible",  # every column is bounded
    Status.kUnbounded: "unbounded",
    Status.kTimeLimit: "limit",
    Status.kIterationLimit: "limit",
    Status.kSolutionLimit: "limit",
    Status.kInterrupt: "limit",
}


def _finite(values: np.ndarray, what: str) -> None:
    if not np.all(np.isfinite(values)):
        raise SolverError(f"{what} is not finite; the programme takes finite numbers only")
