import numpy as np
import pytest
from scipy.stats import binomtest

from flotation.disturbance import WHITE, Disturbance
from flotation.errors import DataError
from flotation.trials.power import counted_shifts, effect_sd, power_of
from flotation.trials.randomisation import assignments, fewest_pairs, on_off_effect

TRIALS = 200
NOISE = Disturbance(phi=0.9, ratio=9.0)
WHITE_SD = 0.02


def run(rng, lasting, effect, pairs, *, length=2, skipped=1, assumed=NOISE, sides=2):
    """One trial of a known effect in noise that lasts."""
    shifts, pair, second = counted_shifts(pairs, length=length, skipped=skipped)
    on = (rng.random(pairs) < 0.5)[pair] != second
    everything = lasting(rng, shifts[-1] + 1, NOISE.phi, WHITE_SD * np.sqrt(NOISE.ratio))
    y = effect * on + everything[shifts] + WHITE_SD * rng.normal(size=len(shifts))
    noise = np.ones(len(shifts))
    return on_off_effect(
        y,
        shifts=shifts,
        pair=pair,
        on=on,
        noise=noise,
        disturbance=assumed,
        sides=sides,
        draws=499,
    )


def holds(successes, promised):
    """Whether a count of TRIALS is one that a promise would give in 999 of 1000 cases."""
    return binomtest(successes, TRIALS, promised).pvalue > 1e-3


@pytest.mark.parametrize("sides", [1, 2])
def test_the_promised_power_is_held(lasting, sides):
    rng = np.random.default_rng(5)
    sd = effect_sd(24, length=2, skipped=1, white_sd=WHITE_SD, disturbance=NOISE)
    promised = power_of(0.022, sd, 24, sides=sides)
    found = [run(rng, lasting, 0.022, 24, sides=sides) for _ in range(TRIALS)]
    assert 0.7 < promised < 0.9
    assert holds(sum(f.p_value <= 0.05 for f in found), promised)
    assert np.std([f.effect for f in found]) == pytest.approx(sd, rel=0.15)
    assert np.mean([f.sd for f in found]) == pytest.approx(sd, rel=0.1)


@pytest.mark.parametrize("assumed", [NOISE, WHITE, Disturbance(phi=0.5, ratio=1.0)])
def test_size_and_coverage_hold_whatever_noise_is_assumed(lasting, assumed):
    rng = np.random.default_rng(11)
    found = [run(rng, lasting, 0.03, 10, assumed=assumed) for _ in range(TRIALS)]
    assert holds(sum(f.low <= 0.03 <= f.high for f in found), 0.95)
    nothing = [run(rng, lasting, 0.0, 10, assumed=assumed) for _ in range(TRIALS)]
    assert holds(sum(f.p_value <= 0.05 for f in nothing), 0.05)


def test_the_right_noise_makes_the_interval_narrower(lasting):
    widths = {}
    for assumed in (NOISE, WHITE):
        rng = np.random.default_rng(3)
        found = [run(rng, lasting, 0.0, 14, length=4, assumed=assumed) for _ in range(40)]
        widths[assumed] = np.median([f.high - f.low for f in found])
    assert widths[NOISE] < 0.9 * widths[WHITE]


def test_interval_and_test_never_disagree(lasting):
    rng = np.random.default_rng(2)
    for pairs in (7, 13):
        for effect in (0.0, 0.02, -0.03):
            for sides in (1, 2):
                f = run(rng, lasting, effect, pairs, sides=sides)
                assert (f.p_value <= 0.05) == (not f.low <= 0.0 <= f.high)


@pytest.mark.parametrize("pairs", [7, 13])
def test_the_interval_ends_where_the_test_begins_to_show(pairs):
    """An effect a little inside either end is not shown to be wrong, one a little outside is."""
    rng = np.random.default_rng(11)
    shifts, pair, second = counted_shifts(pairs, length=2, skipped=1)
    on = (rng.random(pairs) < 0.5)[pair] != second
    y = 0.5 * on + rng.normal(size=len(shifts))
    settings = {"shifts": shifts, "pair": pair, "on": on, "noise": np.ones(len(y)), "draws": 499}
    found = on_off_effect(y, disturbance=NOISE, **settings)
    for end, inward in ((found.low, 1e-6), (found.high, -1e-6)):
        within, beyond = (
            on_off_effect(y - (end + step) * on, disturbance=NOISE, **settings).p_value
            for step in (inward, -inward)
        )
        assert beyond <= 0.05 < within


def test_a_shift_of_the_response_moves_the_interval_with_it(lasting):
    rng = np.random.default_rng(8)
    shifts, pair, second = counted_shifts(9, length=2, skipped=1)
    on = (rng.random(9) < 0.5)[pair] != second
    y = rng.normal(size=len(shifts))
    settings = {"shifts": shifts, "pair": pair, "on": on, "noise": np.ones(len(y))}
    plain = on_off_effect(y, disturbance=NOISE, **settings)
    moved = on_off_effect(y + 5.0 + 0.7 * on, disturbance=NOISE, **settings)
    for name in ("effect", "low", "high"):
        assert getattr(moved, name) == pytest.approx(getattr(plain, name) + 0.7)
    assert moved.sd == pytest.approx(plain.sd)


def test_too_few_pairs_give_an_interval_without_ends(lasting):
    found = run(np.random.default_rng(0), lasting, 10.0, 5)
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.p_value == pytest.approx(2 / 32)
    assert run(np.random.default_rng(0), lasting, 10.0, 6).low > 0.0
    assert [fewest_pairs(0.05, s) for s in (1, 2)] == [5, 6]


def test_the_order_that_was_run_comes_first_among_all_orders():
    every = assignments(5)
    assert len(np.unique(every, axis=0)) == 32
    assert not every[0].any()
    many = assignments(30, seed=4, draws=600)
    assert many.shape == (601, 30)
    assert not many[0].any()
    assert many[1:].mean() == pytest.approx(0.5, abs=0.02)


def test_a_lever_that_was_never_off_is_refused():
    with pytest.raises(DataError, match="no shift with the lever off"):
        on_off_effect(
            np.ones(4),
            shifts=np.arange(4),
            pair=np.arange(4) // 2,
            on=np.ones(4, bool),
            noise=np.ones(4),
            disturbance=WHITE,
        )
