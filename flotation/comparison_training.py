"""Train comparison models through the door of ours: same rows, weights, columns and time blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from flotation.comparison import FAMILIES, ComparisonLeg, ComparisonModel, family_named
from flotation.flowsheet import Flowsheet
from flotation.leg_choice import fitted_legs
from flotation.leg_regression import LegFit
from flotation.measured_recovery import log_recovery_of
from flotation.model_card import Score
from flotation.plant_file import plant_digest, require
from flotation.scores import HeldOut, assay_delay, held_out, score
from flotation.stage_shares import shifts_a_week
from flotation.training import (
    feed_grade_columns,
    links_tried,
    package_versions,
    survey_digest,
    training_rows,
)

OURS = "ours"
NEVER_FOR_PLANS = (
    "for comparison only: it has no evidence that a lever causes what it goes along with, so no "
    "plan is made with it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Our regression and others, judged on the same held-out shifts.

    Attributes
    ----------
    ours : tuple of flotation.model_card.Score
    models : mapping of str to flotation.comparison.ComparisonModel
        By family.
    """

    ours: tuple[Score, ...]
    models: Mapping[str, ComparisonModel]

    @property
    def scores(self):
        """Scores of every family, ours first."""
        return {OURS: self.ours} | {name: model.scores for name, model in self.models.items()}


def compare_families(plant, survey, *, families=tuple(FAMILIES), seed=0):
    """Train families of comparison models, and score them and ours alike.

    Every leg is regressed on the columns, the rows and the row weights that ours has, and every
    time block is predicted by what was fitted to the others, a week on either side left out.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
    families : iterable of str
        Keys of :data:`flotation.comparison.FAMILIES`.
    seed : int, default 0

    Returns
    -------
    Comparison

    Raises
    ------
    PlantFileError, DataError, RefusedError
        As :func:`flotation.training.train`; DataError for a family that does not exist.
    """
    makers = {name: family_named(name) for name in families}
    require(plant, "component", "stream", "stage", "lever", "product")
    with threadpool_limits(limits=1):
        rows = training_rows(plant, survey)
        legs = fitted_legs(plant, rows, gap=shifts_a_week(plant), links=links_tried(plant))
        return Comparison(
            ours=circuit_scores(plant, rows, legs),
            models={
                name: _trained(name, make, plant, survey, rows, legs, seed)
                for name, make in makers.items()
            },
        )


def fitted_estimator(make, fit, shares, *, left=None, seed=0):
    """An estimator of a family, fitted to a leg.

    Parameters
    ----------
    make : callable
        A value of :data:`flotation.comparison.FAMILIES`.
    fit : flotation.leg_regression.LegFit
        Whose columns, rows and row weights are taken.
    shares : flotation.stage_shares.StageShares
    left : ndarray of bool, shape (rows of the fit,), optional
        Rows left out.
    seed : int, default 0

    Returns
    -------
    sklearn estimator
    """
    y = shares.column(fit.design.leg)[0][fit.rows]
    weight = fit.weight * fit.estimator.row_weights_**2
    used = slice(None) if left is None else ~left
    estimator = make(fit.design.levers, fit.design.conditions, seed=seed)
    last = estimator.steps[-1][0] + "__" if hasattr(estimator, "steps") else ""
    return estimator.fit(
        _numbers(fit, fit.X[used]), y[used], **{f"{last}sample_weight": weight[used]}
    )


def refit_by(make, shares, *, seed=0):
    """How :func:`flotation.scores.held_out` fits a family again without some rows."""

    def refit(fit, _grid, left):
        return _OnNumbers(fit, fitted_estimator(make, fit, shares, left=left, seed=seed))

    return refit


@dataclass(frozen=True, slots=True)
class _OnNumbers:
    """An estimator that is asked with the rows of our fit, groups among their columns."""

    fit: LegFit
    estimator: Any

    def predict(self, X):
        return self.estimator.predict(_numbers(self.fit, X))


def _numbers(fit, X):
    """Levers and conditions, without the group that ours may have besides."""
    return X[:, : len(fit.design.levers) + len(fit.design.conditions)]


def comparison_leg(make, fit, shares, *, seed=0):
    """The :class:`~flotation.comparison.ComparisonLeg` of a family fitted to all rows of a leg."""
    return ComparisonLeg(
        leg=fit.design.leg,
        levers=tuple(fit.design.levers),
        conditions=tuple(fit.design.conditions),
        estimator=fitted_estimator(make, fit, shares, seed=seed),
    )


def _trained(name, make, plant, survey, rows, legs, seed):
    return ComparisonModel(
        family=name,
        plant_name=plant.name,
        plant_digest=plant_digest(plant),
        survey_digest=survey_digest(survey.table),
        flowsheet=Flowsheet.of(plant),
        products=plant.product,
        feed_grades=feed_grade_columns(plant),
        legs=tuple(comparison_leg(make, leg.fit, rows.shares, seed=seed) for leg in legs),
        scores=circuit_scores(plant, rows, legs, make, seed=seed),
        card={"use": NEVER_FOR_PLANS, "rows": {"used": len(rows.table)}},
        versions=package_versions("skops"),
        seed=seed,
    )


def circuit_scores(plant, rows, legs, make=None, *, seed=0):
    """Scores of every leg and of every product's recovery on held-out time blocks.

    Parameters
    ----------
    plant : flotation.plant.Plant
    rows : flotation.training.TrainingRows
    legs : sequence of flotation.leg_choice.FittedLeg
    make : callable, optional
        A value of :data:`flotation.comparison.FAMILIES`; our own regression where not given.
    seed : int, default 0

    Returns
    -------
    tuple of flotation.model_card.Score
    """
    flowsheet, shares = Flowsheet.of(plant), rows.shares
    held = {leg.fit.design.leg: leg.held for leg in legs}
    if make is not None:
        gap, refit = shifts_a_week(plant), refit_by(make, shares, seed=seed)
        held = {
            leg.fit.design.leg: held_out(
                leg.fit, rows.grid, rows.block, shares.shifts, gap=gap, refit=refit
            )
            for leg in legs
        }
    measured = {leg: shares.column(leg)[0] for leg in held}
    clock = {"shifts": shares.shifts, "delay": assay_delay(plant)}
    found = [score(leg.key, measured[leg], h, rows.block, **clock) for leg, h in held.items()]
    predicted = {leg: h.predicted for leg, h in held.items()}
    mean = {leg: h.mean for leg, h in held.items()}
    counted = np.all([h.counted for h in held.values()], axis=0)
    for product in plant.product:
        true, expected, usual = (
            log_recovery_of(flowsheet, product, logs) for logs in (measured, predicted, mean)
        )
        beyond = HeldOut(predicted=expected, mean=usual, counted=counted)
        found.append(score(f"recovery/{product.component}", true, beyond, rows.block, **clock))
    return tuple(found)
