"""Rows of one worksheet, straight from its XML.

A cell becomes None, a text, a number, or a one-key object that says what else it
is: ``{"percent": 0.82}``, ``{"date": "2024-03-05T08:00:00"}``, ``{"truth": true}``,
``{"error": "#DIV/0!"}``, ``{"formula": "A1*B1"}`` (without a stored result).
"""

import math
import re
from datetime import timedelta
from functools import lru_cache

from flotation.spreadsheet.markup import MarkupError, parse

MAX_COLUMNS = 2000
MAX_CELLS = 3_000_000
MAX_GAP = 5000
_LETTERS = re.compile(r"[A-Z]{1,3}")
_LONGEST_FORMULA = 80


class TooLargeError(ValueError):
    """A sheet beyond the limits."""


class RowReader:
    """Collects the rows of a worksheet and hands each to ``emit``.

    Parameters
    ----------
    book : flotation.spreadsheet.book.Book
    emit : callable
        Given the row number and its cells.
    """

    def __init__(self, book, emit):
        self.book, self.emit = book, emit
        self.facts = {"hidden_rows": [], "hidden_columns": [], "merged": [], "formulas": 0}
        self._cells, self._row, self._number, self._count = [], 0, "0", 0
        self._cell, self._text, self._inside = None, [], None
        self._formula, self._phonetic = None, False

    def read(self, stream):
        """Read a worksheet part; ``facts`` is complete afterwards."""
        parse(stream, start=self._start, end=self._end, text=self._characters)
        return self.facts

    def _start(self, name, attributes):
        if name == "c":
            self._cell = (self._place(attributes.get("r")), attributes)
            self._text, self._formula = [], None
        elif name in ("v", "t", "f"):
            self._inside = name
            if name == "f":
                self._formula = ""
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self.facts["merged"].append(attributes.get("ref", "?"))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.facts["hidden_columns"].append([int(attributes["min"]), int(attributes["max"])])

    def _begin_row(self, attributes):
        number = int(attributes.get("r", self._row + 1))
        if number <= self._row:
            raise MarkupError(f"row {number} stands after row {self._row}")
        if number > self._row + MAX_GAP:
            raise TooLargeError(
                f"row {number} lies far below the table (after row {self._row}); delete the rows "
                "between, and what stands there"
            )
        self._row, self._number, self._cells = number, str(number), []
        if attributes.get("hidden") in ("1", "true"):
            self.facts["hidden_rows"].append(number)

    def _place(self, reference):
        """Column of a cell, counted from 0."""
        if reference is None:
            return len(self._cells)
        letters = reference.removesuffix(self._number)
        column = column_number(letters) - 1
        if letters == reference or column < 0:
            raise MarkupError(f"cell {reference!r} stands in row {self._row}")
        if column >= MAX_COLUMNS:
            raise TooLargeError(
                f"cell {reference} lies far right of the table: at most {MAX_COLUMNS} columns are "
                "read; delete what stands there"
            )
        return column

    def _characters(self, data):
        if self._inside in ("v", "t") and not self._phonetic:
            self._text.append(data)
        elif self._inside == "f" and len(self._formula) < _LONGEST_FORMULA:
            self._formula += data

    def _end(self, name):
        if name == "c":
            self._end_cell()
        elif name == "row":
            if any(cell is not None for cell in self._cells):
                self.emit(self._row, self._cells)
        elif name in ("v", "t", "f"):
            self._inside = None
        elif name == "rPh":
            self._phonetic = False

    def _end_cell(self):
        column, attributes = self._cell
        value = self._value(attributes.get("t", "n"), attributes.get("s"), "".join(self._text))
        if self._formula is not None:
            self.facts["formulas"] += 1
            if value is None:
                value = {"formula": "=" + self._formula}
        if value is None:
            return
        self._count += 1
        if self._count > MAX_CELLS:
            raise TooLargeError(
                f"the sheet has more than {MAX_CELLS} cells; save it as CSV, which may be larger"
            )
        self._cells.extend([None] * (column + 1 - len(self._cells)))
        self._cells[column] = value

    def _value(self, kind, style, text):
        if kind in ("str", "inlineStr"):
            return text or None
        if text == "":
            return None
        if kind == "s":
            return self.book.texts[int(text)] or None
        if kind == "b":
            return {"truth": text.strip() in ("1", "true")}
        if kind == "e":
            return {"error": text}
        if kind == "d":
            return {"date": text}
        return self._styled(style, float(text))

    def _styled(self, style, number):
        formats = self.book.formats
        place = int(style) if style else 0
        kind = formats[place] if place < len(formats) else "plain"
        if not math.isfinite(number):
            return {"error": "a number too large"}
        if kind == "percent":
            return {"percent": number}
        if kind == "date":
            try:
                moment = self.book.epoch + timedelta(seconds=round(number * 86_400.0, 3))
            except OverflowError:
                return number
            return {"date": moment.isoformat()}
        return number


@lru_cache(maxsize=20_000)
def column_number(letters):
    """Number of a column, counted from 1; 0 for what is no column.

    Examples
    --------
    >>> column_number("A"), column_number("AB"), column_number("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters if _LETTERS.fullmatch(letters) else "":
        number = 26 * number + ord(letter) - 64
    return number


def column_letters(number):
    """Letters of a column counted from 1.

    Examples
    --------
    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
