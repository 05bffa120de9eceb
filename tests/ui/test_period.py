"""A period begins with its first day and ends with its last, both included."""

from datetime import datetime

import pandas as pd
import pytest
from flotation_ui.period import Moment, shifts_between

from flotation.errors import DataError
from flotation.survey.report import Survey


@pytest.fixture
def survey():
    table = pd.DataFrame({"start": pd.date_range("2026-03-30", periods=9, freq="8h")})
    return Survey(table=table, doubtful=table.isna(), report=None)


def kept(survey, since, until):
    since = since and Moment().convert(since, None, None)
    until = until and Moment(end=True).convert(until, None, None)
    part = shifts_between(survey, "start", since, until)
    assert part.doubtful.index.equals(part.table.index)
    return part.table.index.tolist()


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, range(9)),
        ("2026-03-31", None, range(3, 9)),
        (None, "2026-03-30", range(3)),
        ("2026-03-31", "2026-03-31", range(3, 6)),
        ("2026-03-31 08:00", "2026-03-31 16:00", [4]),
        ("2026-03-31T08:00", "2026-04-01", range(4, 9)),
    ],
)
def test_a_date_is_a_whole_day_and_a_moment_is_a_moment(survey, since, until, expected):
    assert kept(survey, since, until) == list(expected)


def test_a_period_without_shifts_is_refused_with_the_survey_s_own(survey):
    with pytest.raises(DataError, match="shifts start from 2026-03-30 00:00 to 2026-04-01 16:00"):
        kept(survey, "2027-01-01", None)


def test_a_rows_without_a_time_belong_to_no_period(survey):
    survey.table.loc[4, "start"] = pd.NaT
    assert 4 not in kept(survey, "2026-03-01", None)


def test_what_is_no_date_is_a_usage_mistake(run):
    result = run("reconcile", "reference", "reference", "--from", "spring")
    assert result.exit_code == 2
    assert "'spring' is no date; write 2026-03-31" in result.stderr


def test_a_moment_stays_what_it_is():
    moment = datetime(2026, 3, 31, 8)
    assert Moment(end=True).convert(moment, None, None) is moment
