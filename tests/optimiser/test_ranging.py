"""A price is the slope of the optimum on its own side, and holds just as far as it says."""

import numpy as np
import pytest

from flotation.errors import SolverError
from optimiser.ranging import one_side


def bent(rng, pieces):
    """A convex function of straight pieces from nothing at 0, and where its pieces end."""
    slopes = np.sort(rng.uniform(-5.0, 5.0, pieces)) + np.arange(pieces)
    ends = np.cumsum(rng.uniform(0.1, 2.0, pieces))
    heights = np.concatenate([[0.0], np.cumsum(slopes * np.diff(ends, prepend=0.0))])

    def optimum(distance):
        piece = min(int(np.searchsorted(ends, distance, side="left")), pieces - 1)
        start = ends[piece - 1] if piece else 0.0
        return heights[piece] + slopes[piece] * (distance - start), slopes[piece]

    return optimum, slopes, ends


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("too_low", [0.0, 0.7, 20.0])
def test_the_slope_and_its_end_are_those_of_the_first_piece(seed, too_low):
    rng = np.random.default_rng(seed)
    optimum, slopes, ends = bent(rng, int(rng.integers(1, 9)))
    side = one_side(optimum, dual=slopes[0] - too_low, reach=float(ends[-1]))
    assert side.slope == pytest.approx(slopes[0], rel=0.011, abs=1e-9)
    assert side.holds == pytest.approx(ends[0], rel=0.02)


def test_a_price_that_falls_smoothly_holds_while_it_tells_the_gain_to_one_per_cent():
    side = one_side(lambda h: ((h - 3.0) ** 2 - 9.0, 2.0 * (h - 3.0)), dual=-6.0, reach=3.0)
    assert side.slope == -6.0
    assert 0.02 < side.holds <= 0.0601


def test_a_reach_that_is_none_is_not_passed_over_in_silence():
    with pytest.raises(SolverError, match="as far as its own reach"):
        one_side(lambda h: None if h else (0.0, 0.0), dual=0.0, reach=1.0)
