"""Intervals of grades are order statistics of held-out upgrades, where there are enough of them."""

import numpy as np
import pytest

from flotation.flowsheet import SOLIDS, Flowsheet, Leg
from flotation.grade_intervals import grade_intervals
from tests.optimiser import plants

ROWS = 99


@pytest.fixture
def shares():
    """Flowsheet, product, measured and predicted log shares of two stages in a row."""
    plant = plants.plant(2)
    rng = np.random.default_rng(5)
    predicted = {
        Leg(stage, what, "concentrate"): np.log(rng.uniform(0.2, 0.8, ROWS))
        for stage in ("s1", "s2")
        for what in ("WO3", SOLIDS)
    }
    off = dict.fromkeys(predicted, 0.0)
    off[Leg("s1", "WO3", "concentrate")] = np.linspace(-0.3, 0.2, ROWS)
    off[Leg("s2", SOLIDS, "concentrate")] = np.linspace(0.2, -0.3, ROWS)
    measured = {leg: values + off[leg] for leg, values in predicted.items()}
    return Flowsheet.of(plant), plant.product, measured, predicted


def test_the_residual_is_that_of_recovery_over_mass_share(shares):
    block = np.arange(ROWS) // 33
    interval = grade_intervals(*shares, block)["WO3"]
    residuals = np.linspace(-0.5, 0.5, ROWS)
    assert interval.one_sided(0.9) == pytest.approx((residuals[9], residuals[-10]))
    assert interval.rows == ROWS


def test_a_product_without_solids_in_its_legs_has_none(shares):
    flowsheet, products, *both = shares
    without = [
        {k: v for k, v in logs.items() if k.stage != "s2" or k.component != SOLIDS} for logs in both
    ]
    assert grade_intervals(flowsheet, products, *without, np.arange(ROWS) // 33) == {}


def test_one_time_block_or_few_shifts_give_none(shares):
    flowsheet, products, measured, predicted = shares
    assert grade_intervals(*shares, np.zeros(ROWS, dtype=int)) == {}
    gaps = {leg: np.where(np.arange(ROWS) < 39, v, np.nan) for leg, v in measured.items()}
    assert grade_intervals(flowsheet, products, gaps, predicted, np.arange(ROWS) // 13) == {}
