"""A problem built, compiled and tied to its set-points: what is solved, once or many times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from flotation.errors import TimeLimitError
from optimiser.chords import lay_tangents
from optimiser.compiled import Compiled, compile_model
from optimiser.embedding import Embedding
from optimiser.formulation import build
from optimiser.highs import Answer, Session
from optimiser.problem import Problem
from optimiser.resources import Resource
from optimiser.search import add_tangents
from optimiser.soft import BUDGET_ROW

ROUNDS_OF_TANGENTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A compiled problem.

    Attributes
    ----------
    problem : Problem
    compiled : Compiled
    embedding : Embedding
    """

    problem: Problem
    compiled: Compiled
    embedding: Embedding

    @classmethod
    def of(cls, problem: Problem, revenue_knots: Mapping | None = None) -> "Programme":
        """The programme of a problem; with revenue where knots are given for it."""
        compiled = compile_model(build(problem, revenue_knots=revenue_knots))
        return cls(
            problem=problem,
            compiled=compiled,
            embedding=Embedding(problem, compiled, revenue_knots or {}),
        )

    def column(self, name: str) -> int:
        """Position of a column."""
        return self.compiled.columns[name]

    def exact_cost(self, settings: Mapping[str, float]) -> float:
        """Cost with the laws of heating and grinding as they are [CNY/t ore]."""
        problem, energy = self.problem, self.exact_energy(settings)
        total = problem.fixed_cost
        total += sum(rate * settings[j] for j, rate in problem.unit_cost.items())
        total += sum(bond.price * energy[bond.lever] for bond in problem.bonds)
        total += sum(heat.price * energy[heat.lever] for heat in problem.heats)
        return float(total)

    def exact_energy(self, settings: Mapping[str, float]) -> dict[str, float]:
        """Energy of heating and of grinding to a size, by lever [kWh/t ore]."""
        point, problem = self.embedding.point(settings), self.problem
        energy = {bond.lever: bond.value(settings[bond.lever]) for bond in problem.bonds}
        for heat in problem.heats:
            knots = problem.grids[heat.lever]
            secant = float(np.interp(settings[heat.lever], knots, heat.log_heat))
            log_feed = point[self.column(f"exponent[{heat.lever}]")] - secant
            energy[heat.lever] = float(np.exp(log_feed)) * heat.heat(settings[heat.lever])
        return energy

    def exact_use(self, resource: Resource, settings: Mapping[str, float]) -> float:
        """Use of a resource with the laws of heating and grinding as they are [its unit]."""
        energy = self.exact_energy(settings)
        return resource.value(settings, {j: energy.get(j, 0.0) for j in resource.per_kwh})

    def log_recovery(self, component: str, settings: Mapping[str, float]) -> float:
        """Log recovery the programme sees at set-points [log of fraction]."""
        return float(self.embedding.point(settings)[self.column(f"log_recovery[{component}]")])

    def log_mass(self, component: str, settings: Mapping[str, float]) -> float:
        """Log mass share the programme sees at set-points [log of fraction]."""
        return float(self.embedding.point(settings)[self.column(f"log_mass[{component}]")])

    def exact_violations(self, settings: Mapping[str, float]) -> tuple[float, ...]:
        """Violation of every soft limit, in the unit of its row, without approximation."""
        problem, point = self.problem, self.embedding.point(settings)
        exact = {}
        if problem.budget is not None:
            exact[BUDGET_ROW] = self.exact_cost(settings) - problem.budget
        for resource in problem.resources:
            over = self.exact_use(resource, settings) - resource.high
            exact[f"resource[{resource.name}]"] = over
        return tuple(
            max(exact[soft.row], 0.0) if soft.row in exact else float(point[self._broken(i)])
            for i, soft in enumerate(problem.soft)
        )

    def _broken(self, i: int) -> int:
        return self.column(f"violation[{i}]")

    def exact_outlay(self, settings: Mapping[str, float]) -> float:
        """Weighted cost, charges and penalties, without approximation [CNY/t ore]."""
        problem = self.problem
        broken = zip(problem.soft, self.exact_violations(settings), strict=True)
        return (
            problem.cost_weight * self.exact_cost(settings)
            + sum(
                problem.charges[resource.name] * self.exact_use(resource, settings)
                for resource in problem.resources
                if resource.name in problem.charges
            )
            + sum(soft.rate * by for soft, by in broken)
        )

    def exact_margin(self, settings: Mapping[str, float]) -> float:
        """Value of recovered components less outlay, without secants [CNY/t ore]."""
        worth = sum(
            value * np.exp(self.log_recovery(c, settings))
            for c, value in self.problem.value.items()
        )
        return float(worth) - self.exact_outlay(settings)

    def movable_outlay(self, settings: Mapping[str, float]) -> float:
        """Part of the outlay that moving levers make, at most [CNY/t ore]."""
        return self.exact_outlay(settings) - self.problem.cost_weight * (
            self.exact_cost(settings) - self.movable_cost(settings)
        )

    def movable_cost(self, settings: Mapping[str, float]) -> float:
        """Part of the cost that moving levers make [CNY/t ore]."""
        problem = self.problem
        still = sum(
            rate * settings[j] for j, rate in problem.unit_cost.items() if j not in problem.moving
        )
        still += sum(
            bond.price * bond.value(settings[bond.lever])
            for bond in problem.bonds
            if bond.lever not in problem.moving
        )
        return self.exact_cost(settings) - problem.fixed_cost - still


def log_recovery_ranges(
    programme: Programme, components: Iterable[str], time_limit: float
) -> dict[str, tuple[float, float]] | None:
    """Lowest and highest log recovery of the relaxation, by component; None if there is none.

    Returns
    -------
    dict of str to tuple of float
    """
    session = Session(programme.compiled, "least_cost", relaxed=True)
    found = {}
    for component in components:
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(programme.compiled.low))
            cost[programme.column(f"log_recovery[{component}]")] = sign
            session.set_objective(cost, 0.0)
            answer = session.solve(time_limit=time_limit)
            if answer.status == "infeasible":
                return None
            if answer.solution is None:
                raise TimeLimitError("no time was left to bound the recoveries; allow more time")
            ends.append(sign * answer.objective)
        found[component] = (ends[0], max(ends[1], ends[0]))
    return found


def solve_in_cell(
    session: Session, programme: Programme, settings: Mapping[str, float], time_limit: float
) -> Answer:
    """Optimum of the linear programme whose binaries stand as at some set-points.

    Log shares lie on their tangents at the set-points where a row wants them small, so that
    every solution is one of the plant's model.

    Parameters
    ----------
    session : Session
        Relaxed, of the programme, with its objective set.

    Returns
    -------
    Answer
        With duals.
    """
    point, compiled = programme.embedding.point(settings), programme.compiled
    binaries = np.flatnonzero(compiled.integer)
    fixed = np.round(point[binaries])
    session.set_columns(binaries, fixed, fixed)
    lay_tangents(session, programme.embedding.arcs, point)
    for _ in range(ROUNDS_OF_TANGENTS):
        answer = session.solve(time_limit=time_limit)
        if answer.solution is None or not add_tangents(
            session, programme.embedding, answer.solution
        ):
            break
    return answer
