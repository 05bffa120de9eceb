import json

import numpy as np
import pandas as pd
import pytest
from survey.corpus import COLUMNS, clean, csv, damaged, parquet, read, workbook

from flotation.errors import DataError


@pytest.mark.parametrize("write", [csv, workbook, parquet])
def test_a_clean_survey_passes_untouched_in_every_format(write):
    table = clean()
    survey = read(write(table))
    assert survey.report.messages == ()
    assert survey.report.read == survey.report.accepted == len(table)
    numbers = table.columns.drop(["time", "ore_type"])
    np.testing.assert_array_equal(survey.table[numbers].to_numpy(), table[numbers].to_numpy())
    assert survey.table["time"].tolist() == pd.to_datetime(table["time"]).tolist()
    assert survey.table["ore_type"].tolist() == table["ore_type"].tolist()
    assert not survey.doubtful.to_numpy().any()


@pytest.mark.parametrize("seed", range(100))
def test_a_clean_survey_raises_no_alarm(seed):
    survey = read(csv(clean(60 + seed, seed)))
    assert survey.report.flagged == ()


def test_the_index_is_the_line_of_the_file():
    survey = read(b"\n" + csv(clean(20)))
    assert survey.table.index.tolist() == list(range(3, 23))
    assert survey.table.index.name == "file_line"


def test_the_report_is_json_and_missing_is_null():
    survey = read(damaged({(3, "w_ph"): "", (4, "w_ph"): "停机"}))
    told = json.loads(json.dumps(survey.report.as_dict(), allow_nan=False))
    assert list(told) == ["read", "accepted", "rows", "flagged", "messages"]
    assert told["rows"][3]["w_ph"] is None
    assert told["rows"][0]["time"] == "2023-01-01T00:00:00"
    assert list(told["rows"][0]) == [c.name for c in COLUMNS]
    assert told["flagged"] == [6]
    keys = ["rule", "column", "lines", "value", "message", "remedy"]
    assert all(list(message) == keys for message in told["messages"])


def test_every_row_read_is_accepted_or_among_the_flagged_lines():
    table = clean(50).astype(object)
    table.loc[3, "time"] = "total"
    table.loc[9, "time"] = table.loc[8, "time"]
    report = read(csv(table) + b"1,2\n").report
    assert report.read == 51
    assert report.accepted == report.read - len(report.left_out)
    assert set(report.left_out) == {5, 10, 11, 52}
    assert set(report.left_out) <= set(report.flagged)


def test_counts_are_by_rule():
    report = read(damaged({(3, "w_ph"): "x", (4, "w_ph"): "y", (4, "feed_rate_t_h"): "z"})).report
    assert report.counts["number"] == 2


def test_a_mapping_of_columns_serves_as_well():
    survey = read(csv(clean(20)), columns={c.name: c for c in COLUMNS})
    assert len(survey.table) == 20


def test_results_do_not_depend_on_the_order_of_rows():
    table = clean(60).astype(object)
    table.loc[7, "time"] = table.loc[6, "time"]
    table = pd.concat([table, table.iloc[[20]]], ignore_index=True)
    table.loc[30, "w_bha_g_t"] = 0.35
    expected = read(csv(table))
    rng = np.random.default_rng(0)
    for _ in range(200):
        survey = read(csv(table.iloc[rng.permutation(len(table))]))
        pd.testing.assert_frame_equal(
            survey.table.reset_index(drop=True), expected.table.reset_index(drop=True)
        )
        assert (survey.doubtful.to_numpy() == expected.doubtful.to_numpy()).all()


def test_a_file_on_disk_is_read_whatever_its_name(tmp_path):
    path = tmp_path / "survey.txt"
    path.write_bytes(workbook(clean(20)))
    assert len(read(path).table) == 20
    with path.open("rb") as file:
        assert len(read(file).table) == 20


def test_an_absent_file_is_one_sentence(tmp_path):
    with pytest.raises(DataError, match=r"survey gone\.csv cannot be opened: No such file"):
        read(tmp_path / "gone.csv")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"MZ\x90\0", "a program"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b'{"rows": []}', "JSON"),
    ],
)
def test_a_file_of_another_kind_is_named(data, kind):
    with pytest.raises(DataError, match=f"the survey is {kind}, not a table"):
        read(data)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"  \r\n"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(DataError, match="the survey is empty"):
        read(data)


def test_no_row_left_is_a_refusal_that_says_why():
    table = clean(5).assign(time="unknown")
    with pytest.raises(DataError, match="no row of the survey can be used.*no time can be read"):
        read(csv(table))


def test_a_time_column_that_is_no_column_of_the_plant_is_found_by_its_name():
    columns = [c for c in COLUMNS if c.name != "time"]
    survey = read(csv(clean(20)), columns)
    assert survey.table.columns[0] == "time"
    with pytest.raises(DataError, match="the survey lacks time"):
        read(csv(clean(20).drop(columns="time")), columns)
