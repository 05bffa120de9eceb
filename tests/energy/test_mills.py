import pandas as pd
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
from flotation.datasets_path import dataset_folder
from flotation.economics import heating_energy

TABLE = pd.read_csv(dataset_folder("literature") / "energy.csv").set_index("item")["value"]


@pytest.mark.parametrize(("work_index", "size"), [(12.0, 95.0), (14.0, 95.0), (14.0, 74.0)])
def test_bond_energies_are_those_of_the_literature(work_index, size):
    item = f"Bond ball-mill energy, Wi {work_index:g}, F80 10 mm, P80 {size:g} um"
    found = bond_energy(work_index, feed_size=10_000.0, product_size=size)
    assert_allclose(found, TABLE[item], atol=0.005)


@pytest.mark.parametrize("solids", [60, 65, 70])
def test_heating_energies_are_those_of_the_literature(solids):
    item = f"heating W rougher concentrate pulp 20 to 90 C at {solids} % solids, no losses"
    assert_allclose(heating_energy(90.0, 20.0, solids / 100.0), TABLE[item], atol=0.05)


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
