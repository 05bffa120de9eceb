r"""Blends of stockpiles, in whole steps.

A loader feeds whole buckets, so a blend is a point of the lattice

.. math:: \{b : b_s \in \{0, 1/n, \dots, 1\},\; \textstyle\sum_s b_s = 1\},

and its grades are :math:`\sum_s b_s g_s`. On the lattice the product of a blend and what it is fed
to is no product of variables any more: each blend is a case of its own, and nothing is
approximated but the step.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import comb

Blend = tuple[float, ...]


def lattice_size(stockpiles: int, steps: int) -> int:
    """How many blends there are.

    Examples
    --------
    >>> lattice_size(3, 4)
    15
    """
    return comb(steps + stockpiles - 1, stockpiles - 1)


def lattice(stockpiles: int, steps: int) -> tuple[Blend, ...]:
    """Every blend of some stockpiles in whole steps.

    Parameters
    ----------
    stockpiles : int
    steps : int
        Parts that a blend is made of.

    Returns
    -------
    tuple of tuple of float
        Share of each stockpile. [fraction]

    Examples
    --------
    >>> lattice(2, 2)
    ((0.0, 1.0), (0.5, 0.5), (1.0, 0.0))
    """
    return tuple(tuple(part / steps for part in parts) for parts in _parts(stockpiles, steps))


def _parts(places: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every way to put a whole number into places."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _parts(places - 1, total - first):
            yield (first, *rest)


def blended(blend: Blend, conditions: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Conditions of a blend: those of the stockpiles, weighted by mass.

    Examples
    --------
    >>> blended((0.25, 0.75), [{"ore_wo3_pct": 0.8}, {"ore_wo3_pct": 0.4}])
    {'ore_wo3_pct': 0.5}
    """
    return {
        name: sum(share * own[name] for share, own in zip(blend, conditions, strict=True))
        for name in conditions[0]
    }
