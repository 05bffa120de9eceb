import numpy as np
import pytest
from circuits.mountain_pass import FLOWSHEET
from numpy.testing import assert_allclose

from flotation.circuit import Bank, circuit_grade, circuit_recovery, close_circuit, join_banks
from flotation.circuit_sensitivity import (
    flow_sensitivity,
    grade_sensitivity,
    recovery_sensitivity,
)

CONTENT = np.array([0.8, 0.1, 0.0])


def random_circuit(seed):
    """Return banks joined at random, each outlet to a later bank, an earlier one, or out."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 7))
    feeds = [["ore"] if i == 0 else [f"c{i - 1}"] for i in range(size)]
    for i in range(size):
        target = int(rng.integers(-1, size))
        if target >= 0:
            feeds[target].append(f"t{i}")
    if not any(f"t{i}" in feed for feed in feeds for i in range(size)):
        feeds[0].append(f"t{size - 1}")
    banks = [
        Bank(name=f"bank{i}", feed=tuple(feeds[i]), concentrate=f"c{i}", tails=f"t{i}")
        for i in range(size)
    ]
    return join_banks(banks, "ore"), rng.uniform(0.1, 0.9, (4, 3, size)), rng.uniform(1, 9, (4, 3))


def differences(value, share, step=1e-6):
    """Return the slope of value(share), shape (rows,), with every share of every row."""
    slope = np.empty(share.shape)
    for kind in range(share.shape[1]):
        for stage in range(share.shape[2]):
            up, down = share.copy(), share.copy()
            up[:, kind, stage] += step
            down[:, kind, stage] -= step
            slope[:, kind, stage] = (value(up) - value(down)) / (2.0 * step)
    return slope


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    ("measure", "sensitivity"),
    [(circuit_recovery, recovery_sensitivity), (circuit_grade, grade_sensitivity)],
)
def test_sensitivities_are_the_differences_they_stand_for(seed, measure, sensitivity):
    flowsheet, share, fresh = random_circuit(seed)
    for stream in flowsheet.streams[1:]:

        def value(s, stream=stream):
            return measure(close_circuit(flowsheet, s, fresh), stream, CONTENT)

        exact = sensitivity(close_circuit(flowsheet, share, fresh), stream, CONTENT)
        assert_allclose(exact, differences(value, share), rtol=1e-5, atol=1e-7)


def test_what_reaches_one_product_is_lost_to_the_others():
    share = np.random.default_rng(3).uniform(0.1, 0.9, (3, 5))
    flows = close_circuit(FLOWSHEET, share, [1.0, 2.0, 3.0])
    products = ("cleaners34_concentrate", "rougher_tails", "scavenger_tails")
    total = sum(flow_sensitivity(flows, name) for name in products)
    assert_allclose(total, 0.0, atol=1e-12)


def test_the_fresh_feed_does_not_depend_on_any_bank():
    flows = close_circuit(FLOWSHEET, np.full((2, 5), 0.5), [1.0, 2.0])
    assert not flow_sensitivity(flows, "fresh_feed").any()


def test_the_adjoint_agrees_with_the_log_sensitivity_of_the_flowsheet():
    share = np.array([0.944, 0.937, 0.747, 0.435, 0.363])
    flows = close_circuit(FLOWSHEET, share[None], [1.0])
    slope = recovery_sensitivity(flows, "cleaners34_concentrate", [1.0])[0]
    recovery = circuit_recovery(flows, "cleaners34_concentrate", [1.0])
    logs = FLOWSHEET.log_sensitivity("cleaners34_concentrate", share)
    assert_allclose(slope * share / recovery, logs)
