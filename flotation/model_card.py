"""What a fitted circuit says about itself: evidence, intervals, region, scores, history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from flotation.errors import DataError
from flotation.flowsheet import Leg
from flotation.leg_model import given
from flotation.links import LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    r"""How far the recovery of new shifts lies from the predicted one, on a link.

    With the link :math:`g`, ``log`` or ``logit`` (:math:`\ln R/(1 - R)`), and an offset :math:`o`,
    the bound at a predicted recovery :math:`R` is :math:`g^{-1}(g(R) + o)`. Split-conformal on
    held-out time blocks; see :mod:`flotation.intervals`.

    Attributes
    ----------
    levels : tuple of float
        One-sided levels, rising. [fraction]
    lower, upper : tuple of float
        Offset that a share ``level`` of shifts lies above, or below. [on the link]
    coverage : mapping of str to float
        Asked two-sided level to the coverage found on later time blocks. [fraction]
    rows : int
        Held-out shifts behind these numbers.
    link : {"log", "logit"}
    coverage_at_best : float, optional
        Of the 90 % interval among the tenth of held-out shifts with the highest predictions,
        where plans go. [fraction]
    assay_share : float
        Share of the offsets' variance that assay errors alone explain. [fraction]

    Examples
    --------
    >>> interval = Interval(levels=(0.5, 0.95), lower=(0.0, -0.5), upper=(0.0, 0.4), link="logit")
    >>> [round(float(bound), 3) for bound in interval.bounds(0.7, 0.9)]
    [0.586, 0.777]
    >>> round(float(interval.asked(0.7, 0.95)), 3)
    0.794
    """

    levels: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    coverage: Mapping[str, float] = field(default_factory=dict)
    rows: int = 0
    link: str = "log"
    coverage_at_best: float | None = None
    assay_share: float = 0.0

    def one_sided(self, level):
        """``(lower, upper)`` offsets, each passed by a share ``1 - level`` of shifts.

        Parameters
        ----------
        level : float
            Within the model's levels; between two of them the wider offset is taken.

        Returns
        -------
        tuple of float
        """
        levels = np.asarray(self.levels)
        if not levels[0] <= level <= levels[-1]:
            raise DataError(
                f"confidence must lie in [{levels[0]:g}, {levels[-1]:g}], got {level:g}"
            )
        i = int(np.searchsorted(levels, level - 1e-12))
        return self.lower[i], self.upper[i]

    def two_sided(self, level):
        """``(lower, upper)`` offsets that hold a share ``level`` of shifts between them."""
        return self.one_sided((1.0 + level) / 2.0)

    def lower_bound(self, recovery, level):
        """What a share ``level`` of shifts lies above where a recovery is predicted."""
        return self._moved(recovery, self.one_sided(level)[0])

    def upper_bound(self, recovery, level):
        """What a share ``level`` of shifts lies below where a recovery is predicted."""
        return np.minimum(self._moved(recovery, self.one_sided(level)[1]), 1.0)

    def residual(self, measured, predicted):
        """Measured less predicted recovery, on the link; both as fractions."""
        forward = LINKS[self.link].forward
        return forward(measured) - forward(predicted)

    def bounds(self, recovery, level):
        """``(low, high)`` recoveries that hold what is *measured* in a share ``level`` of shifts.

        Assay errors are in them, as they are in the residuals they come from. [fraction]
        """
        one_sided = (1.0 + level) / 2.0
        return self.lower_bound(recovery, one_sided), self.upper_bound(recovery, one_sided)

    def true_bounds(self, recovery, level):
        """``(low, high)`` recoveries that hold the *true* one in a share ``level`` of shifts.

        The offsets are drawn in towards their median so that the variance of assay errors, which
        add to whatever the truth does, is taken out. [fraction]
        """
        middle = float(np.median(self.one_sided(self.levels[0])))
        kept = np.sqrt(1.0 - self.assay_share)
        low, high = (middle + kept * (offset - middle) for offset in self.two_sided(level))
        return self._moved(recovery, low), np.minimum(self._moved(recovery, high), 1.0)

    def asked(self, target, level):
        """Recovery to predict so that a share ``level`` of shifts reaches a target [fraction].

        Above 1 where the link is ``log`` and no prediction is high enough.
        """
        return self._moved(target, -self.one_sided(level)[0])

    def _moved(self, recovery, offset):
        link = LINKS[self.link]
        return np.exp(link.log_share(link.forward(recovery) + offset))


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rotated box around the surveyed set-points.

    ``low_i <= rotation_i · ((x - centre) / scale) <= high_i`` for every principal component i.

    Attributes
    ----------
    columns : tuple of str
        The levers it bounds.
    centre, scale : tuple of float
        Per lever. [its unit]
    rotation : tuple of tuple of float
        One row per component.
    low, high : tuple of float
        Per component. [standard deviations of the levers]
    """

    columns: tuple[str, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    rotation: tuple[tuple[float, ...], ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def components(self, settings):
        """Principal components of settings, shape (..., components)."""
        values = [np.asarray(given(settings, c, "set-point"), dtype=float) for c in self.columns]
        stacked = np.stack(np.broadcast_arrays(*values), axis=-1)
        return (stacked - self.centre) / np.asarray(self.scale) @ np.asarray(self.rotation).T

    def contains(self, settings, tolerance=1e-9):
        """Whether settings lie inside the box."""
        z = self.components(settings)
        return np.all(
            (z >= np.subtract(self.low, tolerance)) & (z <= np.add(self.high, tolerance)), axis=-1
        )

    def score(self, settings):
        """Support from 0 (at every edge, or outside) to 1 (the middle of the box).

        One minus the mean square of the distances from the middle, in half-widths.
        """
        low, high = np.asarray(self.low), np.asarray(self.high)
        half = np.maximum((high - low) / 2.0, 1e-12)
        off = (self.components(settings) - (low + high) / 2.0) / half
        inside = self.contains(settings)
        return np.where(inside, np.clip(1.0 - np.mean(off**2, axis=-1), 0.0, 1.0), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialEvidence:
    """What ordinary shifts say beside all that operators could see.

    See :mod:`flotation.partial_effect`; the number means what the effect's own means.

    Attributes
    ----------
    estimate, low, high : float
        With its 95 % interval. [log of fraction]
    at : tuple of float
        The settings compared. [the lever's unit]
    """

    estimate: float
    low: float
    high: float
    at: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectEvidence:
    """What the survey says about one declared effect of a lever.

    Attributes
    ----------
    leg : flotation.flowsheet.Leg
    expected : str
        Shape expected of this leg: the declared one, mirrored on a leg to the tails.
    status : {"supported", "contradicted", "not shown"}
    estimate, low, high : float
        Change of the leg's log share between the two settings ``at``, or, where the claim is a
        bend, its height above the straight line midway; with its 95 % interval.
        [log of fraction]
    at : tuple of float
        The settings compared. [the lever's unit]
    blocks_agreeing, blocks : int
        Time blocks whose own slope (or bend) has the expected sign, and blocks in which the
        lever moved enough to have one.
    own_variation : float
        Share of the lever's variance that conditions, other levers and what the operators
        could see do not explain. [fraction]
    trial_shifts : int
        Shifts of designed trials behind the estimate.
    sentence : str
    about : {"slope", "bend"}
        Which of the two the number is.
    reason : {"trials", "blocks", "opposite", "unsure", "own", "disagree", "partial", ""}
        Why it is supported (trials, time blocks), contradicted (opposite) or not shown: the
        interval holds no effect, too little variation of its own, time blocks disagree, the
        second estimate says the opposite. Empty in files of older programs.
    own_after_conditions : float, optional
        The same share as ``own_variation`` with the assays of the shift before left out:
        without what operators answer to. [fraction]
    partial : PartialEvidence, optional
        The second estimate.
    """

    leg: Leg
    expected: str
    status: str
    estimate: float
    low: float
    high: float
    at: tuple[float, float]
    blocks_agreeing: int
    blocks: int
    own_variation: float
    trial_shifts: int
    sentence: str
    about: str = "slope"
    reason: str = ""
    own_after_conditions: float | None = None
    partial: PartialEvidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Whether the survey carries a lever's declared effects.

    Attributes
    ----------
    lever : str
    status : {"supported", "contradicted", "not shown"}
        Only a supported lever may be moved by a plan.
    sentence : str
        Why, with numbers.
    effects : tuple of EffectEvidence
    reason : {"effects", "never moved", "no leg", ""}
        What the verdict rests on; empty in files of older programs.
    """

    lever: str
    status: str
    sentence: str
    effects: tuple[EffectEvidence, ...] = ()
    reason: str = ""

    @property
    def decisive(self):
        """The effect of the verdict's own status that is surest; None without effects."""
        shown = [effect for effect in self.effects if effect.status == self.status]
        sure = [abs(e.estimate) / max(e.high - e.low, 1e-12) for e in shown]
        return shown[int(np.argmax(sure))] if shown else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well one log share or log recovery is predicted on held-out time blocks.

    Attributes
    ----------
    target : str
        A leg's key, or ``recovery/<component>``.
    mae, bias : float
        Mean absolute error and mean error of prediction. [log of fraction]
    r2_mean, r2_last : float
        One minus the ratio of squared errors to those of the mean of the training blocks,
        and to those of the last lab value known before each shift.
    rows, blocks : int
    coverage : float, optional
        Of the 90 % interval that the other time blocks give. [fraction]
    mae_last : float, optional
        Mean absolute error of the last lab value known before each shift. [log of fraction]
    """

    target: str
    mae: float
    bias: float
    r2_mean: float
    r2_last: float
    rows: int
    blocks: int
    coverage: float | None = None
    mae_last: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Set-points of surveyed shifts, thinned: what a plan's nearest shifts are sought in.

    Attributes
    ----------
    columns : tuple of str
    labels : tuple of str
        Start of each shift.
    values : tuple of tuple of float
        One row per shift. [the columns' units]
    """

    columns: tuple[str, ...]
    labels: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
