import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.surrogate.sections import (
    Bank,
    Behaviour,
    Section,
    bank_recoveries,
    chain_feeds,
    chain_recovery,
    section_recoveries,
)


def closed_circuit(recoveries, entry):
    """What enters each bank, by the linear flow system of the chain."""
    recoveries = np.asarray(recoveries)
    banks, rows = recoveries.shape
    system = np.broadcast_to(np.eye(banks), (rows, banks, banks)).copy()
    for i in range(banks - 1):
        system[:, i + 1, i] -= recoveries[i]  # concentrate, one bank up
        system[:, i, i + 1] -= 1.0 - recoveries[i + 1]  # tails, one bank down
    feed = np.zeros((rows, banks, 1))
    feed[:, entry] = 1.0
    return np.linalg.solve(system, feed)[..., 0]


@pytest.mark.parametrize(("banks", "entry"), [(1, 0), (4, 1), (5, 2), (8, 3)])
def test_a_chain_agrees_with_the_closed_linear_flow_system(banks, entry):
    recoveries = np.random.default_rng(banks).uniform(0.02, 0.98, (banks, 300))
    inflow = closed_circuit(recoveries, entry)
    assert_allclose(chain_recovery(recoveries, entry), inflow[:, -1] * recoveries[-1], rtol=1e-10)
    assert_allclose(np.stack(chain_feeds(recoveries, entry), axis=-1), inflow, rtol=1e-10)


def test_a_cleaner_that_keeps_everything_changes_nothing():
    assert_allclose(chain_recovery([0.6, 1.0], entry=0), 0.6)


def test_a_scavenger_raises_and_a_cleaner_lowers_recovery():
    assert chain_recovery([0.4, 0.6], entry=1) > 0.6 > chain_recovery([0.6, 0.4], entry=0)


SECTION = Section(
    scavengers=(Bank(cells=4, minutes=2.0), Bank(cells=3, minutes=5.0)),
    rougher=Bank(cells=6, minutes=2.0),
    cleaners=(Bank(cells=2, minutes=1.0),),
)


def behaviour(rate=0.4, floats=1.0, entrained=0.1, slowing=1.0):
    def classes(value):
        return np.full((3, 1), value)

    return Behaviour(
        floats={"galena": classes(floats)},
        rate={"galena": classes(rate)},
        entrained=classes(entrained),
        slowing=np.array([slowing]),
    )


def recovery(**given):
    return section_recoveries(SECTION, behaviour(**given), ("quartz", "galena"))[:, 0, 0]


def test_banks_stand_from_the_last_scavenger_to_the_last_cleaner():
    assert [bank.minutes for bank in SECTION.banks] == [5.0, 2.0, 2.0, 1.0]
    assert SECTION.banks[SECTION.entry] is SECTION.rougher


def test_twice_the_tonnage_is_half_the_rate():
    assert_allclose(recovery(slowing=2.0), recovery(rate=0.2), rtol=1e-12)


def test_what_cannot_float_is_entrained_and_cleaned():
    quartz, galena = recovery(floats=0.0)
    assert_allclose([quartz, galena], chain_recovery([0.1] * 4, entry=2))
    assert quartz < 0.1


def test_half_able_to_float_is_half_way_to_all():
    none, half, all_ = (recovery(floats=share)[1] for share in (0.0, 0.5, 1.0))
    assert_allclose(half, (none + all_) / 2.0)
    assert all_ > 0.9


def test_each_bank_recovers_by_its_own_cells_and_time():
    own = behaviour(entrained=0.0)
    last, first, rougher, cleaner = bank_recoveries(SECTION, 0.4, own)
    assert_allclose(last, 1.0 - 3.0**-3)
    assert_allclose(first, 1.0 - 1.8**-4)
    assert_allclose(rougher, 1.0 - 1.8**-6)
    assert_allclose(cleaner, 1.0 - 1.4**-2)
