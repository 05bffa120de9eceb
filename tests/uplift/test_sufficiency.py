import numpy as np

from flotation.trials.power import least_effect
from flotation.uplift.sufficiency import more_shifts


def test_one_shift_fewer_has_too_little():
    more = more_shifts(0.02, 0.01, 100, 88)

    def least(extra):
        return least_effect(0.01 * np.sqrt(100 / (100 + extra)), 88 + extra + 1)

    assert least(more) <= 0.02 < least(more - 1)


def test_enough_shifts_need_no_more_and_a_loss_needs_as_many_as_a_gain():
    assert more_shifts(0.05, 0.01, 100, 88) == 0
    assert more_shifts(-0.02, 0.01, 100, 88) == more_shifts(0.02, 0.01, 100, 88)


def test_next_to_nothing_is_never_shown():
    assert more_shifts(0.0005, 0.01, 100, 88) is None
    assert more_shifts(0.0, 0.01, 100, 88) is None
