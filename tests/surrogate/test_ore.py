import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.comminution import bond_energy
from flotation.surrogate.constants import VALUE
from flotation.surrogate.ore import (
    COMPONENTS,
    CONTENT,
    MINERALS,
    mean_sizes,
    milled,
    mineral_masses,
    size_entrainment,
    size_shares,
    size_surface,
)
from flotation.surrogate.ore_types import HIDDEN, ORE_TYPES, hidden_shares
from flotation.surrogate.published import STANDARD

FEED = {column: np.array([value, 1.1 * value]) for column, value in STANDARD.items()}
NAMES = (*ORE_TYPES, "")


def of(mineral, masses):
    return masses[MINERALS.index(mineral)]


@pytest.mark.parametrize("name", NAMES)
def test_minerals_add_up_to_the_ore_and_carry_its_assays(name):
    masses = mineral_masses({**FEED, "ore_type": np.array([name, name])})
    assert_allclose(masses.sum(axis=0), 1.0, rtol=1e-12)
    assert np.all(masses > 0.0)
    for component in COMPONENTS:
        carried = sum(
            content * of(mineral, masses)
            for mineral, (element, content) in CONTENT.items()
            if element == component
        )
        assert_allclose(100.0 * carried, FEED[f"ore_{component.lower()}_pct"], rtol=1e-12)


def test_ore_types_differ_in_what_no_assay_tells():
    names = np.array(["skarn", "greisen", "marble contact"])
    masses = mineral_masses({**STANDARD, "ore_type": names})
    wolframite = of("wolframite", masses) / (of("wolframite", masses) + of("scheelite", masses))
    assert wolframite[1] > wolframite[0] > wolframite[2]
    assert of("garnet", masses)[0] > of("quartz", masses)[0]
    assert of("garnet", masses)[1] < of("quartz", masses)[1]
    assert of("native bismuth", masses)[1] == of("native bismuth", masses).max()


def test_an_unknown_ore_is_the_mean_of_the_types():
    for what in HIDDEN:
        mean = np.mean([getattr(ore, what) for ore in ORE_TYPES.values()])
        assert_allclose(hidden_shares(["", "zinc ore", "a"])[what], mean)
    centres = [ore.centre for ore in ORE_TYPES.values()]
    for column in set().union(*centres):
        assert sum(centre.get(column, 0.0) for centre in centres) == pytest.approx(0.0)


def ground(energy, work_index):
    given = {**STANDARD, "ore_type": "skarn", "work_index_kwh_t": np.asarray(work_index)}
    return milled(np.asarray(energy), given)


def test_harder_ore_is_ground_coarser_and_more_energy_grinds_finer():
    size = ground([10.0, 10.0, 14.0], [12.0, 14.0, 12.0]).p80
    assert size[2] < size[0] < size[1]


def test_size_classes_add_up_and_finer_grinding_makes_slimes_from_sand():
    made = ground(np.linspace(8.0, 16.0, 9), np.full(9, 13.2))
    assert_allclose(made.mass.sum(axis=(0, 1)), 1.0, rtol=1e-12)
    coarse, _, fine = made.mass.sum(axis=0)
    assert np.all(np.diff(coarse) < 0.0)
    assert np.all(np.diff(fine) > 0.0)


def test_scheelite_breaks_finer_than_quartz():
    mass = ground(12.0, 13.2).mass
    scheelite, quartz = (of(m, mass)[-1] / of(m, mass).sum() for m in ("scheelite", "quartz"))
    assert scheelite > quartz


def test_four_fifths_pass_the_p80():
    p80 = ground(13.5, 13.2).p80
    coarse, _, fine = size_shares(p80)
    bounds = np.array([fine, 1.0 - coarse])
    slope = np.diff(np.log(-np.log1p(-bounds))) / np.log(75.0 / 20.0)
    at_p80 = np.log(-np.log1p(-bounds[1])) + slope[0] * np.log(p80 / 75.0)
    assert_allclose(-np.expm1(-np.exp(at_p80)), 0.8, rtol=1e-9)


def test_finer_classes_have_more_surface_and_are_carried_by_more_water():
    assert np.all(np.diff(size_surface()) > 0.0)
    assert np.all(np.diff(size_entrainment()) > 0.0)
    assert size_surface()[1] == 1.0


def test_the_mill_takes_the_energy_that_bond_s_law_asks_for_its_size():
    energy = np.array([9.0, 12.0, 15.0])
    made = ground(energy, np.full(3, 13.2)).p80
    assert_allclose(bond_energy(13.2, feed_size=VALUE["mill_feed_f80"], product_size=made), energy)


def test_classes_stand_for_sizes_worked_by_hand():
    coarse, medium, fine = mean_sizes()
    assert [coarse, fine] == [112.5, 10.0]
    assert_allclose(medium**2, 20.0 * 75.0)
    assert_allclose(size_surface() * mean_sizes(), medium)
    x = 2.292 * mean_sizes() / 40.0
    assert_allclose(size_entrainment(), 2.0 / (np.exp(x) + np.exp(-x)), rtol=1e-3)
