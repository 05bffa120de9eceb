"""A model's intervals moved along with shifts that are newer than its survey."""

import dataclasses

import numpy as np
import pandas as pd

from flotation.errors import DataError
from flotation.intervals import recalibrated
from flotation.measured_recovery import measured_recovery


def recalibrate(plant, model, survey):
    """The same model with intervals that follow newer shifts.

    Its curves stay: newer shifts say how far off they are, not where they should be.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    survey : flotation.survey.Survey
        Shifts that the model has seen are passed over.

    Returns
    -------
    flotation.circuit_model.CircuitModel
        Its card says under ``recalibrated`` how many shifts it followed, and to when.

    Raises
    ------
    DataError
        If no shift with a measured recovery is newer than those the model has seen.
    """
    seen = model.card.get("recalibrated", model.card["span"])["last"]
    measured = measured_recovery(plant, survey)
    newer = measured.time > pd.Timestamp(seen).to_datetime64()
    if not newer.any():
        raise DataError(
            f"no running shift of the survey is newer than {seen}, the last one that the model has "
            "seen; its intervals stay as they are: give later shifts"
        )
    errors = measured.errors(model)
    intervals = {}
    for component, interval in model.intervals.items():
        log_recovery = measured.log_recovery[component][newer]
        predicted = np.exp(log_recovery - errors[component][newer])
        residuals = interval.residual(np.exp(log_recovery), predicted)
        intervals[component] = recalibrated(interval, residuals)
    followed = model.card.get("recalibrated", {"shifts": 0})["shifts"] + int(newer.sum())
    last = str(pd.Timestamp(measured.time[newer][-1]))
    return dataclasses.replace(
        model,
        intervals=intervals,
        card={**model.card, "recalibrated": {"shifts": followed, "last": last}},
    )
