"""Whether the survey carries a lever: supported, contradicted or not shown, and why.

An effect is *supported* when its 95 % interval (wider without trials, by the number of levers: a
survey of many shows something by chance) excludes the wrong sign or no bend, the lever moved on
its own account, and trials or most time blocks say so; it is *contradicted* when the data say the
opposite beyond doubt and beyond a size that matters. A lever is supported when one of its effects
is and none is contradicted; only supported levers may be moved by a plan.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from flotation.lever_effect import lever_effect
from flotation.model_card import EffectEvidence, Evidence
from flotation.stage_shares import shifts_a_week

Z = 1.96
Z_SURE = 2.58  # asked of a contradiction, which locks a lever
PRACTICAL = 0.01  # log share: smaller contradictions do not lock a lever
LEAST_OWN = 0.03
LEAST_OWN_UNTRIED = 0.05
FEWEST_BLOCKS = 3
MOST_BLOCKS = 0.6


def lever_evidence(plant, lever, fits, *, trial, block, own):
    """What the survey says about a lever.

    Parameters
    ----------
    plant : flotation.plant.Plant
    lever : str
        Column.
    fits : sequence of flotation.leg_regression.LegFit
        All legs.
    trial, block : ndarray of shape (rows of the stage shares,)
        Shifts of designed trials, and the time block of each shift.
    own : float
        Share of the lever's variance that is its own. [fraction]

    Returns
    -------
    Evidence
    """
    effects = tuple(
        _effect_evidence(plant, fit, lever, trial=trial, block=block, own=own)
        for fit in fits
        if lever in fit.design.levers
    )
    against = [effect for effect in effects if effect.status == "contradicted"]
    behind = [effect for effect in effects if effect.status == "supported"]
    status = "contradicted" if against else "supported" if behind else "not shown"
    return Evidence(
        lever=lever,
        status=status,
        sentence=_lever_sentence(plant, lever, status, effects, own),
        effects=effects,
    )


def _lever_sentence(plant, lever, status, effects, own):
    name = f"{plant.columns[lever].en} ({lever})"
    if not effects:
        why = "it never moved in the survey" if own == 0.0 else "it acts on no leg of a product"
        return f"{name}: not shown; {why}; a trial is needed"
    shown = [effect for effect in effects if effect.status == status]
    strongest = max(shown, key=lambda e: abs(e.estimate) / max(e.high - e.low, 1e-12))
    more = f" ({len(shown)} of {len(effects)} effects)" if status == "supported" else ""
    advice = "" if status == "supported" else "; a designed trial would settle it"
    return f"{name}: {status}{more}. {strongest.sentence}{advice}"


def _effect_evidence(plant, fit, lever, *, trial, block, own):
    shape = fit.design.levers[lever]
    effect = lever_effect(fit, lever, trial=trial, block=block, together=shifts_a_week(plant))
    claim = claim_of(shape, effect, own, len(plant.lever))
    return EffectEvidence(
        leg=fit.design.leg,
        expected=shape,
        status=claim.status,
        estimate=_short(claim.number),
        low=_short(claim.number - Z * claim.sd),
        high=_short(claim.number + Z * claim.sd),
        at=tuple(_short(setting) for setting in effect.at),
        blocks_agreeing=claim.agreeing,
        blocks=claim.blocks,
        own_variation=_short(own),
        trial_shifts=effect.trials,
        sentence=_sentence(fit.design.leg, claim, effect, own, plant.columns[lever].unit),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Verdict on an effect and the number it rests on.

    Attributes
    ----------
    status : {"supported", "contradicted", "not shown"}
    number, sd : float
        A slope or a bend, and its standard error. [log of fraction]
    agreeing, blocks : int
        Time blocks of the expected sign, and time blocks that have one.
    about : {"slope", "bend"}
    """

    status: str
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
    signs = effect.slopes if about == "slope" else effect.bends
    agreeing = int(np.sum(sign * signs > 0.0))
    often = len(signs) >= FEWEST_BLOCKS and agreeing >= MOST_BLOCKS * len(signs)
    least = LEAST_OWN if effect.trials else LEAST_OWN_UNTRIED
    enough = own >= least and (effect.trials > 0 or often)
    return Claim(
        status="contradicted" if bad else "supported" if good and enough else "not shown",
        number=estimate.slope if about == "slope" else estimate.bend,
        sd=estimate.slope_sd if about == "slope" else estimate.bend_sd,
        agreeing=agreeing,
        blocks=len(signs),
        about=about,
    )


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


def _sentence(leg, claim, effect, own, unit):
    change, low, high = (
        100.0 * np.expm1(number)
        for number in (claim.number, claim.number - Z * claim.sd, claim.number + Z * claim.sd)
    )
    settings = f"{effect.at[0]:.4g} and {effect.at[1]:.4g} {unit}".removesuffix(" -")
    what = (
        f"between {settings} the share changes by {change:+.2g} %"
        if claim.about == "slope"
        else f"midway between {settings} the share stands {change:+.2g} % off the straight line"
    )
    basis = f"{effect.trials} trial shifts" if effect.trials else "no trials"
    return (
        f"{leg.stage}, {leg.component} to {leg.outlet}: {claim.status}; {what} "
        f"(95 % interval {low:+.2g} to {high:+.2g} %); "
        f"{claim.agreeing} of {claim.blocks} time blocks agree; {basis}; "
        f"{100.0 * own:.0f} % of its variation is its own"
    )


def _short(value):
    return float(f"{value:.6g}")
