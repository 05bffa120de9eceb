"""Results are worked out once, kept for a while, and errors are not kept."""

import threading

import pytest
from flotation_ui.kept import Kept


def test_many_who_ask_at_once_get_one_piece_of_work():
    kept, worked, found, gate = Kept(most=4), [], [], threading.Event()

    def work():
        worked.append(1)
        gate.wait(10.0)
        return object()

    threads = [threading.Thread(target=lambda: found.append(kept.get("q", work))) for _ in "12345"]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()
    assert len(worked) == 1
    assert len(set(map(id, found))) == 1


def test_another_key_does_not_wait():
    kept = Kept(most=4)
    assert kept.get("outer", lambda: kept.get("inner", lambda: 2) + 1) == 3


def test_an_error_is_not_kept_and_the_next_one_may_try():
    kept = Kept(most=4)
    with pytest.raises(ZeroDivisionError, match="division"):
        kept.get("q", lambda: 1 / 0)
    assert kept.get("q", lambda: 5) == 5


def test_what_was_asked_for_longest_ago_goes_first():
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: key)
    assert kept.get("a", lambda: "new") == "a"
    assert kept.get("b", lambda: "new") == "new"


def test_nothing_is_left_after_forgetting():
    kept = Kept(most=2)
    kept.get("a", lambda: 1)
    kept.clear()
    assert kept.get("a", lambda: 2) == 2
