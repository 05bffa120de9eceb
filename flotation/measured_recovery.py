"""Overall recoveries that the assays give, shift by shift, and how far a model is from them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.flowsheet import Flowsheet
from flotation.plant_balance import without_doubtful
from flotation.stage_shares import measured_stage_shares


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRecovery:
    """The shifts whose balances tell a recovery.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per shift, doubtful values missing.
    time : ndarray of datetime64, shape (rows,)
        Start of each.
    shifts : ndarray of int, shape (rows,)
        Number of each since the first.
    log_recovery : mapping of str to ndarray
        By component of a product; NaN where not determined. [log of fraction]
    """

    table: pd.DataFrame
    time: np.ndarray
    shifts: np.ndarray
    log_recovery: Mapping[str, np.ndarray]

    def errors(self, model):
        """Measured less predicted log recovery, by component, NaN where not known.

        Parameters
        ----------
        model : flotation.circuit_model.CircuitModel

        Returns
        -------
        dict of str to ndarray
            Shape (rows,) each. [log of fraction]
        """
        given = {name: self.table[name].to_numpy() for name in self.table.columns}
        with np.errstate(invalid="ignore"):  # a setting that is not known predicts NaN
            return {
                component: measured - model.log_recovery(component, given, given)
                for component, measured in self.log_recovery.items()
            }


def measured_recovery(plant, survey):
    """Reconciled overall recoveries of a survey.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey

    Returns
    -------
    MeasuredRecovery

    Raises
    ------
    RefusedError
        If the survey determines no share of a leg.
    """
    shares = measured_stage_shares(plant, survey.table, survey.doubtful)
    table = without_doubtful(survey.table, survey.doubtful).iloc[shares.rows]
    flowsheet = Flowsheet.of(plant)
    by_leg = {leg: shares.log_share[:, i] for i, leg in enumerate(shares.legs)}
    return MeasuredRecovery(
        table=table,
        time=pd.to_datetime(table[plant.time_column]).to_numpy(),
        shifts=shares.shifts,
        log_recovery={
            product.component: log_recovery_of(flowsheet, product, by_leg)
            for product in plant.product
        },
    )


def log_recovery_of(flowsheet, product, log_shares):
    """Log recovery to a product from log shares by leg, recycles closed.

    Parameters
    ----------
    flowsheet : flotation.flowsheet.Flowsheet
    product : flotation.plant.Product
    log_shares : mapping of flotation.flowsheet.Leg to ndarray

    Returns
    -------
    ndarray of shape (rows,)
        [log of fraction]
    """
    return log_share_of(flowsheet, product.component, product.stream, log_shares)


def log_share_of(flowsheet, component, stream, log_shares):
    """Log of the share of the fresh feed of a component, or of the solids, in a stream.

    Parameters
    ----------
    flowsheet : flotation.flowsheet.Flowsheet
    component, stream : str
    log_shares : mapping of flotation.flowsheet.Leg to ndarray

    Returns
    -------
    ndarray of shape (rows,)
        [log of fraction]
    """
    if not flowsheet.has_recycle:
        path = flowsheet.path(stream)
        return sum(
            log_shares[leg]
            for stage, outlet in path
            for leg in log_shares
            if (leg.stage, leg.component, leg.outlet) == (stage, component, outlet)
        )
    columns = []
    for stage in flowsheet.stages:
        legs = [leg for leg in log_shares if (leg.stage, leg.component) == (stage.name, component)]
        share = (
            np.exp(log_shares[legs[0]]) if legs else np.zeros(len(next(iter(log_shares.values()))))
        )
        columns.append(share if not legs or legs[0].outlet == "concentrate" else 1.0 - share)
    return np.log(flowsheet.stream_recovery(stream, np.stack(columns, axis=-1)))
