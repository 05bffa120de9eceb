"""Workbooks made by hand: openpyxl for what it can write, edited XML for what it cannot."""

import io
import re
import zipfile

import openpyxl
from survey.corpus import clean


def filled(rows=30, **options):
    """Return an openpyxl workbook with a clean survey on its only sheet."""
    book = openpyxl.Workbook(**options)
    table = clean(rows).astype(object)
    book.active.append(list(table))
    for row in table.itertuples(index=False):
        book.active.append(list(row))
    return book


def saved(book):
    """Return an openpyxl workbook as bytes."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def edited(data, part, change):
    """Return a workbook with one part rewritten by a function of its text."""
    out, found = io.BytesIO(), False
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                found = True
                content = change(content.decode()).encode()
            new.writestr(name, content)
    assert found, part
    return out.getvalue()


def with_sheet(change, rows=30):
    """Return a clean workbook whose sheet XML was rewritten."""
    return edited(saved(filled(rows)), "xl/worksheets/sheet1.xml", change)


def cell_xml(text, reference, xml):
    """Return sheet XML with one cell replaced."""
    changed, count = re.subn(rf'<c r="{reference}"[^>]*?(/>|>.*?</c>)', xml, text)
    assert count == 1, reference
    return changed
