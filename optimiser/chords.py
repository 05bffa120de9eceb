r"""Lines from below on log shares that some row wants small.

The log share :math:`s` of a leg with a link is concave in its index :math:`\eta`. Over a part of
the range of the index the chord is the highest line that lies below it: with it a linear programme
bounds what set-points in that part can do. The tangent lies above it: with it every solution of
the linear programme is one of the plant's model as well, so a point is improved from
tangent to tangent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from optimiser.highs import Session

Part = tuple[float, float]  # of the range of an index

NARROW = 1e-7  # part of a range over which chord and log share are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A log share as a concave function of an index.

    Attributes
    ----------
    index, share : int
        Columns.
    row : int, optional
        Of its chord; none where no row wants it small.
    capped : bool
        Whether some row wants it large, so that it lies under its tangents.
    low, high : float
        Ends of the index.
    value, slope : callable
        Log share, and its slope, at an index.
    """

    index: int
    share: int
    row: int | None
    capped: bool
    low: float
    high: float
    value: Callable[[float], float]
    slope: Callable[[float], float]

    def chord(self, low: float, high: float) -> tuple[float, float]:
        """Slope and constant of the line through the log shares at two indices."""
        if high - low < NARROW:
            return self.tangent((low + high) / 2.0)
        slope = (self.value(high) - self.value(low)) / (high - low)
        return slope, self.value(low) - slope * low

    def tangent(self, at: float) -> tuple[float, float]:
        """Slope and constant of the tangent at an index."""
        slope = self.slope(at)
        return slope, self.value(at) - slope * at

    def shortfall(self, point: np.ndarray) -> float:
        """How far the log share in a point lies below what its index makes it."""
        return self.value(float(point[self.index])) - float(point[self.share])


def lay_chords(session: Session, arcs: Iterable[Arc], parts: Mapping[int, Part]) -> None:
    """Bound indices to parts of their ranges, by column, and lay the chord over each part."""
    for arc, row in _held(arcs):
        low, high = parts.get(arc.index, (arc.low, arc.high))
        session.set_columns(np.array([arc.index]), np.array([low]), np.array([high]))
        session.set_line(row, arc.index, *arc.chord(low, high))


def lay_tangents(session: Session, arcs: Iterable[Arc], point: np.ndarray) -> None:
    """Lay the tangent at the index in a point in place of each chord, over the whole range."""
    for arc, row in _held(arcs):
        session.set_columns(np.array([arc.index]), np.array([arc.low]), np.array([arc.high]))
        session.set_line(row, arc.index, *arc.tangent(float(point[arc.index])))


def _held(arcs: Iterable[Arc]) -> Iterator[tuple[Arc, int]]:
    for arc in arcs:
        if arc.row is not None:
            yield arc, arc.row
