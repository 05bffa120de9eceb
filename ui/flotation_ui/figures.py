"""What a model's figures show, as plain data: drawn by the report, and by the interface.

Every figure is a frozen dataclass of numbers and short texts, so ``dataclasses.asdict`` of it is
the JSON of a chart. Recoveries are in per cent, as on screens.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.circuit_model import CircuitModel
from flotation.drift import FEWEST_ROWS, error_sums
from flotation.measured_recovery import measured_recovery
from flotation.model_warnings import RECOVERY
from flotation.plant import Plant
from flotation.survey import Survey
from flotation.survey.joined import JoinedSurvey

STEPS, BINS = 61, 24
LEVEL = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFigure:
    """How one product's recovery answers to one lever, the others held.

    Attributes
    ----------
    lever, component, status : str
        With the survey's verdict on the lever.
    settings, recovery, low, high : tuple of float
        The curve and the 90 % interval of measured shifts around it. [the lever's unit], [%]
    surveyed : tuple of float
        1st to 99th percentile of the survey. [the lever's unit]
    edges, density : tuple of float
        Histogram of past set-points: edges, and shares of the fullest bin. [the lever's unit], [-]
    now : tuple of float
        Present setting and its recovery. [the lever's unit], [%]
    """

    lever: str
    component: str
    status: str
    settings: tuple[float, ...]
    recovery: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    surveyed: tuple[float, float]
    edges: tuple[float, ...]
    density: tuple[float, ...]
    now: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFigure:
    """Measured and predicted recovery of time blocks that the model had not seen.

    Attributes
    ----------
    component : str
    blocks : tuple of (str, float, float)
        Span in days, measured and predicted mean. [%]
    """

    component: str
    blocks: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftFigure:
    """A model's errors of one recovery over time, and what they add up to since its survey.

    Attributes
    ----------
    component : str
    time : tuple of str
        Start of each shift.
    error, low, high : tuple of float
        Measured less predicted recovery, and the ends of the 90 % interval. [% points]
    newer : int
        Place of the first shift that is newer than the model's survey.
    up, down : tuple of float
        Cumulative sums of the newer shifts' innovations. [standard deviations]
    limit : float
        At which they count as drifted.
    """

    component: str
    time: tuple[str, ...]
    error: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    newer: int
    up: tuple[float, ...]
    down: tuple[float, ...]
    limit: float


def response_figures(plant: Plant, model: CircuitModel) -> tuple[ResponseFigure, ...]:
    """A figure for each lever that moves a recovery at the present set-points."""
    made = (_response(plant, model, lever) for lever in model.levers)
    return tuple(figure for figure in made if np.ptp(figure.recovery) > 0.0)


def _response(plant: Plant, model: CircuitModel, lever: str) -> ResponseFigure:
    noun, present = plant.levers[lever], model.present_settings
    across = np.linspace(noun.low, noun.high, STEPS)
    component, curve = _strongest(model, {**present, lever: across})
    low, high = model.intervals[component].bounds(curve, LEVEL)
    edges, density = setting_density(model, lever, (noun.low, noun.high))
    return ResponseFigure(
        lever=lever,
        component=component,
        status=model.evidence[lever].status,
        settings=_plain(across),
        recovery=_plain(100.0 * curve),
        low=_plain(100.0 * low),
        high=_plain(100.0 * high),
        surveyed=model.domain[lever],
        edges=edges,
        density=density,
        now=(present[lever], float(np.interp(present[lever], across, 100.0 * curve))),
    )


def _strongest(model: CircuitModel, settings: Mapping[str, object]) -> tuple[str, np.ndarray]:
    """The component whose recovery moves most, relatively, and that recovery."""
    logs = {
        p.component: model.log_recovery(p.component, settings, model.present_conditions)
        * np.ones(STEPS)
        for p in model.products
    }
    component = max(logs, key=lambda c: float(np.ptp(logs[c])))
    return component, np.exp(logs[component])


def setting_density(
    model: CircuitModel, lever: str, ends: tuple[float, float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Edges of bins of a lever's past set-points, and how full each is beside the fullest."""
    past = np.asarray(model.history.values)[:, model.history.columns.index(lever)]
    counts, edges = np.histogram(past, bins=BINS, range=ends)
    return _plain(edges), _plain(counts / max(counts.max(), 1))


def block_figures(model: CircuitModel) -> tuple[BlockFigure, ...]:
    """A figure of each product, from the model's card."""
    return tuple(
        BlockFigure(
            component=product.component,
            blocks=tuple(
                (f"{b['from']} – {b['to']}", 100.0 * b["measured"], 100.0 * b["predicted"])
                for b in model.card.get("blocks", ())
                if b["target"] == f"{RECOVERY}{product.component}"
            ),
        )
        for product in model.products
    )


def drift_figures(
    plant: Plant, model: CircuitModel, survey: Survey | JoinedSurvey
) -> tuple[DriftFigure, ...]:
    """A figure of each product; without sums where there are too few older or newer shifts.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    survey : flotation.survey.Survey or JoinedSurvey
        The model's own shifts and those since.
    """
    measured = measured_recovery(plant, survey)
    later = measured.time > pd.Timestamp(model.card["span"]["last"]).to_datetime64()
    found = []
    for component, errors in measured.errors(model).items():
        known = np.isfinite(errors)
        recovery = np.exp(measured.log_recovery[component][known])
        predicted = recovery / np.exp(errors[known])
        low, high = model.intervals[component].bounds(predicted, LEVEL)
        new = later[known]
        tests = 2 * len(model.intervals)  # sums and coverage
        up, down, limit = _sums(errors[known], measured.shifts[known], new, tests)
        found.append(
            DriftFigure(
                component=component,
                time=tuple(str(pd.Timestamp(t)) for t in measured.time[known]),
                error=_plain(100.0 * (recovery - predicted)),
                low=_plain(100.0 * (low - predicted)),
                high=_plain(100.0 * (high - predicted)),
                newer=int(np.sum(~new)),
                up=up,
                down=down,
                limit=limit,
            )
        )
    return tuple(found)


def _sums(
    errors: np.ndarray, shifts: np.ndarray, new: np.ndarray, tests: int
) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    if min(np.sum(new), np.sum(~new)) < FEWEST_ROWS:
        return (), (), 0.0
    sums, limits = error_sums(errors, shifts, new, tests)
    return _plain(sums[:, 0]), _plain(sums[:, 1]), limits["drifted"]


def _plain(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)
