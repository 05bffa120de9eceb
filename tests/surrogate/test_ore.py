import numpy as np
from numpy.testing import assert_allclose

from flotation.surrogate.ore import COMPONENTS, CONTENT, grind, mineral_masses
from flotation.surrogate.published import STANDARD

FEED = {column: np.array([value, 1.1 * value]) for column, value in STANDARD.items()}


def test_minerals_add_up_to_the_ore_and_carry_its_assays():
    masses = mineral_masses(FEED)
    assert_allclose(sum(masses.values()), 1.0, rtol=1e-12)
    for component in COMPONENTS:
        carried = sum(
            content * masses[mineral]
            for mineral, (of, content) in CONTENT.items()
            if of == component
        )
        assert_allclose(100.0 * carried, FEED[f"ore_{component.lower()}_pct"], rtol=1e-12)


def test_harder_ore_is_ground_coarser_and_more_energy_grinds_finer():
    size = grind(np.array([10.0, 10.0, 14.0]), np.array([12.0, 14.0, 12.0])).p80
    assert size[2] < size[0] < size[1]


def test_size_classes_add_up_and_finer_grinding_makes_slimes_from_sand():
    made = grind(np.linspace(8.0, 16.0, 9), np.full(9, 13.2))
    assert_allclose(made.coarse + made.middle + made.slimes, 1.0, rtol=1e-12)
    assert np.all(np.diff(made.coarse) < 0.0)
    assert np.all(np.diff(made.slimes) > 0.0)
    assert np.all(np.diff(made.entrained) > 0.0)


def test_four_fifths_pass_the_p80():
    made = grind(np.array([13.5]), np.array([13.2]))
    bounds = np.array([made.slimes[0], 1.0 - made.coarse[0]])
    slope = np.diff(np.log(-np.log1p(-bounds))) / np.log(75.0 / 20.0)
    at_p80 = np.log(-np.log1p(-bounds[1])) + slope[0] * np.log(made.p80[0] / 75.0)
    assert_allclose(-np.expm1(-np.exp(at_p80)), 0.8, rtol=1e-9)


def test_everything_floats_where_every_class_does():
    made = grind(np.array([12.0]), np.array([13.0]))
    assert_allclose(made.floatable(coarse=1.0, slimes=1.0), 1.0)
