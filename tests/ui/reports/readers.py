"""What is in a report that has been written: its texts and numbers, read back."""

import io
import re
from html.parser import HTMLParser
from zipfile import ZipFile

from openpyxl import load_workbook
from pypdf import PdfReader

LIVE = {"script", "img", "link", "iframe", "object", "embed", "form", "a", "base", "video"}


class Page(HTMLParser):
    """Tables, tags and attributes of a page."""

    def __init__(self, page):
        super().__init__()
        self.tables, self.tags, self.attributes, self.texts = [], set(), [], []
        self._cell = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self._cell.strip())
            self._cell = None

    def handle_data(self, data):
        self.texts.append(data)
        if self._cell is not None:
            self._cell += data


def sheets(data):
    """Sheets of a workbook: name to rows of values."""
    book = load_workbook(io.BytesIO(data))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def cells(data):
    """All cells of a workbook."""
    return [c for s in load_workbook(io.BytesIO(data)) for row in s.iter_rows() for c in row]


def parts(data):
    """Files inside a workbook, as text."""
    with ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode("utf-8") for name in file.namelist()}


def printed(data):
    """The text of a PDF without any blanks, since a reader puts them where it likes."""
    pages = PdfReader(io.BytesIO(data)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text):
    """Text without blanks."""
    return re.sub(r"\s+", "", text)
