"""What the last shifts reached and used, shift by shift."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.circuit_model import CircuitModel
from flotation.economics import Cost, consumption, cost
from flotation.measured_recovery import measured_recovery
from flotation.plant import Plant
from flotation.plant_balance import running_rows
from flotation.survey.joined import JoinedSurvey


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftFigures:
    """The running shifts at the end of a survey, oldest first.

    Attributes
    ----------
    time : pandas.DatetimeIndex
        Start of each.
    recovery : mapping of str to ndarray
        By component of a product, measured; NaN where the assays do not tell. [%]
    expected : mapping of str to ndarray
        The model's, at each shift's own settings and ore. [%]
    grade : mapping of str to ndarray
        Of each component's product, as assayed. [%]
    feed_t_h : ndarray
        NaN where the plant weighs no feed. [t/h]
    reagents_g_t, energy_kwh_t : ndarray
        [g/t ore], [kWh/t ore]
    cost : Cost
        Of each shift, at present prices. [CNY/t ore]
    """

    time: pd.DatetimeIndex
    recovery: Mapping[str, np.ndarray]
    expected: Mapping[str, np.ndarray]
    grade: Mapping[str, np.ndarray]
    feed_t_h: np.ndarray
    reagents_g_t: np.ndarray
    energy_kwh_t: np.ndarray
    cost: Cost


def shift_figures(
    plant: Plant, model: CircuitModel, survey: JoinedSurvey, last: int
) -> ShiftFigures:
    """The figures of the last running shifts.

    Parameters
    ----------
    plant : Plant
    model : CircuitModel
    survey : JoinedSurvey
    last : int
        Most shifts.
    """
    rows = np.zeros(len(survey.table), dtype=bool)
    rows[np.flatnonzero(running_rows(plant, survey.table))[-last:]] = True
    recent = survey.rows(rows)
    table = recent.table
    given = {name: table[name].to_numpy() for name in table.columns}
    with np.errstate(invalid="ignore"):
        predicted = model.predict(given, given)
    used = consumption(plant, given, given, predicted.stage_feed_solids)
    times = pd.DatetimeIndex(table[plant.time_column])
    return ShiftFigures(
        time=times,
        recovery=_measured(plant, recent, times),
        expected={c: 100.0 * _column(r, table) for c, r in predicted.recovery.items()},
        grade={p.component: _assayed(plant, table, p.stream, p.component) for p in plant.product},
        feed_t_h=_known(table, plant.feed_rate),
        reagents_g_t=_column(sum(used.reagents.values()), table),
        energy_kwh_t=_column(sum(used.energy.values()), table),
        cost=cost(plant, used),
    )


def _measured(plant: Plant, recent: JoinedSurvey, times: pd.DatetimeIndex) -> dict[str, np.ndarray]:
    """Measured recoveries on the times of the shifts, in per cent."""
    measured = measured_recovery(plant, recent)
    return {
        component: 100.0
        * np.exp(pd.Series(logs, index=pd.DatetimeIndex(measured.time)).reindex(times).to_numpy())
        for component, logs in measured.log_recovery.items()
    }


def _assayed(plant: Plant, table: pd.DataFrame, stream: str, component: str) -> np.ndarray:
    named = next(noun for noun in plant.stream if noun.name == stream)
    return _known(table, named.assays.get(component))


def _known(table: pd.DataFrame, column: str | None) -> np.ndarray:
    if column is None or column not in table:
        return np.full(len(table), np.nan)
    return table[column].to_numpy(dtype=float)


def _column(values: object, table: pd.DataFrame) -> np.ndarray:
    """One number a row, whether the law gives an array or one for all."""
    return np.broadcast_to(np.asarray(values, dtype=float), len(table)).copy()
