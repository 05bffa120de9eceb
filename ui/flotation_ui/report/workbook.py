"""A document as an Excel workbook: numbers as numbers, native charts, and no live text.

Every text is written as a text (:meth:`write_string`), so that one beginning with ``=`` is no
formula and one that looks like an address is no link, whoever wrote it.
"""

import io
import math

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from flotation_ui.report.document import UNKNOWN, Cell, Document, Number, Table, inert, shown
from flotation_ui.report.svg import INK, SOFT
from flotation_ui.report.workbook_chart import put_charts
from flotation_ui.screen import width
from flotation_ui.units_shown import with_unit

INERT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "in_memory": True,
}
SHEETS = {"en": ("Summary", "Chart data"), "zh": ("总览", "图表数据")}
NARROW, WIDE = 9, 60  # letters
SUMMARY = (34, 14, 52)  # letters, of its three columns
HIGH = 15.0  # points, of a row of one line
LINE, HEAD = "#d6dedc", "#e9f1f0"


def document_workbook(document: Document) -> bytes:
    """The bytes of an ``.xlsx`` file.

    Its first sheet has the figures to be seen first and the charts, then comes a sheet for every
    table.

    Parameters
    ----------
    document : Document
    """
    file = io.BytesIO()
    with Workbook(file, INERT) as book:
        book.set_properties({"title": inert(document.title)})
        looks = Looks(book)
        summary = book.add_worksheet(SHEETS[document.language][0])
        row = _put_summary(summary, document, looks)
        for part in document.tables:
            sheet = book.add_worksheet(part.short)
            _put_table(sheet, part, looks)
            _set_page(sheet, document, landscape=len(part.columns) > 8)
        put_charts(book, summary, document.charts, SHEETS[document.language][1], row)
        _set_page(summary, document, landscape=False)
    return file.getvalue()


class Looks:
    """The formats of one workbook, each made once.

    Parameters
    ----------
    book : Workbook
    """

    def __init__(self, book: Workbook):
        self.book = book
        self._numbers: dict[tuple[str, bool], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": INK})
        self.heading = book.add_format({"bold": True, "font_size": 12, "font_color": INK})
        top = {"valign": "top", "text_wrap": True}
        self.note = book.add_format(top | {"font_color": SOFT})
        self.warning = book.add_format(top | {"font_color": "#7a5200", "bg_color": "#fdf3dc"})
        head = {"bold": True, "bg_color": HEAD, "border": 1, "border_color": LINE}
        self.words_head = book.add_format(head | {"text_wrap": True, "valign": "top"})
        self.number_head = book.add_format(
            head | {"text_wrap": True, "valign": "top", "align": "right"}
        )
        wrapped = {"text_wrap": True, "valign": "top", "border": 1, "border_color": LINE}
        self.words = book.add_format(wrapped | {"indent": 1})
        self.strong_words = book.add_format(wrapped | {"indent": 1, "bold": True})
        self.unknown = book.add_format(wrapped | {"align": "right"})

    def number(self, number: Number, strong: bool) -> Format:
        """The format that shows a number's decimals and nothing else."""
        digits = "0." + "0" * number.decimals if number.decimals else "0"
        pattern = f"+{digits};-{digits};{digits}" if number.signed else digits
        key = (pattern, strong)
        if key not in self._numbers:
            self._numbers[key] = self.book.add_format(
                {
                    "num_format": pattern,
                    "bold": strong,
                    "valign": "top",
                    "border": 1,
                    "border_color": LINE,
                }
            )
        return self._numbers[key]


def _put_summary(sheet: Worksheet, document: Document, looks: Looks) -> int:
    """Title, lead, warnings and first figures; returns the row below them."""
    sheet.hide_gridlines(2)
    for i, wide in enumerate(SUMMARY):
        sheet.set_column(i, i, wide)
    sheet.write_string(0, 0, inert(document.title), looks.title)
    row = 1
    said = [(line, looks.note) for line in document.lead]
    said += [(line, looks.warning) for line in document.warnings]
    for line, look in said:
        sheet.merge_range(row, 0, row, len(SUMMARY) - 1, "", look)
        sheet.write_string(row, 0, inert(line), look)
        sheet.set_row(row, HIGH * _lines(inert(line), sum(SUMMARY)))
        row += 1
    row += 1
    for card in document.cards:
        sheet.write_string(row, 0, inert(with_unit(card.title, card.unit)), looks.words)
        _put(sheet, row, 1, card.value, looks, strong=True)
        sheet.write_string(row, 2, inert(card.note), looks.words)
        row += 1
    return row + 1


def _put_table(sheet: Worksheet, table: Table, looks: Looks) -> None:
    """A table under its title, its header kept in sight, ready to be filtered."""
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, inert(table.title), looks.heading)
    head = 2
    for i, column in enumerate(table.columns):
        look = looks.words_head if column.words else looks.number_head
        sheet.write_string(head, i, inert(column.header), look)
        sheet.set_column(i, i, _wide(table, i))
    wide = [_wide(table, i) for i in range(len(table.columns))]
    for j, cells in enumerate(table.rows):
        sheet.set_row(head + 1 + j, HIGH * max(map(_lines, map(shown, cells), wide)))
        for i, cell in enumerate(cells):
            _put(sheet, head + 1 + j, i, cell, looks, strong=j in table.strong)
    last = head + len(table.rows)
    if table.note:
        across = len(table.columns) - 1
        if across:
            sheet.merge_range(last + 2, 0, last + 2, across, "", looks.note)
        sheet.write_string(last + 2, 0, inert(table.note), looks.note)
        sheet.set_row(last + 2, HIGH * _lines(inert(table.note), sum(wide)))
    sheet.freeze_panes(head + 1, 1)
    sheet.autofilter(head, 0, last, len(table.columns) - 1)
    sheet.repeat_rows(head)


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, looks: Looks, strong: bool) -> None:
    if isinstance(cell, str):
        look = looks.strong_words if strong else looks.words
        sheet.write_string(row, column, inert(cell), look)
    elif math.isfinite(cell.value):
        sheet.write_number(row, column, cell.value, looks.number(cell, strong))
    else:
        sheet.write_string(row, column, UNKNOWN, looks.unknown)


def _lines(text: str, wide: float) -> int:
    """Lines that a text takes in a column so wide."""
    return max(1, math.ceil(1.1 * width(text) / max(wide - 2.0, 1.0)))


def _wide(table: Table, index: int) -> float:
    """Width of a column in letters: of its longest cell, within bounds; headers may wrap."""
    cells = [cells[index] for cells in table.rows]
    texts = [shown(cell) for cell in cells]
    longest = max([width(text) for text in texts] + [0.6 * width(table.columns[index].header)])
    return min(max(longest + 3, NARROW), WIDE)


def _set_page(sheet: Worksheet, document: Document, landscape: bool) -> None:
    """A4, one page wide, with title and page number."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    if landscape:
        sheet.set_landscape()
    sheet.set_footer(f"&L{inert(document.title).replace('&', '&&')[:100]}&R&P / &N")
