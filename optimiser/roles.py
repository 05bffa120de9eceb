r"""In which rows the levers' curves stand, and where their fills need a binary.

A *role* is a row that wants a combination of curves large,
:math:`\sum_j \phi_j(x_j) + \sum \omega\,m(U, V) \ge \dots`: a recovery as it is, a grade as
:math:`\ln R - \ln Y`, heating with its sign turned. Moving a little of a lever from a later
segment to an earlier one keeps the set-point and changes the role by the difference of their
slopes. Where no role gains by filling the later segment first, the order of the two needs no
binary: an answer that breaks it can be put in order, and every row only gets better. With pairs
on the lever the slope of a segment is an interval, because the partner decides; then the earlier
segment's least slope must not be less than the later one's greatest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from optimiser.energy_costs import HeatCost
from optimiser.leg_terms import PairTerms
from optimiser.log_circuit import LogSum
from optimiser.problem import Problem

SAME = 1e-9  # relative difference below which two coarse slopes are one
GAIN = 1e-10  # log units that filling out of order may bring without a binary


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A combination of curves that some row wants large.

    Attributes
    ----------
    name : str
    constant : float
    steps : mapping of str to ndarray
        Increment of each segment, by lever.
    pairs : mapping of str to ndarray
        Weights of each pair term, by its name.
    at_least : float
        Right-hand side; minus infinity where the row is an objective.
    """

    name: str
    constant: float
    steps: Mapping[str, np.ndarray]
    pairs: Mapping[str, np.ndarray]
    at_least: float = -np.inf


def combination(
    problem: Problem,
    parts: Iterable[tuple[LogSum, float]],
    *,
    name: str = "",
    at_least: float = -np.inf,
) -> Role:
    """Sum of log sums, each with a sign.

    Parameters
    ----------
    problem : Problem
    parts : iterable of (LogSum, float)
    """
    constant = 0.0
    steps: dict[str, np.ndarray] = {}
    pairs: dict[str, np.ndarray] = {}
    for log_sum, sign in parts:
        constant += sign * log_sum.constant
        for key, weight in log_sum.weights.items():
            leg, weight = problem.legs[key], sign * weight
            constant += weight * leg.constant
            for lever, step in leg.steps.items():
                steps[lever] = steps.get(lever, 0.0) + weight * step
            for pair in leg.pairs:
                pairs[pair.name] = pairs.get(pair.name, 0.0) + weight * pair.weights
    return Role(name=name, constant=constant, steps=steps, pairs=pairs, at_least=at_least)


def problem_roles(problem: Problem) -> tuple[Role, ...]:
    """Every role of a problem that can bind."""
    wanted = {problem.component, *problem.least_log_recovery}
    if problem.goal == "most_margin":
        wanted |= {c for c, worth in problem.value.items() if worth > 0.0}
    roles = [
        combination(problem, [(problem.recovery[c], 1.0)], name=f"recovery/{c}")
        for c in sorted(wanted & set(problem.recovery))
    ]
    for c, least in problem.least_log_upgrade.items():
        parts = [(problem.recovery[c], 1.0), (problem.mass[c], -1.0)]
        roles.append(combination(problem, parts, name=f"grade/{c}", at_least=least))
    for c, log_sum in problem.recovery.items():
        parts = [(log_sum, -1.0)]
        roles.append(combination(problem, parts, name=f"whole/{c}", at_least=0.0))
    roles += [heating_role(problem, heat) for heat in problem.heats]
    return tuple(
        role
        for role in roles
        if role.at_least == -np.inf or extremes(problem, role)[0] < role.at_least
    )


def heating_role(problem: Problem, heat: HeatCost) -> Role:
    """The exponent of a heating cost, its sign turned."""
    role = combination(problem, [(heat.feed, -1.0)], name=f"heat/{heat.lever}")
    steps = dict(role.steps)
    if len(problem.grids[heat.lever]) > 1:
        steps[heat.lever] = steps.get(heat.lever, 0.0) - np.diff(heat.log_heat)
    return Role(
        name=role.name,
        constant=role.constant - float(heat.log_heat[0]),
        steps=steps,
        pairs=role.pairs,
    )


def extremes(problem: Problem, role: Role) -> tuple[float, float]:
    """Bounds of a role over the ranges, by interval arithmetic."""
    low = high = role.constant
    for step in role.steps.values():
        heights = np.concatenate([[0.0], np.cumsum(step)])
        low, high = low + heights.min(), high + heights.max()
    joint = pair_terms(problem)
    for name, weights in role.pairs.items():
        pair = joint[name]
        least = pair.joint(
            {lever: np.zeros(pair.gain[i].shape[1]) for i, lever in enumerate(pair.levers)}
        )
        most = pair.joint(
            {lever: np.ones(pair.gain[i].shape[1]) for i, lever in enumerate(pair.levers)}
        )
        low += float(np.sum(np.minimum(weights * least, weights * most)))
        high += float(np.sum(np.maximum(weights * least, weights * most)))
    return low, high


def pair_terms(problem: Problem) -> dict[str, PairTerms]:
    """Every pair term of two moving levers, by name."""
    return {pair.name: pair for leg in problem.legs.values() for pair in leg.pairs}


def pair_signs(roles: Iterable[Role]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each pair term, where some role wants it large and where some wants it small."""
    signs: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for role in roles:
        for name, weights in role.pairs.items():
            large, small = signs.get(name, (np.zeros(weights.shape, bool),) * 2)
            signs[name] = (large | (weights > 0.0), small | (weights < 0.0))
    return signs


def ordered_breakpoints(problem: Problem, roles: Iterable[Role]) -> dict[str, tuple[int, ...]]:
    """Breakpoints of each moving lever that need a binary.

    Returns
    -------
    dict of str to tuple of int
        Breakpoint k lies between segments k and k + 1.
    """
    needed = {lever: np.zeros(len(problem.grids[lever]) - 2, bool) for lever in problem.moving}
    joint = pair_terms(problem)
    for role in roles:
        for lever in problem.moving:
            needed[lever] |= _gains(problem, role, lever, joint)
    return {lever: tuple(np.flatnonzero(flags).tolist()) for lever, flags in needed.items()}


def _gains(problem: Problem, role: Role, lever: str, joint: Mapping[str, PairTerms]) -> np.ndarray:
    """Whether the role gains by filling the segment after each breakpoint first."""
    widths = np.diff(problem.grids[lever])
    slope = np.broadcast_to(role.steps.get(lever, 0.0), widths.shape) / widths
    least, greatest, bends = slope.copy(), slope.copy(), np.zeros(len(widths) - 1, bool)
    for name, weights in role.pairs.items():
        pair = joint[name]
        if lever in pair.levers:
            own = pair.levers.index(lever)
            gain = pair.gain[own] / widths
            least += np.minimum(weights, 0.0).sum(axis=1 - own) @ gain
            greatest += np.maximum(weights, 0.0).sum(axis=1 - own) @ gain
            bends |= np.any(np.abs(np.diff(gain, axis=1)) > SAME * gain.max(), axis=0)
    tolerance = GAIN / np.minimum(widths[:-1], widths[1:])
    plain = slope[1:] > slope[:-1] + tolerance
    paired = greatest[1:] > least[:-1] + tolerance
    return np.where(bends, paired, plain)
