import pandas as pd
import pytest

from flotation.errors import DataError
from flotation.uplift import read_decisions
from flotation.uplift.decisions import ACCEPTED, DECLINED, OTHER, decided

FILE = """shift_start,decision,ore
2026-01-05 00:00,Accepted,1
2026-01-05 08:00,拒绝,1
2026-01-05 16:00,,1
2026-01-06 00:00,changed,1
2026-01-06 08:00,YES,1
"""


def test_decisions_are_read_in_both_languages_and_blank_is_not_accepted():
    found = read_decisions(FILE.encode(), time_column="shift_start")
    assert list(found.values()) == [ACCEPTED, DECLINED, DECLINED, OTHER, ACCEPTED]
    assert list(found)[1] == pd.Timestamp("2026-01-05 08:00")


def test_another_column_may_say_it():
    text = FILE.replace("decision", "taken")
    found = read_decisions(text.encode(), time_column="shift_start", column="taken")
    assert list(found.values())[0] == ACCEPTED


def test_a_word_that_is_no_decision_is_refused_with_its_line():
    text = FILE.replace("拒绝", "maybe").replace("changed", "later")
    with pytest.raises(DataError, match=r"got 'maybe' at line 3 and others in 1 more lines"):
        read_decisions(text.encode(), time_column="shift_start")


def test_a_file_without_the_column_is_refused():
    with pytest.raises(DataError, match="taken"):
        read_decisions(FILE.encode(), time_column="shift_start", column="taken")


def test_shifts_without_a_decision_were_not_accepted():
    found = read_decisions(FILE.encode(), time_column="shift_start")
    times = pd.to_datetime(["2026-01-06 08:00", "2026-01-06 16:00"])
    assert decided(found, times).tolist() == [ACCEPTED, DECLINED]


def test_decisions_of_another_time_are_refused():
    found = read_decisions(FILE.encode(), time_column="shift_start")
    with pytest.raises(DataError, match="no decision is for a shift of the survey"):
        decided(found, pd.to_datetime(["2027-01-06 08:00"]))
