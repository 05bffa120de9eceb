"""From a plant file and a checked survey to a :class:`~flotation.circuit_model.CircuitModel`."""

import hashlib
import importlib.metadata
import platform
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.evidence import Moves, lever_evidence
from flotation.flowsheet import Flowsheet
from flotation.grade_intervals import grade_intervals
from flotation.intervals import recovery_interval
from flotation.leak_check import suspected_leaks
from flotation.leg_choice import fitted_legs
from flotation.leg_design import Grid, group_names, make_grid
from flotation.leg_regression import leg_model
from flotation.lever_effect import own_variation
from flotation.measured_recovery import log_recovery_of
from flotation.model_warnings import model_warnings
from flotation.partial_effect import what_operators_saw
from flotation.plant_file import plant_digest, require
from flotation.scores import (
    BLOCKS,
    HeldOut,
    assay_delay,
    block_means,
    last_known,
    score,
    time_blocks,
)
from flotation.stage_shares import StageShares, measured_stage_shares, shifts_a_week
from flotation.support import make_history, make_region
from flotation.trial_labels import trial_name

PRESENT_SHIFTS = 30
TRIAL = "trial"  # the text column that names the designed trial a shift belongs to
FEWEST_SHIFTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRows:
    """The shifts that can teach: their settings, stage shares, blocks and trials.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per shift kept, doubtful values missing.
    shares : flotation.stage_shares.StageShares
    block : ndarray of int, shape (rows,)
    trial : ndarray of int, shape (rows,)
        Number of the designed trial of each shift, from 1; 0 for ordinary shifts.
    grid : flotation.leg_regression.Grid
    """

    table: pd.DataFrame
    shares: StageShares
    block: np.ndarray
    trial: np.ndarray
    grid: Grid


def train(plant, survey, *, links=None, seed=0):
    """Fit every leg of a circuit, with evidence, intervals, support and scores.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
    links : sequence of str, default None
        In which legs may add up, the first one unless time blocks prefer another; see
        :mod:`flotation.links`. Those of the plant file if None.
    seed : int, default 0
        Recorded; nothing here draws random numbers.

    Returns
    -------
    CircuitModel

    Raises
    ------
    PlantFileError
        If the plant file has no stages, levers, conditions or products.
    DataError
        If the survey is too short.
    RefusedError
        If it does not determine a leg.
    """
    require(plant, "component", "stream", "stage", "lever", "product")
    with threadpool_limits(limits=1):  # the order of additions, and so the bytes, stay the same
        return _train(plant, survey, links or links_tried(plant), seed)


def links_tried(plant):
    """Links that the plant file lets legs add up in: logs alone where it says nothing."""
    return plant.links or ("log",)


def training_rows(plant, survey):
    """The :class:`TrainingRows` of a survey."""
    shares = measured_stage_shares(plant, survey.table, survey.doubtful)
    if len(shares.rows) < FEWEST_SHIFTS:
        raise DataError(
            f"{len(shares.rows)} of {len(survey.table)} accepted shifts can be used; training "
            f"needs at least {FEWEST_SHIFTS} (left out: {_counted(shares.left_out)})"
        )
    table = survey.table.iloc[shares.rows]
    columns = [
        *plant.levers,
        *(c.column for c in plant.condition),
        *feed_grade_columns(plant).values(),
    ]
    columns = list(dict.fromkeys(columns))
    sure = table[columns].astype(float)
    if survey.doubtful is not None:
        known = [c for c in columns if c in survey.doubtful]
        bad = survey.doubtful[known].iloc[shares.rows].astype(bool)
        sure[known] = sure[known].mask(bad)
    sure = table.assign(**{c: sure[c] for c in columns})
    return TrainingRows(
        table=sure,
        shares=shares,
        block=time_blocks(len(sure), BLOCKS),
        trial=_trials(plant, sure),
        grid=make_grid(plant, sure),
    )


def _train(plant, survey, links, seed):
    rows = training_rows(plant, survey)
    flowsheet = Flowsheet.of(plant)
    shifts, gap = rows.shares.shifts, shifts_a_week(plant)
    legs = fitted_legs(plant, rows, gap=gap, links=links)
    fits = [leg.fit for leg in legs]
    held = {leg.fit.design.leg: leg.held for leg in legs}
    delay = assay_delay(plant)
    scores = [
        score(
            leg.key, rows.shares.column(leg)[0], held[leg], rows.block, shifts=shifts, delay=delay
        )
        for leg in held
    ]
    labels = [str(t) for t in pd.to_datetime(rows.table[plant.time_column])]
    intervals, blocks = {}, []
    for product in plant.product:
        measured = log_recovery_of(flowsheet, product, _measured(rows.shares))
        beyond = HeldOut(
            predicted=log_recovery_of(
                flowsheet, product, {k: h.predicted for k, h in held.items()}
            ),
            mean=log_recovery_of(flowsheet, product, {k: h.mean for k, h in held.items()}),
            counted=np.all([h.counted for h in held.values()], axis=0),
        )
        known = np.isfinite(measured) & np.isfinite(beyond.predicted)
        intervals[product.component] = recovery_interval(
            measured[known],
            beyond.predicted[known],
            rows.block[known],
            assay_sd=rows.shares.recovery_sd[product.component][known],
        )
        target = f"recovery/{product.component}"
        scores.append(score(target, measured, beyond, rows.block, shifts=shifts, delay=delay))
        blocks += block_means(target, measured, beyond, rows.block, labels)
    varying = [c for c in plant.levers if c in rows.grid.knots]
    return CircuitModel(
        plant_name=plant.name,
        plant_digest=plant_digest(plant),
        survey_digest=survey_digest(survey.table),
        flowsheet=flowsheet,
        products=plant.product,
        feed_grades=feed_grade_columns(plant),
        legs=tuple(leg_model(fit, rows.grid) for fit in fits),
        domain=rows.grid.domain,
        present=_present(plant, rows.table, rows.grid.groups),
        region=make_region(rows.table, varying),
        evidence=_evidence(plant, rows, fits),
        intervals=intervals,
        grade_intervals=grade_intervals(
            flowsheet,
            plant.product,
            _measured(rows.shares),
            {leg: h.predicted for leg, h in held.items()},
            rows.block,
        ),
        scores=tuple(scores),
        history=make_history(rows.table, tuple(plant.levers), labels, rows.trial > 0),
        card=_card(survey, rows, legs, labels)
        | {
            "blocks": blocks,
            "warnings": model_warnings(scores, suspected_leaks(plant, fits, rows.shares)),
        },
        versions=package_versions(),
        seed=seed,
    )


def survey_digest(table):
    """SHA-256 of a survey's accepted rows, the same however its file was written."""
    text = table.to_csv(index=False, float_format="%.12g", date_format="%Y-%m-%dT%H:%M:%S")
    return hashlib.sha256(text.encode()).hexdigest()


def feed_grade_columns(plant):
    """Per component sold, the column with its grade in the fresh feed."""
    ore = plant.streams.get(plant.fresh_feed)
    grades = {p.component: ore.assays.get(p.component) if ore else None for p in plant.product}
    missing = [component for component, column in grades.items() if column is None]
    if missing:
        raise DataError(
            f"[[stream]] {plant.fresh_feed!r} has no assay column of {', '.join(missing)}; "
            "the grade of a product is computed from the grade of the fresh feed"
        )
    return grades


def _trials(plant, table):
    """Number of each shift's trial, from 1 in order of appearance; 0 for ordinary shifts."""
    declared = plant.columns.get(TRIAL)
    if declared is None or declared.kind != "text" or TRIAL not in table:
        return np.zeros(len(table), dtype=int)
    named = table[TRIAL].fillna("").astype(str).map(trial_name)
    return pd.factorize(named.where(named != ""))[0] + 1


def _measured(shares):
    return {leg: shares.log_share[:, i] for i, leg in enumerate(shares.legs)}


def _present(plant, table, groups):
    recent = table.tail(PRESENT_SHIFTS)
    columns = [
        *plant.levers,
        *(c.column for c in plant.condition),
        *feed_grade_columns(plant).values(),
    ]
    present = {}
    for column in dict.fromkeys(columns):
        values = recent[column].to_numpy(dtype=float)
        values = values if np.isfinite(values).any() else table[column].to_numpy(dtype=float)
        present[column] = float(f"{np.nanmedian(values):.8g}")
    if groups:
        names = group_names(recent[plant.group_column])
        present[plant.group_column] = names.mode().iloc[0]
    return present


def _evidence(plant, rows, fits):
    conditions = [c.column for c in plant.condition]
    assays = [c for s in plant.stream for c in s.assays.values() if c in rows.table]
    shifts, delay = rows.shares.shifts, assay_delay(plant)
    before = [last_known(rows.table[c].to_numpy(dtype=float), shifts, delay) for c in assays]
    saw = what_operators_saw(
        rows.table, list(plant.levers), conditions, assays, shifts=shifts, delay=delay
    )
    found = {}
    for lever in plant.levers:
        others = [c for c in (*plant.levers, *conditions) if c != lever]
        x, now = rows.table[lever].to_numpy(dtype=float), rows.table[others].astype(float)
        moves = Moves(
            own=own_variation(x, np.column_stack([now, *before])),
            after_conditions=own_variation(x, now.to_numpy()),
            seen=saw.beside(lever),
        )
        found[lever] = lever_evidence(
            plant, lever, fits, trial=rows.trial, block=rows.block, moves=moves
        )
    return found


def _card(survey, rows, legs, labels):
    return {
        "rows": {
            "accepted": len(survey.table),
            "used": len(rows.table),
            "left_out": dict(rows.shares.left_out),
            "in_trials": int(np.sum(rows.trial > 0)),
        },
        "span": {"first": labels[0], "last": labels[-1]},
        "legs": {
            leg.fit.design.leg.key: _leg_card(leg.fit) | {"tried": dict(leg.tried)} for leg in legs
        },
    }


def _leg_card(fit):
    return {
        "rows": len(fit.rows),
        "gross_errors": int(np.sum(fit.estimator.row_weights_ < 0.25)),
        "phi": fit.estimator.disturbance_.phi,
        "ratio": fit.estimator.disturbance_.ratio,
        "noise_sd": float(f"{fit.estimator.noise_sd_:.6g}"),
        "roughness": fit.estimator.roughness_,
        "link": fit.design.link,
        "varying": dict(fit.design.varying),
    }


def _counted(left_out):
    return "; ".join(f"{number} because {reason}" for reason, number in left_out.items()) or "none"


def package_versions(*more):
    """Versions of Python and of the packages a model was fitted with, and of some more."""
    names = ("numpy", "pandas", "scipy", "scikit-learn", *more)
    return {"python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in names
    }
