"""Shifts whose advice is accepted after bad ones, in noise that lasts; and a model that is true."""

from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import uplift as benchmark
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN
from flotation.surrogate.performance import true_performance
from flotation.surrogate.simulation import reference_plant

PHI, LASTING, WHITE_SD = 0.9, 0.05, 0.03


def made_shifts(seed, shifts=150, effect=0.0, phi=PHI):
    """Response, acceptance, feed and numbers of shifts; acceptance answers the shifts before."""
    rng = np.random.default_rng(seed)
    feed = 0.1 * rng.standard_normal(shifts)
    y, accepted = np.empty(shifts), np.zeros(shifts, dtype=bool)
    hidden, seen = LASTING * rng.standard_normal(), 0.0
    for t in range(shifts):
        hidden = phi * hidden + LASTING * np.sqrt(1.0 - phi**2) * rng.standard_normal()
        chance = 1.0 / (1.0 + np.exp(0.4 + 15.0 * seen - 5.0 * feed[t]))
        accepted[t] = rng.random() < chance
        y[t] = 0.5 * feed[t] + hidden + WHITE_SD * rng.standard_normal() + effect * accepted[t]
        seen = 0.4 * seen + 0.6 * y[t]
    y[rng.random(shifts) < 0.05] = np.nan
    return y, accepted, np.column_stack([np.ones(shifts), feed]), np.arange(shifts)


@pytest.fixture(scope="session")
def shifts_of():
    return made_shifts


@pytest.fixture(scope="session")
def plant():
    """The reference plant, its ore types known to it."""
    return reference_plant().model_copy(update={"group_column": ORE_TYPE_COLUMN})


@pytest.fixture(scope="session")
def true_model():
    """A model that expects what is true of an ordinary ore."""

    def predict(settings, conditions):
        performance = true_performance(settings, conditions, 0.0)
        return SimpleNamespace(
            recovery=performance.recovery, stage_feed_solids=performance.stage_feed_solids
        )

    return SimpleNamespace(predict=predict)


@pytest.fixture(scope="session")
def run(plant):
    """Four months of the surrogate plant in which advice is accepted after bad ones."""
    [made] = benchmark.runs(plant, benchmark.CASES[0], 1, seed=4)
    return made
