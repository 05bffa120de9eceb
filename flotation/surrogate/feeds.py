"""What the plant is given: feed grades, hardness, tonnage, temperature, water, ore property.

Campaigns of ore types last for weeks, first-order wandering for days, the season for a year.
"""

import numpy as np
from scipy.signal import lfilter

from flotation.surrogate.constants import VALUE
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN, ORE_TYPES
from flotation.surrogate.performance import CONDITIONS

SHIFTS_A_DAY = 3
YEAR = 365.0  # days

# column: mean, sd of wandering, e-folding days, low, high
WANDERING = {
    "ore_wo3_pct": (0.40, 0.026, 3.0, 0.28, 0.55),
    "ore_mo_pct": (0.066, 0.006, 3.0, 0.035, 0.10),
    "ore_bi_pct": (0.125, 0.010, 3.0, 0.085, 0.17),
    "ore_caf2_pct": (19.5, 0.9, 4.0, 15.0, 24.0),
    "ore_caco3_pct": (8.5, 0.6, 4.0, 5.0, 12.0),
    "work_index_kwh_t": (13.2, 0.35, 5.0, 11.5, 15.0),
    "feed_t_h": (210.0, 8.0, 1.0, 170.0, 245.0),
    "temperature_c": (19.0, 1.2, 3.0, 6.0, 32.0),
    "return_water_ratio_pct": (60.0, 6.0, 12.0, 40.0, 80.0),
}


def wander(rng, shape, days):
    """Standard first-order autoregression along the last axis, stationary from the start."""
    keep = np.exp(-1.0 / (SHIFTS_A_DAY * days))
    noise = rng.standard_normal(shape) * np.sqrt(1.0 - keep**2)
    noise[..., 0] /= np.sqrt(1.0 - keep**2)
    return lfilter([1.0], [1.0, -keep], noise)


def draw_conditions(rng, lanes, steps):
    """Conditions of independent runs of consecutive shifts.

    Parameters
    ----------
    rng : numpy.random.Generator
    lanes, steps : int
        Runs, and shifts in each.

    Returns
    -------
    dict of column to ndarray of shape (lanes, steps)
        Numbers, and under ``ore_type`` the names of ore types.
    """
    ore_type = np.stack([_campaigns(rng, steps) for _ in range(lanes)])
    names = np.array(list(ORE_TYPES))
    day = np.arange(steps) / SHIFTS_A_DAY - VALUE["season_day"]
    season = VALUE["season"] * np.sin(2.0 * np.pi * day / YEAR)
    drawn = {}
    for column in CONDITIONS:
        mean, spread, days, low, high = WANDERING[column]
        centres = np.array([ORE_TYPES[name].centre.get(column, 0.0) for name in names])
        offset = centres[ore_type]
        if column == "temperature_c":
            offset = offset + season
        value = mean + offset + spread * wander(rng, (lanes, steps), days)
        drawn[column] = np.clip(value, low, high)
    return drawn | {ORE_TYPE_COLUMN: names[ore_type]}


def draw_property(rng, lanes, steps, strength=1.0):
    """The unmeasured property of the ore: mean 0, standard deviation ``strength``."""
    return strength * wander(rng, (lanes, steps), VALUE["property_days"])


def _campaigns(rng, steps):
    """Ore type of each shift: runs of one type, never the same twice running."""
    low, high = VALUE["shortest_campaign"], VALUE["longest_campaign"]
    kinds, kind = [], int(rng.integers(len(ORE_TYPES)))
    while len(kinds) < steps:
        kinds += [kind] * (SHIFTS_A_DAY * int(rng.integers(low, high + 1)))
        kind = (kind + int(rng.integers(1, len(ORE_TYPES)))) % len(ORE_TYPES)
    return np.array(kinds[:steps])
