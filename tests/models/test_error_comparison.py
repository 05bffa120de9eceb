import numpy as np
import pytest

from flotation.error_comparison import compare_errors
from flotation.rolling_origin import RollingErrors


def rolling(champion, challenger):
    """Errors of one component, all of them news, three of four covered."""
    inside = np.arange(len(champion)) % 4 > 0
    return RollingErrors(
        rows=np.arange(len(champion)),
        champion={"WO3": champion},
        challenger={"WO3": challenger},
        champion_news={"WO3": champion},
        challenger_news={"WO3": challenger},
        champion_covered={"WO3": inside},
        challenger_covered={"WO3": ~inside},
    )


def test_a_model_compared_with_itself_gains_nothing():
    error = np.random.default_rng(0).normal(size=200)
    same = compare_errors(rolling(error, error))
    assert (same.gain, same.low, same.high) == (0.0, 0.0, 0.0)
    assert same.components["WO3"].champion_coverage == 0.75
    assert same.components["WO3"].challenger_coverage == 0.25


def test_errors_halved_are_a_gain_of_half():
    error = np.random.default_rng(1).normal(size=400)
    half = compare_errors(rolling(error, error / 2.0))
    assert half.gain == pytest.approx(0.5)
    assert 0.4 < half.low < 0.5 < half.high < 0.6
    assert half.components["WO3"].champion == pytest.approx(np.abs(error).mean(), rel=1e-5)


def test_the_interval_holds_no_gain_as_often_as_said():
    rng, held = np.random.default_rng(2), 0
    for _ in range(400):
        found = compare_errors(rolling(rng.normal(size=150), rng.normal(size=150)))
        held += found.low <= 0.0 <= found.high
    assert held / 400 == pytest.approx(0.95, abs=0.03)


def test_errors_that_come_in_spells_count_as_fewer_shifts():
    spells = np.repeat(np.random.default_rng(3).normal(size=20), 20)
    found = compare_errors(rolling(spells, 0.5 * np.roll(spells, 200)))
    assert found.effective_rows < 60
    assert found.low < 0.0


def test_shifts_known_to_one_model_only_are_not_compared():
    error = np.ones(10)
    error[:4] = np.nan
    assert compare_errors(rolling(np.full(10, 2.0), error)).rows == 6
    assert compare_errors(rolling(np.ones(10), np.full(10, np.nan))) is None
