"""What was weighed and assayed in some shifts, stream by stream, and what was not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from flotation.flowsheet import SOLIDS


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFigures:
    r"""One stream as weighed and assayed, before anything is balanced.

    Attributes
    ----------
    stream : str
    tonnes : float
        Dry tonnage weighed, NaN where it was not. [t]
    weighed : int
        Shifts with a weight.
    grade : mapping of str to float
        Mean of its assays by component, NaN where there are none: weighted by the stream's own
        tonnage where it is weighed, by that of the feed where not. [fraction]
    assayed : mapping of str to int
        Shifts with an assay.
    """

    stream: str
    tonnes: float
    weighed: int
    grade: Mapping[str, float]
    assayed: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingValues:
    """One weight or assay that some running shifts lack.

    Attributes
    ----------
    stream : str
    quantity : str
        ``solids`` or a component.
    column : str
    times : tuple of datetime
        Starts of the shifts.
    doubted : tuple of datetime
        Those of them that have a value which the check of the survey doubts.
    """

    stream: str
    quantity: str
    column: str
    times: tuple[datetime, ...]
    doubted: tuple[datetime, ...]


def stream_figures(plant, table, feed):
    """Tonnage and mean assays of every stream that the plant file measures.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
        Running shifts, doubtful values taken out.
    feed : ndarray of shape (rows,)
        Fresh feed of each. [t]

    Returns
    -------
    tuple of StreamFigures
        The fresh feed first, then in the file's order.
    """
    streams = sorted(plant.stream, key=lambda stream: stream.name != plant.fresh_feed)
    return tuple(_figures(plant, table, stream, feed) for stream in streams)


def _figures(plant, table, stream, feed):
    tonnes = column_of(table, stream.solids) * plant.shift_hours
    weighed = np.isfinite(tonnes)
    weights = np.where(weighed, tonnes, np.nan) if weighed.any() else feed
    grades = {c: column_of(table, column) / 100.0 for c, column in stream.assays.items()}
    return StreamFigures(
        stream=stream.name,
        tonnes=float(tonnes[weighed].sum()) if weighed.any() else np.nan,
        weighed=int(weighed.sum()),
        grade={c: weighted_mean(values, weights) for c, values in grades.items()},
        assayed={c: int(np.isfinite(values).sum()) for c, values in grades.items()},
    )


def column_of(table, name):
    """Return a column as numbers; NaN throughout where there is none."""
    if name is None or name not in table:
        return np.full(len(table), np.nan)
    return table[name].to_numpy(dtype=float)


def weight_of(plant, table, stream):
    """Return the weighed solids of a stream [t/h]; NaN where there are none."""
    return column_of(table, plant.streams[stream].solids if stream in plant.streams else None)


def assay_of(plant, table, stream, component):
    """Return the assays of a component in a stream [%]; NaN where there are none."""
    assays = plant.streams[stream].assays if stream in plant.streams else {}
    return column_of(table, assays.get(component))


def weighted_mean(values, weights):
    """Return the mean of the known values, by weight; evenly where no weight is known.

    Parameters
    ----------
    values, weights : ndarray of shape (rows,)

    Returns
    -------
    mean : float
        NaN where no value is known.

    Examples
    --------
    >>> weighted_mean(np.array([1.0, 4.0, np.nan]), np.array([2.0, 1.0, 9.0]))
    2.0
    >>> weighted_mean(np.array([1.0, 4.0]), np.array([np.nan, np.nan]))
    2.5
    """
    known = np.isfinite(values)
    weighed = known & np.isfinite(weights)
    if weighed.any() and weights[weighed].sum() > 0.0:
        return float(np.average(values[weighed], weights=weights[weighed]))
    return float(values[known].mean()) if known.any() else np.nan


def missing_values(plant, table, doubtful):
    """Weights and assays that running shifts lack.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
        Running shifts as accepted, doubtful values among them.
    doubtful : pandas.DataFrame of bool

    Returns
    -------
    tuple of MissingValues
        In the order of the plant file's streams.
    """
    times = pd.to_datetime(table[plant.time_column])
    found = []
    for stream in plant.stream:
        named = [(SOLIDS, stream.solids), *stream.assays.items()]
        for quantity, column in named:
            if column is None:
                continue
            absent = ~np.isfinite(column_of(table, column))
            doubted = ~absent & _doubts(doubtful, column, len(table))
            if (absent | doubted).any():
                found.append(
                    MissingValues(
                        stream=stream.name,
                        quantity=quantity,
                        column=column,
                        times=_moments(times[absent | doubted]),
                        doubted=_moments(times[doubted]),
                    )
                )
    return tuple(found)


def _doubts(doubtful, column, rows):
    if doubtful is None or column not in doubtful:
        return np.zeros(rows, dtype=bool)
    return doubtful[column].to_numpy(dtype=bool)


def _moments(times):
    return tuple(time.to_pydatetime() for time in times)
