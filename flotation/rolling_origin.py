"""How a model that keeps learning would have done on newer shifts, none of them seen beforehand.

The newer shifts are cut into parts in time order. The first part only teaches; each later one is
predicted by a model fitted to everything before it but the last week, so that a disturbance cannot
leak across. A single fit to the old shifts would be the champion again; a single fit to all of them
would be judged on what it had seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.disturbance import fit_disturbance, whiten
from flotation.drift import covered
from flotation.errors import DataError
from flotation.stage_shares import shifts_a_week
from flotation.training import FEWEST_SHIFTS, train

PARTS = 3
FEWEST_NEWER = 60  # shifts below which a judgement would be chance


@dataclass(frozen=True, slots=True, kw_only=True)
class RollingErrors:
    """Errors of the champion and of a model that keeps learning, on the same newer shifts.

    Attributes
    ----------
    rows : ndarray of int
        Positions among the measured recoveries.
    champion, challenger : mapping of str to ndarray
        Measured less predicted log recovery by component, NaN where not known.
        Shape (rows,). [log of fraction]
    champion_news, challenger_news : mapping of str to ndarray
        The part of these errors that the shifts before did not tell: innovations, by one filter
        for both.
    champion_covered, challenger_covered : mapping of str to ndarray of bool
        Whether each recovery lies in the 90 % interval of the one and of the other.
    """

    rows: np.ndarray
    champion: Mapping[str, np.ndarray]
    challenger: Mapping[str, np.ndarray]
    champion_news: Mapping[str, np.ndarray]
    challenger_news: Mapping[str, np.ndarray]
    champion_covered: Mapping[str, np.ndarray]
    challenger_covered: Mapping[str, np.ndarray]


def rolling_errors(plant, survey, measured, champion, since, *, seed=0):
    """Predict newer shifts by the champion, and by refits to the shifts before them.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.joined.JoinedSurvey
    measured : flotation.measured_recovery.MeasuredRecovery
        Of the same survey.
    champion : flotation.circuit_model.CircuitModel
    since : pandas.Timestamp
        Start of the last shift that the champion knows.
    seed : int, default 0

    Returns
    -------
    RollingErrors
        Without rows where fewer than 60 newer shifts tell a recovery.

    Raises
    ------
    DataError
        If the older shifts are not among those given.
    """
    newer = measured.time > since.to_datetime64()
    _refuse_without_older(int(np.sum(~newer)), since)
    places = np.flatnonzero(newer)
    parts = np.array_split(places, PARTS)[1:] if len(places) >= FEWEST_NEWER else []
    filters = {
        component: _filter(error[~newer], measured.shifts[~newer])
        for component, error in measured.errors(champion).items()
    }
    fits = [(part, _fit_before(plant, survey, measured.time[part[0]], seed)) for part in parts]
    was = _Predicted.of(measured, [(part, champion) for part in parts], filters)
    now = _Predicted.of(measured, fits, filters)
    return RollingErrors(
        rows=np.concatenate([np.zeros(0, dtype=int), *parts]),
        champion=was.error,
        challenger=now.error,
        champion_news=was.news,
        challenger_news=now.news,
        champion_covered=was.covered,
        challenger_covered=now.covered,
    )


def _refuse_without_older(older, since):
    if older < FEWEST_SHIFTS:
        raise DataError(
            f"{older} of the shifts given are up to {since}, the last that the champion knows, "
            f"and {FEWEST_SHIFTS} are needed; give the surveys it was trained on as well"
        )


def _fit_before(plant, survey, start, seed):
    """A model of the shifts that ended a week before a time."""
    week = pd.Timedelta(hours=plant.shift_hours * shifts_a_week(plant))
    known = pd.to_datetime(survey.table[plant.time_column]) < pd.Timestamp(start) - week
    return train(plant, survey.rows(known.to_numpy()), seed=seed)


def _filter(error, shifts):
    """The disturbance most likely in older errors."""
    known = np.isfinite(error)
    centred = error[known] - np.median(error[known])
    return fit_disturbance(centred, shifts[known], np.ones(len(centred)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Predicted:
    """Errors, innovations and coverage by component, each part by its own model."""

    error: Mapping[str, np.ndarray]
    news: Mapping[str, np.ndarray]
    covered: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, measured, fits, filters):
        """Those of each part of the newer shifts under the model that goes with it."""
        found = {component: ([], [], []) for component in measured.log_recovery}
        for part, model in fits:
            for component, error in measured.errors(model).items():
                news = _news(error, measured.shifts, filters[component])
                inside = covered(model, component, error, measured)
                for pieces, values in zip(found[component], (error, news, inside), strict=True):
                    pieces.append(values[part])
        joined = {
            component: [np.concatenate(pieces or [np.zeros(0)]) for pieces in three]
            for component, three in found.items()
        }
        return cls(
            **{
                name: {component: three[i] for component, three in joined.items()}
                for i, name in enumerate(("error", "news", "covered"))
            }
        )


def _news(error, shifts, disturbance):
    """Innovations of a series of errors, NaN where an error is not known."""
    known, news = np.isfinite(error), np.full(len(error), np.nan)
    scaled, scale = whiten(error[known], shifts[known], np.ones(int(known.sum())), disturbance)
    news[known] = scaled * scale
    return news
