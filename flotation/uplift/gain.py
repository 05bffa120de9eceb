"""What accepting advice did to one result, and what so many shifts could have shown."""

from dataclasses import dataclass

import numpy as np

from flotation.errors import RefusedError
from flotation.trials.power import least_effect
from flotation.uplift.comparable import comparable_shifts
from flotation.uplift.decisions import ACCEPTED, DECLINED
from flotation.uplift.effect import AcceptedEffect, accepted_effect
from flotation.uplift.sufficiency import more_shifts
from flotation.uplift.tails_seen import before_shifts

POWER = 0.8
FEWEST = 5  # comparable shifts on either side
VERDICTS = ("gain", "loss", "less than worth", "cannot tell yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Shifts behind an effect.

    Attributes
    ----------
    accepted, others : int
        That were compared.
    alone : int
        Accepted ones with no comparable shift that was not.
    unknown : int
        Without a known result.
    blocks : int
        Time blocks in which shifts were compared.
    """

    accepted: int
    others: int
    alone: int
    unknown: int
    blocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What accepting did to one result.

    Attributes
    ----------
    found : flotation.uplift.effect.AcceptedEffect
        [log of fraction, or CNY/t ore]
    numbers : Numbers
    compared : ndarray of bool, shape (rows,)
        The accepted shifts whose mean effect it is.
    base : float
        Mean of the compared accepted shifts less the effect. [as found]
    promised : float
        Mean that the model expected of what these shifts ran, beyond the operators' own
        settings. [as found]
    worth : float
        The effect that should show, if it is there. [as found]
    least, least_by_assays : float
        Smallest effect that would have shown in four of five cases; and if assay errors were
        all the noise there is. [as found]
    more : int or None
        Shifts still needed to show ``worth``, or what was found where ``worth`` would have
        shown already; 0 where an effect is shown, None where waiting is no answer.
    level : float
        Chance that the interval misses. [fraction]
    logs : bool
        Whether the result is the log of a recovery.
    """

    found: AcceptedEffect
    numbers: Numbers
    compared: np.ndarray
    base: float
    promised: float
    worth: float
    least: float
    least_by_assays: float
    more: int | None
    level: float
    logs: bool

    @property
    def verdict(self):
        """One of :data:`VERDICTS`.

        ``less than worth``: none was shown, ``worth`` would have been, and the interval leaves
        no room for it.
        """
        if self.found.p_value <= self.level:
            return "gain" if self.found.effect > 0.0 else "loss"
        inside = self.found.low <= self.worth <= self.found.high
        enough = self.least <= abs(self.worth)
        return "less than worth" if enough and not inside else "cannot tell yet"

    def shown(self, effect):
        """An effect in the unit people read [points of recovery, or CNY/t ore]."""
        return 100.0 * float(np.exp(self.base) * np.expm1(effect)) if self.logs else float(effect)


def gain_of(outcomes, response, decision, *, together, worth=None, level=0.05, logs=True):
    """What accepting did to one result.

    Parameters
    ----------
    outcomes : flotation.uplift.outcomes.ShiftOutcomes
    response : flotation.uplift.outcomes.Response
        One of its results.
    decision : ndarray of str, shape (rows,)
    together : int
        Shifts in a time block.
    worth : float, optional
        The smallest gain that should show; what the model promised if not given. [of the
        response]
    level : float, default 0.05
        Chance that the interval misses. [fraction]
    logs : bool, default True
        Whether the response is the log of a recovery.

    Returns
    -------
    flotation.uplift.gain.Gain

    Raises
    ------
    RefusedError
        If too few shifts can be compared.
    """
    known = np.isfinite(response.value)
    comparable = comparable_shifts(
        np.column_stack([outcomes.feed.to_numpy(), response.expected]),
        outcomes.group,
        accepted=known & (decision == ACCEPTED),
        declined=known & (decision == DECLINED),
        shifts=outcomes.shifts,
        together=together,
    )
    _refuse_few(comparable)
    found = accepted_effect(
        response.value,
        comparable.accepted,
        beside_decision(outcomes, comparable, response, decision),
        shifts=outcomes.shifts,
        noise=relative_noise(response.sd),
        level=level,
    )
    compared = comparable.accepted & found.used
    promised = float(np.mean(response.promised[compared]))
    worth = promised if worth is None else worth
    least, by_assays = _least(found, response, level)
    return Gain(
        found=found,
        numbers=Numbers(
            accepted=int(compared.sum()),
            others=int(np.sum(comparable.others & found.used)),
            alone=int(np.sum(known & (decision == ACCEPTED) & ~comparable.accepted)),
            unknown=int(np.sum(~known)),
            blocks=comparable.blocks,
        ),
        compared=compared,
        base=float(np.mean(response.value[compared])) - found.effect,
        promised=promised,
        worth=worth,
        least=least,
        least_by_assays=by_assays,
        more=_more(found, worth, least, level),
        level=level,
        logs=logs,
    )


def beside_decision(outcomes, comparable, response, decision):
    """What tells shifts apart beside the decision.

    Levels of time blocks and ores, feed, what the model expected, the tails that were last seen,
    how often the shifts before were accepted (operators answer what came of it), and marks of
    the shifts that are not compared: they say what the plant was like, and nothing of the effect.

    Returns
    -------
    ndarray of shape (rows, columns)
    """
    accepted = (decision == ACCEPTED).astype(float)
    alone = (decision == ACCEPTED) & ~comparable.accepted
    other = (decision != ACCEPTED) & (decision != DECLINED)
    columns = [
        comparable.block[:, None] == np.unique(comparable.block),
        outcomes.group[:, None] == np.unique(outcomes.group),
        outcomes.feed.to_numpy() - outcomes.feed.to_numpy().mean(axis=0),
        response.expected - response.expected.mean(),
        response.seen,
        before_shifts(accepted, outcomes.shifts),
        alone,
        other,
    ]
    return np.column_stack([np.asarray(column, dtype=float) for column in columns])


def relative_noise(sd):
    """Variance of each shift's white noise, half of the usual one by assays.

    Examples
    --------
    >>> relative_noise(np.array([0.02, 0.02, 0.06, np.nan])).tolist()
    [1.0, 1.0, 5.0, 1.0]
    """
    usual = max(float(np.nanmedian(sd)), 1e-12)
    return (1.0 + np.minimum(np.nan_to_num(sd / usual, nan=1.0), 10.0) ** 2) / 2.0


def _refuse_few(comparable):
    mine, theirs = int(comparable.accepted.sum()), int(comparable.others.sum())
    if min(mine, theirs) < FEWEST:
        raise RefusedError(
            f"{mine} accepted and {theirs} not-accepted shifts of a like feed have a known result; "
            f"at least {FEWEST} of each are needed, {FEWEST - min(mine, theirs)} more"
        )


def _least(found, response, level):
    """Smallest effect that would have shown, and if assays were all the noise there is."""
    assay_sd = float(np.sqrt(np.nansum((found.weight * response.sd) ** 2)))
    return (
        least_effect(sd, found.freedom + 1, power=POWER, level=level) for sd in (found.sd, assay_sd)
    )


def _more(found, worth, least, level):
    """Shifts still needed: for what is worth it, or for what was found if that had shown."""
    if found.p_value <= level:
        return 0
    return more_shifts(
        worth if least > abs(worth) else found.effect,
        found.sd,
        int(found.used.sum()),
        found.freedom,
        level=level,
        power=POWER,
    )
