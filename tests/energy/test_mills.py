import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from flotation.comminution import (
    bond_energy,
    mill_energies,
    operating_work_index,
    transfer_size,
)


@pytest.mark.parametrize(
    ("energy", "feed_size", "product_size", "published"),
    [(3150.0 / 450.0, 2500.0, 212.0, 14.4), (8.56, 19_300.0, 155.0, 11.7)],
)
def test_two_published_mills_show_their_work_indices(energy, feed_size, product_size, published):
    index = operating_work_index(energy, feed_size=feed_size, product_size=product_size)
    assert_allclose(index, published, atol=0.05)


@given(transfer=st.floats(120.0, 9000.0))
def test_equally_hard_ore_costs_the_same_in_two_mills_as_in_one(transfer):
    parts = mill_energies([14.0, 14.0], [10_000.0, transfer, 95.0])
    assert_allclose(sum(parts), bond_energy(14.0, feed_size=10_000.0, product_size=95.0))


@given(share=st.floats(0.01, 0.99))
def test_at_the_transfer_size_the_first_mill_takes_its_share(share):
    size = transfer_size(share, feed_size=10_000.0, product_size=95.0)
    first, second = mill_energies([13.0, 13.0], [10_000.0, size, 95.0])
    assert_allclose(first / (first + second), share, rtol=1e-9)


def test_each_mill_grinds_with_its_own_hardness():
    both = mill_energies([10.0, 20.0], [10_000.0, 1000.0, 100.0])
    assert_allclose(both, [10.0 * 10.0 * (1000.0**-0.5 - 0.01), 200.0 * (0.1 - 1000.0**-0.5)])
