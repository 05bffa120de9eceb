"""The ore as minerals in three size classes: what the mill gives to flotation."""

from dataclasses import dataclass

import numpy as np

from flotation.comminution import bond_product_size
from flotation.entrainment import degree_of_entrainment
from flotation.size_classes import passing
from flotation.surrogate.constants import VALUE
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN, hidden_shares

SCHEELITE, WOLFRAMITE = "scheelite", "wolframite"
MOLYBDENITE, BISMUTHINITE, NATIVE_BISMUTH = "molybdenite", "bismuthinite", "native bismuth"
PYRITE, FLUORITE, CALCITE = "pyrite", "fluorite", "calcite"
GARNET, QUARTZ = "garnet", "quartz"

CONTENT = {
    SCHEELITE: ("WO3", VALUE["scheelite_wo3"] / 100.0),
    WOLFRAMITE: ("WO3", VALUE["wolframite_wo3"] / 100.0),
    MOLYBDENITE: ("Mo", VALUE["molybdenite_mo"] / 100.0),
    BISMUTHINITE: ("Bi", VALUE["bismuthinite_bi"] / 100.0),
    NATIVE_BISMUTH: ("Bi", 1.0),
    FLUORITE: ("CaF2", 1.0),
    CALCITE: ("CaCO3", 1.0),
}
MINERALS = (*CONTENT, PYRITE, GARNET, QUARTZ)
SIZES = ("coarse", "medium", "fine")  # fine: the slimes
COMPONENTS = ("WO3", "Mo", "Bi", "CaF2", "CaCO3")
# minerals that break into finer grains than the ore, as a factor on its P80
BRITTLE = {SCHEELITE: VALUE["scheelite_brittle"], FLUORITE: VALUE["fluorite_brittle"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class MilledOre:
    """What leaves the mill for each tonne of ore.

    Attributes
    ----------
    p80 : ndarray
        [µm]
    mass : ndarray of shape (minerals, sizes, ...)
        In the order of :data:`MINERALS` and :data:`SIZES`; adds up to 1. [t/t]
    """

    p80: np.ndarray
    mass: np.ndarray


def mineral_masses(conditions):
    """Mass fractions of the minerals in the ore.

    Parameters
    ----------
    conditions : mapping of column to ndarray
        Feed grades in per cent, and the ore type by name.

    Returns
    -------
    ndarray of shape (minerals, ...)
        In the order of :data:`MINERALS`; they add up to one. [fraction]

    Notes
    -----
    Confirmed against the assays of the ore, which its minerals carry.

    Examples
    --------
    >>> from flotation.surrogate.published import STANDARD
    >>> masses = mineral_masses({**STANDARD, "ore_type": "skarn"})
    >>> round(float(masses[MINERALS.index(SCHEELITE)]), 5)
    0.00358
    """
    hidden = hidden_shares(conditions[ORE_TYPE_COLUMN])
    share = {
        SCHEELITE: 1.0 - hidden["wolframite"],
        WOLFRAMITE: hidden["wolframite"],
        BISMUTHINITE: 1.0 - hidden["native_bismuth"],
        NATIVE_BISMUTH: hidden["native_bismuth"],
    }
    masses = [
        conditions[f"ore_{component.lower()}_pct"] / 100.0 * share.get(mineral, 1.0) / content
        for mineral, (component, content) in CONTENT.items()
    ]
    pyrite = np.full_like(masses[0], VALUE["pyrite"] / 100.0)
    rest = 1.0 - sum(masses) - pyrite
    garnet = hidden["garnet"] * rest
    return np.stack(np.broadcast_arrays(*masses, pyrite, garnet, rest - garnet))


def milled(energy, conditions):
    """The :class:`MilledOre` that a specific energy makes of an ore.

    Bond's third law gives the size, a Rosin-Rammler curve the classes; brittle minerals are
    finer than the ore by an assumed factor on its P80.

    Parameters
    ----------
    energy : ndarray
        [kWh/t]
    conditions : mapping of column to ndarray

    Notes
    -----
    Confirmed against Bond's energy for the size it gives, and closure to 1.

    Examples
    --------
    >>> from flotation.surrogate.published import STANDARD
    >>> ore = milled(13.8, {**STANDARD, "ore_type": "skarn"})
    >>> round(float(ore.p80), 1), [round(float(share), 3) for share in ore.mass.sum(axis=0)]
    (76.2, [0.198, 0.519, 0.282])
    """
    p80 = bond_product_size(
        conditions["work_index_kwh_t"], feed_size=VALUE["mill_feed_f80"], energy=energy
    )
    masses = mineral_masses(conditions)
    shares = {grains: size_shares(grains * p80) for grains in {1.0, *BRITTLE.values()}}
    mass = [
        of_mineral * shares[BRITTLE.get(mineral, 1.0)]
        for mineral, of_mineral in zip(MINERALS, masses, strict=True)
    ]
    return MilledOre(p80=p80, mass=np.stack(np.broadcast_arrays(*mass)))


def size_shares(p80):
    """Share of a mill product in each class of :data:`SIZES`, along the first axis.

    Confirmed against the four fifths that pass the P80.

    Examples
    --------
    >>> [round(float(share), 3) for share in size_shares(75.0)]
    [0.2, 0.519, 0.281]
    """
    fine = passing(VALUE["fine_below"], p80, VALUE["size_spread"])
    coarse = 1.0 - passing(VALUE["coarse_above"], p80, VALUE["size_spread"])
    return np.stack([coarse, 1.0 - coarse - fine, fine])


def mean_sizes():
    """Size that stands for each class of :data:`SIZES`. [µm].

    Confirmed against sizes worked by hand.

    Examples
    --------
    >>> [round(float(size), 1) for size in mean_sizes()]
    [112.5, 38.7, 10.0]
    """
    low, high = VALUE["fine_below"], VALUE["coarse_above"]
    return np.array([VALUE["coarse_mean"] * high, (low * high) ** 0.5, VALUE["fine_mean"] * low])


def size_entrainment():
    """Degree of entrainment of each class of :data:`SIZES`. [fraction].

    Confirmed against Savassi's curve worked by hand.

    Examples
    --------
    >>> [round(float(degree), 3) for degree in size_entrainment()]
    [0.003, 0.215, 0.856]
    """
    return degree_of_entrainment(mean_sizes(), entrainment_size=VALUE["entrainment_size"])


def size_surface():
    """Surface of a tonne of each class of :data:`SIZES`, over that of the medium one.

    Confirmed against spheres: surface for mass goes by one over the size.

    Examples
    --------
    >>> [round(float(surface), 2) for surface in size_surface()]
    [0.34, 1.0, 3.87]
    """
    return mean_sizes()[1] / mean_sizes()
