"""The corpus of bad workbooks, Parquet files, archives and bombs."""

import datetime
import gzip
import io
import zipfile

import numpy as np
import pandas as pd
from survey.corpus import clean, csv, parquet, workbook
from survey.sheets import cell_xml, edited, filled, saved, with_sheet
from survey.test_bombs import ENTITIES
from trust.bad_tables import refused, told


def _with(change, rows=30):
    book = filled(rows)
    change(book)
    return saved(book)


def _cell(reference, value, shown="General"):
    def change(book):
        book.active[reference].value = value
        book.active[reference].number_format = shown

    return _with(change)


def workbook_cells():
    """Cells of a workbook that are no numbers, whatever they look like."""
    day = datetime.datetime(2024, 3, 5)
    for label, value, shown, rule in (
        ("per cent in g/t", 3.5, "0%", "number"),
        ("date for a dose", day, "yyyy-mm-dd", "number"),
        ("day and month for a dose", day.date(), "d-mmm", "number"),
        ("hour for a dose", datetime.time(8, 30), "h:mm", "number"),
        ("truth value", True, "General", "number"),
        ("#DIV/0!", "#DIV/0!", "General", "number"),
        ("#REF!", "#REF!", "General", "number"),
        ("#N/A", "#N/A", "General", "number"),
        ("formula without result", "=1/3", "General", "number"),
        ("words", "停机", "General", "number"),
        ("limit", "<5", "General", "number"),
        ("1e300", 1e300, "General", "range"),
        ("below nothing", -5, "General", "range"),
    ):
        yield told("workbook", label, _cell("G5", value, shown), rule, 5)
    formula = with_sheet(lambda x: cell_xml(x, "G5", '<c r="G5"><f>A1</f><v>352</v></c>'))
    yield told("workbook", "formula", formula, "formulas")
    error = '<c r="G5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    yield told(
        "workbook",
        "formula that ends in an error",
        with_sheet(lambda x: cell_xml(x, "G5", error)),
        "number",
        5,
    )
    yield told("workbook", "merged", _with(lambda b: b.active.merge_cells("G5:G7")), "merged")
    yield told("workbook", "hidden row", _with(_hide), "hidden", 9)
    yield told("workbook", "cell beyond the header", _cell("M29", "pump repaired"), "beyond header")
    yield told("workbook", "another sheet", _with(_notes), "sheets")


def _notes(book):
    book.create_sheet("Notes").append(["written by the shift"])


def _hide(book):
    book.active.row_dimensions[9].hidden = True


def workbook_sheets():
    """Workbooks whose sheets do not say which is the survey, or how to read it."""
    yield refused("workbook", "two surveys", _with(_twin), "all look like the survey")
    yield refused("workbook", "hidden sheet", _with(_cover), "unhide it")
    no_header = _with(lambda b: b.active.delete_rows(1))
    yield refused("workbook", "no header", no_header, "names a column")
    yield refused("workbook", "dates of two kinds", _with(_two_dates), "mixes dates")
    for label, change in {
        "unclosed": lambda x: x.replace("</sheetData>", ""),
        "rows out of order": lambda x: x.replace('r="5"', 'r="3"', 1),
        "cell of another row": lambda x: x.replace('<c r="G5"', '<c r="G6"'),
        "impossible reference": lambda x: x.replace('<c r="G5"', '<c r="5G"'),
        "string out of the table": lambda x: cell_xml(x, "G5", '<c r="G5" t="s"><v>99999</v></c>'),
        "style that is no number": lambda x: cell_xml(x, "G5", '<c r="G5" s="x"><v>1</v></c>'),
        "number in words": lambda x: cell_xml(x, "G5", '<c r="G5"><v>twelve</v></c>'),
    }.items():
        yield refused("workbook", label, with_sheet(change), "the workbook is damaged")
    whole = saved(filled())
    for share in (0.1, 0.5, 0.9, 0.99):
        data = whole[: int(share * len(whole))]
        yield refused("workbook", f"cut off at {share:.0%}", data, "the workbook is damaged")


def _twin(book):
    twin = book.create_sheet("March")
    for row in book.active.values:
        twin.append(list(row))


def _cover(book):
    book.active.sheet_state = "hidden"
    book.create_sheet("Cover").append(["Report"])
    book.active = 1


def _two_dates(book):
    for row, moment in enumerate(clean(30)["time"], 2):
        time = datetime.datetime.fromisoformat(moment)
        book.active.cell(row, 1, time if row > 10 else f"{time:%d/%m/%Y %H:%M}")


def _packed(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def other_kinds():
    """Files of other kinds under a survey's name."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    yield refused("other kinds", "old workbook", old + 600 * b"\0", "the old .xls kind")
    locked = old + "EncryptedPackage".encode("utf-16-le")
    yield refused("other kinds", "encrypted workbook", locked, "encrypted with a password")
    for part, kind in {
        "word/document.xml": "a Word document",
        "xl/workbook.bin": "a binary workbook",
        "content.xml": "an OpenDocument file",
        "survey.csv": "a zip archive",
    }.items():
        yield refused("other kinds", kind, _packed({part: "x"}), f"the survey is {kind}")
    noise = np.random.default_rng(3).bytes(4096)
    for label, data in {
        "PDF": b"%PDF-1.7\n" + noise,
        "picture": b"\x89PNG\r\n\x1a\n" + noise,
        "program": b"\x7fELF" + noise,
        "noise": noise,
        "pickle": b"\x80\x04\x95" + noise,
        "HTML page": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        "JSON": b'{"time": [1, 2], "w_ph": [9, 9]}',
    }.items():
        yield refused("other kinds", label, data, ".")


def bombs():
    """Files made to take a reader's memory or time."""
    for reference, says in {
        "XFD1048576": "lies far below the table",
        "A1048576": "lies far below the table",
        "XFD31": "lies far right of the table",
    }.items():
        yield refused("bomb", f"cell {reference}", _cell(reference, 1), says)
    wide = '<c r="BXY5"><v>1</v></c>'
    yield refused(
        "bomb", "cell BXY5", with_sheet(lambda x: cell_xml(x, "J5", wide)), "far right of the table"
    )
    blown = with_sheet(lambda x: x + " " * (16 << 20))
    yield refused("bomb", "part that unpacks out of proportion", blown, "which no table does")
    parts = {f"xl/{i}.xml": "" for i in range(3000)} | {"xl/workbook.xml": "<workbook/>"}
    yield refused("bomb", "thousands of parts", _packed(parts), "not one that Excel writes")
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        for label, declaration in {
            "entities": ENTITIES + "]>",
            "outside entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            "outside type": '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">',
        }.items():
            data = edited(
                saved(filled()),
                part,
                lambda x, d=declaration: d + x.replace('<?xml version="1.0"?>', ""),
            )
            yield refused("bomb", f"{label} in {part}", data, "declares a document type")
    header = ",".join(["time", *(f"x{i}" for i in range(9_999))])
    columns = f"{header}\n{','.join(['1'] * 10_000)}\n".encode()
    yield refused("bomb", "ten thousand columns", columns, "has 10000 columns")
    book = csv(clean(20).assign(ore_type="A" * 200_000))
    yield refused("bomb", "cell as long as a book", book, "line 2 cannot be read")
    yield refused("bomb", "gzip", gzip.compress(b"\n" * (64 << 20)), "unpacks to more than 16 MB")


def archives():
    """Gzipped surveys and Parquet files that are damaged or hold too much."""
    whole = gzip.compress(csv(clean(200)))
    for label, data in {"cut off": whole[:-20], "altered": whole[:40] + b"x" + whole[41:]}.items():
        yield refused("archive", f"gzip {label}", data, "gzipped survey is damaged")
    table = clean(60)
    whole = parquet(table)
    for share in (0.1, 0.5, 0.9, 0.99):
        data = whole[: int(share * len(whole))]
        yield refused("parquet", f"cut off at {share:.0%}", data, "Parquet|parquet")
    wide = pd.DataFrame(np.ones((2, 10_000)), columns=[f"x{i}" for i in range(10_000)])
    yield refused("parquet", "ten thousand columns", parquet(wide), "has 10000 columns")
    nested = parquet(table.assign(w_ph=[[9.0]] * 60))
    yield refused("parquet", "nested column", nested, "w_ph")
    yield refused("parquet", "without w_ph", parquet(table.drop(columns="w_ph")), "lacks w_ph")
    yield refused("workbook", "without w_ph", workbook(table.drop(columns="w_ph")), "lacks w_ph")
    high = table.assign(w_ph=table["w_ph"].where(table.index != 7, np.inf))
    yield told("parquet", "infinite", parquet(high), "number|range|missing", 9)


def binary_files():
    """All of them that are not text."""
    for family in (workbook_cells, workbook_sheets, other_kinds, bombs, archives):
        yield from family()
