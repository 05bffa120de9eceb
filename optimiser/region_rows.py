"""The surveyed region as limits that people can read.

Every side of the rotated box is a limit on a sum of set-points, in standard deviations. It is
named after the levers that weigh most in it: *more collector with less air than the survey
covered*.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from flotation.model_card import Region
from flotation.plant import Plant
from optimiser.linear_rows import LinearRow

FEWEST, FAIR = 2, 0.6  # levers named; a third where it weighs this much of the first
LEAST = 0.05  # of the largest weight: less is never named
AMOUNTS = frozenset({"dosage", "flow", "tonnage", "specific_energy"})
_WORDS = {(True, 1): "more", (True, -1): "less", (False, 1): "higher", (False, -1): "lower"}


def region_rows(region: Region, plant: Plant) -> Iterator[LinearRow]:
    """Every direction of a surveyed region, each end with words of its own.

    Parameters
    ----------
    region : flotation.model_card.Region
    plant : flotation.plant.Plant
        Its columns tell which levers are amounts, and so *more* rather than *higher*.
    """
    taken: set[str] = set()
    for i, direction in enumerate(region.rotation):
        weights = np.asarray(direction, dtype=float)
        slopes = weights / np.asarray(region.scale)
        words = []
        for sign in (-1.0, 1.0):
            words.append(_unused(sign * weights, region.columns, plant, taken, i + 1))
            taken.add(words[-1])
        yield LinearRow(
            name=f"region/{i + 1}",
            unit="sd",
            coefficients=dict(zip(region.columns, map(float, slopes), strict=True)),
            constant=-float(slopes @ np.asarray(region.centre)),
            low=region.low[i],
            high=region.high[i],
            words=words[1],
            words_low=words[0],
        )


def _unused(
    weights: np.ndarray, columns: Sequence[str], plant: Plant, taken: set[str], number: int
) -> str:
    """Words with as few levers as tell this end from those before it."""
    order = np.argsort(-np.abs(weights), kind="stable")
    heavy = order[np.abs(weights[order]) >= LEAST * np.abs(weights[order[0]])]
    third = len(heavy) > FEWEST and abs(weights[heavy[FEWEST]]) >= FAIR * abs(weights[heavy[0]])
    for count in range(min(FEWEST + third, len(heavy)), len(heavy) + 1):
        words = _beyond({columns[j]: weights[j] for j in heavy[:count]}, plant)
        if words not in taken:
            return words
    return f"{words}, direction {number}"


def _beyond(weights: Mapping[str, float], plant: Plant) -> str:
    """What lies at the far end of some weights."""
    sides = []
    for sign in (1, -1):
        named = [
            f"{_WORDS[plant.columns[j].kind in AMOUNTS, sign]} {j}"
            for j, weight in weights.items()
            if weight * sign > 0.0
        ]
        if named:
            sides.append(" and ".join(named))
    return f"the surveyed region ({' with '.join(sides)} than the survey covered)"
