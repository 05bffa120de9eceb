import numpy as np
import pytest

from flotation.disturbance import WHITE, Disturbance
from flotation.trials.power import (
    counted_shifts,
    effect_sd,
    least_effect,
    pairs_needed,
    power_of,
)
from flotation.trials.randomisation import centred_innovations


@pytest.mark.parametrize(
    ("d", "sides", "pairs"), [(0.2, 2, 199), (0.5, 2, 34), (0.8, 2, 15), (0.5, 1, 27)]
)
def test_pairs_for_eighty_per_cent_are_those_of_cohens_tables(d, sides, pairs):
    """Paired t test at 5 %; d is the mean difference over the sd of the differences."""
    power = [power_of(d, 1.0 / np.sqrt(n), n, sides=sides) for n in (pairs - 1, pairs)]
    assert power[0] < 0.8 <= power[1]


def test_white_noise_gives_the_two_sample_standard_error():
    for pairs, length in ((10, 1), (7, 3)):
        sd = effect_sd(pairs, length=length, skipped=2, white_sd=0.3, disturbance=WHITE)
        assert sd == pytest.approx(0.3 * np.sqrt(2.0 / (pairs * length)))


def test_the_standard_error_is_that_of_generalised_least_squares():
    noise = Disturbance(phi=0.8, ratio=5.0)
    shifts, pair, second = counted_shifts(4, length=2, skipped=1)
    apart = np.abs(shifts[:, None] - shifts[None, :])
    inverse = np.linalg.inv(noise.ratio * noise.phi**apart + np.eye(len(shifts)))
    turned = np.random.default_rng(0).random((32, 4)) < 0.5
    information = []
    for order in turned:
        X = np.column_stack([np.ones(len(shifts)), second ^ order[pair]])
        information.append(1.0 / np.linalg.inv(X.T @ inverse @ X)[1, 1])
    found = effect_sd(4, length=2, skipped=1, white_sd=0.1, disturbance=noise)
    assert found == pytest.approx(0.1 / np.sqrt(np.mean(information)))


def test_innovations_are_centred_for_the_noise_that_they_are_whitened_for():
    noise = Disturbance(phi=0.8, ratio=5.0)
    shifts = np.array([0, 1, 4, 5, 9])
    column = np.random.default_rng(1).normal(size=(5, 1))
    plain = centred_innovations(column, shifts, np.ones(5), noise)
    raised = centred_innovations(column + 7.0, shifts, np.ones(5), noise)
    assert raised == pytest.approx(plain)
    apart = np.abs(shifts[:, None] - shifts[None, :])
    inverse = np.linalg.inv(noise.ratio * noise.phi**apart + np.eye(5))
    level = inverse.sum(axis=0) @ column / inverse.sum()
    left = column - level
    assert (plain.T @ plain).item() == pytest.approx((left.T @ inverse @ left).item())


def test_the_least_effect_has_the_power_it_is_named_for():
    for sides, power in ((1, 0.8), (2, 0.9)):
        effect = least_effect(0.013, 12, power=power, sides=sides)
        assert power_of(effect, 0.013, 12, sides=sides) == pytest.approx(power, abs=1e-4)


def test_the_pairs_needed_are_the_fewest_that_have_the_power():
    given = {"length": 2, "skipped": 1, "white_sd": 0.02}
    noise = Disturbance(phi=0.95, ratio=8.0)
    pairs = pairs_needed(0.02, disturbance=noise, **given)
    power = [
        power_of(0.02, effect_sd(n, disturbance=noise, **given), n) for n in (pairs - 1, pairs)
    ]
    assert power[0] < 0.8 <= power[1]
    assert pairs_needed(1.0, disturbance=noise, **given) == 6
    assert pairs_needed(0.0005, disturbance=noise, **given) is None


def test_long_blocks_pay_only_where_changes_cost_shifts():
    noise = Disturbance(phi=0.95, ratio=1.0)

    def total(length, skipped):
        given = {"white_sd": 0.02, "disturbance": noise}
        pairs = pairs_needed(0.015, length=length, skipped=skipped, **given)
        return 2 * pairs * (length + skipped)

    assert total(1, 0) < total(3, 0)
    assert total(3, 3) < total(1, 3)
