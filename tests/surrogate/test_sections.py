import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.surrogate.sections import Bank, Section, chain_recovery, section_recovery


def closed_circuit(recoveries, entry):
    """Share of the feed that leaves at the top, by the linear flow system of the chain."""
    recoveries = np.asarray(recoveries)
    banks, rows = recoveries.shape
    system = np.broadcast_to(np.eye(banks), (rows, banks, banks)).copy()
    for i in range(banks - 1):
        system[:, i + 1, i] -= recoveries[i]  # concentrate, one bank up
        system[:, i, i + 1] -= 1.0 - recoveries[i + 1]  # tails, one bank down
    feed = np.zeros((rows, banks, 1))
    feed[:, entry] = 1.0
    inflow = np.linalg.solve(system, feed)[..., 0]
    return inflow[:, -1] * recoveries[-1], inflow[:, 0] * (1.0 - recoveries[0])


@pytest.mark.parametrize(("banks", "entry"), [(1, 0), (4, 1), (5, 2), (8, 3)])
def test_a_chain_agrees_with_the_closed_linear_flow_system(banks, entry):
    recoveries = np.random.default_rng(banks).uniform(0.02, 0.98, (banks, 300))
    top, bottom = closed_circuit(recoveries, entry)
    assert_allclose(chain_recovery(recoveries, entry), top, rtol=1e-10)
    assert_allclose(top + bottom, 1.0, rtol=1e-10)


def test_a_cleaner_that_keeps_everything_changes_nothing():
    assert_allclose(chain_recovery([0.6, 1.0], entry=0), 0.6)


def test_a_scavenger_raises_and_a_cleaner_lowers_recovery():
    assert chain_recovery([0.4, 0.6], entry=1) > 0.6 > chain_recovery([0.6, 0.4], entry=0)


SECTION = Section(
    scavengers=(Bank(cells=4, minutes=2.0), Bank(cells=3, minutes=5.0)),
    rougher=Bank(cells=6, minutes=2.0),
    cleaners=(Bank(cells=2, minutes=1.0),),
    water=0.1,
)


def test_banks_stand_from_the_last_scavenger_to_the_last_cleaner():
    assert [bank.minutes for bank in SECTION.banks] == [5.0, 2.0, 2.0, 1.0]
    assert SECTION.banks[SECTION.entry] is SECTION.rougher


def test_twice_the_tonnage_is_half_the_rate():
    assert_allclose(
        section_recovery(SECTION, 0.4, slowing=2.0), section_recovery(SECTION, 0.2), rtol=1e-12
    )


def test_what_does_not_float_is_entrained_and_cleaned():
    share = section_recovery(SECTION, 0.0, entrained=0.1)
    assert_allclose(share, chain_recovery([0.1] * 4, entry=2))
    assert share < 0.1
