"""Whether the survey carries a lever: supported, contradicted or not shown, and why.

An effect is *supported* when its 95 % interval (wider without trials, by the number of levers: a
survey of many shows something by chance) excludes the wrong sign or no bend, the lever moved on
its own account, and trials say so, or most time blocks do and the second estimate, beside all
that operators could see, has the same sign; it is *contradicted* when the data say the
opposite beyond doubt and beyond a size that matters. A lever is supported when one of its effects
is and none is contradicted; only supported levers may be moved by a plan.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from flotation.evidence_sentence import effect_sentence, lever_sentence
from flotation.lever_effect import lever_effect
from flotation.model_card import EffectEvidence, Evidence, PartialEvidence
from flotation.stage_shares import shifts_a_week

Z = 1.96
Z_SURE = 2.58  # asked of a contradiction, which locks a lever
PRACTICAL = 0.01  # log share: smaller contradictions do not lock a lever
LEAST_OWN = 0.03
LEAST_OWN_UNTRIED = 0.05
FEWEST_BLOCKS = 3
MOST_BLOCKS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How a lever was moved.

    Attributes
    ----------
    own : float
        Share of its variance that conditions, other levers and the assays of the shift before
        do not explain. [fraction]
    after_conditions : float
        The same without the assays. [fraction]
    seen : ndarray of shape (rows, columns), optional
        What operators could see; see :mod:`flotation.partial_effect`.
    """

    own: float
    after_conditions: float
    seen: np.ndarray | None = None


def lever_evidence(plant, lever, fits, *, trial, block, moves):
    """What the survey says about a lever.

    Parameters
    ----------
    plant : flotation.plant.Plant
    lever : str
        Column.
    fits : sequence of flotation.leg_regression.LegFit
        All legs.
    trial, block : ndarray of int, shape (rows of the stage shares,)
        Number of the designed trial of each shift (0 for ordinary ones), and its time block.
    moves : Moves

    Returns
    -------
    Evidence
    """
    effects = tuple(
        _effect_evidence(plant, fit, lever, trial=trial, block=block, moves=moves)
        for fit in fits
        if lever in fit.design.levers
    )
    found = {effect.status for effect in effects}
    status = next((s for s in ("contradicted", "supported") if s in found), "not shown")
    still = "never moved" if moves.own == 0.0 else "no leg"
    evidence = Evidence(
        lever=lever,
        status=status,
        sentence="",
        effects=effects,
        reason="effects" if effects else still,
    )
    return Evidence(
        lever=lever,
        status=status,
        sentence=lever_sentence(plant.columns[lever], evidence),
        effects=effects,
        reason=evidence.reason,
    )


def _effect_evidence(plant, fit, lever, *, trial, block, moves):
    shape = fit.design.levers[lever]
    week = shifts_a_week(plant)
    effect = lever_effect(fit, lever, trial=trial, block=block, together=week, seen=moves.seen)
    claim = claim_of(shape, effect, moves.own, len(plant.lever))
    numbers = {
        "leg": fit.design.leg,
        "expected": shape,
        "status": claim.status,
        "estimate": _short(claim.number),
        "low": _short(claim.number - Z * claim.sd),
        "high": _short(claim.number + Z * claim.sd),
        "at": tuple(_short(setting) for setting in effect.at),
        "blocks_agreeing": claim.agreeing,
        "blocks": claim.blocks,
        "own_variation": _short(moves.own),
        "trial_shifts": effect.trials,
        "about": claim.about,
        "reason": claim.reason,
        "own_after_conditions": _short(moves.after_conditions),
        "partial": _partial_evidence(effect.partial, claim.about),
    }
    unit = plant.columns[lever].unit
    return EffectEvidence(
        **numbers, sentence=effect_sentence(EffectEvidence(**numbers, sentence=""), unit)
    )


def _partial_evidence(partial, about):
    if partial is None:
        return None
    number, sd = getattr(partial, about), getattr(partial, f"{about}_sd")
    return PartialEvidence(
        estimate=_short(number),
        low=_short(number - Z * sd),
        high=_short(number + Z * sd),
        at=tuple(_short(setting) for setting in partial.at),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Verdict on an effect and the number it rests on.

    Attributes
    ----------
    status : {"supported", "contradicted", "not shown"}
    reason : str
        As in :class:`~flotation.model_card.EffectEvidence`.
    number, sd : float
        A slope or a bend, and its standard error. [log of fraction]
    agreeing, blocks : int
        Time blocks of the expected sign, and time blocks that have one.
    about : {"slope", "bend"}
    """

    status: str
    reason: str
    number: float
    sd: float
    agreeing: int
    blocks: int
    about: str


def claim_of(shape, effect, own, levers):
    """The verdict on one effect.

    Parameters
    ----------
    shape : str
        Expected of the leg.
    effect : flotation.lever_effect.LeverEffect
    own : float
        Share of the lever's variance that is its own. [fraction]
    levers : int
        How many levers are judged by the same survey.

    Returns
    -------
    Claim
    """
    estimate = effect.estimate
    z = Z if effect.trials else norm.isf(0.025 / levers)
    sign = -1.0 if shape in ("falling", "valley") else 1.0
    if shape in ("rising", "falling"):
        good = sign * estimate.slope > z * estimate.slope_sd
        bad = -sign * estimate.slope - Z_SURE * estimate.slope_sd > PRACTICAL
        about = "slope"
    else:
        good, bad, about = _curved(shape, estimate, z)
        if shape == "free" or about == "slope":
            sign = np.sign(estimate.slope if about == "slope" else estimate.bend)
    number = getattr(estimate, about)
    signs = effect.slopes if about == "slope" else effect.bends
    agreeing = int(np.sum(sign * signs > 0.0))
    often = len(signs) >= FEWEST_BLOCKS and agreeing >= MOST_BLOCKS * len(signs)
    second = effect.partial is None or getattr(effect.partial, about) * number > 0.0
    status, reason = _verdict(good, bad, own, tried=effect.trials > 0, often=often, second=second)
    return Claim(
        status=status,
        reason=reason,
        number=number,
        sd=getattr(estimate, f"{about}_sd"),
        agreeing=agreeing,
        blocks=len(signs),
        about=about,
    )


def _verdict(good, bad, own, *, tried, often, second):
    """Status and reason; in trials neither time blocks nor the second estimate are asked."""
    if not (good or bad):
        return "not shown", "unsure"
    if not (tried or second):
        return "not shown", "partial"
    if bad:
        return "contradicted", "opposite"
    if own < (LEAST_OWN if tried else LEAST_OWN_UNTRIED):
        return "not shown", "own"
    if not (tried or often):
        return "not shown", "disagree"
    return "supported", "trials" if tried else "blocks"


def _curved(shape, estimate, z):
    """Whether a peak, valley or free curve is shown or contradicted, and by what."""
    sign = -1.0 if shape == "valley" else 1.0
    size = abs(estimate.bend) if shape == "free" else sign * estimate.bend
    bends = size > z * estimate.bend_sd
    bad = -size - Z_SURE * estimate.bend_sd > PRACTICAL
    slopes = abs(estimate.slope) > z * estimate.slope_sd
    return (
        (bends or slopes) and not bad,
        bad,
        "slope" if slopes and not bends and not bad else "bend",
    )


def _short(value):
    return float(f"{value:.6g}")
