import numpy as np
import pytest
from scipy.stats import chi2, ks_2samp

from flotation.distribution_shift import (
    effective_number,
    gap_chance,
    largest_gap,
    stability_index,
    stability_limit,
)


def wandering(rng, rows, phi):
    values = np.zeros(rows)
    for t in range(1, rows):
        values[t] = phi * values[t - 1] + rng.normal()
    return values


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
def test_the_effective_number_is_that_of_an_autoregression(phi):
    rng = np.random.default_rng(1)
    found = np.mean([effective_number(wandering(rng, 3000, phi)) for _ in range(10)])
    assert found == pytest.approx(3000 * (1 - phi) / (1 + phi), rel=0.2)


def test_a_gross_error_does_not_make_shifts_independent():
    values = wandering(np.random.default_rng(2), 1000, 0.95)
    spoiled = values.copy()
    spoiled[::100] *= 50.0
    assert effective_number(spoiled) < 1.5 * effective_number(values)


def test_a_constant_column_has_all_its_rows():
    assert effective_number(np.ones(50)) == 50.0


def test_the_index_of_one_distribution_passes_its_limit_as_often_as_said():
    rng = np.random.default_rng(3)
    limit = stability_limit(9, 800.0, 400.0, 0.05)
    passed = [
        stability_index(rng.normal(size=800), rng.normal(size=400))[0] > limit for _ in range(400)
    ]
    assert np.mean(passed) == pytest.approx(0.05, abs=0.025)
    assert limit == pytest.approx((1 / 800 + 1 / 400) * chi2.isf(0.05, 9))


def test_the_index_of_known_shares_is_its_formula():
    older, newer = np.repeat([0.0, 1.0], [500, 500]), np.repeat([0.0, 1.0], [900, 100])
    index, freedom = stability_index(older, newer, bins=2)
    p, q = np.array([500.5, 500.5]) / 1001, np.array([900.5, 100.5]) / 1001
    assert freedom == 1
    assert index == pytest.approx(np.sum((q - p) * np.log(q / p)))


def test_the_gap_and_its_chance_are_those_of_scipy():
    rng = np.random.default_rng(4)
    older, newer = rng.normal(size=500), rng.normal(0.15, size=300)
    known = ks_2samp(older, newer, method="asymp")
    gap = largest_gap(older, newer)
    assert gap == pytest.approx(known.statistic, abs=1e-12)
    assert gap_chance(gap, 500, 300) == pytest.approx(known.pvalue, rel=0.25)
