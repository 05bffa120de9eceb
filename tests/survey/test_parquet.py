import io
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from survey.corpus import clean, parquet, read, said

from flotation.errors import DataError


def table_of(columns):
    """Return an Arrow table as the bytes of a Parquet file."""
    file = io.BytesIO()
    pq.write_table(columns, file)
    return file.getvalue()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_of_any_unit_are_read(unit):
    table = clean(30)
    table["time"] = pd.to_datetime(table["time"]).astype(f"datetime64[{unit}]")
    assert read(parquet(table)).table["time"].tolist() == table["time"].tolist()


def test_zoned_timestamps_keep_their_zone():
    table = clean(30)
    table["time"] = pd.to_datetime(table["time"]).dt.tz_localize("Asia/Shanghai")
    survey = read(parquet(table))
    assert survey.report.clock == "UTC+08:00"
    assert survey.table["time"].tolist() == pd.to_datetime(clean(30)["time"]).tolist()


def test_decimals_integers_and_categories_are_read():
    table = clean(30)
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    decimals = pa.array([Decimal("350.5")] * 30, pa.decimal128(9, 2))
    whole = pa.array([150] * 30, pa.int32())
    arrow = arrow.set_column(arrow.schema.get_field_index("w_bha_g_t"), "w_bha_g_t", decimals)
    arrow = arrow.set_column(arrow.schema.get_field_index("feed_rate_t_h"), "feed_rate_t_h", whole)
    types = pa.array(list("AB") * 15).dictionary_encode()
    arrow = arrow.set_column(arrow.schema.get_field_index("ore_type"), "ore_type", types)
    survey = read(table_of(arrow))
    assert survey.table["w_bha_g_t"].tolist() == [350.5] * 30
    assert survey.table["feed_rate_t_h"].tolist() == [150.0] * 30
    assert survey.table["ore_type"].tolist() == list("AB") * 15


def test_missing_and_infinite_values_stay_missing():
    table = clean(30)
    table.loc[3, "w_bha_g_t"], table.loc[4, "w_bha_g_t"] = np.nan, np.inf
    survey = read(parquet(table))
    assert survey.table["w_bha_g_t"].isna().sum() == 2
    assert survey.report.flagged == (6,)


def test_rows_are_counted_from_2_and_the_report_says_so():
    table = clean(30)
    table.loc[10, "w_bha_g_t"] = 5000.0
    survey = read(parquet(table))
    assert said(survey, "range")[0].lines == (12,)
    assert "rows counted from 2" in survey.report.source


def test_foreign_columns_are_not_read_but_said():
    arrow = pa.Table.from_pandas(clean(30), preserve_index=False)
    arrow = arrow.append_column("photo", pa.array([b"x" * 1000] * 30))
    arrow = arrow.append_column("log", pa.array([[1, 2]] * 30))
    survey = read(table_of(arrow))
    assert [m.column for m in said(survey, "unknown column")] == ["photo", "log"]


def test_a_nested_column_that_is_needed_is_refused():
    arrow = pa.Table.from_pandas(clean(30), preserve_index=False)
    place = arrow.schema.get_field_index("w_ph")
    arrow = arrow.set_column(place, "w_ph", pa.array([[9.0]] * 30))
    with pytest.raises(DataError, match=r"nested columns \['w_ph'\]"):
        read(table_of(arrow))


def test_a_few_bytes_that_promise_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("flotation.survey.parquet.MAX_ROWS", 1000)
    constant = pa.table({"time": ["2023-01-01"] * 2000, "w_ph": [9.0] * 2000})
    with pytest.raises(DataError, match="has 2000 rows and at most 1000 are read"):
        read(table_of(constant))


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("flotation.survey.parquet.LARGEST_UNPACKED", 1 << 20)
    noise = np.random.default_rng(0).normal(9, 0.1, 400_000)
    with pytest.raises(DataError, match="has 3 MB unpacked and at most 1 are read"):
        read(table_of(pa.table({"w_ph": noise})))


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_parquet_file_cut_off_is_refused(share):
    data = parquet(clean(200))
    with pytest.raises(DataError, match="the Parquet survey is damaged"):
        read(data[: int(share * len(data))])


def test_a_parquet_file_with_flipped_bytes_never_raises_anything_else():
    data = parquet(clean(200))
    rng = np.random.default_rng(0)
    for place in rng.integers(4, len(data) - 4, 300):
        torn = data[:place] + bytes([data[place] ^ (1 << int(rng.integers(8)))]) + data[place + 1 :]
        try:
            read(torn)
        except DataError:
            continue
