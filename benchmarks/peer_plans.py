"""The plan question of :mod:`benchmarks.families`, asked of any regression of the same legs.

What is not a regression is taken from our own :class:`~optimiser.problem.Problem` of the question:
ranges of the levers, the surveyed region, the plant's limits, prices, and which legs make recovery,
mass share and heating. Revenue is between 24 secants of the exponential, heating above tangents.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from highspy import cb

from benchmarks.embedded_regressions import Inputs, Rows, embedded, tie_thresholds
from flotation.comparison import ComparisonLeg
from optimiser.compiled import compile_model
from optimiser.highs import Answer, Session
from optimiser.problem import Problem

TIME_LIMIT = 15.0  # s of the processor, for a peer's search
WALL_LIMIT = 600.0  # s
RELATIVE_GAP = 1e-4
PIECES, LEAST_RECOVERY = 24, 0.05
TANGENTS = 16
FARTHEST = 20.0  # log share


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerPlan:
    """Set-points that a regression leads to.

    Attributes
    ----------
    settings : mapping of str to float, optional
        None where it found none.
    status : str
    recovery : float
        As the programme believes. [fraction]
    binaries : int
        Those of the regressions, without those of revenue.
    solve_s, total_s : float
        Processor time of the solver, and with building and compiling.
    """

    settings: Mapping[str, float] | None
    status: str
    recovery: float
    binaries: int
    solve_s: float
    total_s: float


class MeteredSession(Session):
    """A session whose search is limited by the processor's clock, not by that on the wall.

    So what other work leaves of the machine does not decide how far a search gets.
    """

    def solve(self, *, time_limit: float, relative_gap: float = 1e-6) -> Answer:
        """Solve within some seconds of the processor, counted from now."""
        until = time.process_time() + time_limit

        def stop_late(kind: Any, message: str, found: Any, answer: Any, data: Any) -> None:
            answer.user_interrupt = time.process_time() > until

        self._highs.setCallback(stop_late, None)
        self._highs.startCallback(cb.HighsCallbackType.kCallbackMipInterrupt)
        return super().solve(time_limit=WALL_LIMIT, relative_gap=relative_gap)


def peer_plan(
    problem: Problem,
    legs: Mapping[str, ComparisonLeg],
    conditions: Mapping[str, float],
    component: str,
    start: Mapping[str, float] | None = None,
) -> PeerPlan:
    """The most margin of a component's product by some regressions.

    Parameters
    ----------
    problem : Problem
        Our own of the question.
    legs : mapping of str to ComparisonLeg
        By key, every leg of the product's recovery and mass share.
    conditions : mapping of str to float
    component : str
    start : mapping of str to float, optional
        Set-points to begin the search from.
    """
    began = time.process_time()
    rows = Rows.of(_inputs(problem, conditions))
    logs = {key: _log_share(rows, key, leg) for key, leg in legs.items()}
    tie_thresholds(rows)
    m = rows.model
    binaries = len(m.binaries)
    recovery = _total(problem.recovery[component], logs)
    mass = _total(problem.mass[component], logs)
    if component in problem.least_log_upgrade:
        m.rows.add(recovery - mass >= problem.least_log_upgrade[component])
    _limits(rows, problem)
    cost = problem.fixed_cost + sum(
        rate * (rows.lever(j) if j in rows.inputs.low else problem.ranges[j].low)
        for j, rate in problem.unit_cost.items()
    )
    cost += sum(_heating(rows, heat, logs) for heat in problem.heats)
    sold = _revenue(rows, recovery)
    m.most_margin = pyo.Objective(expr=cost - problem.value[component] * sold)
    compiled = compile_model(m)
    session = MeteredSession(compiled, "most_margin")
    if start is not None:
        _begin(session, rows, start)
    solving = time.process_time()
    answer = session.solve(time_limit=TIME_LIMIT, relative_gap=RELATIVE_GAP)
    ended = time.process_time()
    return PeerPlan(
        settings=_settings(problem, rows, compiled, answer.solution),
        status=answer.status,
        recovery=_recovered(compiled, answer.solution),
        binaries=binaries,
        solve_s=ended - solving,
        total_s=ended - began,
    )


def _begin(session: Session, rows: Rows, start: Mapping[str, float]) -> None:
    """Complete some set-points to a solution, and offer it."""
    fixed = Session(session.compiled, "most_margin")
    columns = session.compiled.columns
    moving = [j for j in rows.inputs.low if f"u[{j}]" in columns]
    low = np.array([rows.inputs.low[j] for j in moving])
    high = np.array([rows.inputs.high[j] for j in moving])
    at = np.clip((np.array([start[j] for j in moving]) - low) / (high - low), 0.0, 1.0)
    fixed.set_columns(np.array([columns[f"u[{j}]"] for j in moving]), at, at)
    solution = fixed.solve(time_limit=TIME_LIMIT, relative_gap=RELATIVE_GAP).solution
    if solution is not None:
        session.start_from(solution)


def _inputs(problem: Problem, conditions: Mapping[str, float]) -> Inputs:
    moving = {j: r for j, r in problem.ranges.items() if r.high > r.low}
    still = {j: r.low for j, r in problem.ranges.items() if j not in moving}
    return Inputs(
        low={j: r.low for j, r in moving.items()},
        high={j: r.high for j, r in moving.items()},
        given={**conditions, **still},
    )


def _log_share(rows: Rows, key: str, leg: ComparisonLeg) -> Any:
    """A leg's log share as one variable."""
    name = f"log_{key.replace('/', '_')}"
    rows.model.add_component(name, pyo.Var(bounds=(-FARTHEST, FARTHEST)))
    share = rows.model.component(name)
    columns = (*leg.levers, *leg.conditions)
    rows.model.rows.add(share == embedded(leg.estimator, rows, columns))
    return share


def _total(log_sum: Any, logs: Mapping[str, Any]) -> Any:
    return log_sum.constant + sum(w * logs[key] for key, w in log_sum.weights.items())


def _limits(rows: Rows, problem: Problem) -> None:
    """The plant's limits and the surveyed region, where levers that move are in them."""
    for row in problem.rows:
        if not any(a != 0.0 and j in rows.inputs.low for j, a in row.coefficients.items()):
            continue
        body = row.constant + sum(a * rows.value(j) for j, a in row.coefficients.items())
        if np.isfinite(row.low):
            rows.model.rows.add(body >= row.low)
        if np.isfinite(row.high):
            rows.model.rows.add(body <= row.high)


def _heating(rows: Rows, heat: Any, logs: Mapping[str, Any]) -> Any:
    """Cost of heating above tangents of an exponential; the log of heat by its chord."""
    low, high = rows.ends(heat.lever)
    ends = [float(np.log(heat.heat(t))) for t in (low, high)]
    u = rows.model.u[heat.lever] if high > low else 0.0
    exponent = _total(heat.feed, logs) + ends[0] + (ends[1] - ends[0]) * u
    cost = rows.model.hidden.add()
    cost.setlb(0.0)
    cost.setub(1e4)
    for at in np.linspace(-4.0, 4.0, TANGENTS):
        value = heat.price * float(np.exp(at))
        rows.model.rows.add(cost >= value * (1.0 - float(at)) + value * exponent)
    return cost


def _revenue(rows: Rows, recovery: Any) -> Any:
    """Recovery below the secants of its log."""
    m = rows.model
    shares = np.linspace(LEAST_RECOVERY, 1.0, PIECES + 1)
    logs = np.log(shares)
    m.piece = pyo.Var(range(PIECES), bounds=(0, 1))
    m.passed = pyo.Var(range(PIECES - 1), domain=pyo.Binary)
    m.log_recovery = pyo.Var(bounds=(float(logs[0]), 0.0))
    m.rows.add(m.log_recovery == recovery)
    steps = zip(np.diff(logs), m.piece.values(), strict=True)
    m.rows.add(m.log_recovery == float(logs[0]) + sum(float(d) * p for d, p in steps))
    for k in m.passed:
        m.rows.add(m.piece[k + 1] <= m.passed[k])
        m.rows.add(m.passed[k] <= m.piece[k])
    steps = zip(np.diff(shares), m.piece.values(), strict=True)
    return float(shares[0]) + sum(float(d) * p for d, p in steps)


def _settings(problem: Problem, rows: Rows, compiled: Any, solution: Any) -> Any:
    if solution is None:
        return None
    settings = {j: r.low for j, r in problem.ranges.items()}
    for j, low in rows.inputs.low.items():
        at = compiled.columns.get(f"u[{j}]")
        share = 0.0 if at is None else float(np.clip(solution[at], 0.0, 1.0))
        settings[j] = low + (rows.inputs.high[j] - low) * share
    return settings


def _recovered(compiled: Any, solution: Any) -> float:
    if solution is None:
        return float("nan")
    return float(np.exp(solution[compiled.columns["log_recovery"]]))
