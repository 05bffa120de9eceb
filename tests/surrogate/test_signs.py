import numpy as np
import pytest

from flotation.surrogate.practice import PRESENT
from flotation.surrogate.published import HABITS, STANDARD
from flotation.surrogate.signs import BLOCKS, JUDGED, least_squares_signs, rougher_recovery
from flotation.surrogate.simulation import simulate


def blocks_with_a_wrong_sign(table):
    return {sign.block for sign in least_squares_signs(table) if sign.wrong}


def test_least_squares_gets_a_sign_wrong_in_most_time_blocks(survey):
    assert len(blocks_with_a_wrong_sign(survey.table)) >= 4


@pytest.mark.slow
def test_without_the_unmeasured_property_least_squares_is_less_often_wrong(survey):
    with_it = sum(sign.wrong for sign in least_squares_signs(survey.table))
    calm = simulate(2190, 2024, ore_strength=0.0)
    without = sum(sign.wrong for sign in least_squares_signs(calm.table))
    assert without < with_it


def test_the_truth_is_that_both_reagents_help(survey):
    signs = least_squares_signs(survey.table)
    assert len(signs) == BLOCKS * len(JUDGED)
    assert all(sign.truth > 0.01 for sign in signs)


def test_recovery_by_grades_is_the_true_share_where_nothing_is_measured_wrong(survey):
    found = rougher_recovery(survey.truth)
    np.testing.assert_allclose(found, survey.truth["w_rougher/WO3"], rtol=1e-9)


def test_habits_and_standard_feeds_name_what_is_simulated():
    assert set(HABITS) == set(PRESENT)
    assert len(STANDARD) == 9
