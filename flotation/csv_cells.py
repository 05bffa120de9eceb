"""Text in the cells of a CSV file, made so that no spreadsheet takes it for a formula."""

import csv
import io

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value):
    """A value for a cell: a text that a spreadsheet would run gets an apostrophe before it.

    Parameters
    ----------
    value : str, int, float, bool or None
        Numbers stay numbers.

    Examples
    --------
    >>> [safe_cell(v) for v in ("=1+1", " @SUM(A1)", "-5 % BHA", "BHA", -5.0, None)]
    ["'=1+1", "' @SUM(A1)", "'-5 % BHA", 'BHA', -5.0, None]
    """
    if isinstance(value, str) and value.lstrip(" \u3000\ufeff").startswith(FORMULA_STARTS):
        return "'" + value
    return value


def csv_text(header, rows):
    r"""A CSV file of safe cells, with Unix line ends.

    Parameters
    ----------
    header : sequence of str
    rows : iterable of sequence
        None becomes an empty cell.

    Returns
    -------
    str

    Examples
    --------
    >>> csv_text(["who", "g/t"], [["=Li", 1.5], ["Wang, Fang", None]])
    'who,g/t\n\'=Li,1.5\n"Wang, Fang",\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue()
