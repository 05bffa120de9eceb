"""The ore types of the reference plant: clusters of feeds that the mine's dispatch names.

Every figure is assumed: skarn is the bulk of the deposit, greisen carries the wolframite, and
the marble contact is soft, rich in calcite and holds its tungsten as scheelite.
"""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class OreType:
    """One ore type.

    Attributes
    ----------
    centre : mapping of column to float
        What its feeds differ by from the mean of the types, in the columns' units.
    wolframite : float
        Share of the WO3 that is wolframite. [fraction]
    native_bismuth : float
        Share of the Bi that is native metal. [fraction]
    garnet : float
        Share of garnet in what is neither ore mineral, pyrite, fluorite nor calcite.
        [fraction]
    """

    centre: MappingProxyType
    wolframite: float
    native_bismuth: float
    garnet: float


ORE_TYPE_COLUMN = "ore_type"
ORE_TYPES = MappingProxyType(
    {
        "skarn": OreType(
            centre=MappingProxyType(
                {
                    "ore_wo3_pct": 0.02,
                    "ore_mo_pct": -0.002,
                    "ore_bi_pct": -0.002,
                    "ore_caf2_pct": 0.3,
                    "ore_caco3_pct": -0.3,
                    "work_index_kwh_t": 0.1,
                }
            ),
            wolframite=0.28,
            native_bismuth=0.12,
            garnet=0.60,
        ),
        "greisen": OreType(
            centre=MappingProxyType(
                {
                    "ore_wo3_pct": -0.02,
                    "ore_mo_pct": 0.008,
                    "ore_bi_pct": 0.007,
                    "ore_caf2_pct": 1.0,
                    "ore_caco3_pct": -1.1,
                    "work_index_kwh_t": 0.4,
                }
            ),
            wolframite=0.42,
            native_bismuth=0.20,
            garnet=0.15,
        ),
        "marble contact": OreType(
            centre=MappingProxyType(
                {
                    "ore_mo_pct": -0.006,
                    "ore_bi_pct": -0.005,
                    "ore_caf2_pct": -1.3,
                    "ore_caco3_pct": 1.4,
                    "work_index_kwh_t": -0.5,
                }
            ),
            wolframite=0.20,
            native_bismuth=0.10,
            garnet=0.45,
        ),
    }
)
HIDDEN = ("wolframite", "native_bismuth", "garnet")
_NAMES = np.array(sorted(ORE_TYPES))
_SHARES = {
    what: np.array([getattr(ORE_TYPES[name], what) for name in sorted(ORE_TYPES)])
    for what in HIDDEN
}


def hidden_shares(names):
    """Mineral shares that no column of a survey holds, by the name of the ore type.

    Parameters
    ----------
    names : array-like of str
        Names of :data:`ORE_TYPES`; any other name stands for the mean of the types.

    Returns
    -------
    dict of str to ndarray
        ``wolframite``, ``native_bismuth`` and ``garnet`` of :class:`OreType`. [fraction]

    Examples
    --------
    >>> {what: round(float(share), 2) for what, share in hidden_shares("greisen").items()}
    {'wolframite': 0.42, 'native_bismuth': 0.2, 'garnet': 0.15}
    >>> round(float(hidden_shares("not known")["wolframite"]), 2)
    0.3
    """
    names = np.asarray(names)
    place = np.clip(np.searchsorted(_NAMES, names), 0, len(_NAMES) - 1)
    known = _NAMES[place] == names
    return {what: np.where(known, share[place], share.mean()) for what, share in _SHARES.items()}
