import numpy as np

from flotation.uplift.comparable import comparable_shifts, time_blocks


def paired(feed, group, accepted, *, together=84, shifts=None):
    feed, accepted = np.array(feed, dtype=float)[:, None], np.array(accepted, dtype=bool)
    return comparable_shifts(
        feed,
        np.array(list(group)),
        accepted=accepted,
        declined=~accepted,
        shifts=np.arange(len(feed)) if shifts is None else np.array(shifts),
        together=together,
    )


def test_six_shifts_by_hand():
    found = paired([0.0, 1.0, 2.0, 3.0, 9.0, 2.2], "aaaaaa", [1, 0, 1, 0, 1, 0])
    assert found.nearest.tolist() == [1, -1, 5, -1, -1, -1]
    assert found.accepted.tolist() == [True, False, True, False, False, False]
    assert found.others.tolist() == [False, True, False, True, False, True]


def test_another_ore_is_never_compared():
    assert paired([1.0, 1.0, 1.0], "aba", [1, 0, 0]).nearest.tolist() == [2, -1, -1]
    assert not paired([1.0, 1.0], "ab", [1, 0]).accepted.any()


def test_another_time_block_is_never_compared():
    found = paired([1.0, 1.1, 1.0, 2.0], "aaaa", [1, 0, 0, 0], together=10, shifts=[0, 1, 19, 20])
    assert found.nearest[0] == 1
    assert found.blocks == 1
    assert not paired([1.0, 1.0], "aa", [1, 0], together=10, shifts=[0, 19]).accepted.any()


def test_shifts_without_a_known_feed_spread_are_all_alike():
    assert paired([1.0, 1.0], "aa", [1, 0]).accepted[0]


def test_time_blocks_are_equal_spans_and_none_is_short():
    blocks = time_blocks(np.arange(100), 84)
    assert set(blocks) == {0}
    blocks = time_blocks(np.arange(130), 84)
    assert np.bincount(blocks).tolist() == [65, 65]
