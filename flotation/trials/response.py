"""What a trial is judged by: the log recovery of each shift, and how noisy it is.

Recovery comes from reconciled balances with the error that its assays leave in it. What
conditions and the other levers explain is taken off, as a regression on shifts outside the
trial knows it; the lever's own effect stays in. What is left is the lever, a
disturbance that lasts, and white noise.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from flotation.disturbance import Disturbance
from flotation.errors import DataError, PlantFileError, RefusedError
from flotation.flowsheet import Flowsheet, Leg
from flotation.leg_regression import OUTLIER, LegDesign, make_estimator
from flotation.plant_balance import reconcile_plant
from flotation.training import FEWEST_SHIFTS, training_rows

ROUGHNESS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The recovery that a trial is about.

    Attributes
    ----------
    component : str
    stage : str or None
        Recovery in this stage to the stream on the way to the product; None: from the ore to
        the product.
    path : tuple of (str, str)
        Stages it passes, with the outlet it leaves by.
    stream : str
        Where it arrives.
    """

    component: str
    stage: str | None
    path: tuple[tuple[str, str], ...]
    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoveries:
    """Log recovery, a row a shift that can be used.

    Attributes
    ----------
    target : Target
    table : pandas.DataFrame
        The survey's rows, doubtful values missing.
    shifts : ndarray of int, shape (rows,)
    log_recovery, sd : ndarray of shape (rows,)
        With the standard deviation that assay errors give it; NaN where not determined.
    grid : flotation.leg_regression.Grid
    """

    target: Target
    table: pd.DataFrame
    shifts: np.ndarray
    log_recovery: np.ndarray
    sd: np.ndarray
    grid: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Scatter of log recovery that nothing measured explains.

    Attributes
    ----------
    white_sd : float
        From shift to shift. [log of fraction]
    assay_sd : float
        The part of it that assay errors make. [log of fraction]
    disturbance : flotation.disturbance.Disturbance
        What lasts, relative to the white noise.
    """

    white_sd: float
    assay_sd: float
    disturbance: Disturbance

    @property
    def lasting_sd(self):
        """Standard deviation of what lasts [log of fraction]."""
        return self.white_sd * float(np.sqrt(self.disturbance.ratio))


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """Log recoveries less what conditions and other levers explain.

    Attributes
    ----------
    y : ndarray of shape (rows,)
        NaN where not determined. [log of fraction]
    variance : ndarray of shape (rows,)
        Of the white noise of each shift, relative to the usual one.
    noise : Noise
    """

    y: np.ndarray
    variance: np.ndarray
    noise: Noise


def target_of(plant, component=None, stage=None):
    """The :class:`Target` of a component's product, or of one stage on the way to it.

    Raises
    ------
    DataError
        If no product is sold for the component, or the stage is not on the way.
    """
    if not plant.product:
        raise PlantFileError(
            f"the plant file of {plant.name!r} names no [[product]]; a trial is judged by the "
            "recovery of a component to its product"
        )
    component = plant.product[0].component if component is None else component
    if component not in plant.products:
        raise DataError(
            f"no product is sold for {component!r}; there are {', '.join(plant.products)}"
        )
    stream = plant.products[component].stream
    path = tuple(Flowsheet.of(plant).path(stream))
    if stage is None:
        return Target(component=component, stage=None, path=path, stream=stream)
    outlets = dict(path)
    if stage not in outlets:
        raise DataError(
            f"{component} passes {', '.join(outlets)} on the way to {stream}, not {stage!r}; "
            "name one of these stages, or none for the whole circuit"
        )
    return Target(
        component=component,
        stage=stage,
        path=((stage, outlets[stage]),),
        stream=getattr(plant.stages[stage], outlets[stage]),
    )


def measured_recoveries(plant, survey, target):
    """Log recovery of every shift of a survey that can be used.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
    target : Target

    Returns
    -------
    Recoveries

    Raises
    ------
    DataError
        If fewer than 100 shifts can be used.
    RefusedError
        If no shift determines the recovery.
    """
    rows = training_rows(plant, survey)
    direct = [plant.stages[stage].recovery.get(target.component) for stage, _ in target.path]
    value, sd = (
        _from_shares(rows.shares, target)
        if any(direct)
        else _from_balances(plant, rows.table, target)
    )
    if not np.isfinite(value).any():
        raise RefusedError(
            f"no shift of the survey determines the recovery of {target.component} to "
            f"{target.stream}; assay it in the feed, the concentrate and the tails"
        )
    return Recoveries(
        target=target,
        table=rows.table,
        shifts=rows.shares.shifts,
        log_recovery=value,
        sd=sd,
        grid=rows.grid,
    )


def without_the_rest(plant, recoveries, lever, *, outside):
    """Take conditions and all other levers off log recoveries.

    Parameters
    ----------
    plant : flotation.plant.Plant
    recoveries : Recoveries
    lever : str
        Whose effect stays in.
    outside : ndarray of bool, shape (rows,)
        Shifts that may teach the regression: those that the trial did not touch. So
        nothing that was drawn for the trial can leak into what is taken off.

    Returns
    -------
    Adjusted

    Raises
    ------
    DataError
        If fewer than 100 of them are complete.
    """
    design = _design(plant, recoveries)
    X = recoveries.table[list(design.columns)].to_numpy(dtype=float)
    known = np.isfinite(recoveries.log_recovery) & np.isfinite(recoveries.sd)
    taught = outside & known & np.isfinite(X).all(axis=1)
    if taught.sum() < FEWEST_SHIFTS:
        raise DataError(
            f"{taught.sum()} shifts outside the trial have recovery, levers and conditions all "
            f"known; at least {FEWEST_SHIFTS} are needed to know the plant's noise"
        )
    usual = max(float(np.median(recoveries.sd[taught])), 1e-9)
    variance = (1.0 + np.minimum(recoveries.sd / usual, 10.0) ** 2) / 2.0
    estimator = make_estimator(design, recoveries.grid).set_params(
        roughness=ROUGHNESS, outlier=OUTLIER
    )
    with threadpool_limits(limits=1):  # small factorisations: threads only wait for each other
        estimator.fit(
            X[taught],
            recoveries.log_recovery[taught],
            sample_weight=1.0 / variance[taught],
            shifts=recoveries.shifts[taught],
        )
    X = np.where(np.isfinite(X), X, np.median(X[taught], axis=0))
    if lever in design.columns:
        place = design.columns.index(lever)
        X[:, place] = np.median(X[taught, place])
    return Adjusted(
        y=np.where(known, recoveries.log_recovery - estimator.predict(X), np.nan),
        variance=variance,
        noise=Noise(
            white_sd=estimator.noise_sd_, assay_sd=usual, disturbance=estimator.disturbance_
        ),
    )


def _design(plant, recoveries):
    """Levers of the stages passed and all conditions, each with a curve of any shape."""
    target, grid = recoveries.target, recoveries.grid
    stages = {stage for stage, _ in target.path}
    if Flowsheet.of(plant).has_recycle:
        stages = set(plant.stages)
    levers = {
        column: "free"
        for column, lever in plant.levers.items()
        if column in grid.knots and any(effect.stage in stages for effect in lever.effect)
    }
    conditions = tuple(c.column for c in plant.condition if c.column in grid.knots)
    leg = Leg(target.stage or "circuit", target.component, target.stream)
    return LegDesign(leg=leg, levers=levers, pairs={}, conditions=conditions)


def _from_balances(plant, table, target):
    value, sd = reconcile_plant(plant, table).split(target.stage, target.stream, target.component)
    good = np.isfinite(value) & (value > 0.0) & (value < 1.0)
    value = np.where(good, value, np.nan)
    return np.log(value), sd / value


def _from_shares(shares, target):
    """The sum of log shares over the stages, where a stage's recovery is a column."""
    columns = [shares.column(Leg(stage, target.component, outlet)) for stage, outlet in target.path]
    return sum(value for value, _ in columns), np.sqrt(sum(sd**2 for _, sd in columns))
