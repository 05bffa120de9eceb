"""Plain values as JSON whose bytes depend on nothing but the values."""

import hashlib
import json
import re

from flotation.errors import DataError

NEVER_KEPT = re.compile("[\x00\ud800-\udfff]")


def canonical(content):
    """The one JSON text of plain values.

    Raises
    ------
    DataError
        If something in it is no plain value, or no finite number.

    Examples
    --------
    >>> canonical({"b": 1.5, "a": ["钨", None]})
    '{"a":["钨",null],"b":1.5}'
    """
    try:
        text = json.dumps(
            content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
    except (TypeError, ValueError) as error:
        raise DataError(f"this cannot be kept in the history: {error}") from error
    return storable(text)


def storable(text):
    r"""A text, if every database can keep it.

    Raises
    ------
    DataError
        If it has a character that is none, or the one that ends texts in C.

    Examples
    --------
    >>> storable("a\x00b")
    Traceback (most recent call last):
    ...
    flotation.errors.DataError: a text cannot be kept with the character U+0000 in it: 'a\x00b'
    """
    bad = NEVER_KEPT.search(text)
    if bad:
        raise DataError(
            f"a text cannot be kept with the character U+{ord(bad[0]):04X} in it: {text[:40]!r}"
        )
    return text


def digest(content):
    """SHA-256 of bytes, of a text, or of the canonical JSON of plain values."""
    if isinstance(content, bytes):
        data = content
    else:
        data = (content if isinstance(content, str) else canonical(content)).encode("utf-8")
    return hashlib.sha256(data).hexdigest()
