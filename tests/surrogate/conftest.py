"""The reference plant, designs over its levers, and one survey of two years."""

import numpy as np
import pytest
from scipy.stats import qmc

from flotation.surrogate.__main__ import SEED, SHIFTS
from flotation.surrogate.feeds import WANDERING
from flotation.surrogate.performance import CONDITIONS, LEVERS
from flotation.surrogate.simulation import reference_plant, simulate


@pytest.fixture(scope="session")
def plant():
    return reference_plant()


@pytest.fixture(scope="session")
def survey():
    return simulate(SHIFTS, SEED)


@pytest.fixture(scope="session")
def spread(plant):
    """Settings over all of the plant's ranges, with feeds over all of theirs."""
    design = qmc.Sobol(len(LEVERS) + len(CONDITIONS), rng=np.random.default_rng(3)).random(512)
    settings = {
        lever: plant.levers[lever].low
        + design[:, i] * (plant.levers[lever].high - plant.levers[lever].low)
        for i, lever in enumerate(LEVERS)
    }
    conditions = {
        column: WANDERING[column][3]
        + design[:, len(LEVERS) + i] * (WANDERING[column][4] - WANDERING[column][3])
        for i, column in enumerate(CONDITIONS)
    }
    return settings, conditions
