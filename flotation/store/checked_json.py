"""JSON that carries the hash of its content: damaged, it is refused."""

import hashlib
import json

from flotation.errors import StoreError


def checked_bytes(kind, content):
    """The bytes of a file that holds plain values and their hash.

    Parameters
    ----------
    kind : str
        What the file is, said in it.
    content : list or dict
        Plain JSON values, finite.

    Returns
    -------
    bytes
    """
    document = {"format": kind, "sha256": _digest(content), "content": content}
    return _canonical(document) + b"\n"


def checked_content(kind, data, name):
    """The content of such a file, or one sentence on why it cannot be believed.

    Raises
    ------
    StoreError
        If it is torn, changed or another kind of file.

    Examples
    --------
    >>> checked_content("notes", checked_bytes("notes", [1, 2]), "notes.json")
    [1, 2]
    >>> checked_content("notes", checked_bytes("notes", [1, 2])[:-9], "notes.json")
    Traceback (most recent call last):
    ...
    flotation.errors.StoreError: notes.json is damaged or was edited; take it from the backup
    """
    damaged = StoreError(f"{name} is damaged or was edited; take it from the backup")
    try:
        document = json.loads(data)
        content = document["content"]
        whole = document == {"format": kind, "sha256": _digest(content), "content": content}
        whole = whole and data == checked_bytes(kind, content)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged from error
    if not whole:
        raise damaged
    return content


def _digest(content):
    return hashlib.sha256(_canonical(content)).hexdigest()


def _canonical(content):
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")
