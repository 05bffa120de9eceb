"""A report as plain data: what its page, its workbook and its print are all made from.

A cell is a text or a :class:`Number`, which keeps its value in full and says how many decimals are
shown; so a workbook has numbers to reckon with, and everything shows the same digits.
"""

import math
import unicodedata
from dataclasses import dataclass

from flotation_ui.screen import visible
from flotation_ui.units_shown import typeset, with_unit

UNKNOWN = "—"
MOST_LETTERS = 2000  # of one cell: no reason given by a person is longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A value with its decimals; one that is not finite is not known.

    Attributes
    ----------
    value : float
    decimals : int
    signed : bool
        Whether a rise has its sign.
    """

    value: float
    decimals: int
    signed: bool = False

    @property
    def shown(self) -> str:
        """The digits, or a dash where the value is not known.

        Examples
        --------
        >>> Number(value=2.345, decimals=1).shown, Number(value=math.nan, decimals=1).shown
        ('2.3', '—')
        >>> Number(value=-0.001, decimals=2, signed=True).shown
        '0.00'
        """
        if not math.isfinite(self.value):
            return UNKNOWN
        digits = f"{self.value:.{self.decimals}f}"
        if float(digits) == 0.0:
            return digits.lstrip("-")
        return f"+{digits}" if self.signed and self.value > 0.0 else digits


Cell = Number | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title, unit : str
        Shown together; the unit may be empty.
    words : bool
        Whether it holds words, which line up at their left and may need lines.
    """

    title: str
    unit: str = ""
    words: bool = False

    @property
    def header(self) -> str:
        """Title and unit."""
        return with_unit(self.title, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table under its title.

    Attributes
    ----------
    id : str
        Neutral name.
    title : str
    short : str
        Title of its sheet in a workbook: at most 25 letters.
    columns : tuple of Column
    rows : tuple of tuple of Cell
    strong : tuple of int
        Rows that sum others up.
    note : str
    """

    id: str
    title: str
    short: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    strong: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values of one kind, in the order of the chart's categories; NaN where not known."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart by its numbers.

    Attributes
    ----------
    id : str
        Neutral name.
    kind : {"bars", "lines", "ranks", "stacks", "steps", "front"}
        Bars beside each other, lines over time, sideways bars by size, sideways bars of parts,
        steps from a start to an end, or points of a front with now and proposed.
    title : str
    across, up : str
        Axes, with units.
    categories : tuple of str
        One a value; of a front empty, since its first series is cost.
    series : tuple of Series
    decimals : int
    """

    id: str
    kind: str
    title: str
    across: str
    up: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    decimals: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One figure to be seen first.

    Attributes
    ----------
    title, unit : str
    value : Number
    note : str
    """

    title: str
    unit: str
    value: Number
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report.

    Attributes
    ----------
    language : {"en", "zh"}
    title : str
    lead : tuple of str
        What it is about, in a few lines.
    warnings : tuple of str
        What a reader has to know before any figure.
    cards : tuple of Card
    parts : tuple of Table and Chart
        In reading order.
    """

    language: str
    title: str
    lead: tuple[str, ...]
    warnings: tuple[str, ...]
    cards: tuple[Card, ...]
    parts: tuple[Table | Chart, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, in order."""
        return tuple(part for part in self.parts if isinstance(part, Table))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Its charts, in order."""
        return tuple(part for part in self.parts if isinstance(part, Chart))


def shown(cell: Cell) -> str:
    """A cell as it is read; a text that is empty stays so."""
    return cell.shown if isinstance(cell, Number) else inert(cell)


def inert(text: str) -> str:
    r"""Text in print that steers nothing: hidden characters by number, one line, no endless cell.

    Examples
    --------
    >>> inert("ore\u202e\x07\ufffe 班\nnext")
    'ore<U+202E><U+0007><U+FFFE> 班 next'
    """
    told = "".join(
        f"<U+{ord(c):04X}>" if unicodedata.category(c) == "Cn" else c
        for c in visible(typeset(" ".join(text.split())))
    )
    return told if len(told) <= MOST_LETTERS else told[:MOST_LETTERS] + " …"
