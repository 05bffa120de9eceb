"""A connector file is right, or one sentence says where it is not."""

import re

import pytest
from connectors.mill import PLANT

from flotation.connectors import load_connector
from flotation.connectors.connector_file import plant_columns
from flotation.connectors.pi import Pi
from flotation.errors import DataError

SQL = """
name = "lims"
utc_offset = "+08:00"
stale_after_hours = 14.0
every_minutes = 60.0
[source]
kind = "sql"
url = "postgresql://reader@lims.mill.example/lims"
password_variable = "FLOTATION_SECRET_LIMS"
query = "SELECT shift, feed FROM assays WHERE shift >= :since AND line = :line"
[source.parameters]
line = 2.0
[columns]
shift = "shift_start"
feed = "feed_t_h"
"""


@pytest.fixture
def load(tmp_path):
    """Read a connector file of some text."""

    def read(text):
        path = tmp_path / "lims.toml"
        path.write_text(text)
        return load_connector(path)

    return read


def test_a_connector_file_says_source_columns_schedule_and_limit(load):
    read = load(SQL)
    assert (read.name, read.stale_after_hours, read.every_minutes) == ("lims", 14.0, 60.0)
    assert read.source.parameters == {"line": 2.0}
    assert read.columns == {"shift": "shift_start", "feed": "feed_t_h"}


def test_the_kind_of_a_source_decides_its_keys(load):
    text = SQL[: SQL.index("[source]")] + '[source]\nkind = "pi"\nurl = "https://pi/piwebapi"\n'
    assert isinstance(load(text + '[columns]\n"//P/x" = "feed_t_h"\n').source, Pi)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('kind = "sql"', 'kind = "ftp"', "source: expected kind = 'files'"),
        ('password_variable = "FLOTATION_SECRET_LIMS"', 'password = "x"', "unknown key"),
        ("FLOTATION_SECRET_LIMS", "FLOTATION_DB_URL", "source.password_variable: expected"),
        ("SELECT shift", "DELETE shift", "a query must begin with SELECT"),
        ('utc_offset = "+08:00"', 'utc_offset = "Beijing"', "utc_offset"),
        ("every_minutes = 60.0", "every_minutes = 0.0", "every_minutes: expected at least 1"),
        ("stale_after_hours = 14.0", "stale_after = 14.0", "did you mean 'stale_after_hours'?"),
        ("line = 2.0", 'line = "\\u001b[31m"', "printable"),
    ],
)
def test_every_mistake_is_a_sentence_with_its_place(load, old, new, sentence):
    assert old in SQL
    with pytest.raises(DataError, match="lims.toml: ") as caught:
        load(SQL.replace(old, new))
    assert sentence in str(caught.value)


def test_a_source_of_signals_needs_to_know_which(load):
    with pytest.raises(DataError, match=re.escape("a source of kind sql needs [columns]")):
        load(SQL[: SQL.index("[columns]")])


def test_a_column_that_the_plant_does_not_have_is_named(load):
    read = load(SQL.replace('feed = "feed_t_h"', 'feed = "feed_rate_kg"'))
    with pytest.raises(DataError, match="'feed' is mapped to 'feed_rate_kg', which is no column"):
        plant_columns(read, PLANT)


def test_two_signals_for_one_column_are_refused(load):
    read = load(SQL + 'other = "Feed rate (t/d)"\n')
    with pytest.raises(DataError, match="'feed' and 'other' are both mapped to feed_t_h"):
        plant_columns(read, PLANT)


def test_a_unit_of_another_kind_is_refused(load):
    read = load(SQL.replace('feed = "feed_t_h"', 'feed = "Feed rate (g/t)"'))
    with pytest.raises(DataError, match="is in g/t, but feed_t_h is a tonnage in t/h"):
        plant_columns(read, PLANT)


def test_every_example_of_the_page_is_a_connector(load, root):
    page = (root / "docs" / "connectors.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    kinds = [load(text).source.kind for text in examples]
    assert kinds == ["files", "sql", "pi", "opcua"]
