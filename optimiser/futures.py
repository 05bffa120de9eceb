"""What may come while set-points stand: the futures of a question, named and drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.market import Price
from flotation.plant import Plant
from optimiser.money import asked_prices
from optimiser.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFuture:
    """One future: its share of all, and the question with its prices and conditions.

    Attributes
    ----------
    share : float
        The shares of all add up to one. [fraction]
    question : Question
    """

    share: float
    question: Question


def asked_futures(plant: Plant, question: Question) -> tuple[AskedFuture, ...]:
    """The futures of a question, those named in front; none where it has none."""
    asked = question.futures
    if asked is None:
        return ()
    found = [
        (
            case.weight,
            question.model_copy(
                update={
                    "prices": {**question.prices, **case.prices},
                    "conditions": {**question.conditions, **case.conditions},
                }
            ),
        )
        for case in asked.case
    ]
    prices = asked_prices(plant, question)
    for drawn in drawn_prices(prices, asked.drawn, asked.seed):
        found.append((1.0, question.model_copy(update={"prices": {**question.prices, **drawn}})))
    whole = sum(weight for weight, _ in found)
    return tuple(AskedFuture(share=weight / whole, question=each) for weight, each in found)


def drawn_prices(prices: Mapping[str, Price], count: int, seed: int) -> list[dict[str, float]]:
    r"""Prices drawn from their bands, each by itself and every part of its band once.

    With :math:`u` in each of ``count`` equal parts of [0, 1] once, in random order (Latin
    hypercube), a price is the inverse of the triangular distribution with its ends at ``low`` and
    ``high`` and its peak at ``value``.

    Parameters
    ----------
    prices : mapping of str to flotation.market.Price
        As asked; one outside of its band widens it.
    count : int
    seed : int

    Returns
    -------
    list of dict of str to float
        Only prices that have a band. [their own units]
    """
    random = np.random.default_rng(seed)
    bands = {
        item: (min(price.low, price.value), price.value, max(price.high, price.value))
        for item, price in prices.items()
    }
    columns = {
        item: triangular((random.permutation(count) + random.random(count)) / count, *band)
        for item, band in sorted(bands.items())
        if band[0] < band[2]
    }
    return [{item: float(column[i]) for item, column in columns.items()} for i in range(count)]


def triangular(u: np.ndarray, low: float, peak: float, high: float) -> np.ndarray:
    """Quantiles of the triangular distribution.

    Examples
    --------
    >>> triangular(np.array([0.0, 0.5, 1.0]), 0.0, 1.0, 2.0).tolist()
    [0.0, 1.0, 2.0]
    """
    below = low + np.sqrt(u * (high - low) * (peak - low))
    above = high - np.sqrt((1.0 - u) * (high - low) * (high - peak))
    return np.where(u * (high - low) < peak - low, below, above)
