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
    """Banks in a chain, and the water their froths carry.

    Attributes
    ----------
    scavengers, cleaners : tuple of Bank
        In the order of flow: the first scavenger takes the rougher's tails.
    rougher : Bank
    water : float
        Recovery of water to the froth of one bank at standard froth. [fraction]
    """

    scavengers: tuple[Bank, ...]
    rougher: Bank
    cleaners: tuple[Bank, ...]
    water: float

    @property
    def banks(self):
        """All banks from the bottom of the chain to its top."""
        return (*reversed(self.scavengers), self.rougher, *self.cleaners)

    @property
    def entry(self):
        """Position of the rougher, which takes the section's feed, among :attr:`banks`."""
        return len(self.scavengers)


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


def section_recovery(section, rate, *, slowing=1.0, entrained=0.0):
    """Share of minerals that a section sends to its concentrate.

    Parameters
    ----------
    section : Section
    rate : numeric
        First-order rate constants. [min⁻¹]
    slowing : numeric, default 1.0
        Tonnage over the design tonnage: residence times shrink by it.
    entrained : numeric, default 0.0
        Recovery of what does not float by the froth of one bank. [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]
    """
    scaled = np.asarray(rate) / slowing
    return chain_recovery(
        [
            with_entrainment(bank_recovery(bank.minutes, scaled, bank.cells), entrained)
            for bank in section.banks
        ],
        section.entry,
    )
