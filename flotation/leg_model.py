"""The regression of one leg: piecewise-linear curves and pair terms, and the link to its share."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from flotation.errors import DataError
from flotation.flowsheet import Leg
from flotation.links import LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A piecewise-linear function of one column, constant beyond its ends.

    Attributes
    ----------
    knots : tuple of float
        Rising. [the column's unit]
    values : tuple of float
        At the knots, in the scale of the leg's link: log share or log odds. [-]

    Examples
    --------
    >>> curve = Curve(knots=(0.0, 10.0, 20.0), values=(0.0, 0.5, 0.6))
    >>> [float(y) for y in curve([-5.0, 5.0, 30.0])]
    [0.0, 0.25, 0.6]
    """

    knots: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, setting):
        """Value at one or many settings."""
        return np.interp(setting, self.knots, self.values)


def fills(setting, knots):
    r"""How far each segment between knots is filled.

    Parameters
    ----------
    setting : array-like of shape (...)
    knots : sequence of float
        Rising, K + 1 of them.

    Returns
    -------
    ndarray of shape (..., K)
        :math:`U_i = \min(\max((x - t_i) / (t_{i+1} - t_i), 0), 1)`.

    Examples
    --------
    >>> fills(15.0, [0.0, 10.0, 20.0]).tolist()
    [1.0, 0.5]
    """
    knots = np.asarray(knots, dtype=float)
    above = np.asarray(setting, dtype=float)[..., None] - knots[:-1]
    return np.clip(above / np.diff(knots), 0.0, 1.0)


PAIRINGS = {"synergy": np.minimum, "substitution": np.maximum}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTerm:
    r"""What two levers do together, over their own curves.

    ``synergy`` is :math:`\sum w_{ik} \min(U_i, V_k)` and ``substitution`` is
    :math:`\sum w_{ik} \max(U_i, V_k)`, with the :func:`fills` U and V of the two levers.

    Attributes
    ----------
    levers : tuple of str
    knots : tuple of tuple of float
        Of the first and of the second lever; a subset of the knots of their curves.
    weights : tuple of tuple of float
        One row per segment of the first lever. None is negative on a leg to the concentrate
        and none is positive on a leg to the tails, which mirrors it. [scale of the link]
    kind : {"synergy", "substitution"}
    """

    levers: tuple[str, str]
    knots: tuple[tuple[float, ...], tuple[float, ...]]
    weights: tuple[tuple[float, ...], ...]
    kind: str

    def __call__(self, first, second):
        """Value at settings of the two levers."""
        u, v = fills(first, self.knots[0]), fills(second, self.knots[1])
        together = PAIRINGS[self.kind](u[..., :, None], v[..., None, :])
        return np.sum(together * np.asarray(self.weights), axis=(-2, -1))


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryingCurve:
    r"""A lever's curve that changes with a condition.

    .. math:: f(x; z) = (1 - v) f_0(x) + v f_1(x), \qquad
              v = \min(\max((z - l) / (h - l), 0), 1)

    Attributes
    ----------
    condition : str
        Column of the condition z.
    domain : tuple of float
        Its ends l and h. [its unit]
    low, high : Curve
        The curves at the two ends, over the same knots.
    """

    condition: str
    domain: tuple[float, float]
    low: Curve
    high: Curve

    @property
    def knots(self):
        """Knots of both curves."""
        return self.low.knots

    def share_of_high(self, value):
        """How far a value of the condition lies towards the upper end, in [0, 1]."""
        low, high = self.domain
        return np.clip((np.asarray(value, dtype=float) - low) / (high - low), 0.0, 1.0)

    def at(self, conditions):
        """The :class:`Curve` under given conditions."""
        v = float(self.share_of_high(given(conditions, self.condition, "condition")))
        values = (1.0 - v) * np.asarray(self.low.values) + v * np.asarray(self.high.values)
        return Curve(knots=self.knots, values=tuple(float(value) for value in values))

    def __call__(self, setting, conditions):
        """Value at one or many settings and conditions."""
        v = self.share_of_high(given(conditions, self.condition, "condition"))
        return (1.0 - v) * self.low(setting) + v * self.high(setting)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegModel:
    """The share of what enters a stage that leaves by one outlet.

    Attributes
    ----------
    leg : flotation.flowsheet.Leg
    intercept : float
    levers, conditions : mapping of str to Curve
        Keyed by column.
    pairs : tuple of PairTerm
    link : {"log", "logit", "identity"}
        Between the sum of all of them and the share; see :mod:`flotation.links`.
    group_column : str
        Column with the name of the group (the type of ore); none if empty.
    groups : mapping of str to float
        Offset of each known group; an unknown one has none.
    varying : mapping of str to VaryingCurve
        Levers whose curve changes with a condition; they are not among ``levers``.
    """

    leg: Leg
    intercept: float
    levers: Mapping[str, Curve]
    conditions: Mapping[str, Curve]
    pairs: tuple[PairTerm, ...] = ()
    link: str = "log"
    group_column: str = ""
    groups: Mapping[str, float] = field(default_factory=dict)
    varying: Mapping[str, VaryingCurve] = field(default_factory=dict)

    def index(self, settings, conditions):
        """Sum of all effects on the leg, in the scale of its link.

        Parameters
        ----------
        settings, conditions : mapping of str to array-like
            Columns in the survey's units.

        Returns
        -------
        ndarray
            [-]
        """
        total = np.asarray(self.intercept, dtype=float) + self.group_offset(conditions)
        for column, curve in self.levers.items():
            total = total + curve(given(settings, column, "set-point"))
        for column, varying in self.varying.items():
            total = total + varying(given(settings, column, "set-point"), conditions)
        for column, curve in self.conditions.items():
            total = total + curve(given(conditions, column, "condition"))
        for pair in self.pairs:
            total = total + pair(*(given(settings, c, "set-point") for c in pair.levers))
        return total

    def log_share(self, settings, conditions):
        """Log of the share that leaves by the leg.

        Parameters
        ----------
        settings, conditions : mapping of str to array-like
            Columns in the survey's units.

        Returns
        -------
        ndarray
            [log of fraction]
        """
        return LINKS[self.link].log_share(self.index(settings, conditions))

    def group_offset(self, conditions):
        """What the group adds to the index; 0 for a group the model does not know."""
        if not self.groups:
            return np.asarray(0.0)
        names = np.asarray(given(conditions, self.group_column, "group"), dtype=object)
        return np.vectorize(lambda name: self.groups.get(name, 0.0), otypes=[float])(names)

    def at(self, conditions):
        """The leg under given conditions, which it then no longer asks for.

        Parameters
        ----------
        conditions : mapping of str to float
            And, where there are groups, the name of the group under its column.

        Returns
        -------
        LegModel
            With plain curves, no conditions and no groups.
        """
        given_effects = self.group_offset(conditions) + sum(
            curve(given(conditions, column, "condition"))
            for column, curve in self.conditions.items()
        )
        return replace(
            self,
            intercept=self.intercept + float(given_effects),
            levers=dict(self.levers) | {c: v.at(conditions) for c, v in self.varying.items()},
            conditions={},
            group_column="",
            groups={},
            varying={},
        )


def given(table, column, what):
    """A named entry of a mapping, or one sentence that says which is missing."""
    try:
        return table[column]
    except (KeyError, IndexError, TypeError) as error:
        raise DataError(
            f"the model needs the {what} {column!r}, by name, and it was not given"
        ) from error
