"""Whether a query is one statement that reads.

The database itself is told to read only; this keeps a second statement from ending
that transaction, and tells people of it before anything is connected.
"""

import re

# Text, quoted names and comments, ended or not: nothing in them is a keyword or a semicolon.
_QUOTED = re.compile(
    r"""'(?:[^']|'')*(?:'|\Z)|"(?:[^"]|"")*(?:"|\Z)"""
    r"""|--[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|\$(\w*)\$[\s\S]*?(?:\$\1\$|\Z)"""
)
_ESCAPES = re.compile(r"[eE]'|\\")
_WRITES = re.compile(
    r"\b(?:insert|update|delete|merge|drop|alter|create|truncate|grant|revoke|copy|call|do|into|"
    r"attach|detach|pragma|vacuum|commit|rollback|begin|set|lock|execute|prepare)\b",
    re.IGNORECASE,
)


def checked_select(query):
    """The query itself, if it is one SELECT.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> checked_select("SELECT a FROM b WHERE c >= :since;")
    'SELECT a FROM b WHERE c >= :since'
    >>> checked_select("SELECT 1; DROP TABLE b")
    Traceback (most recent call last):
    ...
    ValueError: a query must be one statement; there is something after the semicolon
    """
    if _ESCAPES.search(query):
        raise ValueError("a query may have no backslash and no E'...' text")
    query = query.strip().removesuffix(";").strip()
    bare = _QUOTED.sub(" '' ", query)
    if ";" in bare:
        raise ValueError("a query must be one statement; there is something after the semicolon")
    words = bare.split(None, 1)
    if not words or words[0].lower() not in ("select", "with"):
        raise ValueError("a query must begin with SELECT or WITH")
    found = _WRITES.search(bare)
    if found:
        raise ValueError(
            f"a query may only read, and this one says {found[0]!r}; quote it if it is a name"
        )
    return query
