"""Revenue in the margin: its tangents for good set-points, its secants for the bound.

Revenue is a sum of exponentials of log recoveries, convex where it is to be made large. A tangent
lies below it, so that a linear programme with the tangent only finds set-points that are at least
as good: they are improved from tangent to tangent. Secants between knots lie above it, so that
the programme with them bounds every margin; knots near the answer close the gap.
"""

import time
from collections.abc import Mapping

import numpy as np

from optimiser.chords import lay_chords
from optimiser.highs import Session
from optimiser.objectives import scale_of, value_of
from optimiser.programme import Programme, log_recovery_ranges, solve_in_cell
from optimiser.search import FEASIBLE, residual

PIECE = 0.25  # of log recovery, between the first knots
STARTS, POLISHES = 6, 20  # tangents tried at most
REST = 1e-4  # change of a log recovery below which the tangent has come to rest
LEAST_GAIN = 1e-9  # CNY/t for which set-points are polished on

Settings = Mapping[str, float]
Knots = Mapping[str, np.ndarray]


def first_knots(programme: Programme, deadline: float) -> Knots | None:
    """Evenly spaced log recoveries of everything sold; None if no set-points meet the limits."""
    sold = [c for c, worth in programme.problem.value.items() if worth > 0.0]
    ranges = log_recovery_ranges(programme, sold, _left(deadline))
    if ranges is None:
        return None
    found = {}
    for c, (low, high) in ranges.items():
        low, high = low - 1e-6, high + 1e-6
        found[c] = np.linspace(low, high, max(int(np.ceil((high - low) / PIECE)), 1) + 1)
    return found


def knots_near(programme: Programme, knots: Knots, settings: Settings, gap: float) -> Knots:
    """Knots with more at the log recoveries of some set-points and a little to both sides.

    Parameters
    ----------
    gap : float
        Aimed at; the secants between the new knots are within half of it.
    """
    allowed = gap * scale_of(programme, "most_margin", settings) / (2.0 * max(len(knots), 1))
    refined = {}
    for c, old in knots.items():
        at = programme.log_recovery(c, settings)
        reach = float(np.sqrt(8.0 * allowed / (programme.problem.value[c] * np.exp(at))))
        wanted = np.array([at - reach, at, at + reach])
        apart = 0.05 * min(reach, 0.1)
        new = [t for t in wanted if old[0] < t < old[-1] and np.min(np.abs(old - t)) > apart]
        refined[c] = np.sort(np.concatenate([old, new]))
    return refined


def first_settings(programme: Programme, knots: Knots, deadline: float) -> Settings | None:
    """Set-points of a good margin to begin from, by tangents on the relaxation."""
    session = Session(programme.compiled, "least_cost", relaxed=True)
    binaries = np.flatnonzero(programme.compiled.integer)
    at = {c: float(levels.mean()) for c, levels in knots.items()}
    best = None
    for _ in range(STARTS):
        set_tangent(session, programme, at)
        session.set_columns(binaries, np.zeros(len(binaries)), np.ones(len(binaries)))
        lay_chords(session, programme.embedding.arcs, {})
        answer = session.solve(time_limit=_left(deadline))
        if answer.solution is None:
            break
        found = programme.embedding.settings(answer.solution)
        inside = _in_cell(session, programme, found, deadline)
        if inside is not None and (
            best is None or _margin(programme, inside) > _margin(programme, best)
        ):
            best = inside
        before, at = at, {c: programme.log_recovery(c, found) for c in at}
        if all(abs(at[c] - before[c]) < REST for c in at):
            break
    return None if best is None else polished(programme, best, deadline)


def polished(programme: Programme, settings: Settings, deadline: float) -> Settings:
    """Set-points improved within their segments until they rest."""
    session = Session(programme.compiled, "least_cost", relaxed=True)
    for _ in range(POLISHES):
        set_tangent(session, programme, logs_at(programme, settings))
        moved = _in_cell(session, programme, settings, deadline)
        if moved is None:
            break
        if _margin(programme, moved) - _margin(programme, settings) < LEAST_GAIN:
            break
        settings = moved
    return settings


def set_tangent(session: Session, programme: Programme, at: Mapping[str, float]) -> None:
    """Minimise cost less revenue, with each exponential by its tangent at a log recovery."""
    cost, offset = (np.array(part) for part in programme.compiled.objectives["least_cost"])
    for c, log_recovery in at.items():
        recovered = programme.problem.value[c] * np.exp(log_recovery)
        cost[programme.column(f"log_recovery[{c}]")] -= recovered
        offset -= recovered * (1.0 - log_recovery)
    session.set_objective(cost, float(offset))


def logs_at(programme: Programme, settings: Settings) -> dict[str, float]:
    """Log recovery of every product at set-points [log of fraction]."""
    return {c: programme.log_recovery(c, settings) for c in programme.problem.value}


def _in_cell(
    session: Session, programme: Programme, settings: Settings, deadline: float
) -> Settings | None:
    """Optimum in the segments of some set-points, if it keeps every row."""
    answer = solve_in_cell(session, programme, settings, _left(deadline))
    if answer.solution is None:
        return None
    moved = programme.embedding.settings(answer.solution)
    keeps = residual(session, programme.embedding.point(moved)) <= FEASIBLE
    return moved if keeps else None


def _margin(programme: Programme, settings: Settings) -> float:
    return -value_of(programme, "most_margin", settings)


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.05)
