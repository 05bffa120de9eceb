"""Lines, widths and pages of a print."""

import io

import pytest
from flotation_ui.report.document import Column, Document, Number, Table
from flotation_ui.report.files import report_bytes
from flotation_ui.report.printed_table import laid_table
from flotation_ui.report.printed_text import lines, printable
from pypdf import PdfReader


def test_lines_break_between_words_and_between_chinese_letters():
    assert lines("grade of the ore", 8, len) == ["grade of", "the ore"]
    assert lines("回收率与品位", 3, len) == ["回收率", "与品位"]
    assert lines("WO3回收率", 4, len) == ["WO3回", "收率"]


def test_a_line_begins_with_no_closing_mark():
    assert lines("回收率，品位", 3, len) == ["回收", "率，品", "位"]


def test_a_word_longer_than_a_line_is_cut_and_nothing_is_lost():
    word = "a" * 64
    found = lines(f"x {word} y", 10, len)
    assert max(map(len, found)) <= 10
    assert "".join(found).replace(" ", "") == f"x{word}y"


def test_no_text_is_one_empty_line():
    assert lines("", 10, len) == [""]


def test_letters_that_a_font_lacks_are_told_by_number():
    letters = set(map(ord, "WO3 班"))
    assert printable("WO₃ 班 😀", letters) == "WO3 班 <U+1F600>"
    assert printable("WO₃", {*letters, ord("₃")}) == "WO₃"


def table_of(columns, rows):
    return Table(id="t", title="t", short="t", columns=columns, rows=rows)


def test_a_table_fills_the_room_and_wraps_words_rather_than_numbers():
    columns = (
        Column(title="lever", words=True),
        Column(title="now"),
        Column(title="why", words=True),
    )
    rows = (("BHA", Number(value=123.456, decimals=1), "a long reason " * 20),)
    laid = laid_table(table_of(columns, rows), 180.0, str, lambda t, size: 0.2 * size * len(t))
    assert sum(laid.widths) == pytest.approx(180.0)
    assert laid.rows[0][1] == ["123.5"]
    assert len(laid.rows[0][2]) > 1
    assert laid.size == 8.0


def test_a_table_with_many_numbers_is_set_in_smaller_letters():
    columns = tuple(Column(title=f"c{i}") for i in range(16))
    rows = (tuple(Number(value=12345.678, decimals=2) for _ in range(16)),)
    laid = laid_table(table_of(columns, rows), 180.0, str, lambda t, size: 0.2 * size * len(t))
    assert laid.size < 8.0
    assert all(cell == ["12345.68"] for cell in laid.rows[0])


@pytest.mark.needs("fonts-wqy-microhei")
def test_a_long_table_has_its_header_on_every_page(font):
    rows = tuple((f"班 {i}", Number(value=float(i), decimals=1)) for i in range(150))
    columns = (Column(title="班次", words=True), Column(title="处理量", unit="t"))
    document = Document(
        language="zh",
        title="月报",
        lead=(),
        warnings=(),
        cards=(),
        parts=(table_of(columns, rows),),
    )
    pages = PdfReader(io.BytesIO(report_bytes(document, ".pdf", font=font.path))).pages
    texts = [page.extract_text().replace(" ", "") for page in pages]
    assert len(texts) == 3
    assert all("处理量,t" in text for text in texts)
    assert [f"{i + 1}/3" in text for i, text in enumerate(texts)] == [True] * 3
    told = "".join(texts)
    assert all(f"班{i}" in told for i in range(150))
