"""Decisions as the history remembers them, by shift."""

import pandas as pd

from flotation.history.decisions import decided_advice
from flotation.uplift.decisions import ACCEPTED, DECLINED, OTHER

KINDS = {"accepted": ACCEPTED, "changed": OTHER, "declined": DECLINED}
RANK = (DECLINED, OTHER, ACCEPTED)


def remembered_decisions(history, plant, *, start=None, end=None):
    """What was decided for the shifts of a plant for which advice was shown.

    Several people may see advice for one shift: it was accepted if one accepted it. Advice that
    nobody decided on was not accepted.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
        Its name.
    start, end : str or datetime, optional
        First shift, and the first one after the last, in the plant's clock.

    Returns
    -------
    dict of pandas.Timestamp to str
        As :func:`flotation.uplift.decisions.read_decisions` reads them.
    """
    decisions = {}
    for each in decided_advice(history, plant, start=start, end=end):
        shift = pd.Timestamp(each.advice.shift)
        kind = DECLINED if each.decision is None else KINDS[each.decision.kind]
        decisions[shift] = max(decisions.get(shift, DECLINED), kind, key=RANK.index)
    return decisions
