"""Columns of the programme that fill one after another: segments of levers, pieces of revenues."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Columns that fill one after another: segments of a lever, or pieces of a revenue.

    Attributes
    ----------
    name : str
    knots : ndarray
    fills : ndarray of int
        Column of each segment.
    binaries : mapping of int to int
        Column of the binary after a segment, where there is one.
    """

    name: str
    knots: np.ndarray
    fills: np.ndarray
    binaries: Mapping[int, int]

    def value(self, point: np.ndarray) -> float:
        """Where on the knots a point stands."""
        return float(self.knots[0] + (self.knots[1:] - self.knots[:-1]) @ point[self.fills])

    def fill(self, point: np.ndarray, value: float) -> None:
        """Fill the segments in order up to a value, in place."""
        filled = np.clip((value - self.knots[:-1]) / np.diff(self.knots), 0.0, 1.0)
        point[self.fills] = filled
        for k, column in self.binaries.items():
            point[column] = float(filled[k] >= 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rungs:
    """The segments of many ladders in one row, to fill all of them at once."""

    owner: np.ndarray
    low: np.ndarray
    width: np.ndarray
    columns: np.ndarray
    with_binary: np.ndarray
    binaries: np.ndarray

    @classmethod
    def of(cls, ladders: tuple[Ladder, ...]) -> "Rungs":
        """The segments of these ladders, one ladder after another."""
        sizes = [len(ladder.fills) for ladder in ladders]
        first = np.cumsum([0, *sizes])
        places = [
            (start + k, column)
            for ladder, start in zip(ladders, first, strict=False)
            for k, column in ladder.binaries.items()
        ]
        with_binary, binaries = np.array(places, dtype=int).reshape(-1, 2).T
        return cls(
            owner=np.repeat(np.arange(len(ladders)), sizes),
            low=np.concatenate([[], *(ladder.knots[:-1] for ladder in ladders)]),
            width=np.concatenate([[], *(np.diff(ladder.knots) for ladder in ladders)]),
            columns=np.concatenate([[], *(ladder.fills for ladder in ladders)]).astype(int),
            with_binary=with_binary,
            binaries=binaries,
        )

    def fill(self, point: np.ndarray, values: np.ndarray) -> None:
        """Fill every ladder in order up to its value, in place."""
        filled = np.clip((values[self.owner] - self.low) / self.width, 0.0, 1.0)
        point[self.columns] = filled
        point[self.binaries] = filled[self.with_binary] >= 1.0


def ladder_of(
    name: str, knots: np.ndarray, fill: str, binary: str, column: Mapping[str, int]
) -> Ladder:
    """The ladder whose columns have these names."""
    segments = range(len(knots) - 1)
    return Ladder(
        name=name,
        knots=knots,
        fills=np.array([column[f"{fill}[{name},{k}]"] for k in segments], dtype=int),
        binaries={
            k: column[f"{binary}[{name},{k}]"]
            for k in segments
            if f"{binary}[{name},{k}]" in column
        },
    )
