"""Text for a terminal: nothing that data could use to steer it, and tables that line up."""

import unicodedata
from collections.abc import Sequence

KEPT = "\n\t"
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def visible(text: str) -> str:
    r"""Text whose control and invisible characters are written as code points.

    Examples
    --------
    >>> visible("BHA\x1b[31m 捕收剂\u202e")
    'BHA<U+001B>[31m 捕收剂<U+202E>'
    """
    return "".join(
        f"<U+{ord(c):04X}>" if c not in KEPT and unicodedata.category(c) in HIDDEN else c
        for c in text
    )


def width(text: str) -> int:
    """Columns that a text takes on a terminal; a Chinese character takes two.

    Examples
    --------
    >>> width("pH 值")
    5
    """
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def aligned(
    header: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)
) -> str:
    """A table of texts under its header, two blanks between columns.

    Parameters
    ----------
    header : sequence of str
    rows : sequence of sequence of str
        As many texts a row as the header has.
    left : sequence of int, default (0,)
        Columns that line up at their left; numbers line up at their right.

    Examples
    --------
    >>> print(aligned(["lever", "now"], [["BHA", "121.0"], ["pH", "9.2"]]))
    lever    now
    BHA    121.0
    pH       9.2
    """
    table = [[visible(cell).replace("\n", " ") for cell in row] for row in (header, *rows)]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    lines = []
    for row in table:
        cells = []
        for i, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (wide - width(cell))
            cells.append(cell + gap if i in left else gap + cell)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def wrapped(text: str, indent: str = "", columns: int = 100) -> str:
    """A sentence broken between words so that each line fits, later ones indented."""
    lines, line = [], ""
    for word in visible(text).split():
        if line and width(line) + 1 + width(word) > columns:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])
