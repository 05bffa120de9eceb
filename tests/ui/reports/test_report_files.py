"""The same figures on the page, in the workbook and in print; and nothing in them that acts."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flotation_ui.report.document import UNKNOWN, Number, shown
from flotation_ui.report.document_page import document_html
from flotation_ui.report.files import report_bytes, report_kind
from flotation_ui.report.font import ReportFont
from flotation_ui.report.plan_document import plan_document, plan_report
from flotation_ui.report.printed_text import printable
from flotation_ui.report.shift_document import shift_document
from flotation_ui.units_shown import typeset
from openpyxl import load_workbook
from pypdf import PdfReader
from ui.reports.readers import LIVE, Page, cells, parts, printed, sheets, squeezed

from flotation.errors import DataError

HOSTILE = (
    "=cmd|'/c calc'!A1 <script>alert(1)</script> \u202e\x07\ufffe 😀 http://evil.example/ &{x}"
)


@pytest.fixture(scope="module", params=["en", "zh"])
def document(request, report):
    return shift_document(report, request.param)


@pytest.fixture(scope="module")
def plan_of(demonstration):
    """The recommendation of the demonstration, in a language."""
    return lambda language: plan_document(demonstration.brief, language)


def rows_of(table):
    return [[shown(cell) for cell in row] for row in table.rows]


def test_the_page_shows_every_cell_of_every_table(document):
    page = Page(document_html(document))
    assert [rows[1:] for rows in page.tables] == [rows_of(table) for table in document.tables]


@pytest.mark.parametrize("which", ["shift", "plan"])
def test_the_workbook_has_every_number_in_full_and_every_text(which, document, plan_of):
    made = document if which == "shift" else plan_of(document.language)
    found = sheets(report_bytes(made, ".xlsx"))
    summary = [row[:2] for row in next(iter(found.values()))]
    for card in made.cards:
        assert any(value == pytest.approx(card.value.value) for _, value in summary if value)
    for table in made.tables:
        header, *rows = found[table.short][2 : 3 + len(table.rows)]
        assert [len(rows), len(header)] == [len(table.rows), len(table.columns)]
        for read, row in zip(rows, table.rows, strict=True):
            for value, cell in zip(read, row, strict=True):
                if not isinstance(cell, Number):
                    assert (value or "") == shown(cell)
                elif cell.shown == UNKNOWN:
                    assert value == UNKNOWN
                else:
                    assert value == pytest.approx(cell.value, rel=1e-12)


def test_a_workbook_shows_the_digits_of_the_page(document):
    """The formats of its numbers have as many decimals as the page, and no more."""
    found = {
        sheet.title: sheet for sheet in load_workbook(BytesIO(report_bytes(document, ".xlsx")))
    }
    for table in document.tables:
        for j, row in enumerate(table.rows):
            for i, cell in enumerate(row):
                if isinstance(cell, Number) and cell.shown != UNKNOWN:
                    form = found[table.short].cell(j + 4, i + 1).number_format.split(";")[0]
                    digits = "0." + "0" * cell.decimals if cell.decimals else "0"
                    assert form == ("+" if cell.signed else "") + digits


@pytest.mark.needs("fonts-wqy-microhei")
@pytest.mark.parametrize("which", ["shift", "plan"])
def test_the_print_has_every_cell_of_every_table(which, document, plan_of, font):
    made = document if which == "shift" else plan_of(document.language)
    text = printed(report_bytes(made, ".pdf"))
    for table in made.tables:
        for row in rows_of(table):
            words = squeezed(printable("".join(row), font.letters))
            assert words in text, (table.id, row)
    for card in made.cards:
        assert card.value.shown in text


@pytest.mark.needs("fonts-wqy-microhei")
def test_chinese_reads_as_chinese_in_all_three(report):
    made = shift_document(report, "zh")
    files = {kind: report_bytes(made, kind) for kind in (".html", ".xlsx", ".pdf")}
    page, text = files[".html"].decode("utf-8"), printed(files[".pdf"])
    book = "".join(str(cell.value) for cell in cells(files[".xlsx"]))
    words = (
        "日报",
        "理论 ε",
        "实际 ε",
        "产率 γ",
        "品位 β",
        "回收率 ε",
        "夜班",
        "白班",
        "中班",
        "先调一半，看尾矿再说",
    )
    for word in words:
        assert word in page
        assert word in book
        assert squeezed(word) in text


@pytest.mark.needs("fonts-wqy-microhei")
def test_only_the_letters_used_are_in_a_print(document, font):
    data = report_bytes(document, ".pdf")
    assert len(data) < 120_000 < font.path.stat().st_size
    fonts = [page["/Resources"]["/Font"] for page in PdfReader(BytesIO(data)).pages]
    assert all(len(each) == 1 for each in fonts)


def hostile_report(report):
    """The same report with hostile words wherever words come from a file or a person."""
    columns = tuple(
        c.model_copy(update={"zh": HOSTILE, "en": HOSTILE}) for c in report.plant.column
    )
    streams = tuple(
        s.model_copy(update={"zh": HOSTILE, "en": HOSTILE}) for s in report.plant.stream
    )
    plant = report.plant.model_copy(
        update={"name": HOSTILE, "zh": HOSTILE, "column": columns, "stream": streams}
    )
    advice = tuple(replace(a, asked=HOSTILE, reason=HOSTILE, by=HOSTILE) for a in report.advice)
    return replace(report, plant=plant, ore=(HOSTILE,), advice=advice)


@pytest.fixture(scope="module")
def hostile(report):
    return shift_document(hostile_report(report), "en")


def test_hostile_words_are_only_words_on_the_page(hostile):
    page = document_html(hostile)
    read = Page(page)
    assert not read.tags & LIVE
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "style"]
    assert not {"\u202e", "\x07", "\ufffe"} & set(page)
    assert sum("<script>alert(1)</script> <U+202E><U+0007><U+FFFE>" in t for t in read.texts) > 9
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://evil.example/",
    }
    assert "href" not in page


def test_hostile_words_are_only_words_in_the_workbook(hostile):
    data = report_bytes(hostile, ".xlsx")
    assert not [cell for cell in cells(data) if cell.data_type == "f"]
    assert not [cell for cell in cells(data) if cell.hyperlink]
    assert sum(str(cell.value).startswith("=cmd|") for cell in cells(data)) > 9
    inside = parts(data)
    assert not [name for name in inside if "external" in name.lower() or "vba" in name.lower()]
    for name, text in inside.items():
        assert not {"\u202e", "\x07", "\ufffe"} & set(text), name
        if name.startswith("xl/worksheets/sheet"):
            assert "<f>" not in text
            assert "<hyperlink" not in text
        if name.startswith("xl/charts/"):
            places = re.findall(r"<c:f>(.*?)</c:f>", text)
            assert places
            assert all(place.startswith("'Chart data'!$") for place in places)


@pytest.mark.needs("fonts-wqy-microhei")
def test_hostile_words_are_only_words_in_print(hostile, font):
    data = report_bytes(hostile, ".pdf")
    for key in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/AA", b"/EmbeddedFile"):
        assert key not in data
    assert not [page for page in PdfReader(BytesIO(data)).pages if page.get("/Annots")]
    text = printed(data)
    assert "<script>alert(1)</script><U+202E><U+0007><U+FFFE>" in text
    assert ("<U+1F600>" in text) == (ord("😀") not in font.letters)


def test_a_name_beginning_with_a_sign_names_no_formula_in_a_chart(plan_of):
    made = plan_of("en")
    charts = tuple(replace(c, across="=1+1", up="=2+2", title="=3+3") for c in made.charts)
    inside = parts(report_bytes(replace(made, parts=charts), ".xlsx"))
    drawn = [text for name, text in inside.items() if name.startswith("xl/charts/")]
    assert len(drawn) == len(charts)
    for text in drawn:
        assert all(f.startswith("'Chart data'!$") for f in re.findall(r"<c:f>(.*?)</c:f>", text))


def test_the_kind_of_a_report_is_in_its_name(tmp_path):
    assert report_kind(tmp_path / "a.PDF") == ".pdf"
    with pytest.raises(DataError, match=r"a report is \.html, \.xlsx or \.pdf"):
        report_kind(tmp_path / "a.docx")
    with pytest.raises(DataError, match="ends in nothing"):
        report_kind(tmp_path / "report")


@pytest.mark.needs("fonts-wqy-microhei")
def test_a_recommendation_is_of_the_kind_asked_for(demonstration, font):
    assert isinstance(font, ReportFont)
    begins = {".html": b"<!DOCTYPE html>", ".xlsx": b"PK", ".pdf": b"%PDF-"}
    for kind, first in begins.items():
        assert plan_report(demonstration.brief, "zh", kind).startswith(first)


def test_the_workbook_and_the_page_of_a_plan_agree(demonstration):
    """The page of a recommendation is made by other code from the same brief."""
    page = Page(plan_report(demonstration.brief, "en", ".html").decode("utf-8"))
    tables = {table.id: table for table in plan_document(demonstration.brief, "en").tables}
    cost = next(rows for rows in page.tables if rows[0][0] == "CNY/t")
    assert [[typeset(c) for c in row[:3]] for row in cost[1:]] == [
        row[:3] for row in rows_of(tables["cost"])
    ]
    changes = next(rows for rows in page.tables if rows[0][0] == "Lever")
    assert [row[2:4] for row in changes[1:]] == [row[2:4] for row in rows_of(tables["changes"])]
    limits = next(rows for rows in page.tables if rows[0][0] == "Limit")
    assert [squeezed(typeset("".join(r))) for r in limits[1:]] == [
        squeezed("".join(r)) for r in rows_of(tables["limits"])
    ]
