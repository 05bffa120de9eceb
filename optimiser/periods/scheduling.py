r"""Solve many shifts to a proven gap: shifts alone, all together, and the bound of both.

1. Every shift is solved alone for every blend, within what its levers can reach by then; an
   assignment of blends to shifts under the stockpiles gives a first bound.
2. Shifts are planned one after another: the first schedule.
3. Set-points of all shifts are improved together, for given blends (:mod:`.joint`); the duals of
   what ties shifts are prices.
4. At these prices every shift is solved again for every blend. The least assignment is a bound on
   every schedule (:mod:`.coupling`); its blends are tried next, from 3 on.

It ends when the gap is closed, nothing new is found, or the time is.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from flotation.errors import InfeasibleError, SolverError
from optimiser.periods.blend_choice import Choice, choose_blends, refuse_short_ore
from optimiser.periods.cases import Case, Cases, case_problem
from optimiser.periods.coupling import (
    Term,
    Tie,
    allowed_prices,
    base_weights,
    priced_weights,
    prices_by_shift,
    quantities_of,
    sides_at,
    ties,
    widest_ends,
)
from optimiser.periods.joint import Joined, Member, join_shifts
from optimiser.periods.one_by_one import plan_one_by_one
from optimiser.periods.shift_search import Ends, Found, ShiftSearch, Weights
from optimiser.search import OutOfTimeError

PROMISED = 5e-3  # gap within which a schedule is called proven
GAP = 5e-4  # aimed at
ALONE = 3e-4  # gap of one shift
ROUNDS = 8
PATIENCE = 2  # rounds that may bring nothing
KEPT = 1e-6  # relative excess of a row that is rounding

Settings = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A schedule with the proof of how good it is.

    Attributes
    ----------
    cases : tuple of Case
        What each shift is fed.
    settings : tuple of mapping of str to float
    searches : tuple of ShiftSearch
    value, bound : float
        To be minimised: cost, or minus margin. [CNY]
    one_by_one : float, optional
        Value of the shifts planned one after another; None where that keeps not every row.
    rows : tuple of Tie
    prices : mapping of str to float
        Of the rows that tie shifts. [CNY per unit]
    """

    cases: tuple[Case, ...]
    settings: tuple[Settings, ...]
    searches: tuple[ShiftSearch, ...]
    value: float
    bound: float
    one_by_one: float | None
    rows: tuple[Tie, ...]
    prices: Mapping[str, float]

    @property
    def gap(self) -> float:
        """Difference of value and bound [fraction of the value]."""
        return max(self.value - self.bound, 0.0) / max(abs(self.value), 1.0)


def solve_horizon(cases: Cases, time_limit: float) -> Scheduled:
    """The best schedule of the shifts of a question.

    Raises
    ------
    InfeasibleError
        If no schedule keeps every row, or the ore runs out.
    SolverError
        If the time ends without a schedule.
    """
    refuse_short_ore(cases)
    return _Rounds(cases=cases, deadline=time.monotonic() + time_limit).solve()


@dataclass(slots=True)
class _Rounds:
    """What successive rounds have found."""

    cases: Cases
    deadline: float
    rows: tuple[Tie, ...] = ()
    bound: float = -np.inf
    value: float = np.inf
    blends: tuple[int, ...] = ()
    settings: tuple[Settings, ...] = ()
    one_by_one: float | None = None
    prices: dict[str, float] = field(default_factory=dict)
    _searches: dict[tuple, ShiftSearch] = field(default_factory=dict)

    def solve(self) -> Scheduled:
        """Solve rounds until one closes the gap."""
        self.rows = ties(self.cases)
        choice, alone = self._alone(())
        if choice is None:
            raise _no_blends(self.cases, alone)
        self.bound = choice.bound
        self._one_by_one(alone)
        stalled = 0
        for _ in range(ROUNDS):
            if self._is_close() or time.monotonic() > self.deadline or stalled == PATIENCE:
                break
            before = (self.value, self.bound)
            joined = self._join(choice.blends, self._settings_of(choice.blends, alone), free=True)
            if joined is None and self.blends:
                joined = self._join(self.blends, self.settings, free=False)
            if joined is None:
                break
            prices = allowed_prices(self.rows, joined.duals)
            try:
                choice, alone = self._alone(prices)
            except OutOfTimeError:
                break
            if choice is None:
                break
            self.bound = max(self.bound, choice.bound + sides_at(prices))
            stalled = stalled + 1 if before == (self.value, self.bound) else 0
        if not self.blends:
            raise self._failure()
        return self._scheduled()

    def search(self, t: int, k: int) -> ShiftSearch:
        """The programme of a case; cases with equal problems share one."""
        case = self.cases.of_shift[t][k]
        if case.key not in self._searches:
            components = tuple(p.component for p in self.cases.plant.product)
            problem = case_problem(self.cases, case)
            counted = tuple(c for c in components if problem.feed_grade[c] > 0.0)
            self._searches[case.key] = ShiftSearch(problem=problem, counted=counted)
        return self._searches[case.key]

    def _alone(
        self, prices: Sequence[tuple[Tie, float]]
    ) -> tuple[Choice | None, list[dict[int, Found]]]:
        """Every case at some prices, and the blends that are best by its bounds."""
        charges = prices_by_shift(self.cases.shifts, prices)
        found: list[dict[int, Found]] = []
        for t, own in enumerate(self.cases.of_shift):
            ends, best = widest_ends(self.cases, t), {}
            for k in range(len(own)):
                tonnes, search = float(self.cases.tonnes[t]), self.search(t, k)
                weights = priced_weights(
                    self._weights(t, k), charges[t], tonnes, search.problem.feed_grade
                )
                answer = search.best(weights, ends, ALONE, self.deadline)
                if answer is not None:
                    best[k] = answer
                if time.monotonic() > self.deadline:
                    raise OutOfTimeError("no time was left to plan every shift; allow more time")
            found.append(best)
        values = [
            {k: float(self.cases.tonnes[t]) * own.bound for k, own in best.items()}
            for t, best in enumerate(found)
        ]
        return choose_blends(self.cases, values, self._left()), found

    def _one_by_one(self, alone: list[dict[int, Found]]) -> None:
        """Take the shifts planned one after another as the first schedule, if it keeps all."""
        bounds = [{k: own.bound for k, own in best.items()} for best in alone]

        def solve(t: int, k: int, ends: Ends) -> Found | None:
            return self.search(t, k).best(self._weights(t, k), ends, ALONE, self.deadline)

        found = plan_one_by_one(self.cases, solve, bounds, self._left())
        if found is not None:
            self._offer(*found)
            self.one_by_one = self.value if self.blends else None
            if self.blends:
                self._join(*found, free=False)

    def _join(
        self, blends: tuple[int, ...], start: Sequence[Settings], *, free: bool
    ) -> Joined | None:
        """Set-points of all shifts together for given blends; offered if they keep all."""
        members = [
            Member(
                search=self.search(t, k),
                weights=self._weights(t, k),
                ends=widest_ends(self.cases, t),
                tonnes=float(self.cases.tonnes[t]),
            )
            for t, k in enumerate(blends)
        ]
        joined = join_shifts(members, self.rows, start, self.deadline, free=free)
        if joined is not None:
            self._offer(blends, joined.settings, joined.duals)
        return joined

    def _offer(
        self,
        blends: tuple[int, ...],
        settings: Sequence[Settings],
        duals: np.ndarray | None = None,
    ) -> None:
        """Take a schedule if it is better and keeps every row without approximation."""
        value = 0.0
        quantities: dict[Term, float] = {}
        for t, (k, own) in enumerate(zip(blends, settings, strict=True)):
            search = self.search(t, k)
            if not search.keeps_rows(own, widest_ends(self.cases, t)):
                return
            value += float(self.cases.tonnes[t]) * search.value(self._weights(t, k), own)
            metal = {
                c: search.problem.feed_grade[c] * float(np.exp(search.plain.log_recovery(c, own)))
                for c in search.counted
            }
            quantities |= quantities_of(t, own, metal, search.plain.exact_cost(own))
        if value < self.value and all(row.excess(quantities) <= KEPT for row in self.rows):
            self.value, self.blends, self.settings = value, blends, tuple(settings)
            if duals is not None:
                self.prices = {
                    row.name: float(dual) for row, dual in zip(self.rows, duals, strict=True)
                }

    def _weights(self, t: int, k: int) -> Weights:
        return base_weights(self.cases, self.search(t, k).problem.value)

    def _settings_of(
        self, blends: tuple[int, ...], alone: list[dict[int, Found]]
    ) -> list[Settings]:
        return [alone[t][k].settings for t, k in enumerate(blends)]

    def _is_close(self) -> bool:
        close = self.value - self.bound <= GAP * max(abs(self.value), 1.0)
        return bool(self.blends) and close

    def _left(self) -> float:
        return max(self.deadline - time.monotonic(), 0.1)

    def _failure(self) -> Exception:
        if time.monotonic() > self.deadline:
            return SolverError("no schedule was found in time; allow more time or larger steps")
        totals = [row.words for row in self.rows if not row.name.startswith("move/")]
        return InfeasibleError(
            "no schedule was found that keeps everything: every shift alone can, but not together "
            f"with the moves between shifts and {'; '.join(totals) or 'the present set-points'}",
            conflict=tuple(row.name for row in self.rows if not row.name.startswith("move/")),
        )

    def _scheduled(self) -> Scheduled:
        pairs = list(enumerate(self.blends))
        return Scheduled(
            cases=tuple(self.cases.of_shift[t][k] for t, k in pairs),
            settings=self.settings,
            searches=tuple(self.search(t, k) for t, k in pairs),
            value=self.value,
            bound=min(self.bound, self.value),
            one_by_one=self.one_by_one,
            rows=self.rows,
            prices=self.prices,
        )


def _no_blends(cases: Cases, alone: Sequence[Mapping[int, Found]]) -> InfeasibleError:
    """Why the shifts cannot each have a blend."""
    for t, best in enumerate(alone):
        if not best:
            return InfeasibleError(
                f"shift {t + 1} has no set-points that keep its limits, with any blend, within "
                "what its levers reach by then and what reagents there are; lower the targets or "
                "grades, or lift the move limits",
                conflict=(f"shift {t + 1}",),
            )
    return InfeasibleError(
        f"no blends in steps of {cases.question.horizon.blend_step_pct:g} % feed every shift from "
        "the stockpiles; use smaller steps, or stocks that make whole steps",
        conflict=("horizon.stockpile", "horizon.blend_step_pct"),
    )
