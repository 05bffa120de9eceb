"""Markup in which data can only ever be text: elements, attributes and tables."""

from collections.abc import Iterable, Sequence
from html import escape


def tag(name: str, content: str | Iterable[str] = "", /, **attributes: object) -> str:
    """One element; attribute values are escaped, content is markup already.

    Examples
    --------
    >>> tag("text", text('a<b'), x=1.234, text_anchor="end")
    '<text x="1.23" text-anchor="end">a&lt;b</text>'
    >>> tag("line", x1=0)
    '<line x1="0"/>'
    """
    body = content if isinstance(content, str) else "".join(content)
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value), quote=True)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{pairs}>{body}</{name}>" if body else f"<{name}{pairs}/>"


def text(words: object) -> str:
    """Any text as markup that shows just that text."""
    return escape(str(words), quote=True)


def number(value: object) -> str:
    """An attribute's value: pixels with two decimals at most, no trailing zeros.

    Examples
    --------
    >>> number(3.14159), number(2.0), number(-0.001), number("end")
    ('3.14', '2', '0', 'end')
    """
    if isinstance(value, float):
        shown = f"{value:.2f}".rstrip("0").rstrip(".")
        return "0" if shown == "-0" else shown
    return str(value)


def section(title: str, *content: str) -> str:
    """A part of a page under its title; empty without content."""
    body = "".join(content)
    return tag("section", [tag("h2", text(title)), body]) if body else ""


def table(header: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = (0,)) -> str:
    """A table of markup cells; columns named in ``words`` hold words, the others numbers."""
    kinds = ["words" if i in words else "figures" for i in range(len(header))]
    head = [tag("th", text(name), class_=kind) for name, kind in zip(header, kinds, strict=True)]
    body = [
        tag("tr", [tag("td", cell or " ", class_=k) for cell, k in zip(row, kinds, strict=True)])
        for row in rows
    ]
    return tag("table", [tag("thead", tag("tr", head)), tag("tbody", body)])
