"""The evidence on a lever in plain English, made from its numbers.

Files, refusals and logs carry it; screens in another language make their own from the same numbers.
"""

import numpy as np

WHY = {
    "unsure": "because the interval does not exclude the opposite",
    "own": "because too little of its variation is its own",
    "disagree": "because time blocks disagree",
    "partial": "because beside all that operators could see the sign is the opposite",
}


def relative(number):
    """A change of a log share in per cent of the share.

    Examples
    --------
    >>> round(relative(0.0953), 1)
    10.0
    """
    return 100.0 * float(np.expm1(number))


def effect_sentence(effect, unit):
    """What the survey says about one effect.

    Parameters
    ----------
    effect : flotation.model_card.EffectEvidence
    unit : str
        The lever's.

    Returns
    -------
    str
    """
    leg = effect.leg
    verdict = f"{effect.status} {WHY.get(effect.reason, '')}".strip()
    basis = f"{effect.trial_shifts} trial shifts" if effect.trial_shifts else "no trials"
    return (
        f"{leg.stage}, {leg.component} to {leg.outlet}: {verdict}; {_number(effect, unit)} "
        f"(95 % interval {relative(effect.low):+.2g} to {relative(effect.high):+.2g} %); "
        f"{effect.blocks_agreeing} of {effect.blocks} time blocks agree; {basis}{_second(effect)}; "
        f"{100.0 * effect.own_variation:.0f} % of its variation is its own"
    )


def lever_sentence(column, evidence):
    """What the survey says about a lever.

    Parameters
    ----------
    column : flotation.columns.Column
        The lever's.
    evidence : flotation.model_card.Evidence

    Returns
    -------
    str
    """
    name = f"{column.en} ({column.name})"
    decisive = evidence.decisive
    if decisive is None:
        moved = evidence.reason != "never moved"
        why = "it acts on no leg of a product" if moved else "it never moved in the survey"
        return f"{name}: not shown; {why}; a trial is needed"
    if evidence.status != "supported":
        trial = "a designed trial would settle it"
        return f"{name}: {evidence.status}. {decisive.sentence}; {trial}"
    shown = sum(effect.status == "supported" for effect in evidence.effects)
    return f"{name}: supported ({shown} of {len(evidence.effects)} effects). {decisive.sentence}"


def _number(effect, unit):
    settings = f"{effect.at[0]:.4g} and {effect.at[1]:.4g} {unit}".removesuffix(" -")
    change = f"{relative(effect.estimate):+.2g} %"
    if effect.about == "slope":
        return f"between {settings} the share changes by {change}"
    return f"midway between {settings} the share stands {change} off the straight line"


def _second(effect):
    """The second estimate, where no trials decide."""
    if effect.partial is None or effect.trial_shifts:
        return ""
    low, high = relative(effect.partial.low), relative(effect.partial.high)
    return f" (beside all that operators could see {low:+.2g} to {high:+.2g} %)"
