import numpy as np
import pytest

from flotation.cusum import cumulative_sums, decision_limit, mean_run


def run_length(rng, limit, shift=0.0):
    sums = cumulative_sums(rng.normal(shift, size=4000)).max(axis=1)
    return int(np.argmax(sums > limit)) + 1 if (sums > limit).any() else 4000


def test_the_sums_are_those_of_their_definition():
    z = np.random.default_rng(0).normal(size=50)
    up = down = 0.0
    for value, found in zip(z, cumulative_sums(z), strict=True):
        up, down = max(0.0, up + value - 0.5), max(0.0, down - value - 0.5)
        assert found.tolist() == [up, down]


@pytest.mark.parametrize(("limit", "known"), [(4.0, 168.0), (5.0, 465.0)])
def test_mean_runs_are_the_tabled_ones(limit, known):
    # Montgomery D.C., 2009. Introduction to Statistical Quality Control, 6th ed., Table 9.3
    assert mean_run(limit) == pytest.approx(known, rel=0.02)


def test_a_series_without_a_change_passes_its_limit_as_seldom_as_said():
    rng, limit = np.random.default_rng(1), decision_limit(100, 0.05)
    passed = [cumulative_sums(rng.normal(size=100)).max() > limit for _ in range(1000)]
    assert 0.02 < np.mean(passed) < 0.07


def test_a_step_of_one_and_a_half_deviations_is_noticed_within_ten_shifts():
    rng, limit = np.random.default_rng(2), decision_limit(100, 0.05)
    lengths = [run_length(rng, limit, shift=1.5) for _ in range(200)]
    assert np.mean(np.array(lengths) <= 10) > 0.85


def test_one_gross_error_is_no_change():
    z = np.zeros(20)
    z[10] = 1000.0
    assert cumulative_sums(z).max() == 2.5
