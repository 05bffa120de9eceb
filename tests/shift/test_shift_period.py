from datetime import datetime
from types import SimpleNamespace

import pandas as pd
import pytest

from flotation.errors import DataError
from flotation.shift_period import shift_name, shift_period

PLANT = SimpleNamespace(shift_hours=8.0)
TIMES = pd.date_range("2025-01-30 16:00", "2025-03-02 00:00", freq="8h")


@pytest.mark.parametrize(
    ("kind", "at", "since", "until"),
    [
        ("shift", datetime(2025, 2, 1, 7, 59), datetime(2025, 2, 1), datetime(2025, 2, 1, 8)),
        ("shift", datetime(2025, 2, 1, 8), datetime(2025, 2, 1, 8), datetime(2025, 2, 1, 16)),
        ("day", datetime(2025, 2, 28, 13), datetime(2025, 2, 28), datetime(2025, 3, 1)),
        ("month", datetime(2025, 2, 28, 13), datetime(2025, 2, 1), datetime(2025, 3, 1)),
    ],
)
def test_a_period_runs_to_the_start_of_the_next(kind, at, since, until):
    period = shift_period(PLANT, TIMES, at=at, kind=kind)
    assert (period.since, period.until) == (since, until)


@pytest.mark.parametrize(
    ("kind", "at", "words"),
    [
        ("shift", datetime(2025, 3, 2, 8), "covers 2025-03-02 08:00; the nearest one starts at 20"),
        ("day", datetime(2025, 3, 3), "starts on 2025-03-03; the nearest one starts at 2025-03-02"),
        ("month", datetime(2024, 12, 9), "starts in 2024-12; .* the survey goes from 2025-01-30"),
        ("week", datetime(2025, 2, 1), "one of shift, day, month, got 'week'"),
    ],
)
def test_a_period_without_a_shift_is_refused_with_the_nearest_one(kind, at, words):
    with pytest.raises(DataError, match=words):
        shift_period(PLANT, TIMES, at=at, kind=kind)


def test_shifts_that_start_before_midnight_are_night_shifts():
    starts = [datetime(2025, 3, 1, hour) for hour in (6, 14, 22)]
    assert [shift_name(start, 8.0) for start in starts] == ["day", "evening", "night"]
