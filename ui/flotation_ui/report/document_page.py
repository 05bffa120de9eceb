"""A document as one HTML file: no script, nothing from outside, every text escaped."""

from flotation_ui.report.chart import chart_svg
from flotation_ui.report.document import Card, Chart, Document, Number, Table, inert, shown
from flotation_ui.report.markup import section, table, tag, text
from flotation_ui.report.page import whole_page
from flotation_ui.units_shown import with_unit


def document_html(document: Document) -> str:
    """A self-contained page.

    Parameters
    ----------
    document : Document
    """
    body = [tag("p", text(inert(line)), class_="lead") for line in document.lead]
    body += [tag("p", text(inert(w)), class_="banner unproven") for w in document.warnings]
    if document.cards:
        body.append(tag("div", [_card(card) for card in document.cards], class_="cards"))
    body += _parts(document)
    return whole_page(inert(document.title), body, document.language)


def _card(card: Card) -> str:
    lines = [
        tag("div", text(inert(with_unit(card.title, card.unit))), class_="name"),
        tag("div", text(card.value.shown), class_="value"),
    ]
    if card.note:
        lines.append(tag("div", text(inert(card.note)), class_="note"))
    return tag("div", lines, class_="card")


def _parts(document: Document) -> list[str]:
    """Sections; charts that follow each other stand side by side, lines over the whole width."""
    body: list[str] = []
    row: list[str] = []
    for part in document.parts:
        narrow = isinstance(part, Chart) and part.kind != "lines"
        if not narrow and row:
            body.append(tag("div", row, class_="two"))
            row = []
        (row if narrow else body).append(_section(part))
    return [*body, tag("div", row, class_="two")] if row else body


def _section(part: Table | Chart) -> str:
    if isinstance(part, Chart):
        return section(inert(part.title), chart_svg(part))
    words = [i for i, column in enumerate(part.columns) if column.words]
    header = [inert(column.header) for column in part.columns]
    rows = [[_cell(cell, i in part.strong) for cell in row] for i, row in enumerate(part.rows)]
    note = tag("p", text(inert(part.note)), class_="note") if part.note else ""
    return section(inert(part.title), table(header, rows, words=words), note)


def _cell(cell: Number | str, strong: bool) -> str:
    words = text(shown(cell))
    return tag("b", words) if strong and words else words
