from types import SimpleNamespace

import pandas as pd
import pytest

from flotation.errors import DataError
from flotation.survey.joined import join_surveys


def survey(days, grades, doubtful=False):
    table = pd.DataFrame(
        {"shift_start": pd.to_datetime(days), "ore_wo3_pct": grades},
        index=pd.RangeIndex(2, 2 + len(days), name="file_line"),
    )
    flags = pd.DataFrame({"ore_wo3_pct": doubtful}, index=table.index)
    return SimpleNamespace(table=table, doubtful=flags)


OLD, NEW = ["2026-01-01", "2026-01-02"], ["2026-01-02", "2026-01-03"]


def test_shifts_of_two_surveys_stand_in_time_order_each_once():
    old, new = survey(OLD, [0.4, None]), survey(NEW, [None, 0.6])
    forth = join_surveys({"old.csv": old, "new.csv": new}, "shift_start")
    back = join_surveys({"new.csv": new, "old.csv": old}, "shift_start")
    pd.testing.assert_frame_equal(forth.table, back.table)
    assert forth.table["shift_start"].dt.day.tolist() == [1, 2, 3]
    assert forth.table["ore_wo3_pct"].isna().tolist() == [False, True, False]


def test_a_value_doubtful_in_one_survey_is_doubtful():
    new = survey(NEW, [0.5, 0.6], doubtful=True)
    joined = join_surveys({"old": survey(OLD, [0.4, 0.5]), "new": new}, "shift_start")
    assert joined.doubtful["ore_wo3_pct"].tolist() == [False, True, True]
    assert joined.doubtful["shift_start"].tolist() == [False, False, False]


def test_surveys_that_contradict_each_other_are_refused():
    both = {"old.csv": survey(OLD, [0.4, 0.5]), "new.csv": survey(NEW, [0.55, 0.6])}
    said = "ore_wo3_pct at 2026-01-02 .* is 0.5 in old.csv and 0.55 in new.csv"
    with pytest.raises(DataError, match=said):
        join_surveys(both, "shift_start")


def test_some_rows_keep_their_flags():
    joined = join_surveys({"one": survey(OLD, [0.4, 0.5], doubtful=[False, True])}, "shift_start")
    later = joined.rows(joined.table["shift_start"] > "2026-01-01")
    assert later.doubtful["ore_wo3_pct"].tolist() == [True]
    assert later.table.index.tolist() == [0]
