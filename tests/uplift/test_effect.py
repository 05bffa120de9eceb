import numpy as np
import pytest
from scipy.linalg import toeplitz
from scipy.stats import ttest_ind

from flotation.disturbance import WHITE, Disturbance
from flotation.errors import RefusedError
from flotation.uplift.effect import GRID, accepted_effect

LASTS = Disturbance(phi=0.9, ratio=3.0)


def found_in(y, accepted, beside, shifts, **more):
    return accepted_effect(y, accepted, beside, shifts=shifts, noise=np.ones(len(y)), **more)


def test_without_disturbance_it_is_the_t_test_of_two_means():
    rng = np.random.default_rng(1)
    y, accepted = rng.standard_normal(40), np.arange(40) % 3 == 0
    found = found_in(y, accepted, np.ones((40, 1)), np.arange(40), grid=(WHITE,), level=0.1)
    test = ttest_ind(y[accepted], y[~accepted])
    interval = test.confidence_interval(0.9)
    assert found.p_value == pytest.approx(test.pvalue)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_with_a_disturbance_given_it_is_generalised_least_squares(shifts_of):
    y, accepted, beside, shifts = shifts_of(2)
    known = np.isfinite(y)
    covariance = np.eye(len(y)) + LASTS.ratio * toeplitz(LASTS.phi ** np.arange(len(y)))
    inverse = np.linalg.inv(covariance[np.ix_(known, known)])
    design = np.column_stack([accepted, beside])[known]
    inner = np.linalg.inv(design.T @ inverse @ design)
    numbers = inner @ design.T @ inverse @ y[known]
    left = y[known] - design @ numbers
    sd = np.sqrt(inner[0, 0] * (left @ inverse @ left) / (known.sum() - 3))
    found = found_in(y, accepted, beside, shifts, grid=(LASTS,))
    assert found.effect == pytest.approx(numbers[0])
    assert found.sd == pytest.approx(sd)
    assert found.weight @ np.nan_to_num(y) == pytest.approx(numbers[0])


def test_accepted_shifts_weigh_one_and_the_others_minus_one(shifts_of):
    y, accepted, beside, shifts = shifts_of(3)
    weight = found_in(y, accepted, beside, shifts).weight
    assert weight[accepted].sum() == pytest.approx(1.0)
    assert weight[~accepted].sum() == pytest.approx(-1.0)
    assert weight @ beside == pytest.approx(0.0, abs=1e-9)
    assert not weight[np.isnan(y)].any()


@pytest.fixture(scope="module")
def without_effect(shifts_of):
    return [found_in(*shifts_of(seed), level=0.1) for seed in range(50)]


def test_the_interval_holds_and_claims_nothing_where_people_accept_after_bad_shifts(
    shifts_of, without_effect
):
    found = [(each, 0.0) for each in without_effect]
    found += [(found_in(*shifts_of(seed, effect=0.03), level=0.1), 0.03) for seed in range(50, 75)]
    covered = np.mean([f.low <= truth <= f.high for f, truth in found])
    bias = np.mean([f.effect - truth for f, truth in found])
    assert 0.82 <= covered <= 0.98  # 75 simulations: some twice the binomial error
    assert np.mean([f.p_value <= 0.05 for f in without_effect]) <= 0.12
    assert abs(bias) < 0.4 * np.std([f.effect for f in without_effect])


def test_least_squares_takes_the_cause_of_bad_shifts_for_the_effect_of_advice(
    shifts_of, without_effect
):
    plain = [found_in(*shifts_of(seed), grid=(WHITE,)).effect for seed in range(50)]
    assert np.mean(plain) < -0.02
    assert abs(np.mean([each.effect for each in without_effect])) < 0.005


def test_few_shifts_leave_open_how_long_the_noise_lasts_and_widen_the_interval(shifts_of):
    y, accepted, beside, shifts = (part[:40] for part in shifts_of(5))
    found = found_in(y, accepted, beside, shifts)
    alone = found_in(y, accepted, beside, shifts, grid=(found.disturbance,))
    assert found.high - found.low > alone.high - alone.low
    assert found.disturbance in GRID


def test_a_gross_error_counts_no_more(shifts_of):
    y, accepted, beside, shifts = shifts_of(6)
    before = found_in(y, accepted, beside, shifts)
    row = np.flatnonzero(accepted & np.isfinite(y))[3]
    y[row] += 5.0
    after = found_in(y, accepted, beside, shifts)
    assert (before.gross, after.gross) == (0, 1)
    assert not after.used[row]
    assert after.effect == pytest.approx(before.effect, abs=before.sd)


def test_the_effect_does_not_change_with_the_unit_of_the_response(shifts_of):
    y, accepted, beside, shifts = shifts_of(7)
    once = found_in(y, accepted, beside, shifts)
    again = found_in(1000.0 * y + 70.0, accepted, beside, shifts)
    assert again.effect == pytest.approx(1000.0 * once.effect)
    assert again.p_value == pytest.approx(once.p_value)


def test_too_few_shifts_are_refused_with_how_many_more_are_needed(shifts_of):
    y, accepted, beside, shifts = (part[:11] for part in shifts_of(8))
    with pytest.raises(RefusedError, match="at least 2 more shifts are needed"):
        found_in(np.zeros(11) + y[0], accepted, beside, shifts)


def test_acceptance_that_a_column_tells_already_is_refused(shifts_of):
    y, accepted, beside, shifts = shifts_of(9)
    with pytest.raises(RefusedError, match="no time block has both"):
        found_in(y, accepted, np.column_stack([beside, accepted]), shifts)


def test_columns_that_are_sums_of_others_change_nothing(shifts_of):
    y, accepted, beside, shifts = shifts_of(10)
    more = np.column_stack([beside, beside @ [2.0, -1.0], np.zeros(len(y))])
    once, again = (found_in(y, accepted, columns, shifts) for columns in (beside, more))
    assert again.effect == pytest.approx(once.effect)
    assert again.freedom == once.freedom
