r"""Sections of banks with closed recycles: scavengers, a rougher and cleaners in a chain.

Concentrates go one bank up, tails one bank down; the top bank's concentrate and the bottom
bank's tails leave. A particle that enters at the rougher wanders up and down until it leaves.
"""

from dataclasses import dataclass

import numpy as np

from flotation.entrainment import with_entrainment
from flotation.kinetics import bank_recovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """Equal, perfectly mixed cells in series.

    Attributes
    ----------
    cells : int
    minutes : float
        Residence time of one cell at the design tonnage. [min]
    """

    cells: int
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Banks in a chain.

    Attributes
    ----------
    scavengers, cleaners : tuple of Bank
        In the order of flow: the first scavenger takes the rougher's tails.
    rougher : Bank
    """

    scavengers: tuple[Bank, ...]
    rougher: Bank
    cleaners: tuple[Bank, ...]

    @property
    def banks(self):
        """All banks from the bottom of the chain to its top."""
        return (*reversed(self.scavengers), self.rougher, *self.cleaners)

    @property
    def entry(self):
        """Position of the rougher, which takes the section's feed, among :attr:`banks`."""
        return len(self.scavengers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How minerals in size classes answer the froth of a section.

    Attributes
    ----------
    floats : mapping of mineral to ndarray of shape (sizes, ...)
        Share of the particles that can float; minerals not named cannot. [fraction]
    rate : mapping of mineral to ndarray of shape (sizes, ...)
        First-order rate constant of those. [min⁻¹]
    entrained : ndarray of shape (sizes, ...)
        Recovery of all others by the water of one bank. [fraction]
    slowing : numeric
        Tonnage over the design tonnage: residence times shrink by it.
    """

    floats: dict
    rate: dict
    entrained: np.ndarray
    slowing: np.ndarray


def chain_recovery(recoveries, entry):
    r"""Share of what enters a chain of banks that leaves at its top.

    With :math:`\rho_i = (1 - r_i)/r_i`, the closed flow system of the chain has the solution

    .. math::

       R = \frac{1 + \sum_{j<e} \prod_{i \le j} \rho_i}{1 + \sum_{j<n} \prod_{i \le j} \rho_i}.

    Parameters
    ----------
    recoveries : sequence of numeric
        Recovery of each bank to its own concentrate, from the bottom to the top, > 0.
    entry : int
        Position of the bank that takes the feed.

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Confirmed against the linear flow system solved with numpy (tests).

    Examples
    --------
    >>> chain_recovery([0.5], entry=0), chain_recovery([0.5, 0.5], entry=0)
    (0.5, 0.333)
    """
    product, total, below = 1.0, 1.0, 1.0
    for i, recovery in enumerate(recoveries):
        product = product * (1.0 - recovery) / recovery
        total = total + product
        if i < entry:
            below = total
    return below / total


def chain_feeds(recoveries, entry):
    r"""What enters each bank of a closed chain, for one unit of feed.

    Across every cut between two banks the net flow is what leaves beyond it: :math:`R` at
    the top for cuts above the entry, :math:`1 - R` at the bottom for cuts below. From both
    ends inwards this gives every bank's feed by sums of positive terms.

    Parameters
    ----------
    recoveries : sequence of numeric
        As for :func:`chain_recovery`, and < 1.
    entry : int

    Returns
    -------
    feeds : list of numeric
        From the bottom to the top. [per unit of feed]

    Notes
    -----
    Confirmed against the linear flow system solved with numpy (tests).

    Examples
    --------
    >>> [round(feed, 4) for feed in chain_feeds([0.5, 0.5], entry=0)]
    [1.3333, 0.6667]
    """
    top = chain_recovery(recoveries, entry)
    bottom = chain_recovery([1.0 - r for r in reversed(recoveries)], len(recoveries) - 1 - entry)
    feeds = [None] * len(recoveries)
    down = 0.0  # tails of the bank above
    for i in range(len(recoveries) - 1, entry - 1, -1):
        feeds[i] = (top + down) / recoveries[i]
        down = (1.0 - recoveries[i]) * feeds[i]
    up = 0.0  # concentrate of the bank below
    for i in range(entry):
        feeds[i] = (bottom + up) / (1.0 - recoveries[i])
        up = recoveries[i] * feeds[i]
    return feeds


def bank_recoveries(section, rate, behaviour):
    """Recovery of particles of some rate in each bank, from the bottom to the top.

    Parameters
    ----------
    section : Section
    rate : ndarray of shape (..., sizes, rows)
        First-order rate constants; 0 for what cannot float. [min⁻¹]
    behaviour : Behaviour

    Returns
    -------
    recoveries : list of ndarray
        [fraction]

    Notes
    -----
    Confirmed against banks worked by hand.

    Examples
    --------
    >>> section = Section(scavengers=(Bank(cells=4, minutes=2.0),), cleaners=(),
    ...                   rougher=Bank(cells=6, minutes=2.0))
    >>> galena = Behaviour(floats={"galena": np.array([0.9])}, rate={"galena": np.array([0.4])},
    ...                    entrained=np.array([0.05]), slowing=1.0)
    >>> [round(float(recovery[0]), 4) for recovery in bank_recoveries(section, 0.4, galena)]
    [0.9095, 0.9721]
    """
    scaled = rate / behaviour.slowing
    kinds = {
        bank: with_entrainment(bank_recovery(bank.minutes, scaled, bank.cells), behaviour.entrained)
        for bank in set(section.banks)
    }
    return [kinds[bank] for bank in section.banks]


def section_recoveries(section, behaviour, minerals):
    r"""Share of each mineral and size class that a section sends to its concentrate.

    Parameters
    ----------
    section : Section
    behaviour : Behaviour
    minerals : sequence of str

    Returns
    -------
    recovery : ndarray of shape (minerals, sizes, ...)
        :math:`\varphi R(k) + (1 - \varphi) R(0)`, with the able share :math:`\varphi` and the
        chain's recovery :math:`R` at a rate. [fraction]

    Notes
    -----
    Confirmed against its limits: none able to float, all, and half of them.

    Examples
    --------
    >>> section = Section(scavengers=(Bank(cells=4, minutes=2.0),), cleaners=(),
    ...                   rougher=Bank(cells=6, minutes=2.0))
    >>> galena = Behaviour(floats={"galena": np.array([0.9])}, rate={"galena": np.array([0.4])},
    ...                    entrained=np.array([0.05]), slowing=1.0)
    >>> section_recoveries(section, galena, ("quartz", "galena")).round(4).tolist()
    [[0.0525], [0.9029]]
    """
    entry = section.entry
    dragged = chain_recovery(bank_recoveries(section, 0.0, behaviour), entry)
    rate = np.stack([behaviour.rate[mineral] for mineral in behaviour.floats])
    floated = chain_recovery(bank_recoveries(section, rate, behaviour), entry)
    recovery = np.empty((len(minerals), *floated.shape[1:]))
    recovery[...] = dragged
    for fast, (mineral, share) in zip(floated, behaviour.floats.items(), strict=True):
        recovery[minerals.index(mineral)] += share * (fast - dragged)
    return recovery
