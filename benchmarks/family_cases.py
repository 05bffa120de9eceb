"""Surveys, the question that every family is asked, and the truth it is judged on."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from benchmarks.decisions import numbers
from benchmarks.peer_plans import WALL_LIMIT
from flotation.flowsheet import SOLIDS, Flowsheet, Leg
from flotation.leg_regression import design_of, fit_leg
from flotation.plant_file import plant_digest
from flotation.surrogate.optimum import best_settings
from flotation.surrogate.performance import true_performance
from flotation.surrogate.simulation import simulate
from flotation.survey import balance_checks, read_survey
from flotation.training import survey_digest, train, training_rows
from optimiser.question import Question

COMPONENT = "WO3"
TEST_SEED = 299  # of the run on whose shifts predictions are held against the truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One survey, what is learnt from it by us, and the question everybody is asked.

    Attributes
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
    model : flotation.circuit_model.CircuitModel
        Ours: its evidence, ranges and region hold for everybody.
    rows : flotation.training.TrainingRows
    fits : mapping of Leg to flotation.leg_regression.LegFit
    free : tuple of str
    best : dict
        True optima found so far.
    """

    plant: Any
    survey: Any
    model: Any
    rows: Any
    fits: Mapping
    free: tuple[str, ...]
    best: dict = field(default_factory=dict)

    def question(self, feed):
        """The most margin for a feed with the tungsten levers."""
        others = [p.component for p in self.plant.product if p.component != COMPONENT]
        return Question(
            goal="most_margin",
            conditions=numbers(feed),
            free=self.free,
            min_grade_pct=dict.fromkeys(others, 0.0),
            time_limit_s=WALL_LIMIT,
        )


def tungsten_levers(plant):
    """Levers none of whose effects is in a stage that another product passes."""
    flowsheet = Flowsheet.of(plant)
    shared = {
        stage
        for p in plant.product
        if p.component != COMPONENT
        for stage, _ in flowsheet.path(p.stream)
    }
    return tuple(
        lever.column
        for lever in plant.lever
        if lever.effect and not shared & {effect.stage for effect in lever.effect}
    )


def tungsten_legs(plant):
    """Legs of WO3 and of solids to the tungsten product."""
    [stream] = [p.stream for p in plant.product if p.component == COMPONENT]
    path = Flowsheet.of(plant).path(stream)
    return [Leg(stage, c, outlet) for c in (COMPONENT, SOLIDS) for stage, outlet in path]


def simulated_survey(plant, seed, noise):
    """A survey of the surrogate, through the same door as a plant's."""
    return read_survey(
        simulate(seed=seed, noise=noise).table.to_csv(index=False).encode(),
        plant.column,
        time_column=plant.time_column,
        feed_rate=plant.feed_rate,
        physics=balance_checks(plant),
    )


def edition(plant, survey):
    """A short digest of a plant file and a survey: what is judged on others is not judged on it."""
    both = plant_digest(plant) + survey_digest(survey.table)
    return hashlib.sha256(both.encode()).hexdigest()[:16]


def make_case(plant, survey):
    """Train on a survey, and fit the legs whose columns, rows and weights the peers take."""
    rows = training_rows(plant, survey)
    fits = {
        leg: fit_leg(design_of(plant, leg, rows.grid), rows.grid, rows.table, rows.shares)
        for leg in tungsten_legs(plant)
    }
    return Case(
        plant=plant,
        survey=survey,
        model=train(plant, survey),
        rows=rows,
        fits=fits,
        free=tungsten_levers(plant),
    )


@lru_cache(maxsize=1)
def other_run():
    """Settings, conditions and true mean log recovery of shifts of another run."""
    truth = simulate(seed=TEST_SEED).truth.iloc[::4]
    given = {name: truth[name].to_numpy() for name in truth.columns}
    mean = true_performance(given, given, 0.0).recovery[COMPONENT]
    return given, np.log(mean)


def judged_plant(plant, ranges):
    """The plant with the ranges of a question, and a least grade of the tungsten product alone."""
    levers = []
    for lever in plant.lever:
        r = ranges[lever.column]
        high = max(r.high, r.low + 1e-6 * max(abs(r.low), 1.0))
        levers.append(lever.model_copy(update={"low": r.low, "high": high}))
    products = [
        p if p.component == COMPONENT else p.model_copy(update={"min_grade_pct": 0.0})
        for p in plant.product
    ]
    return plant.model_copy(update={"lever": tuple(levers), "product": tuple(products)})


def true_best(case, ranges, feed):
    """The truly most margin within the ranges of a question and the surveyed region."""
    key = (tuple((r.low, r.high) for r in ranges.values()), tuple(feed.values()))
    if key not in case.best:
        plant = judged_plant(case.plant, ranges)
        inside = case.model.region.contains
        case.best[key] = float(best_settings(plant, feed, within=inside).margin)
    return case.best[key]
