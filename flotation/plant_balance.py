"""From the table of a survey to the reconciled balances of the plant that it was taken on.

The flowsheet of the plant file gives the network, its streams say which columns measure them,
and its columns say how well.
"""

import numpy as np
import pandas as pd

from flotation.errors import DataError, PlantFileError
from flotation.flowsheet import Flowsheet
from flotation.network import Network, Node
from flotation.reconciliation import reconcile

STOPPED = 0.2  # of the median feed rate: below it the plant is not running


def plant_network(plant):
    """Return the streams and stages of a plant as a network.

    Parameters
    ----------
    plant : flotation.plant.Plant

    Returns
    -------
    network : flotation.network.Network
        The fresh feed first, then the streams in the order the stages make them.
    """
    return Network(
        streams=Flowsheet.of(plant).streams,
        nodes=tuple(
            Node(name=s.name, inputs=s.feed, outputs=(s.concentrate, s.tails)) for s in plant.stage
        ),
    )


def assayed_components(plant):
    """Return the names of the components that are assayed in any stream, in the file's order."""
    return tuple(c.name for c in plant.component if any(c.name in s.assays for s in plant.stream))


def require_assays(plant):
    """Refuse a plant file whose streams name no assays.

    Parameters
    ----------
    plant : flotation.plant.Plant

    Raises
    ------
    PlantFileError
    """
    if not assayed_components(plant):
        raise PlantFileError(
            f"the plant file of {plant.name!r} names no assays: give each [[stream]] that is "
            "sampled its assays, such as assays = { WO3 = 'ore_wo3_pct' }"
        )


def without_doubtful(table, doubtful):
    """Return the table with doubtful values taken as not measured.

    Parameters
    ----------
    table : pandas.DataFrame
    doubtful : pandas.DataFrame of bool, or None

    Returns
    -------
    cleared : pandas.DataFrame
    """
    if doubtful is None:
        return table
    numeric = [
        c for c in table.columns if c in doubtful and pd.api.types.is_numeric_dtype(table[c])
    ]
    cleared = table.copy()
    cleared[numeric] = table[numeric].mask(doubtful[numeric].astype(bool))
    return cleared


def running_rows(plant, table):
    """Say in which rows the plant was running.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame

    Returns
    -------
    running : ndarray of bool, shape (rows,)
        All, where the plant file names no feed rate.
    """
    if plant.feed_rate is None:
        return np.ones(len(table), dtype=bool)
    rate = table[plant.feed_rate].to_numpy(dtype=float)
    usual = np.nanmedian(rate) if np.isfinite(rate).any() else np.nan
    return rate > STOPPED * usual


def measured_sd(plant, table, column):
    r"""Return the standard deviation of each measurement of a column.

    .. math:: \sigma = \sqrt{(s_r\,x)^2 + s_a^2}

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
    column : str

    Returns
    -------
    sd : ndarray of shape (rows,)
        In the column's unit; NaN where not measured.

    Raises
    ------
    DataError
        If the plant file states neither part.

    Notes
    -----
    Confirmed against an error of both parts worked by hand.

    Examples
    --------
    >>> from flotation.surrogate.simulation import reference_plant
    >>> table = pd.DataFrame({"feed_t_h": [100.0, np.nan]})
    >>> measured_sd(reference_plant(), table, "feed_t_h")
    array([1.118, nan])
    """
    declared = plant.columns[column]
    values = table[column].to_numpy(dtype=float)
    sd = np.hypot(declared.sd_relative * values, declared.sd_absolute)
    if declared.sd_relative == 0.0 and declared.sd_absolute == 0.0:
        raise DataError(
            f"column {column} is used in the balances and has no sd_relative or sd_absolute in the "
            "plant file; say how well it is measured (assays: 0.02 is usual)"
        )
    return np.where(np.isfinite(values), np.maximum(sd, 1e-12), np.nan)


def reconcile_plant(plant, table):
    """Reconcile every row of a survey over the whole flowsheet.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
        Canonical columns in the plant file's units. A tonnage that is not above 0, a grade
        outside 0 to 100 % and a column that is absent count as not measured.

    Returns
    -------
    reconciliation : flotation.reconciliation.Reconciliation
        Solids in t/h where any stream is weighed in any row, else relative to the fresh feed.
    """
    network, components = plant_network(plant), assayed_components(plant)
    solids, solids_sd = _measured_solids(plant, table, network.streams)
    grades, grades_sd = _measured_grades(plant, table, network.streams, components)
    in_tonnes = np.isfinite(solids).any()
    return reconcile(
        network,
        solids=solids if in_tonnes else np.full_like(solids, np.nan),
        solids_sd=solids_sd,
        grades=grades,
        grades_sd=grades_sd,
        reference=None if in_tonnes else plant.fresh_feed,
        components=components,
    )


def _measured_solids(plant, table, streams):
    solids = np.full((len(table), len(streams)), np.nan)
    sd = np.full_like(solids, np.nan)
    for i, name in enumerate(streams):
        stream = plant.streams.get(name)
        if stream is not None and stream.solids in table:
            values = table[stream.solids].to_numpy(dtype=float)
            solids[:, i] = np.where(values > 0.0, values, np.nan)
            sd[:, i] = measured_sd(plant, table, stream.solids)
    return solids, sd


def _measured_grades(plant, table, streams, components):
    grades = np.full((len(table), len(streams), len(components)), np.nan)
    sd = np.full_like(grades, np.nan)
    for i, name in enumerate(streams):
        assays = plant.streams[name].assays if name in plant.streams else {}
        for c, column in ((c, column) for c, column in assays.items() if column in table):
            values = table[column].to_numpy(dtype=float) / 100.0
            k = components.index(c)
            grades[:, i, k] = np.where((values >= 0.0) & (values <= 1.0), values, np.nan)
            sd[:, i, k] = measured_sd(plant, table, column) / 100.0
    return grades, sd
