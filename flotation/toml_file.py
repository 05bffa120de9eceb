"""Read files that people write, and say in one sentence each what is wrong and where."""

import re
import tomllib
import typing
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel

from flotation.errors import DataError

LARGEST = 2_000_000  # bytes
DEEPEST = 64  # parts of a dotted key: the parser's time grows with their square
MOST = 20  # mistakes told at once
# Strings and comments, ended or not, so that no text makes the search slow.
_TEXT_OR_COMMENT = re.compile(
    r""""{3}[\s\S]*?(?:"{3}|\Z)|'{3}[\s\S]*?(?:'{3}|\Z)"""
    r"""|"(?:\\.|[^"\\\n])*+"?|'[^'\n]*+'?|#[^\n]*+"""
)


def read_bounded(path):
    """Bytes of a text file that people write, refused where it cannot be one.

    Raises
    ------
    DataError
        If it is absent, unreadable, no ordinary file, or larger than 2 MB.
    """
    path = Path(path)
    try:
        ordinary = path.is_file() or not path.exists()
        data = _first_bytes(path) if ordinary else b""
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise DataError(f"{str(path)!r} is not the name of a file: {error}") from error
    if not ordinary:
        raise DataError(f"{path} is a folder or a device, expected a file")
    if len(data) > LARGEST:
        raise DataError(
            f"{path.name} has more than {LARGEST} bytes; a file of this kind has fewer: "
            "is it the right file?"
        )
    return data


def _first_bytes(path):
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def parse_toml(data, name):
    """A TOML document as a dict, or one sentence that says where it breaks.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file, for the sentence.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{name} is not UTF-8 text (byte {error.start}); save it with encoding UTF-8"
        ) from error
    line = _line_of_long_key(text)
    if line:
        raise DataError(f"{name}: a key has more than {DEEPEST} parts (at line {line})")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise DataError(f"{name} is not valid TOML: it is nested too deeply") from error
    except ValueError as error:  # TOMLDecodeError, and integers of thousands of digits
        detail = str(error).partition(";")[0]
        detail = detail.replace("Cannot overwrite a value", "a key is given twice")
        raise DataError(f"{name} is not valid TOML: {detail}") from error


def _line_of_long_key(text):
    """Line of the first key of too many parts, or None."""
    line = 1
    bare = _TEXT_OR_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for piece in re.split(r"([\n,=\[\]{}])", bare):
        if piece == "\n":
            line += 1
        elif piece.count(".") >= DEEPEST:
            return line
    return None


def sentences(error, document, name, model=None):
    """A pydantic error as one sentence per mistake, with the path in the file.

    Parameters
    ----------
    error : pydantic.ValidationError
    document : dict
        What was validated.
    name : str
        Of the file.
    model : type, optional
        The model it was validated as, to offer the nearest key for an unknown one.

    Returns
    -------
    str
        A line each; after the first 20 their number only.
    """
    items = error.errors(include_url=False)
    lines = [
        f"{name}: {place(item['loc'], document)}: {_explain(item, model)}" for item in items[:MOST]
    ]
    if len(items) > MOST:
        lines.append(f"{name}: and {len(items) - MOST} mistakes more")
    return "\n".join(lines)


def place(loc, document):
    """Path to a location inside a document, tables counted from 1.

    Examples
    --------
    >>> place(("lever", 0, "low"), {"lever": [{"column": "w_bha_g_t", "low": "a"}]})
    'lever[1] (w_bha_g_t).low'
    """
    text, here = "", document
    for part in loc:
        if isinstance(part, int):
            here = here[part] if isinstance(here, list) and part < len(here) else None
            label = _label(here)
            text += f"[{part + 1}]" + (f" ({label})" if label else "")
        elif not _is_tag(part, here):
            text += f".{_key(part)}" if text else _key(part)
            here = here.get(part) if isinstance(here, dict) else None
    return text or "the file"


def _is_tag(part, here):
    """Whether a part of a location only says which law or kind of several was meant."""
    named = isinstance(here, dict) and part not in here
    return named and part in (here.get("law"), here.get("kind"))


def _key(part):
    text = str(part)
    return text if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text) else shown(text)


def _label(table):
    if not isinstance(table, dict):
        return ""
    found = (table[key] for key in ("name", "column", "item", "stream") if key in table)
    return next((_key(value) for value in found if isinstance(value, str)), "")


def shown(value, most=60):
    """A value from a file as short printable text.

    Examples
    --------
    >>> shown("3 kg"), shown("x" * 99, most=5), shown({"a": 1})
    ("'3 kg'", "'xxxxx…'", 'a table')
    """
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > 10**most:
        return "a number of too many digits"
    text = str(value)
    text = text if len(text) <= most else f"{text[:most]}…"
    return repr(text) if isinstance(value, str) else text


_EXPECTED = {
    "bool_type": "expected true or false",
    "date_type": "expected a date such as 2026-09-23, without quotation marks",
    "dict_type": "expected a table {{ ... }}",
    "finite_number": "expected a finite number",
    "float_type": "expected a number",
    "greater_than_equal": "expected at least {ge:g}",
    "greater_than": "expected more than {gt:g}",
    "int_type": "expected a whole number",
    "less_than_equal": "expected at most {le:g}",
    "less_than": "expected less than {lt:g}",
    "literal_error": "expected {expected}",
    "model_type": "expected a table",
    "model_attributes_type": "expected a table",
    "string_pattern_mismatch": "expected a name of letters, digits and _ that matches {pattern}",
    "string_too_long": "expected at most {max_length} characters",
    "string_too_short": "expected at least {min_length} character",
    "string_type": "expected text in quotation marks",
    "too_long": "expected at most {max_length} of them",
    "too_short": "expected at least {min_length}",
    "tuple_type": "expected a list [ ... ] or [[tables]]",
    "union_tag_invalid": "expected {key} = {expected_tags}",
}


def _explain(item, model):
    kind, context = item["type"], item.get("ctx", {})
    if kind == "missing":
        return f"{item['loc'][-1]!r} is missing; add it"
    if kind == "union_tag_not_found":
        return f"{context['discriminator']} is missing; add it"
    if kind == "extra_forbidden":
        key = item["loc"][-1]
        return f"unknown key {shown(key)}{_nearest(key, item['loc'], model)}; correct or remove it"
    if kind == "value_error":
        return str(context["error"])
    if kind == "union_tag_invalid":
        expected = _EXPECTED[kind].format(key=context["discriminator"].strip("'"), **context)
        return f"{expected}, got {shown(context['tag'])}"
    expected = _EXPECTED[kind].format(**context) if kind in _EXPECTED else item["msg"]
    return f"{expected}, got {shown(item['input'])}"


def _nearest(key, loc, model):
    tables = _tables_at(model, loc[:-1])
    names = {field.alias or name for table in tables for name, field in table.model_fields.items()}
    close = get_close_matches(str(key)[:64], sorted(names), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _tables_at(model, loc):
    """The table types that a location inside a model may hold."""
    if model is None:
        return []
    here = [model]
    for part in loc:
        if isinstance(part, str):
            fields = [
                field.annotation
                for table in here
                for name, field in table.model_fields.items()
                if part in (name, field.alias)
            ]
            here = [table for annotation in fields for table in _tables_in(annotation)] or here
    return here


def _tables_in(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [table for part in typing.get_args(annotation) for table in _tables_in(part)]
