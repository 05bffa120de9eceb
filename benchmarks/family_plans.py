"""What each family of :mod:`benchmarks.families` advises, and what that truly gives."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from unittest.mock import patch

import numpy as np

from benchmarks.family_cases import COMPONENT, edition, judged_plant, other_run, true_best
from benchmarks.peer_plans import WALL_LIMIT, peer_plan
from benchmarks.relu_net import ReluNet
from flotation.comparison import boosted, boosted_monotone, ridge
from flotation.comparison_training import comparison_leg, refit_by
from flotation.economics import consumption, cost
from flotation.errors import InfeasibleError
from flotation.scores import HeldOut, held_out, score
from flotation.stage_shares import shifts_a_week
from flotation.surrogate.optimum import outcome
from flotation.training import train
from optimiser.appraisal import appraise
from optimiser.conditions import asked_conditions
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.ranges import lever_ranges
from optimiser.solving import NoPlanError, solve_problem


def net(shapes, conditions, *, seed=0):
    """A maker of ReLU nets, like those of :mod:`flotation.comparison`."""
    return ReluNet(seed=seed)


PEERS: Mapping[str, Callable] = {
    "linear ridge": ridge,
    "boosted trees 100 × depth 3": boosted,
    "the same, monotone": boosted_monotone,
    "boosted trees 200 × depth 4": partial(boosted, trees=200, depth=4),
    "ReLU net (16, 16)": net,
}
BLENDS = 4096  # of past shifts, the best of which a peer's search begins with
OURS, WITHOUT_PAIRS = "ours", "ours without pairs"
FAMILIES = (OURS, WITHOUT_PAIRS, *PEERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One family on one survey and one feed.

    Attributes
    ----------
    survey, family : str
    seed : int
    noise : float
        Of the assays, times what the plant file declares.
    feed : int
    r2_measured, r2_truth : float
        Of log recovery: on held-out blocks of the survey, and of another run's true means.
    status : str
    binaries : int
    solve_s, total_s : float
        Processor time.
    present, planned, best : float
        True margins. [CNY/t ore]
    promised_over : float
        Margin promised above the true one. [CNY/t ore]
    grade_kept : bool
    disagreement : float
        Recovery in the programme over the regression's own at the set-points, less one.
    """

    survey: str
    family: str
    seed: int
    noise: float
    feed: int
    r2_measured: float
    r2_truth: float
    status: str
    binaries: int
    solve_s: float
    total_s: float
    present: float
    planned: float
    best: float
    promised_over: float
    grade_kept: bool
    disagreement: float

    @property
    def regret(self):
        """Margin lost, in CNY/t of ore."""
        return self.best - self.planned


def judge_family(case, family, seed, noise, feeds):
    """One family on one survey, a record a feed."""
    if family in PEERS:
        make = PEERS[family]
        legs = {
            leg.key: comparison_leg(make, fit, case.rows.shares, seed=seed)
            for leg, fit in case.fits.items()
        }
        plan_for = partial(_peer_plan, case, legs)
        predict = partial(expected_log_recovery, legs)
        r2 = held_out_r2(case, make, seed)
    else:
        plant, model = case.plant, case.model
        if family == WITHOUT_PAIRS:
            plant = case.plant.model_copy(update={"pair": ()})
            model = train(plant, case.survey)
        plan_for = partial(_our_plan, plant, model, case)
        predict = partial(model.log_recovery, COMPONENT)
        r2 = next(s.r2_mean for s in model.scores if s.target == f"recovery/{COMPONENT}")
    told = {
        "survey": edition(case.plant, case.survey),
        "family": family,
        "seed": seed,
        "noise": noise,
        "r2_measured": r2,
        "r2_truth": truth_r2(case.plant, predict),
    }
    return [Judged(**told, feed=i, **_judge(case, f, plan_for)) for i, f in enumerate(feeds)]


def held_out_r2(case, make, seed):
    """R2 of a peer's log recovery on the time blocks that ours is scored on."""
    shares, rows = case.rows.shares, case.rows
    legs = [leg for leg in case.fits if leg.component == COMPONENT]
    refit = refit_by(make, shares, seed=seed)
    gap = shifts_a_week(case.plant)
    held = [
        held_out(case.fits[leg], rows.grid, rows.block, shares.shifts, gap=gap, refit=refit)
        for leg in legs
    ]
    beyond = HeldOut(
        predicted=sum(h.predicted for h in held),
        mean=sum(h.mean for h in held),
        counted=np.all([h.counted for h in held], axis=0),
    )
    measured = sum(shares.column(leg)[0] for leg in legs)
    return score(COMPONENT, measured, beyond, rows.block, shifts=shares.shifts).r2_mean


def truth_r2(plant, predict):
    """R2 of predicted log recovery against the true mean, on another run's shifts."""
    given, mean = other_run()
    error = predict(given, given) - mean
    return float(1.0 - error @ error / np.sum((mean - mean.mean()) ** 2))


def expected_log_recovery(legs, settings, conditions):
    """Log recovery of WO3 by a peer's legs."""
    return sum(
        leg.log_share(settings, conditions)
        for leg in legs.values()
        if leg.leg.component == COMPONENT
    )


def _our_plan(plant, model, case, feed):
    """Set-points of our own door's solve, its processor time with and without building."""
    question = case.question(feed)
    ranges = lever_ranges(case.plant, case.model, question)
    building = [0.0]

    def timed(act):
        def run(*args, **options):
            began = time.process_time()
            try:
                return act(*args, **options)
            finally:
                building[0] += time.process_time() - began

        return run

    state = timed(lambda knots: state_problem(plant, model, question, knots=knots, ranges=ranges))
    began = time.process_time()
    with patch.object(Programme, "of", timed(Programme.of)):
        solved = solve_problem(state, question.goal, time_limit=WALL_LIMIT)
    total = time.process_time() - began
    brought = appraise(plant, model, question, solved.settings)
    problem = solved.programme.problem
    return solved.settings, {
        "status": "optimal" if solved.proven else "limit",
        "binaries": int(solved.programme.compiled.integer.sum()),
        "solve_s": total - building[0],
        "total_s": total,
        "promised": problem.value[COMPONENT] * brought.recovery[COMPONENT] - brought.cost.total,
        "disagreement": 0.0,
    }


def _peer_plan(case, legs, feed):
    """Set-points that a peer's programme finds, and what its regressions say of them."""
    question = case.question(feed)
    ranges = lever_ranges(case.plant, case.model, question)
    problem = state_problem(case.plant, case.model, question, ranges=ranges)
    conditions = asked_conditions(case.model, question)
    start = best_of_practice(case, problem, ranges, legs, conditions)
    found = peer_plan(problem, legs, conditions, COMPONENT, start)
    if found.settings is None:
        raise NoPlanError(found.status)
    recovery = float(np.exp(expected_log_recovery(legs, found.settings, conditions)))
    spent = expected_cost(case, problem, legs, found.settings, conditions)
    return found.settings, {
        "status": found.status,
        "binaries": found.binaries,
        "solve_s": found.solve_s,
        "total_s": found.total_s,
        "promised": problem.value[COMPONENT] * recovery - float(spent),
        "disagreement": abs(found.recovery / recovery - 1.0),
    }


def expected_cost(case, problem, legs, settings, conditions):
    """Cost of set-points in CNY/t of ore, heating the solids that the regressions expect."""
    heated = {
        case.plant.levers[heat.lever].energy.stage: np.exp(
            sum(legs[key].log_share(settings, conditions) for key in heat.feed.weights)
        )
        for heat in problem.heats
    }
    return cost(case.plant, consumption(case.plant, settings, conditions, heated)).total


def best_of_practice(case, problem, ranges, legs, conditions):
    """Blend of two past shifts that the regressions think best; None where none is allowed."""
    rng, history = np.random.default_rng(0), case.model.history
    past = np.asarray(history.values, dtype=float)
    one, two = past[rng.integers(0, len(past), (2, BLENDS))]
    mixed = one + rng.uniform(0.0, 1.0, (BLENDS, 1)) * (two - one)
    settings = {
        j: np.clip(mixed[:, history.columns.index(j)], r.low, r.high) for j, r in ranges.items()
    }
    recovery = expected_log_recovery(legs, settings, conditions)
    mass = sum(leg.log_share(settings, conditions) for leg in legs.values()) - recovery
    allowed = (recovery <= 0.0) & (
        recovery - mass >= problem.least_log_upgrade.get(COMPONENT, -np.inf)
    )
    for row in problem.rows:
        value = row.value(settings)
        allowed = allowed & (value >= row.low) & (value <= row.high)
    if not allowed.any():
        return None
    margin = problem.value[COMPONENT] * np.exp(recovery)
    margin = margin - expected_cost(case, problem, legs, settings, conditions)
    best = int(np.argmax(np.where(allowed, margin, -np.inf)))
    return {j: float(values[best]) for j, values in settings.items()}


def _judge(case, feed, plan_for):
    """What a plan truly gives; no plan leaves the plant where it is."""
    question = case.question(feed)
    ranges = lever_ranges(case.plant, case.model, question)
    present = {j: r.present for j, r in ranges.items()}
    try:
        settings, told = plan_for(feed)
    except (NoPlanError, InfeasibleError):
        settings = present
        told = {"status": "no plan", "binaries": 0, "solve_s": 0.0, "total_s": 0.0}
        told |= {"promised": float("nan"), "disagreement": 0.0}
    plant = judged_plant(case.plant, ranges)
    given = outcome(plant, settings, feed)
    value = state_problem(case.plant, case.model, question, ranges=ranges).value[COMPONENT]
    kept = value * given.performance.recovery[COMPONENT] - given.cost.total
    return {
        **{key: told[key] for key in ("status", "binaries", "solve_s", "total_s", "disagreement")},
        "present": float(outcome(plant, present, feed).margin),
        "planned": float(given.margin),
        "best": true_best(case, ranges, feed),
        "promised_over": float(told["promised"] - kept),
        "grade_kept": bool(given.shortfall <= 0.0),
    }
