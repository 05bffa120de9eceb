"""Champion and challenger on the same newer shifts: which errs less, and is it more than chance."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from scipy.stats import t as student

from flotation.distribution_shift import effective_number

LEVEL = 0.95  # of the interval around a gain


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryErrors:
    """Errors of both models for one component.

    Attributes
    ----------
    champion, challenger : float
        Mean absolute error of log recovery. [log of fraction]
    champion_coverage, challenger_coverage : float
        Share of shifts inside the 90 % interval. [fraction]
    """

    champion: float
    challenger: float
    champion_coverage: float
    challenger_coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorComparison:
    """How much less a challenger errs than the champion.

    Attributes
    ----------
    rows : int
        Newer shifts on which both were judged.
    effective_rows : float
        Independent shifts that would tell as much.
    champion, challenger : float
        Mean over shifts and products of the absolute innovation: the error of log recovery
        that the shifts before did not tell. [log of fraction]
    gain : float
        One less the ratio of the two. [fraction]
    low, high : float
        95 % interval of the gain.
    components : mapping of str to RecoveryErrors
    """

    rows: int
    effective_rows: float
    champion: float
    challenger: float
    gain: float
    low: float
    high: float
    components: Mapping[str, RecoveryErrors]

    def as_dict(self):
        """Plain values."""
        return asdict(self)


def compare_errors(rolling):
    r"""Compare two models' errors on the same shifts.

    What acts on the plant for days and is not measured is an error of both models alike, and much
    larger than what they differ by; so innovations are compared. Their difference, shift by
    shift, has a mean whose standard error is that of as many independent shifts as it is
    worth [1]_.

    Parameters
    ----------
    rolling : flotation.rolling_origin.RollingErrors

    Returns
    -------
    ErrorComparison or None
        None where there are too few shifts to compare.

    References
    ----------
    .. [1] Diebold F.X., Mariano R.S., 1995. Comparing predictive accuracy. Journal of Business
       and Economic Statistics 13, 253-263, DOI 10.1080/07350015.1995.10524599.
    """
    champion, challenger = (
        np.abs(np.stack(list(errors.values()), axis=-1))
        for errors in (rolling.champion_news, rolling.challenger_news)
    )
    known = np.isfinite(champion) & np.isfinite(challenger)
    used = known.any(axis=1)
    if used.sum() < 2:
        return None
    was, now = (
        np.where(known, errors, 0.0).sum(axis=1)[used] / known.sum(axis=1)[used]
        for errors in (champion, challenger)
    )
    less, base = was - now, float(np.mean(was))
    effective = effective_number(less)
    spread = float(np.std(less, ddof=1)) / np.sqrt(effective)
    reach = float(student.isf((1.0 - LEVEL) / 2.0, max(effective - 1.0, 1.0))) * spread
    gain = float(np.mean(less))
    return ErrorComparison(
        rows=int(used.sum()),
        effective_rows=_short(effective),
        champion=_short(base),
        challenger=_short(np.mean(now)),
        gain=_short(gain / base),
        low=_short((gain - reach) / base),
        high=_short((gain + reach) / base),
        components={
            component: _component(rolling, component, known[:, i])
            for i, component in enumerate(rolling.champion)
            if known[:, i].any()
        },
    )


def _component(rolling, component, known):
    return RecoveryErrors(
        champion=_short(np.mean(np.abs(rolling.champion[component][known]))),
        challenger=_short(np.mean(np.abs(rolling.challenger[component][known]))),
        champion_coverage=_short(np.mean(rolling.champion_covered[component][known])),
        challenger_coverage=_short(np.mean(rolling.challenger_covered[component][known])),
    )


def _short(value):
    return float(f"{value:.6g}")
