"""Where solids and metals go: the balanced streams of some shifts, for pictures of the plant."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.plant import Plant
from flotation.plant_balance import reconcile_plant, running_rows, without_doubtful
from flotation.survey.joined import JoinedSurvey

USUAL = 0.5  # share of the shifts that must tell a stream's figure


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFlow:
    """One stream, balanced and averaged over some shifts; NaN where not determined.

    Attributes
    ----------
    solids_t_h : float
        [t/h]; NaN where the plant weighs nothing.
    grade : mapping of str to float
        By component. [%]
    share : mapping of str to float
        Of what the fresh feed brings, by component. [%]
    """

    solids_t_h: float
    grade: Mapping[str, float]
    share: Mapping[str, float]


def stream_flows(plant: Plant, survey: JoinedSurvey, last: int) -> dict[str, StreamFlow]:
    """Every stream over the last running shifts, by its name.

    Parameters
    ----------
    plant : Plant
    survey : JoinedSurvey
    last : int
        Most shifts.
    """
    rows = np.flatnonzero(running_rows(plant, survey.table))[-last:]
    table = without_doubtful(survey.table, survey.doubtful).iloc[rows]
    balanced = reconcile_plant(plant, table)
    feed = balanced.network.streams.index(plant.fresh_feed)
    in_tonnes = balanced.reference is None
    found = {}
    for i, stream in enumerate(balanced.network.streams):
        solids = balanced.solids[:, i]
        flows, brought = balanced.flows[:, i], balanced.flows[:, feed]
        found[stream] = StreamFlow(
            solids_t_h=_usual(solids) if in_tonnes else np.nan,
            grade={
                c: 100.0 * _ratio(flows[:, k], solids) for k, c in enumerate(balanced.components)
            },
            share={
                c: 100.0 * _ratio(flows[:, k], brought[:, k])
                for k, c in enumerate(balanced.components)
            },
        )
    return found


def _usual(values: np.ndarray) -> float:
    known = np.isfinite(values)
    return float(values[known].mean()) if known.mean() >= USUAL else np.nan


def _ratio(part: np.ndarray, whole: np.ndarray) -> float:
    """Sum over sum, of the shifts that tell both."""
    known = np.isfinite(part) & np.isfinite(whole)
    if known.mean() < USUAL or whole[known].sum() <= 0.0:
        return np.nan
    return float(part[known].sum() / whole[known].sum())
