from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from survey.corpus import clean, csv, damaged, read, said, workbook

from flotation.errors import DataError


def with_times(write, rows=40):
    """Return a clean CSV whose times are written by a function of a datetime."""
    table = clean(rows)
    table["time"] = [write(t) for t in pd.to_datetime(table["time"])]
    return csv(table)


FORMATS = {
    "%Y-%m-%d %H:%M": "ISO",
    "%Y-%m-%d %H:%M:%S": "seconds",
    "%Y-%m-%dT%H:%M": "T",
    "%Y-%m-%dT%H:%M:%S.%f": "fraction",
    "%Y/%m/%d %H:%M": "slashes",
    "%Y.%m.%d %H:%M": "dots",
    "%Y年%m月%d日 %H:%M": "Chinese",
    "%Y年%m月%d日%H时%M分": "Chinese hours",
    "%Y%m%d %H:%M": "compact",
    "%Y-%m-%d %I:%M %p": "half days",
    "%d/%m/%Y %H:%M": "day first, proven by other rows",
    "%m/%d/%Y %H:%M": "month first, proven by other rows",
    "%d.%m.%Y %H:%M": "dots, day first",
    "%Y-%m-%d %H:%MZ": "UTC",
    "%Y-%m-%d %H:%M+08:00": "zone",
}


@pytest.mark.parametrize("pattern", FORMATS, ids=FORMATS.values())
def test_a_time_is_read_as_it_is_written(pattern):
    survey = read(with_times(lambda t: t.strftime(pattern), rows=60))
    assert survey.table["time"].tolist() == pd.to_datetime(clean(60)["time"]).tolist()
    assert survey.report.flagged == ()


def test_day_and_month_without_leading_zeros_are_read():
    survey = read(with_times(lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t.minute:02d}"))
    assert survey.table["time"].tolist() == pd.to_datetime(clean(40)["time"]).tolist()


def test_hour_24_is_midnight_of_the_next_day():
    survey = read(damaged({(0, "time"): "2022-12-30 24:00"}))
    assert survey.table["time"].iloc[0] == pd.Timestamp("2022-12-31 00:00")


def test_the_row_that_proves_the_order_of_day_and_month_is_named():
    survey = read(with_times(lambda t: t.strftime("%d/%m/%Y %H:%M"), rows=60))
    (message,) = said(survey, "time")
    assert message.message == "dates were read as day before month, which line 38 proves"


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (lambda t: t.strftime("%d/%m/%Y %H:%M") if t.day < 12 else "", "may be day-month or"),
        (lambda t: t.strftime("%d/%m/%y %H:%M"), "two-digit years"),
        (lambda t: t.strftime("%y-%m-%d %H:%M"), "two-digit years"),
        (
            lambda t: t.strftime("%d/%m/%Y %H:%M" if t.day < 5 else "%Y-%m-%d %H:%M"),
            "mixes dates such as '01/01/2023 00:00'",
        ),
        (lambda t: (t - datetime(1899, 12, 30)).total_seconds() / 86400, "from 1900 or from 1904"),
        (
            lambda t: t.strftime("%Y-%m-%d %H:%M" + ("+08:00" if t.day > 5 else "")),
            "with a zone .* and times without one",
        ),
    ],
    ids=["ambiguous", "two-digit", "two-digit first", "mixed", "serial", "zones"],
)
def test_times_that_could_mean_two_things_are_refused(write, reason):
    with pytest.raises(DataError, match=reason):
        read(with_times(write))


def test_dates_that_prove_both_orders_are_refused():
    table = clean(60)
    table["time"] = pd.to_datetime(table["time"]).dt.strftime("%d/%m/%Y %H:%M")
    table.loc[0, "time"] = "01/13/2023 00:00"
    with pytest.raises(DataError, match="has dates in both orders"):
        read(csv(table))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2042-01-01 00:00", "in the future"),
        ("1900-01-01 00:00", "before 1970"),
        ("1899-12-30 08:00", "before 1970"),
        ("1904-01-01 08:00", "before 1970"),
        ("2023-02-30 08:00", "no time can be read"),
        ("2023-01-05 25:00", "no time can be read"),
        ("合计", "no time can be read"),
        ("平均", "no time can be read"),
        ("", "no time can be read"),
        ("05/03/2023 08:00", "day and month could be exchanged"),
        ("44931.33", "a number stands in place of a time"),
        ("2023-01-05 08:00 CST", "no time can be read"),
        ("２０２３-01-05 08:00", "no time can be read"),
    ],
)
def test_a_row_whose_time_cannot_be_right_is_left_out_by_its_line(text, why):
    survey = read(damaged({(12, "time"): text}))
    assert survey.report.left_out == (14,)
    assert why in said(survey, "time")[0].message
    assert len(survey.table) == 39


def test_a_repeated_row_counts_once():
    table = clean(30)
    survey = read(csv(pd.concat([table, table.iloc[[4, 4, 9]]])))
    assert survey.report.accepted == 30
    assert said(survey, "duplicate")[0].lines == (32, 33, 34)
    assert survey.report.left_out == survey.report.flagged == (32, 33, 34)


def test_repeated_rows_with_missing_values_count_once():
    table = clean(30)
    table.loc[4, ["w_ph", "ore_type"]] = None
    assert read(csv(pd.concat([table, table.iloc[[4]]]))).report.accepted == 30


@pytest.mark.parametrize("name", ["w_ph", "ore_type"])
def test_rows_that_contradict_each_other_are_both_left_out(name):
    table = clean(30).astype(object)
    twin = table.iloc[[4]].copy()
    twin[name] = 9.99 if name == "w_ph" else "C"
    survey = read(csv(pd.concat([table, twin])))
    (message,) = said(survey, "conflict")
    assert message.lines == (6, 32)
    assert survey.report.left_out == (6, 32)
    assert survey.report.accepted == 29


def test_the_hour_that_summer_time_repeats_is_a_conflict_and_the_one_it_skips_a_gap():
    table = clean(48)
    times = pd.date_range("2023-03-25 12:00", periods=24, freq="h", tz="Europe/Berlin")
    autumn = pd.date_range("2023-10-28 14:00", periods=24, freq="h", tz="Europe/Berlin")
    table["time"] = [*times.strftime("%Y-%m-%d %H:%M"), *autumn.strftime("%Y-%m-%d %H:%M")]
    survey = read(csv(table))
    assert len(said(survey, "conflict")[0].lines) == 2
    assert said(survey, "gap")[0].lines[0] == 2 + 14
    assert "summer time" in said(survey, "gap")[0].remedy


def test_times_in_several_zones_are_brought_to_the_commonest():
    table = clean(30)
    times = pd.to_datetime(table["time"])
    table["time"] = [
        f"{t:%Y-%m-%d %H:%M}+08:00" if i > 3 else f"{t - pd.Timedelta(hours=8):%Y-%m-%d %H:%M}Z"
        for i, t in enumerate(times)
    ]
    survey = read(csv(table))
    assert survey.report.clock == "UTC+08:00"
    assert survey.table["time"].tolist() == times.tolist()
    assert said(survey, "time")[0].lines == (2, 3, 4, 5)


def test_the_clock_is_always_stated():
    assert read(csv(clean(20))).report.clock == "plant clock as written, no zone given"


def test_rows_out_of_order_are_sorted_and_said():
    table = clean(30)
    survey = read(csv(table.iloc[::-1]))
    assert survey.table["time"].is_monotonic_increasing
    assert survey.table.index[0] == 31
    assert len(said(survey, "order")[0].lines) == 29


def test_gaps_are_named_with_the_longest():
    survey = read(csv(clean(30).drop(index=[5, 6, 7, 20])))
    (message,) = said(survey, "gap")
    assert message.lines == (7, 19)
    assert message.value == "32 h"
    assert survey.report.flagged == ()


def test_a_date_shared_by_the_shifts_of_a_day_is_a_conflict_that_asks_for_the_hour():
    table = clean(30)
    table["time"] = table["time"].str[:10]
    with pytest.raises(DataError, match="all left out"):
        read(csv(table))


def test_real_dates_in_a_workbook_need_no_guess():
    table = clean(30)
    table["time"] = pd.to_datetime(table["time"])
    survey = read(workbook(table))
    assert survey.table["time"].tolist() == table["time"].tolist()


def test_times_are_exact_to_the_second():
    survey = read(damaged({(0, "time"): "2022-12-31 12:59:59"}))
    assert survey.table["time"].iloc[0] == pd.Timestamp("2022-12-31 12:59:59")
    assert survey.table["time"].dtype == np.dtype("datetime64[us]")


def test_a_zone_west_of_greenwich_is_behind_it():
    table = clean(30)
    table["time"] = table["time"] + "-04:30"
    table.loc[0, "time"] = "2023-01-01 04:30Z"
    survey = read(csv(table))
    assert survey.report.clock == "UTC-04:30"
    assert survey.table["time"].iloc[0] == pd.Timestamp("2023-01-01 00:00")
