import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.entrainment import degree_of_entrainment, with_entrainment


@pytest.mark.parametrize("drainage", [0.5, 1.0, 2.0])
def test_the_entrainment_size_is_entrained_by_two_tenths_however_the_froth_drains(drainage):
    degree = degree_of_entrainment(40.0, entrainment_size=40.0, drainage=drainage)
    assert_allclose(degree, 0.2, atol=2e-4)


def test_slimes_follow_the_water_and_sand_does_not():
    sizes = np.array([0.0, 5.0, 20.0, 50.0, 150.0])
    degree = degree_of_entrainment(sizes, entrainment_size=40.0)
    assert degree[0] == 1.0
    assert (np.diff(degree) < 0.0).all()
    assert degree[-1] < 1e-3


def test_half_of_the_entrainment_size_is_entrained_by_the_secant_of_half():
    assert_allclose(degree_of_entrainment(20.0, entrainment_size=40.0), 1.0 / np.cosh(1.146))


def test_a_froth_that_drains_bends_the_curve_about_its_entrainment_size():
    sizes = np.array([20.0, 80.0])
    for drainage, powers in ((2.0, [1.42042, 1.09381]), (0.5, [0.57958, 0.90619])):
        x = 2.292 * np.array([0.5, 2.0]) ** powers
        degree = degree_of_entrainment(sizes, entrainment_size=40.0, drainage=drainage)
        assert_allclose(degree, 2.0 / (np.exp(x) + np.exp(-x)), rtol=2e-3)


def test_entrainment_takes_only_what_does_not_float():
    assert with_entrainment(1.0, entrained=0.3) == 1.0
    assert with_entrainment(0.0, entrained=0.3) == 0.3
    size = pd.Series([10.0, 30.0], index=["fine", "coarse"])
    recovery = with_entrainment(0.5, 0.1 * degree_of_entrainment(size, entrainment_size=40.0))
    assert list(recovery.index) == ["fine", "coarse"]
    assert recovery["fine"] > recovery["coarse"] > 0.5
