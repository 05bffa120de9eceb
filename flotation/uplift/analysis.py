"""Whether taking the advice paid: recovery and margin of accepted against comparable shifts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.errors import RefusedError
from flotation.plant_file import require
from flotation.stage_shares import shifts_a_week
from flotation.uplift.comparable import BLOCK_WEEKS
from flotation.uplift.decisions import ACCEPTED, DECLINED, decided
from flotation.uplift.gain import Gain, gain_of
from flotation.uplift.outcomes import MARGIN, shift_outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOfShifts:
    """What a column was on average, where advice was accepted and where not.

    Attributes
    ----------
    column : str
    accepted, others : float
        Geometric means. [the column's unit]
    spread : float
        Difference over the standard deviation of all shifts' logs. [-]
    """

    column: str
    accepted: float
    others: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplift:
    """What accepting advice did.

    Attributes
    ----------
    first, last : numpy.datetime64
        Start of the first and the last shift.
    accepted, declined, changed : int
        Running shifts with that decision.
    filled : int
        Missing values that the shift before stood in for.
    feed : tuple of FeedOfShifts
        How differently fed accepted shifts were, before anything is matched.
    gains : mapping of str to flotation.uplift.gain.Gain
        By component, and under ``margin``.
    refused : mapping of str to str
        The same names where nothing can be compared yet, with the reason.
    level : float
        Chance that an interval misses. [fraction]
    """

    first: np.datetime64
    last: np.datetime64
    accepted: int
    declined: int
    changed: int
    filled: int
    feed: tuple[FeedOfShifts, ...]
    gains: Mapping[str, Gain]
    refused: Mapping[str, str]
    level: float


def measure_uplift(plant, model, survey, decisions, *, worth=None, level=0.05):
    """What accepting advice did to every recovery and to the margin.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
        For what was to be expected whatever was decided.
    survey : flotation.survey.Survey
    decisions : mapping of pandas.Timestamp to str
        By start of the shift; shifts without one were not accepted.
    worth : mapping of str to float, optional
        The smallest gain that should show: points of recovery by component, CNY/t ore under
        ``margin``. What the model promised where not given.
    level : float, default 0.05
        Chance that an interval misses. [fraction]

    Returns
    -------
    Uplift

    Raises
    ------
    DataError
        If no decision is for a shift of the survey.
    RefusedError
        If nothing at all can be compared yet.
    """
    require(plant, "component", "stream", "stage", "lever", "product")
    decision = decided(decisions, survey.table[plant.time_column])
    outcomes = shift_outcomes(plant, model, survey, own=decision == DECLINED)
    decision = decision[outcomes.rows]
    responses = dict(outcomes.recovery)
    if outcomes.margin is not None:
        responses[MARGIN] = outcomes.margin
    together = BLOCK_WEEKS * shifts_a_week(plant)
    gains, refused = {}, {}
    for name, response in responses.items():
        try:
            gains[name] = gain_of(
                outcomes,
                response,
                decision,
                together=together,
                worth=_in_logs(name, (worth or {}).get(name), response),
                level=level,
                logs=name != MARGIN,
            )
        except RefusedError as error:
            refused[name] = str(error)
    if not gains:
        raise RefusedError(
            f"cannot tell yet whether advice pays: {next(iter(refused.values()))}", reasons=refused
        )
    return Uplift(
        first=outcomes.time[0],
        last=outcomes.time[-1],
        accepted=int(np.sum(decision == ACCEPTED)),
        declined=int(np.sum(decision == DECLINED)),
        changed=int(np.sum((decision != ACCEPTED) & (decision != DECLINED))),
        filled=outcomes.filled,
        feed=_feeds(outcomes, decision),
        gains=gains,
        refused=refused,
        level=level,
    )


def _in_logs(name, worth, response):
    """A gain in points of recovery as a log of the recovery; money as it is."""
    if worth is None or name == MARGIN:
        return worth
    return float(np.log1p(worth / 100.0 / np.exp(np.nanmean(response.value))))


def _feeds(outcomes, decision):
    found = []
    for column, values in outcomes.feed.items():
        mine, theirs = (values.to_numpy()[decision == d] for d in (ACCEPTED, DECLINED))
        if len(mine) and len(theirs):
            spread = max(float(np.std(values)), 1e-12)
            found.append(
                FeedOfShifts(
                    column=column,
                    accepted=float(np.exp(mine.mean())),
                    others=float(np.exp(theirs.mean())),
                    spread=float((mine.mean() - theirs.mean()) / spread),
                )
            )
    return tuple(found)
