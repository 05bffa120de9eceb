"""No file, however broken, may raise anything but our own errors."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from survey.corpus import COLUMNS, clean, csv, read, workbook
from survey.sheets import edited

from flotation.errors import DataError

CLEAN = csv(clean(25))
NAMES = [c.name for c in COLUMNS]
CELLS = st.one_of(
    st.text(max_size=8),
    st.floats().map(repr),
    st.sampled_from(["", '"', ",", "\n", "\r", ";", "\t", "1e999", "nan", "=1+1", "\0", "２", "%"]),
    st.datetimes().map(str),
    st.from_regex(r"[0-9/:. +-]{1,16}", fullmatch=True),
)
THOROUGH = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def passes_or_is_refused(data, **options):
    """Read a file; whatever passes is finite, counted and can be written as JSON."""
    try:
        survey = read(data, **options)
    except DataError:
        return
    report = survey.report
    assert report.accepted == len(survey.table) == report.read - len(set(report.left_out))
    assert not np.isinf(survey.table.select_dtypes("number").to_numpy(dtype=float)).any()
    assert survey.doubtful.shape == survey.table.shape
    json.dumps(report.as_dict(), allow_nan=False)


@THOROUGH
@given(st.binary(max_size=400))
def test_any_bytes_pass_or_are_refused(data):
    passes_or_is_refused(data)


@THOROUGH
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_any_text_below_a_header_passes_or_is_refused(text, encoding):
    passes_or_is_refused((",".join(NAMES) + "\n" + text).encode(encoding, "replace"))


def test_rows_that_a_stray_quote_runs_together_are_each_counted():
    rows = [line.split(",") for line in CLEAN.decode().splitlines()]
    rows[1][0] = rows[2][1] = '"'
    report = read("\n".join(map(",".join, rows)).encode()).report
    assert (report.read, report.accepted, report.left_out) == (25, 23, (2, 3))


@THOROUGH
@given(
    st.lists(
        st.tuples(st.integers(0, 25), st.integers(0, len(NAMES) - 1), CELLS), min_size=1, max_size=6
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_cells_in_a_clean_survey_pass_or_are_refused(changes, delimiter):
    rows = [line.split(",") for line in CLEAN.decode().splitlines()]
    for row, column, text in changes:
        rows[row][column] = text
    text = "\n".join(delimiter.join(cells) for cells in rows)
    passes_or_is_refused(text.encode("utf-8", "replace"))


@THOROUGH
@given(st.lists(st.tuples(st.integers(0, len(CLEAN) - 1), st.integers(0, 255)), max_size=6))
def test_any_flipped_bytes_pass_or_are_refused(changes):
    data = bytearray(CLEAN)
    for place, byte in changes:
        data[place] = byte
    passes_or_is_refused(bytes(data))


@THOROUGH
@given(st.integers(0, len(CLEAN)), st.integers(0, len(CLEAN)))
def test_any_piece_of_a_survey_passes_or_is_refused(start, stop):
    passes_or_is_refused(CLEAN[start:stop])


@THOROUGH
@given(st.lists(CELLS, min_size=25, max_size=25), st.sampled_from(NAMES))
def test_any_column_passes_or_is_refused(cells, name):
    table = clean(25).astype(object)
    table[name] = [c.replace("\0", "").encode("utf-8", "replace").decode() for c in cells]
    passes_or_is_refused(csv(table))


@THOROUGH
@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True, width=64), min_size=25, max_size=25),
    st.sampled_from([n for n in NAMES if n not in ("time", "ore_type")]),
)
def test_any_numbers_pass_or_are_refused(values, name):
    passes_or_is_refused(csv(clean(25).assign(**{name: values})))


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4000), st.sampled_from(["<", ">", '"', "A", "9", "<c>", "</row>"])
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_broken_sheet_passes_or_is_refused(changes):
    def break_it(text):
        for place, piece in changes:
            text = text[:place] + piece + text[place + 1 :]
        return text

    passes_or_is_refused(edited(workbook(clean(25)), SHEET, break_it))
