"""The best plan of every target, one compiled programme kept hot; targets where the front bends."""

import time
from collections.abc import Callable, Mapping

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import TimeLimitError
from flotation.plant import Plant
from optimiser.certificate import check_point
from optimiser.front_goal import LOWEST_PCT, FrontGoal
from optimiser.highs import Session
from optimiser.least_move import NearestSearch
from optimiser.objectives import overspent
from optimiser.parametric import breakpoints
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.ranges import LeverRange
from optimiser.solving import PROMISED, Settings, compile_problem, search, solve_problem

Found = tuple[Programme, Settings, float, bool]  # set-points, their bound, whether proven

EDGE = 1e-6  # of the highest recovery, left free so that the rest can be optimised
LATE = "the front was not finished in time; allow more time or fewer points"
NARROWEST = 0.125  # of an even step between targets: none are placed nearer
HIDDEN = 0.5  # bend of a front, both sides of it over their ranges, that even targets may miss


def swept(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    ranges: Mapping[str, LeverRange],
    points: int,
    goal: FrontGoal,
) -> list[Found]:
    """``(programme, settings, bound, proven)`` of every target.

    Where the programme is a linear one, its breakpoints are targets: between them the front is
    a straight line over log recovery. Else half of the targets are even, and each further one
    halves the step in which the front bends most.

    Parameters
    ----------
    plant, model, question, ranges
    points : int
    goal : FrontGoal
    """
    sweep = _Sweep(plant, model, question, ranges, goal)
    low, high = sweep.ends()
    exact = sweep.breakpoints(low, high) if sweep.is_linear else ()
    targets = np.exp(exact) if 2 < len(exact) <= points else ()
    if not len(targets):
        targets = np.linspace(np.exp(low), np.exp(high), 2 + (points - 1) // 3)
    found = {float(target): sweep.at(float(target)) for target in targets[::-1]}
    while len(found) < points and len(found) > 1:
        target = _next_target(found, sweep.height, points)
        if target is None:
            break
        found[target] = sweep.at(target)
    return list(found.values())


def _next_target(
    found: Mapping[float, Found], height: Callable[[Found], float], points: int
) -> float | None:
    """The middle of the step that a straight line may miss by most; None where none is wide."""
    targets = np.array(sorted(found))
    heights = np.array([height(found[target]) for target in targets])
    x, y = (values / max(np.ptp(values), 1e-12) for values in (targets, heights))
    widths, rises = np.diff(x), np.diff(y)
    bends = 2.0 * np.abs(np.diff(rises / widths)) / (widths[:-1] + widths[1:])
    bend = np.maximum(np.append(0.0, bends), np.append(bends, 0.0))
    estimate = np.square(widths) / 8.0 * (bend + HIDDEN)
    estimate[widths < 2.0 * NARROWEST / points] = -1.0
    worst = int(np.argmax(estimate))
    middle = float((targets[worst] + targets[worst + 1]) / 2.0)
    return middle if estimate[worst] > 0.0 else None


class _Sweep:
    """One compiled programme, asked for one target after another."""

    def __init__(
        self,
        plant: Plant,
        model: CircuitModel,
        question: Question,
        ranges: Mapping[str, LeverRange],
        goal: FrontGoal,
    ):
        self.plant, self.model, self.question = plant, model, question
        self.ranges, self.goal = ranges, goal
        self.deadline = time.monotonic() + question.time_limit_s
        asked = goal.targeted(question, LOWEST_PCT)
        self.programme = compile_problem(state_problem(plant, model, asked, ranges=ranges))
        self.session = Session(self.programme.compiled, goal.objective, relaxed=True)
        self.near = NearestSearch(self.programme)
        self.row = f"target[{goal.component}]"
        self.starts: dict[float, Settings] = {}

    @property
    def is_linear(self) -> bool:
        """Whether the programme is a linear one, without approximation."""
        embedding = self.programme.embedding
        curved = embedding.bends or any(arc.row is not None for arc in embedding.arcs)
        return not (curved or self.programme.compiled.integer.any() or self.programme.problem.heats)

    def ends(self) -> tuple[float, float]:
        """Log recovery of the component where the other side is best, and the highest."""
        goal, programme = self.goal, self.programme
        to_raise = Session(programme.compiled, f"most_recovery[{goal.component}]", relaxed=True)
        highest = self._searched(to_raise, None, in_logs=True)[0]
        other = self._searched(self.session, None, in_logs=goal.in_logs)[0]
        if goal.against is not None:
            reached = programme.log_recovery(goal.against, other)
            to_raise.set_row(f"target[{goal.against}]", reached + np.log1p(-EDGE), np.inf)
            other = self._searched(to_raise, other, in_logs=True)[0]
        self.near.prefer_small_moves(max(programme.movable_cost(highest), EDGE))
        low = programme.log_recovery(goal.component, other)
        high = programme.log_recovery(goal.component, highest) + float(np.log1p(-EDGE))
        self.starts[np.inf] = highest
        return low, max(high, low)

    def breakpoints(self, low: float, high: float) -> tuple[float, ...]:
        """Log targets at which the optimum of a linear programme bends."""
        place = self.programme.compiled.rows[self.row]
        scale = self.programme.compiled.row_scale[place]

        def optimum(target: float) -> tuple[float, float]:
            self.session.set_row(self.row, target, np.inf)
            answer = self.session.solve(time_limit=self._left())
            if answer.status != "optimal":
                raise TimeLimitError(LATE)
            return answer.objective, float(answer.duals[0][place] * scale)

        return breakpoints(optimum, low, high)

    def at(self, target: float) -> Found:
        """The best plan for a target [fraction]."""
        programme, goal, log_target = self.programme, self.goal, float(np.log(target))
        self.session.set_row(self.row, log_target, np.inf)
        start = self.starts[min(t for t in self.starts if t >= target)]
        settings, bound, proven = self._searched(self.session, start, in_logs=goal.in_logs)
        self.starts[target] = settings
        gap = goal.value(programme, settings) - bound
        if gap > PROMISED * goal.scale(programme, settings) or overspent(programme, settings) > 0.0:
            return self._refined(target)
        return programme, self._nearest(log_target, settings), bound, proven

    def height(self, found: Found) -> float:
        """What a plan costs: money, or the other component's recovery."""
        value = self.goal.value(found[0], found[1])
        return value if self.goal.against is None else -float(np.exp(-value))

    def _nearest(self, log_target: float, settings: Settings) -> Settings:
        """Of settings as good, the cheapest and nearest to the present ones."""
        self.near.session.set_row(self.row, log_target, np.inf)
        if self.goal.against is not None:
            held = self.programme.log_recovery(self.goal.against, settings)
            row = f"target[{self.goal.against}]"
            self.near.session.set_row(row, held + float(np.log1p(-EDGE / 10.0)), np.inf)
        return self.near.nearest(self.goal.goal, settings, self.deadline)

    def _refined(self, target: float) -> Found:
        """The same from a programme with further knots where this one is not exact."""
        asked = self.goal.targeted(self.question, 100.0 * target)
        solved = solve_problem(
            lambda knots: state_problem(
                self.plant, self.model, asked, knots=knots, ranges=self.ranges
            ),
            self.goal.goal,
            time_limit=self._left(),
        )
        return solved.programme, solved.settings, solved.bound, solved.proven

    def _searched(
        self, session: Session, start: Settings | None, *, in_logs: bool
    ) -> tuple[Settings, float, bool]:
        """Settings, bound and whether proven, with the tangents found so far."""
        embedding = self.programme.embedding
        point = None if start is None else embedding.point(start)
        answer = search(session, self.programme, point, self.deadline, in_logs=in_logs)
        if answer.solution is None:
            raise TimeLimitError(LATE)
        settings = embedding.settings(answer.solution)
        check_point(session, embedding.point(settings))
        return settings, answer.bound, answer.status == "optimal"

    def _left(self) -> float:
        return max(self.deadline - time.monotonic(), 0.5)
