"""What a model's card warns of: columns that know the result, and scores worth nothing."""

from dataclasses import asdict

LEAK, LAST, MEAN = "leak", "no better than the last lab value", "no better than the mean"
RECOVERY = "recovery/"


def model_warnings(scores, leaks):
    """The warnings of a card, gravest first, as plain values that any language can be made of.

    Parameters
    ----------
    scores : sequence of flotation.model_card.Score
        Those of recoveries count.
    leaks : sequence of flotation.leak_check.Leak

    Returns
    -------
    list of dict
        ``kind``, and of a leak its ``column``, ``leg``, ``without``, ``left`` and ``assay_sd``
        [log of fraction], of a score its ``target`` and ``r2``.
    """
    found = [asdict(leak) | {"kind": LEAK, "leg": leak.leg.key} for leak in leaks]
    found = [_rounded(warning) for warning in found]
    for score in scores:
        if score.target.startswith(RECOVERY):
            if score.r2_mean <= 0.0:
                found.append({"kind": MEAN, "target": score.target, "r2": score.r2_mean})
            if score.r2_last <= 0.0:
                found.append({"kind": LAST, "target": score.target, "r2": score.r2_last})
    return found


def _rounded(warning):
    numbers = {key: float(f"{warning[key]:.4g}") for key in ("without", "left", "assay_sd")}
    return warning | numbers
