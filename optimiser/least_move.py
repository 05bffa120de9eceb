r"""Among set-points that are equally good, those nearest to the present ones.

Many questions have more than one best answer: a lever without cost and without effect may stand
anywhere, two reagents of one price and one effect stand for each other. After the proven search
the programme is searched once more, over all its segments, for

.. math::
    \min\; \frac{C}{S} + \epsilon \sum_j \omega_j \frac{|x_j - x_{j0}|}{h_j - l_j}

where C is what was minimised, S what its gap is measured against, :math:`x_{j0}` the present
set-point and :math:`h_j - l_j` the range of lever j. So a lever crosses its range only for more
than :math:`\epsilon S`, and that is the most a plan gives up for each range it does not cross.
A most recovery, and the revenue of a most margin, are held; the cost is C then. Where moves tie as
well, the weights :math:`\omega_j`, within 1e-2 of one, prefer to move the lever that comes first
in the alphabet, so that the order of the plant file does not matter.

The search ends at a limit of nodes; the set-points then are the nearest it saw. Where the optimum
lies on a smooth cost of heat or of grinding, it is known to about 1e-3 of a range and no better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from optimiser import margins
from optimiser.compiled import Compiled
from optimiser.embedding import Embedding
from optimiser.highs import Session
from optimiser.objectives import overspent, scale_of, value_of
from optimiser.programme import Programme
from optimiser.ranges import LeverRange
from optimiser.search import Search

TIE = 1e-7  # of what a gap is measured against: less than it is not worth a whole range
FIRST = 1e-2  # of a move: preference of the levers that come first in the alphabet
SIZE = 1e3  # of the objective in the programme, to keep moves above the solver's tolerances
NEAR = 1e-6  # of a move over a range: how near to the least the search ends
NODES = 60
AS_MUCH = 1e-7  # of a log recovery, given up at most for a cheaper plan
ROUNDING = 1e-6  # of what a gap is measured against, lost at most besides TIE

Settings = Mapping[str, float]


class Moves(Embedding):
    """Set-points and points of a programme that has every lever's move among its columns.

    Parameters
    ----------
    programme : Programme
        Without revenue.
    """

    def __init__(self, programme: Programme):
        self.order = sorted(programme.problem.moving)
        self._first = programme.compiled.matrix.shape[1]
        super().__init__(programme.problem, _with_moves(programme, self.order), {})

    def point(self, settings: Settings) -> np.ndarray:
        """The whole point, moves up and down included."""
        point = super().point(settings)
        moved = np.array([relative_move(self.problem.ranges[j], settings[j]) for j in self.order])
        point[self._first :: 2] = np.maximum(moved, 0.0)
        point[self._first + 1 :: 2] = np.maximum(-moved, 0.0)
        return point

    def preference(self) -> np.ndarray:
        """Coefficients by which the objective prefers small moves."""
        coefficients = np.zeros(len(self.compiled.low))
        place = np.arange(len(self.order)) / max(len(self.order), 1)
        coefficients[self._first :] = np.repeat(TIE * (1.0 + FIRST * np.square(place)), 2)
        return coefficients


def relative_move(r: LeverRange, value: float) -> float:
    """Move of a lever from its present set-point, over its range [1]."""
    return (value - r.present) / (r.high - r.low)


def least_move(
    programme: Programme, goal: str, settings: Settings, bound: float, deadline: float
) -> Settings:
    """Of settings as good as some, the nearest to the present ones.

    Parameters
    ----------
    programme : Programme
        Without revenue.
    goal : {"least_cost", "most_recovery", "most_margin"}
    settings : mapping of str to float
        Optimal; they stay where none nearer is found.
    bound : float
        Below every value of what is minimised; holds the recovery, where that is the goal.
    deadline : float
        Of ``time.monotonic``. [s]
    """
    search, minimised = NearestSearch(programme), goal
    if goal == "most_margin":
        margins.set_tangent(search.session, search.programme, margins.logs_at(programme, settings))
    if goal == "most_recovery":
        minimised, component = "least_cost", programme.problem.component
        held = min(programme.log_recovery(component, settings), -bound - AS_MUCH)
        column = np.array([programme.column(f"log_recovery[{component}]")])
        search.session.add_row(column, np.array([1.0]), held)
    search.prefer_small_moves(scale_of(programme, minimised, settings))
    return search.nearest(goal, settings, deadline)


class NearestSearch:
    """A programme kept hot, whose cost prefers the settings nearest to the present ones.

    Parameters
    ----------
    programme : Programme
        Without revenue.

    Attributes
    ----------
    programme : Programme
        The same, with moves.
    session : Session
    """

    def __init__(self, programme: Programme):
        self.moves = Moves(programme)
        self.programme = replace(programme, compiled=self.moves.compiled, embedding=self.moves)
        self.session = Session(self.programme.compiled, "least_cost", relaxed=True)

    def prefer_small_moves(self, scale: float) -> None:
        """Minimise what is minimised now, over a scale, and moves besides."""
        cost = self.session.cost / scale + self.moves.preference()
        self.session.set_objective(SIZE * cost, 0.0)

    def nearest(self, goal: str, settings: Settings, deadline: float) -> Settings:
        """The nearest settings found that are as good as some."""
        session, moves = self.session, self.moves
        search = Search(session, moves, lambda value: SIZE * TIE * NEAR, deadline, node_limit=NODES)
        answer = search.run(moves.point(settings))
        if answer.solution is None:
            return settings
        found = moves.settings(answer.solution)
        return found if _is_as_good(self.programme, goal, settings, found) else settings


def _is_as_good(programme: Programme, goal: str, before: Settings, after: Settings) -> bool:
    """Whether settings give up no more than this module says, without approximation."""
    allowed = TIE * len(programme.problem.moving) + ROUNDING
    goals = ("most_recovery", "least_cost") if goal == "most_recovery" else (goal,)
    worse = (value_of(programme, aim, after) - value_of(programme, aim, before) for aim in goals)
    scales = (scale_of(programme, aim, before) for aim in goals)
    kept = all(loss <= allowed * scale for loss, scale in zip(worse, scales, strict=True))
    return kept and overspent(programme, after) <= overspent(programme, before)


def _with_moves(programme: Programme, levers: Sequence[str]) -> Compiled:
    """The compiled programme with ``up - down = (x - present) / range`` for every lever."""
    compiled, problem = programme.compiled, programme.problem
    rows, (first, columns) = len(levers), compiled.matrix.shape
    travel, at_low = sparse.lil_array((rows, columns)), np.zeros(rows)
    most = np.zeros(rows)
    for i, j in enumerate(levers):
        r, ladder = problem.ranges[j], programme.embedding.levers[j]
        travel[i, ladder.fills] = np.diff(ladder.knots) / (r.high - r.low)
        ends = [relative_move(r, float(end)) for end in ladder.knots[[0, -1]]]
        at_low[i], most[i] = ends[0], max(map(abs, ends))
    sides = sparse.kron(sparse.eye_array(rows), np.array([[-1.0, 1.0]]))
    moved = sparse.hstack([travel.tocsr(), sides.tocsr()])
    unmoved = sparse.csr_array((first, 2 * rows))
    before = sparse.hstack([compiled.matrix, unmoved])
    return replace(
        compiled,
        matrix=sparse.csr_array(sparse.vstack([before, moved])),
        row_low=np.concatenate([compiled.row_low, -at_low]),
        row_high=np.concatenate([compiled.row_high, -at_low]),
        row_scale=np.concatenate([compiled.row_scale, np.ones(rows)]),
        low=np.concatenate([compiled.low, np.zeros(2 * rows)]),
        high=np.concatenate([compiled.high, np.repeat(most, 2)]),
        integer=np.concatenate([compiled.integer, np.zeros(2 * rows, dtype=bool)]),
        objectives={
            name: (np.concatenate([cost, np.zeros(2 * rows)]), offset)
            for name, (cost, offset) in compiled.objectives.items()
        },
        rows={**compiled.rows, **{f"move[{j}]": first + i for i, j in enumerate(levers)}},
    )
