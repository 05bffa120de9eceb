"""Plain values as JSON whose bytes depend on nothing but the values."""

import hashlib
import json

from flotation.errors import DataError


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
        return json.dumps(
            content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
    except (TypeError, ValueError) as error:
        raise DataError(f"this cannot be kept in the history: {error}") from error


def digest(content):
    """SHA-256 of bytes, of a text, or of the canonical JSON of plain values."""
    if isinstance(content, bytes):
        data = content
    else:
        data = (content if isinstance(content, str) else canonical(content)).encode("utf-8")
    return hashlib.sha256(data).hexdigest()
