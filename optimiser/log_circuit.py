r"""Recoveries, mass shares and stage feeds as weighted sums of logs of stage shares.

Without recycles :math:`\ln R = \sum_l s_l` is exact. With recycles,

.. math:: \ln R(s) \approx \ln R(s^0) + \sum_l w_l\,(s_l - s_l^0), \qquad
          w_l = \frac{\partial \ln R}{\partial s_l},

at a point :math:`s^0` of operation, with :math:`w` from the adjoint of the flow system.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.flowsheet import SOLIDS
from flotation.leg_model import LegModel


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSum:
    """A log as a constant and a weighted sum over legs.

    Attributes
    ----------
    constant : float
    weights : mapping of str to float
        By the key of a leg.
    """

    constant: float
    weights: Mapping[str, float]


def log_recovery_sum(
    model: CircuitModel,
    component: str,
    settings: Mapping[str, float],
    conditions: Mapping[str, float],
) -> LogSum:
    """Log recovery of a component to its product, linear in log shares."""
    stream = model.product(component).stream
    return _stream_sum(model, component, stream, settings, conditions)


def log_mass_sum(
    model: CircuitModel,
    component: str,
    settings: Mapping[str, float],
    conditions: Mapping[str, float],
) -> LogSum:
    """Log share of the fresh solids in a component's product, linear in log shares."""
    stream = model.product(component).stream
    return _stream_sum(model, SOLIDS, stream, settings, conditions)


def log_feed_sum(
    model: CircuitModel, stage: str, settings: Mapping[str, float], conditions: Mapping[str, float]
) -> LogSum:
    """Log of the solids entering a stage per t of ore, linear in log shares."""
    feeds = next(s.feed for s in model.flowsheet.stages if s.name == stage)
    if not model.flowsheet.has_recycle:
        return _stream_sum(model, SOLIDS, feeds[0], settings, conditions)
    shares, logs = _shares(model, SOLIDS, settings, conditions)
    total, weights = 0.0, dict.fromkeys(logs, 0.0)
    for stream in feeds:
        amount = float(model.flowsheet.stream_recovery(stream, shares))
        total += amount
        if model.flowsheet.origin(stream) is not None:
            for key, weight in _sensitivities(model, SOLIDS, stream, shares).items():
                weights[key] += amount * weight
    return _at_point(_log(total, SOLIDS), {key: w / total for key, w in weights.items()}, logs)


def _stream_sum(
    model: CircuitModel,
    component: str,
    stream: str,
    settings: Mapping[str, float],
    conditions: Mapping[str, float],
) -> LogSum:
    if not model.flowsheet.has_recycle:
        path = model.flowsheet.path(stream)
        legs = [model.leg(stage, component, outlet).leg.key for stage, outlet in path]
        return LogSum(constant=0.0, weights=dict.fromkeys(legs, 1.0))
    shares, logs = _shares(model, component, settings, conditions)
    value = _log(model.flowsheet.stream_recovery(stream, shares), component)
    return _at_point(value, _sensitivities(model, component, stream, shares), logs)


def _log(amount: float, component: str) -> float:
    if not 0.0 < amount < np.inf:
        raise DataError(
            f"the model returns more {component} to earlier stages than enters them: the circuit "
            "has no balance at the set-points and conditions asked about; check both, or train "
            "the model again"
        )
    return float(np.log(amount))


def _at_point(value: float, weights: Mapping[str, float], logs: Mapping[str, float]) -> LogSum:
    weights = {key: weight for key, weight in weights.items() if weight != 0.0}
    constant = value - sum(weight * logs[key] for key, weight in weights.items())
    return LogSum(constant=float(constant), weights=weights)


def _component_legs(model: CircuitModel, component: str) -> dict[str, LegModel]:
    """One leg for each stage that has any; the concentrate's where both are modelled."""
    legs = {}
    for stage in model.flowsheet.stages:
        for outlet in ("tails", "concentrate"):
            if model.has_leg(stage.name, component, outlet):
                legs[stage.name] = model.leg(stage.name, component, outlet)
    return legs


def _shares(
    model: CircuitModel,
    component: str,
    settings: Mapping[str, float],
    conditions: Mapping[str, float],
) -> tuple[np.ndarray, dict[str, float]]:
    """Share to the concentrate at every stage, and the log share of every leg."""
    legs, shares, logs = _component_legs(model, component), [], {}
    for stage in model.flowsheet.stages:
        share = 0.0
        if stage.name in legs:
            leg = legs[stage.name]
            logs[leg.leg.key] = float(leg.log_share(settings, conditions))
            share = np.exp(logs[leg.leg.key])
            share = share if leg.leg.outlet == "concentrate" else 1.0 - share
        shares.append(share)
    return np.array(shares), logs


def _sensitivities(
    model: CircuitModel, component: str, stream: str, shares: np.ndarray
) -> dict[str, float]:
    """Change of the stream's log recovery with the log share of every leg."""
    flowsheet = model.flowsheet
    on_path, legs = dict(flowsheet.path(stream)), _component_legs(model, component)
    slopes = flowsheet.log_sensitivity(stream, shares)
    weights = {}
    for stage, share, slope in zip(flowsheet.stages, shares, slopes, strict=True):
        if stage.name not in legs:
            continue
        own = {"concentrate": share, "tails": -(1.0 - share)}
        leg = legs[stage.name].leg
        followed = on_path.get(stage.name, "concentrate")
        weights[leg.key] = float(slope * own[leg.outlet] / own[followed])
    return weights
