"""The regression of one leg: piecewise-linear curves and pair terms on its log share."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError
from flotation.flowsheet import Leg


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A piecewise-linear function of one column, constant beyond its ends.

    Attributes
    ----------
    knots : tuple of float
        Rising. [the column's unit]
    values : tuple of float
        Log share at the knots. [log of fraction]

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
        and none is positive on a leg to the tails, which mirrors it. [log of fraction]
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
class LegModel:
    """The log share of what enters a stage that leaves by one outlet.

    Attributes
    ----------
    leg : flotation.flowsheet.Leg
    intercept : float
    levers, conditions : mapping of str to Curve
        Keyed by column.
    pairs : tuple of PairTerm
    """

    leg: Leg
    intercept: float
    levers: Mapping[str, Curve]
    conditions: Mapping[str, Curve]
    pairs: tuple[PairTerm, ...] = ()

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
        total = np.asarray(self.intercept, dtype=float)
        for column, curve in self.levers.items():
            total = total + curve(given(settings, column, "set-point"))
        for column, curve in self.conditions.items():
            total = total + curve(given(conditions, column, "condition"))
        for pair in self.pairs:
            total = total + pair(*(given(settings, c, "set-point") for c in pair.levers))
        return total


def given(table, column, what):
    """A named entry of a mapping, or one sentence that says which is missing."""
    try:
        return table[column]
    except (KeyError, IndexError, TypeError) as error:
        raise DataError(
            f"the model needs the {what} {column!r}, by name, and it was not given"
        ) from error
