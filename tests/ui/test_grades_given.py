"""Grades typed or kept in a small table come through whole, or with a sentence."""

import math

import numpy as np
import pytest
from flotation_ui.grades_given import (
    grades_from_file,
    grades_from_words,
    minerals_from_words,
)
from numpy.testing import assert_allclose

from flotation.errors import DataError

GOOD = "stream,Pb_pct,Pb_sd_pct,Zn_pct\nfeed,3,0.1,6\nlead,60,,5\n\nzinc,2,,55\ntails,0.3,,\n"


@pytest.fixture
def table(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "grades.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_typed_grades_become_fractions_with_errors():
    given = grades_from_words("Pb=3, Zn=6", ["Pb=60,Zn=5", "Zn=55,Pb=2"], "Pb=0.3", 0.02)
    assert given.streams == ("feed", "concentrate 1", "concentrate 2", "tails")
    assert given.components == ("Pb", "Zn")
    assert_allclose(given.grades[:3, 1], [0.06, 0.05, 0.55])
    assert math.isnan(given.grades[3, 1])
    assert_allclose(given.sd[:3], 0.02 * given.grades[:3])


def test_a_table_gives_each_assay_its_own_error_where_it_has_one(table):
    given = grades_from_file(table(GOOD), 0.02)
    assert given.streams == ("feed", "lead", "zinc", "tails")
    assert_allclose(given.sd[:, 0], [0.001, 0.012, 0.0004, 0.00006])
    assert np.isnan(given.grades[3, 1])
    again = grades_from_file(table(GOOD, encoding="utf-8-sig"), 0.02)
    assert again.streams == given.streams


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("0.43", "must read like WO3=0.43 or Pb=3,Zn=6"),
        ("WO3=0.43,WO3=0.5", "must read like"),
        ("=0.43", "must read like"),
        ("WO3=", "a number is missing after the = sign"),
        ("WO3=low", "'low' is no number"),
        ("WO3=nan", r"must lie in \[0, 100\]"),
        ("WO3=101", r"the grades of the feed, WO3 must lie in \[0, 100\] \(%\), got 101"),
        ("WO3=-1", r"must lie in \[0, 100\]"),
    ],
)
def test_typed_grades_that_are_none_are_refused(words, message):
    with pytest.raises(DataError, match=message):
        grades_from_words(words, ["WO3=60"], "WO3=0.1", 0.02)


def test_an_assay_of_nothing_needs_an_error_of_its_own(table):
    with pytest.raises(DataError, match="WO3 grade of tails is 0 % with no error; .* WO3_sd_pct"):
        grades_from_words("WO3=0.4", ["WO3=60"], "WO3=0", 0.02)
    text = "stream,WO3_pct,WO3_sd_pct\nfeed,0.4,\nconc,60,\ntails,0,0.01\n"
    assert grades_from_file(table(text), 0.02).sd[2, 0] == 0.0001


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("stream\nfeed\n", "first line must name the stream"),
        ("stream,Pb\nfeed,3\n", "first line must name the stream .* got stream, Pb"),
        ("stream,Pb_pct,Pb_pct\n", "each once"),
        ("stream,Pb_sd_pct\n", "first line must name"),
        ("stream,Pb_pct,Zn_sd_pct\n", "first line must name"),
        ("stream,Pb_pct\nfeed,3,4\n", "line 2: 2 values are expected, got 3"),
        ("stream,Pb_pct\nfeed,three\n", "line 2, Pb_pct: 'three' is no number"),
        ("stream,Pb_pct\nfeed,3\ntails,0.1\n", "at least two products"),
        ("stream,Pb_pct\nfeed,3\na,4\na,0.1\n", "each once; got feed, a, a"),
        ('stream,Pb_pct\nfeed,"3\n', "no table of comma-separated values"),
        ("stream,Pb_pct\n" + "x,1\n" * 300_000, "larger than 1 MB"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_line(table, text, message):
    with pytest.raises(DataError, match=message):
        grades_from_file(table(text), 0.02)


def test_a_table_that_cannot_be_read_is_one_sentence(table, tmp_path):
    with pytest.raises(DataError, match="cannot be read: No such file"):
        grades_from_file(tmp_path / "none.csv", 0.02)
    with pytest.raises(DataError, match="cannot be read: it is not UTF-8 text"):
        grades_from_file(table("stream,Pb_pct\n给矿,3\n精矿,60\n", encoding="gbk"), 0.02)


def test_minerals_are_the_usual_ones_unless_given():
    assert minerals_from_words(None, ("WO3", "SiO2")) == pytest.approx({"WO3": 0.805}, abs=1e-3)
    assert minerals_from_words("WO3=76.6", ("WO3",)) == pytest.approx({"WO3": 0.766})
    with pytest.raises(DataError, match="--mineral names 'Mo', of which no grade is given"):
        minerals_from_words("Mo=60", ("WO3",))
