"""Linear limits on set-points, with names for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from flotation.plant import Plant


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearRow:
    """``low <= constant + coefficients · set-points <= high``, with its name for people.

    Attributes
    ----------
    name, words, unit : str
        The words say what its upper side forbids, or both.
    words_low : str
        The same for the lower side, where that has words of its own.
    coefficients : mapping of str to float
        By lever. [unit per lever unit]
    constant : float
    low, high : float
        Infinite where there is none. [unit]
    """

    name: str
    words: str
    unit: str
    coefficients: Mapping[str, float]
    low: float
    high: float
    constant: float = 0.0
    words_low: str = ""

    def value(self, settings: Mapping[str, float]) -> float:
        """Left-hand side at settings."""
        return self.constant + sum(a * settings[j] for j, a in self.coefficients.items())


def limit_rows(plant: Plant, changed: Mapping[str, float]) -> Iterator[LinearRow]:
    """The limits of a plant file, some with another value."""
    for limit in plant.limit:
        high = changed.get(limit.name, limit.high)
        yield LinearRow(
            name=f"limit/{limit.name}",
            words=f"{limit.en} at most {high:g} {limit.unit}",
            unit=limit.unit,
            coefficients=dict(limit.per_unit),
            constant=limit.intercept,
            low=-np.inf,
            high=high,
        )
