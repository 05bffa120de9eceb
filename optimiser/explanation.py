"""Which limits hold a plan back, what one unit of each is worth, and how far that holds.

Worths come from the linear programme in the segments where the plan stands (binaries fixed). Each
side of a limit is priced by itself, since at a degenerate optimum one unit more and one unit less
are not worth the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import SolverError
from flotation.plant import Plant
from optimiser.demands import BUDGET_ROW, Demand, demands_of
from optimiser.movable import Movable, movable_end, movable_row
from optimiser.plan_result import Binding
from optimiser.question import Question
from optimiser.ranging import Side
from optimiser.solving import Solved

WORTHLESS = 1e-7  # gain per unit below which a limit is not said to hold the plan back
TRIFLE = {"CNY/t": 5e-4, "points": 5e-4}
ALIKE = 0.02  # of a worth: within it, a unit more and a unit less are worth the same
STRAIGHT = 0.02  # of a gain: beyond it, a price per point or in points no longer holds
HALVINGS = 40
STEP = 1e-6  # of a right-hand side, for the slope of what it stands for
KINDS = {"%": "point", "": "sd"}  # unit of a change, where it is not that of the limit


def explain(
    solved: Solved, plant: Plant, model: CircuitModel, question: Question, *, deadline: float
) -> tuple[Binding, ...]:
    """Limits that bind at a solved problem, the most valuable first.

    Gains are CNY/t of ore saved or earned, or points of recovery, as the goal is.

    Parameters
    ----------
    solved : Solved
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
    deadline : float
        Of ``time.monotonic``; limits that are not examined by then have a worth only. [s]
    """
    if solved.cell.status != "optimal":
        return ()
    examined = _Explanation(solved, *_gain(solved, question.goal), deadline)
    problem = solved.programme.problem
    demands, _ = demands_of(plant, question, problem, problem.ranges, model)
    found = [*examined.demands(demands), *examined.levers()]
    return tuple(sorted(found, key=lambda b: (-b.worth, -(b.loss or 0.0), b.limit)))


def _gain(solved: Solved, goal: str) -> tuple[float, str]:
    """Factor from a fall of the minimised objective to what people count."""
    if goal == "most_recovery":
        return 100.0 * float(np.exp(-solved.value)), "points"
    return 1.0, "CNY/t"


@dataclass(frozen=True, slots=True)
class _Explanation:
    """A solved problem, and how its objective is counted."""

    solved: Solved
    gain: float
    gain_unit: str
    deadline: float

    def demands(self, demands: list[Demand]) -> Iterator[Binding]:
        """Demands that bind."""
        session, embedding = self.solved.cell_session, self.solved.programme.embedding
        for demand in demands:
            if demand.row in session.compiled.rows:
                movable = movable_row(session, embedding, demand.row, self.deadline)
                yield from self._demand(demand, movable)

    def _demand(self, demand: Demand, movable: Movable) -> Iterator[Binding]:
        stands = self._stands(demand)
        stretch = _stretch(demand, stands)
        eased, tightened = self._sides(movable)
        worth = self.gain * -eased.slope / stretch if eased else 0.0
        loss = self.gain * tightened.slope / stretch if tightened else None
        if max(worth, loss or 0.0) > WORTHLESS:
            outwards = 1.0 if movable.at_most else -1.0
            yield _limit(
                demand,
                value=demand.value_at(stands),
                at_most=movable.at_most,
                worth=worth,
                loss=loss,
                gain_unit=self.gain_unit,
                eased_to=self._place(demand, stands, outwards, eased),
                tightened_to=self._place(demand, stands, -outwards, tightened),
            )

    def _stands(self, demand: Demand) -> float:
        """Right-hand side of a limit, with the constants of its row."""
        for row in self.solved.programme.problem.rows:
            if demand.row == f"limit_low[{row.name}]":
                return row.low
            if demand.row == f"limit_high[{row.name}]":
                return row.high
        return demand.side

    def _sides(self, movable: Movable) -> tuple[Side | None, Side | None]:
        """Both sides of a limit; by its dual alone where there is no time for more."""
        answer = self.solved.cell
        dual = movable.dual(answer)
        away = abs(movable.body(answer) - movable.side)
        if away > 1e-6 * max(abs(movable.side), 1e-2):
            return None, None
        try:
            return movable.eased(dual), movable.tightened(dual)
        except SolverError:
            slope = -abs(dual)
            return Side(slope=slope, holds=0.0), Side(slope=-slope, holds=0.0)

    def _place(
        self, demand: Demand, stands: float, direction: float, found: Side | None
    ) -> float | None:
        """Value of a limit to which its price holds; None where none was found.

        Where a recovery is a log in the programme, the price in points ends sooner.
        """
        if found is None or found.holds == 0.0:
            return None
        stretch = _stretch(demand, stands)

        def strays(distance: float) -> bool:
            moved = abs(demand.value_at(stands + direction * distance) - demand.value_at(stands))
            foretold = self.gain * found.slope / stretch * moved
            return abs(self._gained(found.slope * distance) - foretold) > STRAIGHT * abs(foretold)

        return demand.value_at(stands + direction * _last_straight(strays, found.holds))

    def _gained(self, rise: float) -> float:
        """What a rise of the minimised objective costs, as people count it."""
        return self.gain * (1.0 - float(np.exp(-rise)) if self.gain_unit == "points" else rise)

    def levers(self) -> Iterator[Binding]:
        """Levers at the end of their range: worth of the last unit of their own up to it."""
        solved = self.solved
        programme, session = solved.programme, solved.cell_session
        for j, ladder in programme.embedding.levers.items():
            r = programme.problem.ranges[j]
            for end, limit in (("low", r.low), ("high", r.high)):
                if abs(solved.settings[j] - limit) > 1e-7 * (r.high - r.low):
                    continue
                movable = movable_end(
                    session, programme.embedding, ladder, high=end == "high", deadline=self.deadline
                )
                _, back = self._sides(movable)
                worth = 0.0 if back is None else self.gain * back.slope
                if back and worth * (r.high - r.low) > TRIFLE[self.gain_unit]:
                    why = r.limited_by[0 if end == "low" else 1]
                    words = f"{j} at its {end} end of {limit:.4g} ({why})"
                    inwards = -1.0 if end == "high" else 1.0
                    yield Binding(
                        limit=f"range/{j}/{end}",
                        words=words,
                        worth=worth,
                        unit="unit of the lever",
                        gain_unit=self.gain_unit,
                        sentence=f"{words}: the last unit up to it brings {worth:.4g} "
                        f"{self.gain_unit}",
                        value=limit,
                        at_most=end == "high",
                        loss=worth,
                        eased_to=None,
                        tightened_to=limit + inwards * back.holds if back.holds else None,
                    )


def _last_straight(strays: Callable[[float], bool], holds: float) -> float:
    """The furthest distance, of those up to where a price holds, that does not stray."""
    if not strays(holds):
        return holds
    low, high = 0.0, holds
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if strays(middle) else (middle, high)
    return low


def _stretch(demand: Demand, side: float) -> float:
    """Change of the value of a limit with the right-hand side of its row."""
    if demand.value_of is None:
        return 1.0
    return abs(demand.value_at(side + STEP) - demand.value_at(side - STEP)) / (2.0 * STEP)


def _limit(demand: Demand, **found: Any) -> Binding:
    unit = KINDS.get(demand.unit, demand.unit)
    return Binding(
        limit=_name(demand.row),
        words=demand.words,
        unit=unit,
        sentence=f"{demand.words}: {_told(unit, **found)}",
        **found,
    )


def _told(
    unit: str,
    *,
    value: float,
    at_most: bool,
    worth: float,
    loss: float | None,
    gain_unit: str,
    eased_to: float | None,
    tightened_to: float | None,
) -> str:
    """What a unit more and a unit less of a limit bring and cost."""
    easier, harder = ("more of it", "less of it") if at_most else ("less of it", "more of it")
    if unit == "sd":
        easier, harder = "more room in it", "less room in it"
    eased, tightened = (_valid(unit, value, end) for end in (eased_to, tightened_to))
    if loss is not None and abs(worth - loss) <= ALIKE * worth:
        valid = _valid_between(unit, value, eased_to, tightened_to)
        return f"one {unit} {easier} brings {worth:.4g} {gain_unit}{valid}"
    gain = f"{worth:.4g} {gain_unit}" if worth > WORTHLESS else "nothing"
    brings = f"one {unit} {easier} brings {gain}" + (f", valid {eased}" if eased else "")
    if loss is None:
        return f"{brings}; one {unit} {harder} cannot be had"
    valid = f", valid {tightened}" if tightened else ""
    return f"{brings}; one {unit} {harder} costs {loss:.4g} {gain_unit}{valid}"


def _valid_between(unit: str, value: float, eased_to: float | None, end: float | None) -> str:
    """How far one price holds on both sides; nothing where that is not known."""
    if eased_to is None or end is None:
        return ""
    if unit == "sd":
        return f", valid for {abs(eased_to - value):.2g} sd more and {abs(end - value):.2g} sd less"
    low, high = sorted((eased_to, end))
    return f", valid from {low:.4g} to {high:.4g} {'%' if unit == 'point' else unit}"


def _valid(unit: str, value: float, end: float | None) -> str:
    """How far a price holds; nothing where that is not known."""
    if end is None:
        return ""
    if unit == "sd":
        return f"for {abs(end - value):.2g} sd"
    return f"to {end:.4g} {'%' if unit == 'point' else unit}"


def _name(row: str) -> str:
    """Name of a limit: ``target/WO3`` of the row ``target[WO3]``."""
    if row == BUDGET_ROW:
        return "budget"
    kind, _, what = row.removesuffix("]").partition("[")
    return what if kind.startswith("limit_") else f"{kind}/{what}"
