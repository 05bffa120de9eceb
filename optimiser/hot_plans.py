"""Plans of many scenarios by hot linear programmes, without building a programme for any.

Where a question of least cost is a linear programme as it stands (no binaries, no smooth cost, no
link) and its scenarios change prices, targets and least grades only, everything that a single
plan does is done here: data come from an :class:`~optimiser.affine_map.AffineMap`; each scenario
is solved twice from the basis of the one before, for its cost and then for the set-points nearest
to the present ones among equals; feasibility and the conditions of an optimum are checked for
all together. A scenario that fails a check, or is of another kind, is left to
:func:`optimiser.answering.answer`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from optimiser.affine_map import AffineMap, ProgrammeData, learn_map
from optimiser.certificate import TOLERANCE
from optimiser.compiled import LARGEST, Compiled
from optimiser.highs import Session
from optimiser.least_move import ROUNDING, SIZE, TIE, Moves
from optimiser.objectives import FLOOR
from optimiser.optimality import optimality_residuals
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.search import FEASIBLE
from optimiser.solving import PROMISED

MOVED = 0.9  # of a base number, for the second compile
OBJECTIVE = "least_cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class HotAnswers:
    """What was found for the scenarios of a chunk, an entry each.

    Attributes
    ----------
    solved, infeasible : ndarray of bool
        Certified; and proven to have no plan. The others are left to a single plan.
    settings : mapping of str to ndarray
        By lever. [its unit]
    value, bound, gap : ndarray
        [CNY/t ore], the gap as a fraction of the cost that levers move.
    log_recovery, log_mass : mapping of str to ndarray
        The programme's, by component.
    """

    solved: np.ndarray
    infeasible: np.ndarray
    settings: Mapping[str, np.ndarray]
    value: np.ndarray
    bound: np.ndarray
    gap: np.ndarray
    log_recovery: Mapping[str, np.ndarray]
    log_mass: Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Solutions:
    """Solutions and duals of a chunk's programmes; NaN where there are none."""

    status: np.ndarray
    first: np.ndarray
    nearest: np.ndarray
    bound: np.ndarray
    row_duals: np.ndarray
    column_duals: np.ndarray


class HotPlans:
    """A question of least cost, compiled once for all its scenarios.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
        Checked.
    base : mapping of str to float
        Value of every number that scenarios change, none of them zero: prices, targets [%]
        and least grades [%], each with its table's name before a dot.
    """

    def __init__(
        self, plant: Plant, model: CircuitModel, question: Question, base: Mapping[str, float]
    ):
        self._plant, self._model, self._question = plant, model, question
        self.programme = Programme.of(state_problem(plant, model, self.asked(base)))
        self.map: AffineMap | None = None
        if _is_plain(self.programme) and not model.flowsheet.has_recycle:
            moved = {name: MOVED * value for name, value in base.items()}
            self.map = learn_map(self._compiled_at, self.number, base, moved, OBJECTIVE)
            self.moves = Moves(self.programme)

    def _compiled_at(self, values: Mapping[str, float]) -> Compiled:
        problem = state_problem(self._plant, self._model, self.asked(values))
        return Programme.of(problem).compiled

    def asked(self, values: Mapping[str, float]) -> Question:
        """The question with other values."""
        content = {
            field: dict(getattr(self._question, field))
            for field in ("prices", "target_recovery_pct", "min_grade_pct")
        }
        for name, value in values.items():
            field, _, key = name.partition(".")
            content[field][key] = value
        return self._question.model_copy(update=content)

    def number(self, name: str, value: float) -> float:
        """What a value is in the programme: a price itself, a share by its log."""
        field, _, key = name.partition(".")
        if field == "prices":
            return value
        share = value / 100.0
        if field == "target_recovery_pct" and self._question.confidence is not None:
            share = float(self._model.intervals[key].asked(share, self._question.confidence))
        return float(np.log(share))

    def solve(self, values: Mapping[str, np.ndarray]) -> HotAnswers:
        """Answers for the scenarios of a chunk.

        Parameters
        ----------
        values : mapping of str to ndarray
            Positive numbers for every name of the map.
        """
        if self.map is None:
            raise ValueError("this question is not a plain linear programme")
        numbers = np.stack(
            [[self.number(name, float(v)) for v in values[name]] for name in self.map.names],
            axis=-1,
        )
        data = self.map.at(numbers)
        found = self._solutions(data)
        return self._checked(data, found)

    def _solutions(self, data: ProgrammeData) -> _Solutions:
        compiled, prefer = self.moves.compiled, self.moves.preference()
        count, (rows, columns) = len(data.offset), compiled.matrix.shape
        found = _Solutions(
            status=np.full(count, "failed", dtype=object),
            first=np.full((count, columns), np.nan),
            nearest=np.full((count, columns), np.nan),
            bound=np.full(count, np.nan),
            row_duals=np.full((count, rows), np.nan),
            column_duals=np.full((count, columns), np.nan),
        )
        session = Session(compiled, OBJECTIVE, relaxed=True)
        changing = self._changing_rows()
        cost, own, limit = np.zeros(columns), data.cost.shape[1], self._question.time_limit_s
        unit, first_column = self._rates(data.cost), self._first_columns()
        for i in range(count):
            if not _is_sane(data, i):
                continue
            cost[:own] = data.cost[i]
            session.set_sides(changing, data.row_low[i, changing], data.row_high[i, changing])
            session.set_objective(cost, float(data.offset[i]))
            answer = session.solve(time_limit=limit)
            found.status[i] = answer.status
            if answer.status != "optimal":
                continue
            found.first[i], found.bound[i] = answer.point, answer.objective
            found.row_duals[i], found.column_duals[i] = answer.duals
            movable = unit[i] @ first_column + cost @ answer.point
            session.set_objective(SIZE * (cost / max(movable, FLOOR) + prefer), 0.0)
            nearer = session.solve(time_limit=limit)
            found.nearest[i] = nearer.point if nearer.status == "optimal" else answer.point
        return found

    def _changing_rows(self) -> np.ndarray:
        """Rows with a side that some number changes."""
        if self.map is None:
            return np.zeros(0, dtype=int)
        own = len(self.map.data.row_low)
        sides = np.any(self.map.slopes[:, len(self.map.data.cost) + 1 :] != 0.0, axis=0)
        return np.flatnonzero(sides[:own] | sides[own:])

    def _rates(self, cost: np.ndarray) -> np.ndarray:
        """Cost of one unit of every moving lever, shape (scenarios, levers) [CNY/t]."""
        ladders = self.programme.embedding.levers.values()
        rates = [cost[:, ladder.fills[0]] / np.diff(ladder.knots)[0] for ladder in ladders]
        return np.stack(rates, axis=-1)

    def _first_columns(self) -> np.ndarray:
        """Low end of every moving lever [its unit]."""
        return np.array([ladder.knots[0] for ladder in self.programme.embedding.levers.values()])

    def _checked(self, data: ProgrammeData, found: _Solutions) -> HotAnswers:
        there = np.isfinite(found.bound)
        settings = [self._settings(solution) for solution in (found.nearest, found.first)]
        points = [self._points(each) for each in settings]
        value, first_value = (
            np.einsum("ij,ij->i", data.cost, point) + data.offset for point in points
        )
        faults = [self._residuals(data, point) for point in points]
        movable = np.einsum("ij,ij->i", data.cost, points[1])
        scale = np.maximum(movable + self._rates(data.cost) @ self._first_columns(), FLOOR)
        allowed = (TIE * len(settings[0]) + ROUNDING) * scale
        nearer = (faults[0] <= FEASIBLE) & (value - first_value <= allowed)
        chosen = {j: np.where(nearer, settings[0][j], settings[1][j]) for j in settings[0]}
        point = np.where(nearer[:, None], points[0], points[1])
        value, fault = np.where(nearer, value, first_value), np.where(nearer, *faults)
        movable = np.einsum("ij,ij->i", data.cost, point)
        scale = np.maximum(movable + self._rates(data.cost) @ self._first_columns(), FLOOR)
        bound = np.minimum(found.bound, value)
        gap = (value - bound) / scale
        solved = there & (fault <= FEASIBLE) & (gap <= PROMISED)
        solved &= self._optimality(data, found) <= TOLERANCE
        return HotAnswers(
            solved=solved,
            infeasible=found.status == "infeasible",
            settings={**self._still(len(value)), **chosen},
            value=value,
            bound=bound,
            gap=gap,
            log_recovery=self._logs(point, "log_recovery", self.programme.problem.recovery),
            log_mass=self._logs(point, "log_mass", self.programme.problem.mass),
        )

    def _settings(self, solutions: np.ndarray) -> dict[str, np.ndarray]:
        """Set-points of the moving levers."""
        return {
            j: np.clip(
                ladder.knots[0] + solutions[:, ladder.fills] @ np.diff(ladder.knots),
                ladder.knots[0],
                ladder.knots[-1],
            )
            for j, ladder in self.programme.embedding.levers.items()
        }

    def _still(self, count: int) -> dict[str, np.ndarray]:
        grids = self.programme.problem.grids
        return {j: np.full(count, knots[0]) for j, knots in grids.items() if len(knots) == 1}

    def _points(self, settings: Mapping[str, np.ndarray]) -> np.ndarray:
        """The points of the programme that set-points stand for, a row each."""
        embedding, count = self.programme.embedding, len(next(iter(settings.values())))
        points = np.zeros((count, len(self.programme.compiled.low)))
        for j, ladder in embedding.levers.items():
            places = (settings[j][:, None] - ladder.knots[:-1]) / np.diff(ladder.knots)
            points[:, ladder.fills] = np.clip(places, 0.0, 1.0)
        for column, rhs, row in embedding.definitions:
            points[:, column] = rhs - points @ row
        return points

    def _residuals(self, data: ProgrammeData, points: np.ndarray) -> np.ndarray:
        """Largest violation of rows and bounds at each point, scaled."""
        compiled = self.programme.compiled
        rows = (compiled.matrix @ points.T).T
        worst = [data.row_low - rows, rows - data.row_high]
        worst += [compiled.low - points, points - compiled.high]
        return np.max([np.max(part, axis=1, initial=0.0) for part in worst], axis=0)

    def _optimality(self, data: ProgrammeData, found: _Solutions) -> np.ndarray:
        compiled = self.moves.compiled
        own_rows, own_columns = data.row_low.shape[1], data.cost.shape[1]
        low, high, cost = (
            np.tile(part, (len(data.offset), 1))
            for part in (compiled.row_low, compiled.row_high, np.zeros(len(compiled.low)))
        )
        low[:, :own_rows], high[:, :own_rows] = data.row_low, data.row_high
        cost[:, :own_columns] = data.cost
        return optimality_residuals(
            compiled,
            cost=cost,
            row_low=low,
            row_high=high,
            points=found.first,
            row_duals=found.row_duals,
            column_duals=found.column_duals,
        )

    def _logs(
        self, points: np.ndarray, kind: str, components: Mapping[str, object]
    ) -> dict[str, np.ndarray]:
        return {c: points[:, self.programme.column(f"{kind}[{c}]")] for c in components}


def _is_plain(programme: Programme) -> bool:
    """Whether the programme is linear and exact as it stands."""
    embedding = programme.embedding
    return bool(embedding.levers) and not (
        programme.compiled.integer.any() or embedding.cells or embedding.bends or embedding.arcs
    )


def _is_sane(data: ProgrammeData, i: int) -> bool:
    """Whether the data of a scenario are numbers that a solver may be given."""
    costs = np.append(data.cost[i], data.offset[i])
    return bool(np.all(np.abs(costs) <= LARGEST) and np.all(data.row_low[i] <= data.row_high[i]))
