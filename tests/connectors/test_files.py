"""Files of a folder: which are read, and which wait."""

import os
import time

import pytest
from connectors.mill import NOW, PLANT, allowed, csv_bytes, request, shifts

from flotation.connectors import load_connector, read_connector
from flotation.connectors.files import Files
from flotation.errors import DataError

FOLDER = """
name = "lab"
[source]
kind = "files"
path = "shifts"
pattern = "*.csv"
settled_s = 0.0
"""


@pytest.fixture
def folder(tmp_path):
    """A connector file beside a folder with one file of shifts."""
    (tmp_path / "lab.toml").write_text(FOLDER)
    (tmp_path / "shifts").mkdir()
    (tmp_path / "shifts" / "a.csv").write_bytes(csv_bytes(shifts()[:30]))
    return tmp_path


def reading(folder, **more):
    return read_connector(load_connector(folder / "lab.toml"), PLANT, allowed(), now=NOW, **more)


def names(tables):
    return [table.name for table in tables]


def test_the_files_that_match_are_read_in_the_order_of_their_names(folder):
    (folder / "shifts" / "0.csv").write_bytes(csv_bytes(shifts()[30:]))
    for other in ("b.txt", ".a.csv", "~a.csv"):
        (folder / "shifts" / other).write_text("no survey")
    (folder / "shifts" / "c.csv").mkdir()
    found = reading(folder)
    assert names(found.tables) == ["0.csv", "a.csv"]
    assert [len(table.survey.table) for table in found.tables] == [30, 30]
    assert found.refused == {}


def test_a_file_that_the_door_refuses_does_not_keep_the_others_out(folder):
    (folder / "shifts" / "bad.csv").write_bytes(b"%PDF-1.7")
    found = reading(folder)
    assert names(found.tables) == ["a.csv"]
    assert "a PDF" in found.refused["bad.csv"]


def test_a_file_that_is_known_is_not_read_again(folder):
    first = reading(folder)
    again = reading(folder, known={first.tables[0].sha256})
    assert (again.tables, again.unchanged) == ((), ("a.csv",))


def test_a_file_that_may_still_be_being_written_waits(folder):
    path = folder / "shifts" / "a.csv"
    source = Files(kind="files", path=str(folder / "shifts"), settled_s=60.0)
    assert list(source.tables(request({}), allowed())) == []
    an_hour_ago = time.time() - 3600
    os.utime(path, (an_hour_ago, an_hour_ago))
    assert [fetched.name for fetched in source.tables(request({}), allowed())] == ["a.csv"]


def test_a_link_out_of_the_folder_is_not_followed(folder):
    (folder / "secret.csv").write_bytes(csv_bytes(shifts()))
    (folder / "shifts" / "link.csv").symlink_to(folder / "secret.csv")
    assert names(reading(folder).tables) == ["a.csv"]


@pytest.mark.parametrize("pattern", ["../*.csv", "sub/*.csv", "..\\*"])
def test_a_pattern_stays_in_its_folder(folder, pattern):
    source = Files(kind="files", path=str(folder / "shifts"), pattern=pattern)
    with pytest.raises(DataError, match="may name files of the folder only"):
        list(source.tables(request({}), allowed()))


def test_a_path_that_is_not_there_is_named(folder):
    source = Files(kind="files", path=str(folder / "absent"))
    with pytest.raises(DataError, match="absent is no file and no folder"):
        list(source.tables(request({}), allowed()))


def test_headers_that_only_the_connector_knows_are_found(folder):
    strange = ("时刻", "DCS.F101", "XRF-7", "BHA")
    (folder / "shifts" / "a.csv").write_bytes(csv_bytes(shifts(), strange))
    assert "lacks" in reading(folder).refused["a.csv"]
    columns = (
        '[columns]\n"时刻" = "shift_start"\n"DCS.F101" = "feed_t_h"\n"XRF-7" = "ore_wo3_pct"\n'
    )
    (folder / "lab.toml").write_text(FOLDER + columns)
    table = reading(folder).tables[0].survey.table
    assert list(table.columns) == ["shift_start", "feed_t_h", "ore_wo3_pct", "bha_g_t"]
    assert len(table) == 60
