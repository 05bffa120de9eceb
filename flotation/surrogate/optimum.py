"""The best settings the surrogate plant truly has, against which advice can be judged.

Screening by a space-filling design, then differential evolution on the truth itself; every
generation is one vectorised call.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from flotation.economics import Cost, consumption, cost, value_per_recovery
from flotation.errors import DataError, InfeasibleError
from flotation.surrogate.performance import LEVERS, Performance, true_performance
from flotation.surrogate.practice import GOOD, PRESENT

SCREENED = 4096  # settings looked at first
POPULATION, GENERATIONS, RESTARTS = 96, 420, 2
STEP, CROSSING, GREED = 0.55, 0.85, 0.35  # of differential evolution
CLOSE = 1e-4  # relative spread of the population at which it has converged
OBJECTIVES = ("margin", "cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What settings give on the truth.

    Attributes
    ----------
    settings : mapping of column to float or ndarray
    performance : flotation.surrogate.performance.Performance
    cost : flotation.economics.Cost
    revenue, margin : float or ndarray
        [CNY/t ore]
    shortfall : float or ndarray
        Worst relative breach of a minimum grade, a limit or a target; 0 where all hold.
    """

    settings: Mapping
    performance: Performance
    cost: Cost
    revenue: float
    margin: float
    shortfall: float


def outcome(plant, settings, conditions, *, ore_property=0.0, targets=None, prices=None):
    """What settings give on the truth: performance, money, and limits kept.

    Parameters
    ----------
    plant : flotation.plant.Plant
        The surrogate's, perhaps with other prices or limits.
    settings, conditions : mapping of column to array-like
    ore_property : array-like, default 0.0
    targets : mapping of component to float, optional
        Least recoveries. [fraction]
    prices : mapping of item to flotation.plant.Price, optional

    Returns
    -------
    Outcome
    """
    performance = true_performance(settings, conditions, ore_property)
    used = consumption(plant, settings, conditions, performance.stage_feed_solids)
    spent = cost(plant, used, prices)
    assays = plant.streams[plant.fresh_feed].assays
    grades = {product.component: conditions[assays[product.component]] for product in plant.product}
    worth = value_per_recovery(plant, grades, prices)
    revenue = sum(worth[c] * performance.recovery[c] for c in worth)
    return Outcome(
        settings=settings,
        performance=performance,
        cost=spent,
        revenue=revenue,
        margin=revenue - spent.total,
        shortfall=_shortfall(plant, settings, performance, targets or {}),
    )


def best_settings(
    plant, conditions, *, objective="margin", targets=None, within=None, prices=None, seed=0
):
    """The truly best settings for some conditions.

    Parameters
    ----------
    plant : flotation.plant.Plant
        Lever ranges, minimum grades and limits are honoured.
    conditions : mapping of column to float
    objective : str, default "margin"
        ``"margin"`` (most, CNY/t), ``"cost"`` (least, CNY/t) or a component (most recovery).
    targets : mapping of component to float, optional
        Least recoveries. [fraction]
    within : callable, optional
        Takes settings (mapping of column to ndarray), returns which of them are allowed.
    prices : mapping of item to flotation.plant.Price, optional
    seed : int, default 0

    Returns
    -------
    Outcome
        Of the best settings found, to about 1e-3 of the objective.

    Raises
    ------
    InfeasibleError
        If no settings met every limit.
    """
    if objective not in (*OBJECTIVES, *(p.component for p in plant.product)):
        raise DataError(f"objective must be margin, cost or a product's component: {objective!r}")
    low = np.array([plant.levers[lever].low for lever in LEVERS])
    high = np.array([plant.levers[lever].high for lever in LEVERS])

    def merit(points):
        settings = dict(zip(LEVERS, (low + points * (high - low)).T, strict=True))
        return _merit(plant, settings, conditions, objective, targets, within, prices)

    rng = np.random.default_rng(seed)
    start = _screening(rng, merit, low, high)
    found = [_evolve(rng, merit, start) for _ in range(RESTARTS)]
    value, point = max(found, key=lambda pair: pair[0])
    if value < -PENALTY / 2.0:
        raise InfeasibleError(
            "no settings of the surrogate meet every limit under these conditions"
        )
    best = dict(zip(LEVERS, (low + point * (high - low)).tolist(), strict=True))
    return outcome(plant, best, conditions, targets=targets, prices=prices)


PENALTY = 1e6  # larger than any merit


def _merit(plant, settings, conditions, objective, targets, within, prices):
    """What is maximised; far below zero where a limit is broken."""
    result = outcome(plant, settings, conditions, targets=targets, prices=prices)
    if objective == "margin":
        merit = result.margin
    elif objective == "cost":
        merit = -result.cost.total
    else:
        merit = result.performance.recovery[objective]
    broken = result.shortfall
    if within is not None:
        broken = np.where(within(settings), broken, 10.0 + broken)
    return np.where(broken > 0.0, -PENALTY * (1.0 + broken), merit)


def _shortfall(plant, settings, performance, targets):
    """Worst relative breach of a grade, a limit or a target."""
    breaches = [
        1.0 - 100.0 * performance.grade[p.component] / p.min_grade_pct
        for p in plant.product
        if p.min_grade_pct
    ]
    breaches += [1.0 - performance.recovery[c] / target for c, target in targets.items()]
    for limit in plant.limit:
        load = limit.intercept + sum(k * settings[c] for c, k in limit.per_unit.items())
        breaches.append((load - limit.high) / max(abs(limit.high), 1e-9) - 1e-9)
    return np.maximum(0.0, np.max(np.broadcast_arrays(0.0, *breaches), axis=0))


def _screening(rng, merit, low, high):
    """Points spread over the box and along the way from present to good practice."""
    spread = qmc.Sobol(len(LEVERS), rng=rng).random(SCREENED)
    habit = (np.array([PRESENT[lever][0] for lever in LEVERS]) - low) / (high - low)
    good = (np.array([GOOD[lever] for lever in LEVERS]) - low) / (high - low)
    along = rng.uniform(0.0, 1.2, (SCREENED // 4, 1))
    near = habit + along * (good - habit) + rng.normal(0.0, 0.08, (SCREENED // 4, len(LEVERS)))
    points = np.clip(np.vstack([habit, good, near, spread]), 0.0, 1.0)
    order = np.argsort(-merit(points))
    return points[order[: 2 * POPULATION]]


def _evolve(rng, merit, start):
    """Differential evolution from a random half of the screened points."""
    chosen = rng.choice(np.arange(1, len(start)), POPULATION - 1, replace=False)
    points = np.vstack([start[:1], start[chosen]])
    values = merit(points)
    for _ in range(GENERATIONS):
        best = points[np.argmax(values)]
        a, b, c = points[_three_others(rng, len(points))]
        towards = np.where(rng.random((len(points), 1)) < GREED, best, a)
        trial = towards + rng.uniform(0.3, 2 * STEP - 0.3, (len(points), 1)) * (b - c)
        trial = np.where((trial < 0.0) | (trial > 1.0), (points + np.clip(trial, 0, 1)) / 2, trial)
        trial = np.where(rng.random(trial.shape) < CROSSING, trial, points)
        reached = merit(trial)
        better = reached > values
        points[better], values[better] = trial[better], reached[better]
        if np.ptp(values) <= CLOSE * abs(values.max()):
            break
    top = int(np.argmax(values))
    return values[top], points[top]


def _three_others(rng, size):
    """Three distinct partners for each member."""
    order = np.argsort(rng.random((size, size - 1)), axis=1)[:, :3]
    return (order + (order >= np.arange(size)[:, None])).T
