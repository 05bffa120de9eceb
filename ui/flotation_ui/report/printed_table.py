"""A table in print: widths from what stands in it, lines that wrap, a header on every page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flotation_ui.report.document import Table, shown
from flotation_ui.report.printed_text import lines

SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)  # points, the largest that fits
PADDING = 1.6  # mm, left and right of a cell together
NARROWEST = 12.0  # mm, of a column of words
Measure = Callable[[str, float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidTable:
    """Where everything of a table goes.

    Attributes
    ----------
    size : float
        Of the letters. [pt]
    widths : tuple of float
        [mm]
    header : tuple of list of str
        Lines of each header.
    rows : tuple of tuple of list of str
        Lines of each cell.
    """

    size: float
    widths: tuple[float, ...]
    header: tuple[list[str], ...]
    rows: tuple[tuple[list[str], ...], ...]


def laid_table(
    table: Table, room: float, tell: Callable[[str], str], measure: Measure
) -> LaidTable:
    """Fit a table into a width, with the largest letters that do.

    Parameters
    ----------
    table : Table
    room : float
        [mm]
    tell : callable
        What a font can print of a text.
    measure : callable
        Width of a text at a size. [mm]
    """
    heads = [tell(column.header) for column in table.columns]
    cells = [[tell(shown(cell)) for cell in row] for row in table.rows]
    for size in SIZES:
        widths = _widths(table, heads, cells, room, lambda text: measure(text, size))  # noqa: B023
        if widths is not None:
            break
    else:
        widths = [room / len(heads)] * len(heads)

    def wrapped(texts: Sequence[str]) -> tuple[list[str], ...]:
        return tuple(
            lines(text, wide - PADDING, lambda t: measure(t, size))
            for text, wide in zip(texts, widths, strict=True)
        )

    return LaidTable(
        size=size,
        widths=tuple(widths),
        header=wrapped(heads),
        rows=tuple(wrapped(row) for row in cells),
    )


def _widths(
    table: Table,
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    room: float,
    measure: Callable[[str], float],
) -> list[float] | None:
    """Widths that fill the room, or None where the numbers alone need more."""
    needed, least = [], []
    for i, column in enumerate(table.columns):
        widest = max([measure(row[i]) for row in cells], default=0.0) + PADDING
        word = max((measure(w) for w in heads[i].split()), default=0.0) + PADDING
        if not column.words:
            word = min(word, max(widest, NARROWEST + PADDING))
        title = min(measure(heads[i]) + PADDING, 22.0)
        needed.append(max(widest, word, title))
        least.append(min(needed[-1], max(NARROWEST, word)) if column.words else max(widest, word))
    spare = room - sum(needed)
    if spare >= 0.0:
        return [wide + spare / len(needed) for wide in needed]
    short = room - sum(least)
    if short < 0.0:
        return None
    give = [n - m for n, m in zip(needed, least, strict=True)]
    share = short / sum(give) if sum(give) else 0.0
    return [m + g * share for m, g in zip(least, give, strict=True)]
