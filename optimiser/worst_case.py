"""Solve a question about what may come: rounds of a search, each refined at its answer.

Each round solves one mixed-integer programme with the rows of a risk (the worst few prices of
:mod:`optimiser.price_risk`, or the futures of :mod:`optimiser.future_risk`), values its set-points
without approximation, and lays new knots there for revenue and heating, until value and bound are
as near as the gap asks.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np

from flotation.errors import SolverError, TimeLimitError
from optimiser import margins
from optimiser.compiled import Compiled, EmptySetError, compile_model
from optimiser.embedding import Embedding
from optimiser.formulation import build
from optimiser.highs import Session
from optimiser.objectives import BUDGET_SLACK, objective_name, overspent, scale_of, value_of
from optimiser.price_risk import COST, MARGIN
from optimiser.problem import Problem
from optimiser.programme import Programme, solve_in_cell
from optimiser.solving import (
    GAP,
    PROMISED,
    ROUNDS,
    Knots,
    NoPlanError,
    Settings,
    Solved,
    compile_problem,
    search,
)

WORST = "worst_case"


class Risk(Protocol):
    """What may come, as rows and an objective of a programme, and as a number."""

    @property
    def rows(self) -> str:
        """Name of the rows that hold a level and its excesses above losses."""

    @property
    def limits_budget(self) -> bool:
        """Whether the budget holds in the worst case."""

    def add(self, m: Any, problem: Problem) -> None:
        """Add rows, and the objective ``worst_case``."""

    def level(self, losses: np.ndarray) -> float:
        """The best level beside some losses."""

    def worst(self, programme: Programme, settings: Settings, kind: str) -> float:
        """What is minimised, without approximation [CNY/t ore]."""


class WorstCase(Embedding):
    """Set-points and points of a programme with the rows of a risk.

    Parameters
    ----------
    problem, compiled, revenue_knots
        As for :class:`~optimiser.embedding.Embedding`.
    risk : Risk
    """

    def __init__(self, problem: Problem, compiled: Compiled, revenue_knots: Mapping, risk: Risk):
        super().__init__(problem, compiled, revenue_knots)
        self.risk = risk
        self._kinds = tuple(_kinds(compiled, risk.rows))

    def point(self, settings: Settings) -> np.ndarray:
        """The whole point, levels and excesses included."""
        point, compiled = super().point(settings), self.compiled
        for level, excess, rows in self._kinds:
            side = compiled.row_low[rows] - compiled.matrix[rows, :] @ point
            losses = side / compiled.row_scale[rows]
            point[level] = self.risk.level(losses)
            point[excess] = np.maximum(losses - point[level], 0.0)
        return point


def _kinds(compiled: Compiled, row: str) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Level, excesses and rows of the worst in the cost, and of those in the margin."""
    for kind in (COST, MARGIN):
        names = [name for name in compiled.rows if name.startswith(f"{row}[{kind},")]
        if names:
            excess = [compiled.columns[n.replace(row, "bad_excess")] for n in names]
            rows = [compiled.rows[name] for name in names]
            yield compiled.columns[f"bad_level[{kind}]"], np.array(excess), np.array(rows)


def solve_worst_case(
    state: Callable[[Knots], Problem],
    goal: str,
    *,
    time_limit: float,
    risk_of: Callable[[Problem], Risk],
) -> Solved:
    """Optimal set-points under a risk.

    Parameters
    ----------
    state, goal, time_limit
        As for :func:`~optimiser.solving.solve_problem`.
    risk_of : callable
        Problem to what may come.

    Raises
    ------
    NoPlanError
        If no set-points meet every row.
    SolverError
        If time ends without a solution.
    """
    rounds = _Rounds(state, goal, risk_of, time_limit)
    for _ in range(ROUNDS):
        if not rounds.another():
            break
    return rounds.solved()


class _Rounds:
    """What successive rounds have found."""

    def __init__(
        self,
        state: Callable[[Knots], Problem],
        goal: str,
        risk_of: Callable[[Problem], Risk],
        time_limit: float,
    ):
        self.state, self.goal, self.risk_of = state, goal, risk_of
        self.began, self.limit = time.monotonic(), time_limit
        self.deadline = self.began + time_limit
        self.knots: Knots = {}
        self.revenue: margins.Knots | None = None
        self.best: Settings | None = None
        self.bound, self.nodes = -np.inf, 0

    def another(self) -> bool:
        """Solve a round; whether one more would be of use."""
        self.plain = compile_problem(self.state(self.knots))
        self.risk = self.risk_of(self.plain.problem)
        self.programme = self._programme(self._revenue_knots())
        session = Session(self.programme.compiled, self._objective(), relaxed=True)
        start = None if self.best is None else self.programme.embedding.point(self.best)
        in_logs = self.goal == "most_recovery"
        answer = search(session, self.programme, start, self.deadline, in_logs=in_logs)
        self.nodes += answer.nodes
        self.bound = max(self.bound, answer.bound)
        if answer.solution is None:
            return False
        found = self.programme.embedding.settings(answer.solution)
        if self.best is None or self._merit(found) <= self._merit(self.best):
            self.best = found
        stopped = answer.status == "limit" or time.monotonic() > self.deadline
        if stopped or self._is_exact(self.best):
            return False
        self._refine(found)
        return True

    def _programme(self, revenue: margins.Knots | None) -> Programme:
        problem = self.plain.problem
        model = build(problem, revenue_knots=revenue)
        self.risk.add(model, problem)
        try:
            compiled = compile_model(model)
        except EmptySetError as error:
            raise NoPlanError(str(error)) from error
        embedding = WorstCase(problem, compiled, revenue or {}, self.risk)
        return Programme(problem=problem, compiled=compiled, embedding=embedding)

    def _revenue_knots(self) -> margins.Knots | None:
        if self.goal == "most_margin" and self.revenue is None:
            self.revenue = margins.first_knots(self.plain, self.deadline)
            if self.revenue is None:
                raise NoPlanError("no set-points meet every limit")
            self.best = margins.first_settings(self.plain, self.revenue, self.deadline)
            if self.best is not None:
                self.revenue = margins.knots_near(self.plain, self.revenue, self.best, GAP)
        return self.revenue

    def _refine(self, found: Settings) -> None:
        """Knots of heating and of revenue where the last round stood."""
        knots, problem = dict(self.knots), self.plain.problem
        for heat in problem.heats:
            if heat.lever in problem.moving:
                knots[heat.lever] = (*knots.get(heat.lever, ()), found[heat.lever])
        self.knots = knots
        if self.revenue is not None:
            self.revenue = margins.knots_near(self.plain, self.revenue, found, GAP)

    def _objective(self) -> str:
        if self.goal == "most_recovery":
            return objective_name(self.goal, self.plain.problem)
        return WORST

    def _value(self, settings: Settings) -> float:
        if self.goal == "most_recovery":
            return value_of(self.plain, self.goal, settings)
        kind = COST if self.goal == "least_cost" else MARGIN
        return self.risk.worst(self.plain, settings, kind)

    def _overspent(self, settings: Settings) -> float:
        """Use beyond limits and worst cost beyond the budget, relative; 0 within rounding."""
        worst, budget = overspent(self.plain, settings), self.plain.problem.budget
        if budget is not None and self.risk.limits_budget:
            cost = self.risk.worst(self.plain, settings, COST)
            worst = max(worst, (cost - budget) / max(budget, 1.0))
        return worst if worst > BUDGET_SLACK else 0.0

    def _merit(self, settings: Settings) -> tuple[float, float]:
        return self._overspent(settings), self._value(settings)

    def _scale(self, settings: Settings) -> float:
        return scale_of(self.plain, self.goal, settings)

    def _is_exact(self, settings: Settings) -> bool:
        over, value = self._merit(settings)
        return over == 0.0 and value - self.bound <= GAP * self._scale(settings)

    def solved(self) -> Solved:
        """The best set-points with their proof."""
        if self.best is None or not np.isfinite(self.bound):
            raise TimeLimitError(
                f"no plan was found within {self.limit:g} s; allow more time or free fewer levers"
            )
        if self._overspent(self.best) > 0.0:
            raise SolverError(
                "the plan exceeds a limit, or its budget at the worst prices; it is not shown"
            )
        session = Session(self.programme.compiled, self._objective(), relaxed=True)
        left = max(self.deadline - time.monotonic(), 0.5)
        cell = solve_in_cell(session, self.programme, self.best, left)
        value, scale = self._value(self.best), self._scale(self.best)
        return Solved(
            programme=self.programme,
            settings=self.best,
            value=value,
            bound=min(self.bound, value),
            scale=scale,
            proven=value - self.bound <= PROMISED * scale,
            cell=cell,
            cell_session=session,
            nodes=self.nodes,
            seconds=time.monotonic() - self.began,
            searched=self.bound,
        )
