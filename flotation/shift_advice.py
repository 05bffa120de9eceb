"""Advice that was shown for a shift, and what was decided about it: what a report tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

DECISIONS = ("accepted", "changed", "declined")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisedMove:
    """One set-point as it was, as advised, and as decided.

    Attributes
    ----------
    lever : str
        Its column.
    present, proposed : float
        [the lever's unit]
    decided : float, optional
        What was set instead, where the advice was changed. [the lever's unit]
    """

    lever: str
    present: float
    proposed: float
    decided: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceGiven:
    """One piece of advice.

    Attributes
    ----------
    shift : datetime
        Start of the shift that it was for.
    asked : str
        What was asked, in words.
    moves : tuple of AdvisedMove
    recovery : mapping of str to float
        Promised, by component. [fraction]
    decision : {"accepted", "changed", "declined"}, optional
        None where nothing was decided.
    reason_code, reason : str
        Why.
    by : str
        Who decided.
    at : datetime, optional
        When.
    """

    shift: datetime
    asked: str
    moves: tuple[AdvisedMove, ...] = ()
    recovery: Mapping[str, float] = field(default_factory=dict)
    decision: str | None = None
    reason_code: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None
