"""The ore as minerals, and what grinding does to them."""

from dataclasses import dataclass

import numpy as np

from flotation.comminution import bond_product_size
from flotation.entrainment import degree_of_entrainment
from flotation.surrogate.constants import VALUE

SCHEELITE, WOLFRAMITE = "scheelite", "wolframite"
MOLYBDENITE, BISMUTHINITE, PYRITE = "molybdenite", "bismuthinite", "pyrite"
FLUORITE, CALCITE, SILICATES = "fluorite", "calcite", "silicates"

CONTENT = {
    SCHEELITE: ("WO3", VALUE["scheelite_wo3"] / 100.0),
    WOLFRAMITE: ("WO3", VALUE["wolframite_wo3"] / 100.0),
    MOLYBDENITE: ("Mo", VALUE["molybdenite_mo"] / 100.0),
    BISMUTHINITE: ("Bi", VALUE["bismuthinite_bi"] / 100.0),
    FLUORITE: ("CaF2", 1.0),
    CALCITE: ("CaCO3", 1.0),
}
MINERALS = (*CONTENT, PYRITE, SILICATES)
COMPONENTS = ("WO3", "Mo", "Bi", "CaF2", "CaCO3")


def mineral_masses(conditions):
    """Mass fractions of the minerals in the ore.

    Parameters
    ----------
    conditions : mapping of column to ndarray
        Feed grades in per cent.

    Returns
    -------
    dict of mineral to ndarray
        They add up to one. [fraction]
    """
    wolframite = VALUE["wolframite_share"]
    share = {SCHEELITE: 1.0 - wolframite, WOLFRAMITE: wolframite}
    masses = {
        mineral: conditions[f"ore_{component.lower()}_pct"]
        / 100.0
        * share.get(mineral, 1.0)
        / content
        for mineral, (component, content) in CONTENT.items()
    }
    masses[PYRITE] = np.full_like(masses[SCHEELITE], VALUE["pyrite"] / 100.0)
    masses[SILICATES] = 1.0 - sum(masses.values())
    return masses


@dataclass(frozen=True, slots=True, kw_only=True)
class Grind:
    """The mill product in three size classes.

    Attributes
    ----------
    p80 : ndarray
        [µm]
    coarse, middle, slimes : ndarray
        Mass in each class. [fraction]
    entrained : ndarray
        Mean degree of entrainment. [fraction]
    """

    p80: np.ndarray
    coarse: np.ndarray
    middle: np.ndarray
    slimes: np.ndarray
    entrained: np.ndarray

    def floatable(self, coarse, slimes):
        """Share liberated and not too fine, given that of the coarse and the slimes."""
        return self.middle + coarse * self.coarse + slimes * self.slimes


def grind(energy, work_index):
    """The :class:`Grind` that a specific energy gives an ore.

    Bond's third law for the size, a Rosin-Rammler curve for the classes.

    Parameters
    ----------
    energy, work_index : ndarray
        [kWh/t]
    """
    p80 = bond_product_size(work_index, feed_size=VALUE["mill_feed_f80"], energy=energy)
    slimes = _passing(VALUE["slimes_below"], p80)
    coarse = 1.0 - _passing(VALUE["coarse_above"], p80)
    middle = 1.0 - slimes - coarse
    degree = [
        degree_of_entrainment(size, entrainment_size=VALUE["entrainment_size"])
        for size in _mean_sizes()
    ]
    entrained = slimes * degree[0] + middle * degree[1] + coarse * degree[2]
    return Grind(p80=p80, coarse=coarse, middle=middle, slimes=slimes, entrained=entrained)


def _passing(size, p80):
    """Share finer than a size on the Rosin-Rammler curve through the P80."""
    return -np.expm1(np.log(0.2) * (size / p80) ** VALUE["size_spread"])


def _mean_sizes():
    """Size that stands for slimes, middle and coarse, in µm."""
    low, high = VALUE["slimes_below"], VALUE["coarse_above"]
    return (low / 2.0, (low * high) ** 0.5, 1.5 * high)
