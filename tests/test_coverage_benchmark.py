import dataclasses

import numpy as np
import pytest

from benchmarks.coverage import Covered, coverage, row, total_row
from flotation.intervals import conformal_interval

FOUND = Covered(link="log", blocks=0.9, best=0.85, still=0.8, following=0.9, true=0.92, width=0.083)


def shifts(rng, number, moved=0.0):
    """Predicted recoveries, and measured ones that scatter around them on the log."""
    predicted = rng.uniform(0.3, 0.6, number)
    return predicted, predicted * np.exp(moved + 0.05 * rng.normal(size=number))


def test_the_interval_that_follows_covers_a_plant_that_moved_and_the_still_one_does_not():
    rng = np.random.default_rng(0)
    predicted, measured = shifts(rng, 600)
    interval = dataclasses.replace(
        conformal_interval(np.log(measured / predicted), np.arange(600) // 120),
        coverage_at_best=0.9,
    )
    predicted, measured = shifts(rng, 600, moved=-0.1)
    found = coverage(interval, measured, predicted, np.full(600, np.nan))
    assert found.following == pytest.approx(0.9, abs=0.03)
    assert found.still < 0.5
    assert found.blocks == interval.coverage["0.9"]
    assert np.isnan(found.true)


def test_the_truth_is_judged_where_it_is_known():
    rng = np.random.default_rng(1)
    predicted, measured = shifts(rng, 300)
    interval = dataclasses.replace(
        conformal_interval(np.log(measured / predicted), np.arange(300) // 60),
        coverage_at_best=0.9,
    )
    truth = np.where(np.arange(300) < 100, np.nan, np.where(np.arange(300) < 150, 0.99, predicted))
    assert coverage(interval, measured, predicted, truth).true == pytest.approx(0.75)


def test_a_row_leaves_the_truth_of_a_real_plant_open():
    real = dataclasses.replace(FOUND, true=float("nan"))
    assert row("zinc", "Zn", real) == "| zinc | Zn | log | 90% | 85% | 80% | 90% |  | 8.3 points |"


def test_the_total_tells_the_worst_beside_the_mean():
    worse = dataclasses.replace(FOUND, blocks=0.86, true=0.78)
    assert total_row([FOUND, FOUND, worse]) == (
        "| **surrogate, all** | 3 recoveries | | 89% (86% to 90%) | 85% (85% to 85%) | "
        "80% (80% to 80%) | 90% (90% to 90%) | 87% (78% to 92%) | |"
    )
