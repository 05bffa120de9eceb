import gzip
import io
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from survey.corpus import COLUMNS, NOW, clean, csv, parquet, read, workbook
from survey.sheets import cell_xml, edited, filled, saved, with_sheet

from flotation.errors import DataError


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    """Return a zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("XFD1048576", "row 1048576 lies far below the table"),
        ("A1048576", "row 1048576 lies far below the table"),
        ("XFD31", "cell XFD31 lies far right of the table"),
    ],
)
def test_a_far_cell_is_refused_at_once(reference, message):
    book = filled()
    book.active[reference] = 1
    with pytest.raises(DataError, match=message):
        read(saved(book))


def test_a_part_that_unpacks_out_of_all_proportion_is_refused():
    bomb = with_sheet(lambda x: x + " " * (16 << 20))
    with pytest.raises(DataError, match=r"unpacks to 16 MB from \d+ KB, which no table does"):
        read(bomb)


def test_a_zip_of_many_large_parts_is_refused(monkeypatch):
    monkeypatch.setattr("flotation.spreadsheet.package.LARGEST_UNPACKED", 4 << 20)
    noise = np.random.default_rng(0).bytes(1 << 20)
    parts = {f"xl/media/{i}.bin": noise for i in range(5)} | {"xl/workbook.xml": "<workbook/>"}
    with pytest.raises(DataError, match="unpacks to more than 4 MB"):
        read(packed(parts))


def test_a_workbook_that_is_too_large_on_disk_is_refused(monkeypatch):
    monkeypatch.setattr("flotation.spreadsheet.package.LARGEST_FILE", 1 << 20)
    parts = {"xl/workbook.xml": np.random.default_rng(0).bytes(3 << 20)}
    with pytest.raises(DataError, match="the workbook has 3 MB and at most 1 MB are read"):
        read(packed(parts))


def test_a_file_that_is_too_large_on_disk_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr("flotation.survey.source.LARGEST_FILE", 1 << 20)
    path = tmp_path / "long.csv"
    path.write_bytes(b"0" * (3 << 20))
    for source in (path, path.read_bytes(), io.BytesIO(path.read_bytes())):
        with pytest.raises(DataError, match="the survey has . MB and at most 1 MB are read"):
            read(source)


def test_a_zip_with_thousands_of_parts_is_refused():
    parts = {f"xl/{i}.xml": "" for i in range(3000)} | {"xl/workbook.xml": "<workbook/>"}
    with pytest.raises(DataError, match="zip directory is not one that Excel writes"):
        read(packed(parts))


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{10 * f"&{a};"}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "declaration",
    [
        ENTITIES + "]>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">',
    ],
    ids=["entity bomb", "external entity", "external type"],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_wherever_they_stand(part, declaration):
    data = edited(
        saved(filled()), part, lambda x: declaration + x.replace('<?xml version="1.0"?>', "")
    )
    with pytest.raises(DataError, match="the workbook is damaged: it declares a document type"):
        read(data)


def test_an_endless_column_count_is_refused_by_its_cell():
    with pytest.raises(DataError, match="cell BXY5 lies far right of the table"):
        read(with_sheet(lambda x: cell_xml(x, "J5", '<c r="BXY5"><v>1</v></c>')))


def test_a_workbook_of_ten_thousand_columns_is_refused():
    wide = pd.DataFrame(np.ones((2, 10_000)), columns=[f"x{i}" for i in range(10_000)])
    with pytest.raises(DataError, match="lies far right of the table: at most 2000 columns"):
        read(workbook(wide))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_of_ten_thousand_columns_is_refused(delimiter):
    header = delimiter.join(["time", *(f"x{i}" for i in range(9_999))])
    row = delimiter.join(["1"] * 10_000)
    with pytest.raises(DataError, match="has 10000 columns and at most 2000 are read"):
        read(f"{header}\n{row}\n".encode())


def test_a_parquet_file_of_ten_thousand_columns_is_refused():
    wide = pd.DataFrame(np.ones((2, 10_000)), columns=[f"x{i}" for i in range(10_000)])
    with pytest.raises(DataError, match="has 10000 columns and at most 2000 are read"):
        read(parquet(wide))


def test_a_cell_as_long_as_a_book_is_refused():
    table = clean(20).assign(ore_type="A" * 200_000)
    with pytest.raises(DataError, match="the row that starts at line 2 cannot be read"):
        read(csv(table))


def test_a_gzipped_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(DataError, match="unpacks to more than 16 MB, which no table"):
        read(gzip.compress(b"\n" * (64 << 20)))


@pytest.mark.parametrize("damage", [lambda d: d[:-20], lambda d: d[:40] + b"x" + d[41:]])
def test_a_damaged_gzip_file_is_refused(damage):
    with pytest.raises(DataError, match="the gzipped survey is damaged or cut off"):
        read(damage(gzip.compress(csv(clean(200)))))


def test_a_gzipped_survey_is_read():
    assert read(gzip.compress(csv(clean(30)))).report.accepted == 30


MEASURE = """
    import resource, sys
    from datetime import datetime
    from flotation.columns import Column
    from flotation.errors import DataError
    from flotation.survey import read_survey
    unit = {"unit": "g/t", "kind": "dosage", "low": 50.0, "high": 900.0}
    columns = [Column(name=f"x{i}_g_t", zh=f"x{i}", en=f"x{i}", **unit) for i in range({width})]
    resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20, {megabytes} << 20))
    try:
        survey = read_survey(sys.argv[1], columns, time_column="time", now=datetime(2300, 1, 1))
        print(survey.report.accepted)
    except DataError as error:
        print(error)
    # ru_maxrss would count the pages of the process that started this one.
    status = open("/proc/self/status").read()
    own = int(status.split("VmHWM:")[1].split()[0]) >> 10
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(own, child)
"""


def measured(path, root, width, limit):
    """Read a survey in a process of its own: its answer, its peak and its child's. [MB]"""
    if not Path("/proc/self/status").is_file():
        pytest.skip("peak memory is read from /proc, which is absent")
    code = textwrap.dedent(MEASURE)
    code = code.replace("{width}", str(width)).replace("{megabytes}", str(limit))
    said = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        cwd=root,
        timeout=120,
        check=True,
    ).stdout.splitlines()
    return said[0], *map(int, said[-1].split())


def wide_table(rows, width):
    """Return a survey of doses, hour by hour."""
    values = np.random.default_rng(0).normal(350, 30, (rows, width)).round(3)
    table = pd.DataFrame(values, columns=[f"x{i}_g_t" for i in range(width)])
    times = pd.date_range("1990-01-01", periods=rows, freq="h").strftime("%Y-%m-%d %H:%M")
    table.insert(0, "time", times)
    return table


@pytest.mark.slow
def test_a_million_rows_are_read_within_two_gigabytes(tmp_path, root):
    path = tmp_path / "long.csv"
    wide_table(1_000_000, 8).to_csv(path, index=False)
    accepted, own, _ = measured(path, root, 8, 4096)
    assert accepted == "1000000"
    assert own <= 1024


@pytest.mark.slow
def test_a_large_workbook_is_read_in_a_small_child_and_a_small_parent(tmp_path, root):
    path = tmp_path / "long.xlsx"
    wide_table(60_000, 6).to_excel(path, index=False, engine="xlsxwriter")
    accepted, own, child = measured(path, root, 6, 4096)
    assert accepted == "60000"
    assert child <= 1024
    assert own <= 250


@pytest.mark.slow
def test_a_workbook_beyond_the_limit_is_refused_with_the_limit(tmp_path, root):
    cells = "".join(f"<c><v>35{i}.5</v></c>" for i in range(9))
    rows = "".join(f"<row>{cells}</row>" for _ in range(400_000))
    path = tmp_path / "long.xlsx"
    path.write_bytes(
        edited(
            workbook(wide_table(2, 9)),
            "xl/worksheets/sheet1.xml",
            lambda x: x.replace("</sheetData>", rows + "</sheetData>"),
        )
    )
    said, own, child = measured(path, root, 9, 4096)
    assert "unpacks to" in said or "more than 3000000 cells; save it as CSV" in said
    assert child <= 1024
    assert own <= 250


def test_a_hundred_thousand_rows_take_seconds():
    survey = read(csv(clean(100_000)), now=NOW.replace(year=2200))
    assert survey.report.accepted == 100_000
    assert len(COLUMNS) == survey.table.shape[1]
