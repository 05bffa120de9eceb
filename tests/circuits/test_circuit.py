import numpy as np
import pytest
from circuits.mountain_pass import FLOWSHEET, published_banks, published_streams
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from flotation.circuit import (
    Bank,
    circuit_grade,
    circuit_mass_pull,
    circuit_recovery,
    close_circuit,
    end_products,
    join_banks,
)
from flotation.errors import DataError
from flotation.kinetics import bank_recovery
from flotation.recycles import circulating_load, returning_streams

REO = np.array([0.0, 0.0, 1.0, 0.0, 0.0])
SHARES = arrays(float, (3, 5), elements=st.floats(0.0, 0.99))


def mountain_pass():
    recovery = published_banks("bank_recovery")
    assert list(recovery.index)[2] == "REO"
    return close_circuit(FLOWSHEET, recovery, published_streams().loc["fresh_feed"])


def bank(name, feed, concentrate, tails):
    return Bank(name=name, feed=tuple(feed.split()), concentrate=concentrate, tails=tails)


def test_mountain_pass_gives_its_yield_grade_and_recovery():
    flows, product = mountain_pass(), "cleaners34_concentrate"
    assert_allclose(100.0 * circuit_mass_pull(flows, product), 9.473, atol=5e-4)
    assert_allclose(100.0 * circuit_grade(flows, product, REO), 65.081, atol=5e-4)
    assert_allclose(100.0 * circuit_recovery(flows, product, REO), 80.065, atol=5e-4)


def test_every_stream_of_mountain_pass_is_that_published():
    flows, published = mountain_pass(), published_streams()
    for name in sorted(set(published.index) - {"final_tails", "rougher_feed"}):
        if not name.endswith("_feed"):
            assert_allclose(flows.stream(name), published.loc[name], rtol=2e-3, err_msg=name)
    rougher = [stage.name for stage in FLOWSHEET.stages].index("rougher")
    assert_allclose(flows.inflow[:, rougher], published.loc["rougher_feed"], rtol=2e-3)


def test_mountain_pass_also_follows_from_its_rates_and_times():
    tau, cells = published_banks("tau_min"), published_banks("cells")
    recovery = bank_recovery(tau / cells, published_banks("k_per_min"), cells)
    flows = close_circuit(FLOWSHEET, recovery, published_streams().loc["fresh_feed"])
    assert_allclose(circuit_recovery(flows, "cleaners34_concentrate", REO), 0.80065, atol=5e-4)


def test_three_streams_return_at_mountain_pass_and_carry_its_load():
    names = ("scavenger_concentrate", "cleaner2_tails", "cleaners34_tails")
    assert returning_streams(FLOWSHEET) == names
    published = published_streams()
    load = published.loc[list(names)].to_numpy().sum() / published.loc["fresh_feed"].sum()
    assert_allclose(circulating_load(mountain_pass()), load, rtol=1e-3)


def test_an_open_circuit_circulates_nothing():
    # the scavenger's concentrate meets the rougher's, forward both
    flowsheet = join_banks(
        [
            bank("rougher", "ore", "rc", "rt"),
            bank("scavenger", "rt", "sc", "tails"),
            bank("cleaner", "rc sc", "con", "ct"),
        ],
        "ore",
    )
    flows = close_circuit(flowsheet, [[0.7, 0.5, 0.6]], [10.0])
    assert returning_streams(flowsheet) == ()
    assert circulating_load(flows) == 0.0
    assert_allclose(flows.stream("con"), 10.0 * (0.7 + 0.3 * 0.5) * 0.6)
    assert end_products(flowsheet) == ("tails", "con", "ct")


def test_a_bank_that_returns_its_own_tails_floats_all_of_them():
    flowsheet = join_banks([bank("a", "ore", "b", "c"), bank("d", "b e", "con", "e")], "ore")
    assert returning_streams(flowsheet) == ("e",)
    flows = close_circuit(flowsheet, [[0.4, 0.3]], [1.0])
    assert_allclose(flows.stream("con"), 0.4)
    assert_allclose(circulating_load(flows), 0.4 * 0.7 / 0.3)


@given(share=SHARES, fresh=arrays(float, 3, elements=st.floats(0.0, 1e3)))
def test_everything_that_enters_leaves_by_a_product_and_balances_every_bank(share, fresh):
    flows = close_circuit(FLOWSHEET, share, fresh)
    left = sum(flows.stream(name) for name in end_products(FLOWSHEET))
    assert_allclose(left, fresh, rtol=1e-9, atol=1e-12)
    for i, stage in enumerate(FLOWSHEET.stages):
        fed = sum(flows.stream(name) for name in stage.feed)
        assert_allclose(fed, flows.inflow[..., i], rtol=1e-9, atol=1e-9)
        parted = flows.stream(stage.concentrate) + flows.stream(stage.tails)
        assert_allclose(parted, fed, rtol=1e-9, atol=1e-9)


def test_a_feed_too_small_for_its_digits_still_leaves():
    flows = close_circuit(FLOWSHEET, np.full((3, 5), 0.5), np.full(3, 5e-324))
    assert (flows.inflow <= 2e-323).all()


def test_rows_and_size_classes_solve_as_they_would_alone():
    rng = np.random.default_rng(0)
    share, fresh = rng.uniform(0.1, 0.9, (50, 3, 4, 5)), rng.uniform(1.0, 9.0, (50, 3, 4))
    together = close_circuit(FLOWSHEET, share, fresh)
    alone = close_circuit(FLOWSHEET, share[7, 2], fresh[7, 2])
    assert_allclose(together.stream("cleaner1_tails")[7, 2], alone.stream("cleaner1_tails"))
    assert circulating_load(together).shape == (50, 3)


def test_one_feed_serves_all_rows():
    share = np.random.default_rng(1).uniform(0.1, 0.9, (6, 2, 5))
    flows = close_circuit(FLOWSHEET, share, [1.0, 2.0])
    assert flows.stream("fresh_feed").shape == (6, 2)
    assert circuit_mass_pull(flows, "rougher_tails").shape == (6,)


@pytest.mark.parametrize(
    ("share", "fresh", "message"),
    [
        ([[0.5] * 4], [1.0], "each of the 5 stages, got the shape"),
        ([0.5] * 5, [1.0], "each kind and each of the 5 stages"),
        ([[0.5] * 5], [1.0, 2.0], "each of the 1 kinds"),
        ([[0.5] * 4 + [50.0]], [1.0], r"must lie in \[0, 1\], got 50"),
        ([[0.5] * 4 + [np.nan]], [1.0], r"must lie in \[0, 1\], got nan"),
        ([[0.5] * 5], [-1.0], "must be zero or more"),
    ],
)
def test_shares_and_feeds_that_cannot_be_are_refused(share, fresh, message):
    with pytest.raises(DataError, match=message):
        close_circuit(FLOWSHEET, share, fresh)


@pytest.mark.parametrize("almost", [0.0, 1e-14])
def test_a_loop_that_nothing_leaves_is_refused(almost):
    # nothing floats in the last two banks, all floats in cleaner 1: it goes round for ever
    with pytest.raises(DataError, match="never leaves"):
        close_circuit(FLOWSHEET, [[1.0, 0.5, 1.0 - almost, 0.0, 0.5]], [1.0])


@pytest.mark.parametrize(
    ("banks", "message"),
    [
        ([bank("a", "ore x", "c", "t")], "'x' dangles"),
        ([bank("a", "ore", "c", "t"), bank("b", "c", "c", "u")], "'c' is made more than once"),
        ([bank("a", "ore", "c", "t"), bank("b", "c t", "d", "e"), bank("f", "t", "g", "h")], "2 t"),
        ([bank("a", "ore c t", "c", "t")], "never leaves the circuit"),
    ],
)
def test_banks_that_make_no_circuit_are_refused(banks, message):
    with pytest.raises(DataError, match=message):
        join_banks(banks, "ore")


def test_an_unknown_stream_is_named_with_those_there_are():
    with pytest.raises(DataError, match="no stream is called 'gold'; there are: fresh_feed"):
        mountain_pass().stream("gold")
