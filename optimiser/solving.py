"""Solve a problem to a proven gap: search, refine where the programme is not exact, polish.

The programme is a relaxation of the plant's model: tangents lie below convex costs, secants of
the log of heat below it, secants of revenue above it. Its optimum is a bound. The set-points it
gives are valued without those approximations; where value and bound are further apart than the
gap allows, knots are added at the set-points and the programme is solved again.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from flotation.errors import SolverError, TimeLimitError
from optimiser import margins
from optimiser.compiled import EmptySetError
from optimiser.highs import Answer, Session
from optimiser.least_move import AS_MUCH, least_move
from optimiser.objectives import FLOOR, better, objective_name, overspent, scale_of, value_of
from optimiser.problem import Problem
from optimiser.programme import Programme, solve_in_cell
from optimiser.search import Search

GAP = 3e-5  # aimed at, of what moves
PROMISED = 1e-4  # gap within which a plan is called proven
ROUNDS = 12

Settings = Mapping[str, float]
Knots = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """Set-points with the proof of how good they are.

    Attributes
    ----------
    programme : Programme
        Without revenue; its cell at the set-points gives the duals.
    settings : mapping of str to float
    value : float
        Objective without approximation, to be minimised: cost, minus log recovery, or
        minus margin.
    bound : float
        Below every value that any set-points can have.
    scale : float
        What a gap is measured against.
    proven : bool
    cell : Answer
        Of the linear programme at fixed binaries, with duals.
    cell_session : Session
    nodes : int
    seconds : float
    searched : float
        Objective of the programme, with lines in the place of curves, in the search that gave the
        bound.
    """

    programme: Programme
    settings: Settings
    value: float
    bound: float
    scale: float
    proven: bool
    cell: Answer
    cell_session: Session
    nodes: int
    seconds: float
    searched: float

    @property
    def pwl_gap(self) -> float:
        """Part of the gap that lines in the place of curves leave open [fraction]."""
        return min(max(self.value - self.searched, 0.0) / self.scale, self.gap)

    @property
    def gap(self) -> float:
        """Difference of value and bound, of what moves [fraction]."""
        return max(self.value - self.bound, 0.0) / self.scale


class NoPlanError(SolverError):
    """The programme has no solution; whoever asked must say why."""


def solve_problem(state: Callable[[Knots], Problem], goal: str, *, time_limit: float) -> Solved:
    """Optimal set-points of a problem.

    Parameters
    ----------
    state : callable
        Further knots by lever, to the :class:`~optimiser.problem.Problem` with them.
    goal : {"least_cost", "most_recovery", "most_margin"}
    time_limit : float
        [s]

    Raises
    ------
    NoPlanError
        If no set-points meet every row.
    SolverError
        If time ends without a solution.
    """
    began = time.monotonic()
    rounds = _Rounds(state=state, goal=goal, deadline=began + time_limit)
    programme = rounds.solve()
    if rounds.best is None or not np.isfinite(rounds.bound):
        raise TimeLimitError(
            f"no plan was found within {time_limit:g} s; allow more time or free fewer levers"
        )
    return _solved(rounds, programme, rounds.best, time.monotonic() - began)


def compile_problem(problem: Problem) -> Programme:
    """The programme of a problem.

    Raises
    ------
    NoPlanError
        If levers that do not move break a limit.
    """
    try:
        return Programme.of(problem)
    except EmptySetError as error:
        raise NoPlanError(str(error)) from error


@dataclass(slots=True)
class _Rounds:
    """What successive rounds of refinement have found."""

    state: Callable[[Knots], Problem]
    goal: str
    deadline: float
    knots: Knots = field(default_factory=dict)
    revenue: margins.Knots | None = None
    best: Settings | None = None
    bound: float = -np.inf
    searched: float = -np.inf
    nodes: int = 0

    def solve(self) -> Programme:
        """Solve rounds until one is exact, and return its programme."""
        for _ in range(ROUNDS):
            programme = compile_problem(self.state(self.knots))
            found = self._round(programme)
            if found is None:
                break
            self._refine(programme, found)
        return programme

    def _round(self, programme: Programme) -> Settings | None:
        """Set-points to refine at; None when another round would be of no use."""
        searched = programme
        if self.goal == "most_margin":
            searched = Programme.of(programme.problem, self._revenue_knots(programme))
        answer = self._search(searched)
        self.nodes += answer.nodes
        if answer.bound >= self.bound:
            self.bound, self.searched = answer.bound, answer.objective
        if answer.solution is None:
            return None
        found = searched.embedding.settings(answer.solution)
        self.best = better(programme, self.goal, self.best, self._polished(programme, found))
        stopped = answer.status == "limit" or time.monotonic() > self.deadline
        return None if stopped or self._is_exact(programme, self.best) else found

    def _revenue_knots(self, programme: Programme) -> margins.Knots:
        if self.revenue is None:
            self.revenue = margins.first_knots(programme, self.deadline)
            if self.revenue is None:
                raise NoPlanError("no set-points meet every limit")
            self.best = margins.first_settings(programme, self.revenue, self.deadline)
            if self.best is not None:
                self.revenue = margins.knots_near(programme, self.revenue, self.best, GAP)
        return self.revenue

    def _search(self, programme: Programme) -> Answer:
        name = objective_name(self.goal, programme.problem)
        session = Session(programme.compiled, name, relaxed=True)
        start = None if self.best is None else programme.embedding.point(self.best)
        return search(session, programme, start, self.deadline, in_logs=name != self.goal)

    def _polished(self, programme: Programme, settings: Settings) -> Settings:
        if self.goal == "most_margin":
            return margins.polished(programme, settings, self.deadline)
        if self.goal == "most_recovery":
            return _cheaper(programme, settings, self.deadline)
        return settings

    def _is_exact(self, programme: Programme, settings: Settings) -> bool:
        allowed = GAP * scale_of(programme, self.goal, settings)
        near = value_of(programme, self.goal, settings) - self.bound <= allowed
        return near and overspent(programme, settings) == 0.0

    def _refine(self, programme: Programme, found: Settings) -> None:
        """Knots of heating where the last round stood, and of revenue around it."""
        knots = dict(self.knots)
        for heat in programme.problem.heats:
            if heat.lever in programme.problem.moving:
                knots[heat.lever] = (*knots.get(heat.lever, ()), found[heat.lever])
        self.knots = knots
        if self.revenue is not None:
            self.revenue = margins.knots_near(programme, self.revenue, found, GAP)


def search(
    session: Session,
    programme: Programme,
    start: np.ndarray | None,
    deadline: float,
    *,
    in_logs: bool,
) -> Answer:
    """Search a programme to well within the gap.

    Parameters
    ----------
    session : Session
        Relaxed, of the programme, with its objective set.
    programme : Programme
    start : ndarray, optional
        A point to beat.
    deadline : float
        Of ``time.monotonic`` [s].
    in_logs : bool
        Whether the objective is a log, so that its gap is relative already.

    Raises
    ------
    NoPlanError
        If no set-points meet every row.
    """
    still = programme.problem.cost_weight * programme.problem.fixed_cost

    def tolerance(value: float) -> float:
        return 0.3 * GAP * (1.0 if in_logs else max(abs(value - still), FLOOR))

    answer = Search(session, programme.embedding, tolerance, deadline).run(start)
    if answer.status == "infeasible":
        raise NoPlanError("no set-points meet every limit")
    if answer.status == "failed":
        raise SolverError(
            "the limits can be met to rounding only, not for certain; relax the tightest of them "
            "a little"
        )
    return answer


def _cheaper(programme: Programme, settings: Settings, deadline: float) -> Settings:
    """The cheapest settings that recover as much."""
    session = Session(programme.compiled, "least_cost", relaxed=True)
    component = programme.problem.component
    reached = programme.log_recovery(component, settings)
    column = programme.column(f"log_recovery[{component}]")
    session.add_row(np.array([column]), np.array([1.0]), reached - AS_MUCH)
    start = programme.embedding.point(settings)
    answer = search(session, programme, start, deadline, in_logs=False)
    return settings if answer.solution is None else programme.embedding.settings(answer.solution)


def _solved(rounds: _Rounds, programme: Programme, settings: Settings, seconds: float) -> Solved:
    goal = rounds.goal
    settings = least_move(programme, goal, settings, rounds.bound, rounds.deadline)
    name = "least_cost" if goal == "most_margin" else objective_name(goal, programme.problem)
    session = Session(programme.compiled, name, relaxed=True)
    if goal == "most_margin":
        margins.set_tangent(session, programme, margins.logs_at(programme, settings))
    cell = solve_in_cell(session, programme, settings, max(rounds.deadline - time.monotonic(), 0.5))
    value, scale = value_of(programme, goal, settings), scale_of(programme, goal, settings)
    return Solved(
        programme=programme,
        settings=settings,
        value=value,
        bound=min(rounds.bound, value),
        scale=scale,
        proven=value - rounds.bound <= PROMISED * scale,
        cell=cell,
        cell_session=session,
        nodes=rounds.nodes,
        seconds=seconds,
        searched=rounds.searched,
    )
