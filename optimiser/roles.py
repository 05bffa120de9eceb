r"""In which rows the levers' curves stand, and where their fills need a binary.

A *role* is a row that wants a combination of curves large,
:math:`\sum_j \phi_j(x_j) + \sum \omega\,m(U, V) \ge \dots`: a recovery as it is, a grade as
:math:`\ln R - \ln Y`, heating with its sign turned. Moving a little of a lever from a later
segment to an earlier one keeps the set-point and changes the role by the difference of their
slopes. Where no role gains by filling the later segment first, the order of the two needs no
binary: an answer that breaks it can be put in order, and every row only gets better. With pairs
on the lever the slope of a segment is an interval, because the partner decides; then the earlier
segment's least slope must not be less than the later one's greatest.

A leg whose link is not the log enters a role by its log share :math:`\varphi(\eta)`. An increment
of its index counts with some slope :math:`\varphi'` between those at the ends of the index, each
leg with its own: a move between segments is taken to change each leg by the least that any slope
there allows, and a binary is left out only where even the sum of those least changes is no loss.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from optimiser.energy_costs import HeatCost
from optimiser.leg_terms import LegTerms, PairTerms, span
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
    shares : mapping of str to float
        Weights of the log shares of legs whose link is not the log, by the key of a leg.
    """

    name: str
    constant: float
    steps: Mapping[str, np.ndarray]
    pairs: Mapping[str, np.ndarray]
    at_least: float = -np.inf
    shares: Mapping[str, float] = field(default_factory=dict)


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
    shares: dict[str, float] = {}
    for log_sum, sign in parts:
        constant += sign * log_sum.constant
        for key, weight in log_sum.weights.items():
            leg, weight = problem.legs[key], sign * weight
            if not leg.is_linear:
                shares[key] = shares.get(key, 0.0) + weight
                continue
            constant += weight * leg.constant
            for lever, step in leg.steps.items():
                steps[lever] = steps.get(lever, 0.0) + weight * step
            for pair in leg.pairs:
                pairs[pair.name] = pairs.get(pair.name, 0.0) + weight * pair.weights
    return Role(
        name=name, constant=constant, steps=steps, pairs=pairs, at_least=at_least, shares=shares
    )


def index_role(leg: LegTerms, *, at_least: float = -np.inf) -> Role:
    """The index of a leg as a role."""
    return Role(
        name=f"index/{leg.key}",
        constant=leg.constant,
        steps=leg.steps,
        pairs={pair.name: pair.weights for pair in leg.pairs},
        at_least=at_least,
    )


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
    for cap in problem.caps:
        role = combination(problem, [(cap.body, -1.0)], name=f"cap/{cap.name}")
        roles.append(replace(role, at_least=-cap.log_high))
    for c, log_sum in problem.recovery.items():
        parts = [(log_sum, -1.0)]
        roles.append(combination(problem, parts, name=f"whole/{c}", at_least=0.0))
    roles += [heating_role(problem, heat) for heat in problem.heats]
    roles += [
        index_role(leg, at_least=leg.low) for leg in problem.legs.values() if leg.link == "identity"
    ]
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
    return replace(role, constant=role.constant - float(heat.log_heat[0]), steps=steps)


def extremes(problem: Problem, role: Role) -> tuple[float, float]:
    """Bounds of a role over the ranges, by interval arithmetic."""
    joint = pair_terms(problem)
    pairs = ((joint[name], weights) for name, weights in role.pairs.items())
    low, high = span(role.constant, role.steps.values(), pairs)
    for key, weight in role.shares.items():
        leg = problem.legs[key]
        ends = weight * leg.log_share(leg.low), weight * leg.log_share(leg.high)
        low, high = low + min(ends), high + max(ends)
    return low, high


def pair_terms(problem: Problem) -> dict[str, PairTerms]:
    """Every pair term of two moving levers, by name."""
    return {pair.name: pair for leg in problem.legs.values() for pair in leg.pairs}


def share_signs(roles: Iterable[Role]) -> dict[str, tuple[bool, bool]]:
    """For each leg with a link, whether some role wants its log share large, and small."""
    signs: dict[str, tuple[bool, bool]] = {}
    for role in roles:
        for key, weight in role.shares.items():
            large, small = signs.get(key, (False, False))
            signs[key] = (large or weight > 0.0, small or weight < 0.0)
    return signs


def pair_signs(problem: Problem, roles: Iterable[Role]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each pair term, where some role may want it large and where some may want it small."""
    signs: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for role in roles:
        for name, (least, most) in _pair_worths(problem, role).items():
            large, small = signs.get(name, (np.zeros(least.shape, bool),) * 2)
            signs[name] = (large | (most > 0.0), small | (least < 0.0))
    return signs


def _pair_worths(problem: Problem, role: Role) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Least and most that a role may change for each unit of each joint fill."""
    worths = {name: (weights, weights) for name, weights in role.pairs.items()}
    for key, weight in role.shares.items():
        leg = problem.legs[key]
        for pair in leg.pairs:
            least, most = worths.get(pair.name, (0.0, 0.0))
            changes = _scaled(weight, leg, pair.weights, pair.weights)
            worths[pair.name] = (least + changes[0], most + changes[1])
    return worths


def _scaled(
    weight: float, leg: LegTerms, least: np.ndarray, most: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of a role's change by an index's change between two others, whatever the slope."""
    slopes = (leg.slope(leg.high), leg.slope(leg.low))
    products = [weight * slope * change for slope in slopes for change in (least, most)]
    return np.minimum.reduce(products), np.maximum.reduce(products)


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
    """Whether the role may gain by filling the segment after each breakpoint first."""
    widths = np.diff(problem.grids[lever])
    least, _ = _drops(role.steps, role.pairs, lever, widths, joint)
    for key, weight in role.shares.items():
        own = index_role(problem.legs[key])
        drops = _drops(own.steps, own.pairs, lever, widths, joint)
        least = least + _scaled(weight, problem.legs[key], *drops)[0]
    return least < -GAIN / np.minimum(widths[:-1], widths[1:])


def _drops(
    steps: Mapping[str, np.ndarray],
    pairs: Mapping[str, np.ndarray],
    lever: str,
    widths: np.ndarray,
    joint: Mapping[str, PairTerms],
) -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest fall of a lever's slope at each breakpoint, whatever its partners do."""
    slope = np.broadcast_to(steps.get(lever, 0.0), widths.shape) / widths
    least, greatest, bends = slope.copy(), slope.copy(), np.zeros(len(widths) - 1, bool)
    for name, weights in pairs.items():
        pair = joint[name]
        if lever in pair.levers:
            own = pair.levers.index(lever)
            gain = pair.gain[own] / widths
            least += np.minimum(weights, 0.0).sum(axis=1 - own) @ gain
            greatest += np.maximum(weights, 0.0).sum(axis=1 - own) @ gain
            bends |= np.any(np.abs(np.diff(gain, axis=1)) > SAME * gain.max(), axis=0)
    plain = slope[:-1] - slope[1:]
    return (
        np.where(bends, least[:-1] - greatest[1:], plain),
        np.where(bends, greatest[:-1] - least[1:], plain),
    )
