"""A document as a PDF: A4 upright, with the font's used letters inside and nothing that acts."""

import io
import re
from html import escape

from fpdf import FPDF
from fpdf.enums import TextMode

from flotation_ui.report.chart import chart_svg
from flotation_ui.report.document import Card, Chart, Document, Table
from flotation_ui.report.font import ReportFont
from flotation_ui.report.printed_table import PADDING, LaidTable, laid_table
from flotation_ui.report.printed_text import lines, printable
from flotation_ui.report.svg import INK, SOFT
from flotation_ui.units_shown import with_unit

FAMILY = "report"
EDGE, GAP, BOTTOM = 14.0, 4.0, 16.0  # mm
LINE, CALM, WARM, WARM_INK = "#d6dedc", "#f6f8f7", "#fdf3dc", "#7a5200"
POINT = 25.4 / 72.0  # mm
MOST_CARDS = 5  # beside each other
SHAPE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def document_pdf(document: Document, font: ReportFont) -> bytes:
    """The bytes of a PDF file.

    Parameters
    ----------
    document : Document
    font : ReportFont
    """
    sheet = Sheet(document, font)
    sheet.head()
    sheet.cards(document.cards)
    charts: list[Chart] = []
    for part in document.parts:
        if isinstance(part, Chart) and part.kind != "lines":
            charts.append(part)
            continue
        sheet.charts(charts)
        charts = []
        if isinstance(part, Table):
            sheet.table(part)
        else:
            sheet.charts([part])
    sheet.charts(charts)
    return bytes(sheet.pdf.output())


class _Paper(FPDF):
    """Pages with a footer."""

    footing = ""

    def footer(self) -> None:
        """The report's name and the page's number."""
        self.set_y(-11.0)
        self.set_font(FAMILY, size=7.0)
        self.set_text_color(SOFT)
        self.cell(self.epw / 2.0, 4.0, self.footing)
        self.cell(self.epw / 2.0, 4.0, f"{self.page_no()} / {{nb}}", align="R")


class Sheet:
    """A PDF as it is written, from the top of the first page down.

    Parameters
    ----------
    document : Document
    font : ReportFont
    """

    def __init__(self, document: Document, font: ReportFont):
        self.document = document
        self.pdf = _Paper(format="A4", unit="mm")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_margins(EDGE, EDGE, EDGE)
        self.pdf.add_font(FAMILY, fname=font.path, collection_font_number=font.face)
        self.pdf.set_font(FAMILY, size=9.0)
        self._letters = font.letters
        self.pdf.set_title(self.tell(document.title))
        self.pdf.set_lang("zh-CN" if document.language == "zh" else "en")
        self.pdf.footing = self._first_line(document.title, 7.0, 120.0)
        self.pdf.add_page()

    @property
    def room(self) -> float:
        """Width within the margins. [mm]."""
        return float(self.pdf.epw)

    def tell(self, text: str) -> str:
        """What the font can print of a text."""
        return printable(text, self._letters)

    def measure(self, text: str, size: float) -> float:
        """Width of a text. [mm]."""
        self.pdf.set_font(FAMILY, size=size)
        return float(self.pdf.get_string_width(text))

    def head(self) -> None:
        """Title, lead and warnings."""
        self._paragraph(self.document.title, 15.0, INK, strong=True)
        self.pdf.ln(1.0)
        for line in self.document.lead:
            self._paragraph(line, 8.5, SOFT)
        for line in self.document.warnings:
            self.pdf.ln(1.0)
            self._paragraph(line, 8.5, WARM_INK, ground=WARM)
        self.pdf.ln(GAP - 1.0)

    def cards(self, cards: tuple[Card, ...]) -> None:
        """Figures to be seen first, a few in a row."""
        beside = len(cards) if len(cards) <= MOST_CARDS else MOST_CARDS - 1
        for start in range(0, len(cards), max(beside, 1)):
            row = cards[start : start + beside]
            wide = (self.room - (beside - 1) * 3.0) / beside
            notes = [
                lines(self.tell(card.note), wide - 5.0, lambda t: self.measure(t, 6.5))
                for card in row
            ]
            tall = 13.0 + 2.8 * max(map(len, notes))
            top = self._keep_together(tall + 2.0)
            for i, (card, note) in enumerate(zip(row, notes, strict=True)):
                self._card(card, note, (EDGE + i * (wide + 3.0), top, wide, tall))
            self.pdf.set_y(top + tall + 2.0)
        if cards:
            self.pdf.ln(GAP - 2.0)

    def _card(self, card: Card, note: list[str], place: tuple[float, float, float, float]) -> None:
        x, y, wide, tall = place
        self.pdf.set_draw_color(LINE)
        self.pdf.set_fill_color(CALM)
        self.pdf.rect(x, y, wide, tall, style="DF", round_corners=True, corner_radius=1.2)
        title = self._first_line(with_unit(card.title, card.unit), 7.0, wide - 5.0)
        self._write(x + 2.5, y + 4.4, title, 7.0, SOFT)
        self._write(x + 2.5, y + 10.2, card.value.shown, 13.0, INK, strong=True)
        for i, line in enumerate(note):
            self._write(x + 2.5, y + 14.2 + 2.8 * i, line, 6.5, SOFT)

    def charts(self, charts: list[Chart]) -> None:
        """Charts, two beside each other; a single one takes the whole width."""
        for start in range(0, len(charts), 2):
            pair = charts[start : start + 2]
            wide = (
                (self.room - 6.0) / 2.0 if len(pair) == 2 or pair[0].kind != "lines" else self.room
            )
            drawings = [self._drawing(chart) for chart in pair]
            tall = max(wide * height / width for _, width, height in drawings)
            top = self._keep_together(tall + 10.0)
            for i, (chart, (picture, *_)) in enumerate(zip(pair, drawings, strict=True)):
                x = EDGE + i * (wide + 6.0)
                title = self._first_line(chart.title, 10.0, wide)
                self._write(x, top + 4.0, title, 10.0, INK, strong=True)
                self.pdf.image(
                    io.BytesIO(picture.encode()), x=x, y=top + 7.0, w=wide, alt_text=title
                )
            self.pdf.set_y(top + tall + 7.0 + GAP)

    def _drawing(self, chart: Chart) -> tuple[str, float, float]:
        """A chart in letters that the font has, with its width and height."""
        svg = re.sub(r"<title>.*?</title>", "", chart_svg(chart), flags=re.DOTALL)
        svg = re.sub(r'font-family="[^"]*"', f'font-family="{FAMILY}"', svg)
        told = "".join(c if c == "\n" or c < "\x7f" else escape(self.tell(c)) for c in svg)
        shape = SHAPE.search(svg)
        width, height = map(float, shape.groups()) if shape else (1.0, 1.0)
        return told, width, height

    def table(self, table: Table) -> None:
        """A table under its title, on as many pages as it takes."""
        laid = laid_table(table, self.room, self.tell, self.measure)
        first = sum(self._tall(row, laid.size) for row in laid.rows[:2])
        top = self._keep_together(8.0 + self._tall(laid.header, laid.size) + first)
        self._write(EDGE, top + 4.0, self.tell(table.title), 10.0, INK, strong=True)
        self.pdf.set_y(top + 6.0)
        self._row(table, laid, laid.header, SOFT, strong=False)
        for i, row in enumerate(laid.rows):
            if self.pdf.get_y() + self._tall(row, laid.size) > self.pdf.h - BOTTOM:
                self.pdf.add_page()
                self._row(table, laid, laid.header, SOFT, strong=False)
            self._row(table, laid, row, INK, strong=i in table.strong)
        if table.note:
            self.pdf.ln(1.0)
            self._paragraph(table.note, 7.0, SOFT)
        self.pdf.ln(GAP)

    def _row(
        self,
        table: Table,
        laid: LaidTable,
        cells: tuple[list[str], ...],
        colour: str,
        strong: bool,
    ) -> None:
        """One row, its cells' lines from the top down, a thin line below."""
        top, tall, step = self.pdf.get_y(), self._tall(cells, laid.size), 1.28 * laid.size * POINT
        x = EDGE
        for column, wide, texts in zip(table.columns, laid.widths, cells, strict=True):
            for i, text in enumerate(texts):
                slack = wide - PADDING - self.measure(text, laid.size)
                left = x if column.words else x + max(slack, 0.0)
                self._write(left, top + 0.7 + (i + 0.82) * step, text, laid.size, colour, strong)
            x += wide
        self.pdf.set_draw_color(LINE)
        self.pdf.set_line_width(0.15)
        self.pdf.line(EDGE, top + tall, EDGE + self.room, top + tall)
        self.pdf.set_y(top + tall)

    def _tall(self, cells: tuple[list[str], ...], size: float) -> float:
        return 1.4 + 1.28 * size * POINT * max(len(texts) for texts in cells)

    def _write(
        self, x: float, y: float, text: str, size: float, colour: str, strong: bool = False
    ) -> None:
        """A line from a point on; strong letters are drawn with an edge of their own colour."""
        self.pdf.set_font(FAMILY, size=size)
        self.pdf.set_text_color(colour)
        if not strong:
            self.pdf.text(x, y, text)
            return
        with self.pdf.local_context(
            text_mode=TextMode.FILL_STROKE, line_width=0.016 * size, draw_color=colour
        ):
            self.pdf.text(x, y, text)

    def _paragraph(
        self, text: str, size: float, colour: str, strong: bool = False, ground: str | None = None
    ) -> None:
        """A text over as many lines as it takes, on a coloured ground where there is one."""
        inset = 2.5 if ground else 0.0
        told = self.tell(text)
        broken = lines(told, self.room - 2.0 * inset, lambda t: self.measure(t, size))
        step = 1.35 * size * POINT
        top = self._keep_together(step * len(broken) + 2.0 * inset)
        if ground:
            self.pdf.set_fill_color(ground)
            tall = step * len(broken) + inset
            self.pdf.rect(
                EDGE, top, self.room, tall, style="F", round_corners=True, corner_radius=1
            )
        for i, line in enumerate(broken):
            self._write(
                EDGE + inset, top + inset / 2 + (i + 0.8) * step, line, size, colour, strong
            )
        self.pdf.set_y(top + step * len(broken) + inset)

    def _first_line(self, text: str, size: float, room: float) -> str:
        """What fits of a text in one line, with a mark where more of it is left."""
        told = self.tell(text)
        first = lines(told, room, lambda t: self.measure(t, size))
        return told if len(first) == 1 else f"{first[0]}…"

    def _keep_together(self, tall: float) -> float:
        """Where the next thing of a height begins: here, or on a new page."""
        if self.pdf.get_y() + tall > self.pdf.h - BOTTOM and self.pdf.get_y() > EDGE + 1.0:
            self.pdf.add_page()
        return float(self.pdf.get_y())
