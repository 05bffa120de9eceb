"""Shifts on the plant's clock, and the mean of a signal over each."""

from datetime import UTC, datetime

import numpy as np
import pytest

from flotation.connectors.row_times import Rows, from_utc, held_mean, row_starts, stamped, to_utc


def test_rows_start_at_the_stated_hour_and_lie_whole_in_the_time():
    starts = row_starts(
        Rows(hours=12.0, starts="07:30"), datetime(2026, 1, 1, 8), datetime(2026, 1, 3)
    )
    assert starts == [datetime(2026, 1, 1, 19, 30), datetime(2026, 1, 2, 7, 30)]


def test_a_time_that_begins_with_a_row_includes_it():
    starts = row_starts(Rows(), datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 16))
    assert starts == [datetime(2026, 1, 1, 8)]


def test_a_row_that_has_not_ended_is_not_there_yet():
    assert row_starts(Rows(), datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 15, 59)) == []


def test_a_row_is_stamped_with_the_end_that_is_asked_for():
    start = datetime(2026, 1, 1, 16)
    assert stamped(Rows(stamp="start"), start) == start
    assert stamped(Rows(stamp="end"), start) == datetime(2026, 1, 2)


@pytest.mark.parametrize(("clock", "hour"), [("+08:00", 0), ("-05:30", 13), ("+00:00", 8)])
def test_the_plants_clock_and_utc_lead_to_each_other(clock, hour):
    utc = to_utc(datetime(2026, 1, 1, 8), clock)
    assert (utc.hour, utc.tzinfo) == (hour, UTC)
    assert from_utc(utc, clock) == datetime(2026, 1, 1, 8)


def test_a_value_counts_for_as_long_as_it_is_held():
    assert held_mean([-5.0, 2.0], [1.0, 5.0], 0.0, 8.0, 0.0) == pytest.approx((2 * 1 + 6 * 5) / 8)


def test_what_came_after_the_row_does_not_count():
    assert held_mean([0.0, 9.0], [1.0, 1e6], 0.0, 8.0, 0.5) == 1.0


def test_a_bad_value_ends_the_one_before_and_counts_for_nothing():
    assert held_mean([0.0, 6.0], [3.0, np.nan], 0.0, 8.0, 0.75) == 3.0
    assert held_mean([0.0, 6.0], [3.0, np.nan], 0.0, 8.0, 0.76) is None


def test_a_signal_without_values_has_no_mean():
    assert held_mean([], [], 0.0, 8.0, 0.0) is None


def test_the_mean_agrees_with_a_sum_over_every_second():
    generator = np.random.default_rng(3)
    times = np.sort(generator.choice(np.arange(-50, 100), 20, replace=False)).astype(float)
    values = generator.normal(size=20)
    seconds = np.arange(0.0, 80.0)
    held = [values[np.flatnonzero(times <= s)[-1]] for s in seconds]
    assert held_mean(times, values, 0.0, 80.0, 0.5) == pytest.approx(np.mean(held))
