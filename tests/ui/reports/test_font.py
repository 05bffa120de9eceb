"""Which font a print takes, and what is said where there is none."""

import sys

import pytest
from flotation_ui.report import font as fonts
from flotation_ui.report.files import font_to_print
from flotation_ui.report.font import VARIABLE, report_font
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from flotation.errors import DataError


def write_font(path, letters):
    """A font in which every letter is an empty box."""
    names = [".notdef", *(f"u{ord(c):04X}" for c in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in letters})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular", "fullName": "Boxes"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def test_a_font_named_comes_before_the_system_s(tmp_path, monkeypatch):
    one = write_font(tmp_path / "one.ttf", fonts.LETTERS)
    other = write_font(tmp_path / "other.ttf", fonts.LETTERS)
    monkeypatch.setenv(VARIABLE, str(other))
    assert report_font(one).path == one
    assert report_font().path == other
    assert report_font().letters == frozenset(map(ord, fonts.LETTERS))


def test_a_font_without_chinese_is_refused_with_what_it_lacks(tmp_path):
    path = write_font(tmp_path / "latin.ttf", "abcγβε")
    with pytest.raises(DataError, match="lacks 班 报 .*install one .*fonts-wqy-microhei"):
        report_font(path)


@pytest.mark.parametrize("content", [None, b"not a font at all"])
def test_a_file_that_is_no_font_is_refused(tmp_path, content):
    path = tmp_path / "font.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be used as a font"):
        report_font(path)


def test_where_there_is_no_font_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))
    with pytest.raises(DataError, match="none was found; install one .*--font or FLOTATION_FONT"):
        report_font()
    write_font(tmp_path / "simhei.ttf", "abc")
    with pytest.raises(DataError, match="none was found"):
        report_font()
    (tmp_path / "deeper").mkdir()
    good = write_font(tmp_path / "deeper" / "msyh.ttf", fonts.LETTERS)
    assert report_font().path == good


def test_without_its_package_a_print_is_refused_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(DataError, match=r"pip install 'flotation-optimiser\[pdf\]'"):
        font_to_print()
