"""Hostile variants of a plant file, and ``small_plant.toml``, which uses every key."""

import copy
import datetime
import math
import re
from dataclasses import dataclass
from pathlib import Path

SMALL = (Path(__file__).parent / "small_plant.toml").read_bytes()

# Keys a table cannot do without; the others have a default or may be absent.
REQUIRED = {
    "": {"schema", "name", "time_column", "column"},
    "column": {"name", "unit", "kind", "zh", "en"},
    "component": {"name", "mineral_grade_pct", "zh", "en"},
    "stream": {"name", "zh", "en"},
    "stage": {"name", "zh", "en", "feed", "concentrate", "tails"},
    "lever": {"column", "low", "high", "effect"},
    "lever.reagent": {"item"},
    "lever.energy": {"law", "kwh_t_per_unit", "f80_um", "work_index"}
    | {"stage", "ambient", "solids_fraction", "loss"},
    "lever.effect": {"stage", "on", "shape", "reason"},
    "pair": {"levers", "stage", "on", "kind", "reason"},
    "condition": {"column"},
    "product": {"stream", "component", "price"},
    "price": {"item", "value", "low", "high", "unit", "date", "source"},
    "tariff": {"item", "from_hour", "to_hour", "value"},
    "limit": {"name", "zh", "en", "unit", "high", "per_unit", "source"},
}
# Keys whose text names something declared elsewhere in the file.
REFERENCES = {
    ("", "time_column"),
    ("", "feed_rate"),
    ("", "fresh_feed"),
    ("stream", "name"),
    ("stream", "solids"),
    ("stage", "feed"),
    ("stage", "mass_pull"),
    ("stage.recovery", "WO3"),
    ("stream.assays", "WO3"),
    ("lever", "column"),
    ("lever.reagent", "item"),
    ("lever.energy", "item"),
    ("lever.energy", "stage"),
    ("lever.energy", "ambient"),
    ("lever.energy", "work_index"),
    ("lever.effect", "stage"),
    ("lever.effect", "on"),
    ("pair", "levers"),
    ("pair", "stage"),
    ("pair", "on"),
    ("condition", "column"),
    ("product", "stream"),
    ("product", "component"),
    ("product", "price"),
    ("tariff", "item"),
}
NOT_A_NUMBER = (math.nan, math.inf, -math.inf, 1e15, -1e15, 1e300, 10**400, True, "12", [1.0], {})
NOT_A_TEXT = (5, 0.5, True, [], {}, "", "x" * 5000, "a\x1b[31m", "a\u202eb", datetime.date.today())


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A file that must be refused.

    Attributes
    ----------
    label : str
        What was done to it.
    content : bytes or dict
    names : tuple of str
        What the refusal must name.
    """

    label: str
    content: bytes | dict
    names: tuple[str, ...]

    @property
    def data(self):
        """The file's bytes."""
        ready = isinstance(self.content, bytes)
        return self.content if ready else toml_text(self.content).encode()


def toml_text(value, top=True):
    """A document as TOML, every value that tomllib can read back included."""
    if isinstance(value, dict):
        pairs = [f"{_quoted(key)} = {toml_text(each, False)}" for key, each in value.items()]
        return "\n".join(pairs) if top else "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_text(each, False) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    return value.isoformat() if isinstance(value, datetime.date) else repr(value)


def _quoted(text):
    return '"' + re.sub(r"[^\w .,:;()%/+-]", lambda c: f"\\U{ord(c[0]):08X}", text) + '"'


def leaves(document, path=()):
    """(path, value) of everything in a document, tables and lists included."""
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        yield (*path, key), value
        if isinstance(value, (dict, list)):
            yield from leaves(value, (*path, key))


def table_of(path):
    """``lever.effect`` for the path of a key in one of a lever's effects."""
    return ".".join(part for part in path[:-1] if isinstance(part, str))


def edited(document, path, edit):
    """A copy of a document in which the table or list that holds a path is edited."""
    new = copy.copy(document)
    if len(path) == 1:
        edit(new)
    else:
        new[path[0]] = edited(document[path[0]], path[1:], edit)
    return new


def changed(document, path, value):
    """A copy of a document with one value replaced, or added."""
    return edited(document, path, lambda table: table.__setitem__(path[-1], value))


def without(document, path):
    """A copy of a document without one value."""
    return edited(document, path, lambda table: table.__delitem__(path[-1]))


def removed(document):
    """Each required key removed."""
    for path, _ in leaves(document):
        if isinstance(path[-1], str) and path[-1] in REQUIRED.get(table_of(path), ()):
            yield Variant(
                label=f"{path} removed", content=without(document, path), names=_place_of(path)
            )


def wrong_values(document):
    """Each number, text, flag, list and date replaced by what it cannot be."""
    for i, (path, value) in enumerate(leaves(document)):
        if isinstance(value, bool):
            wrong = (1, "yes", [], 0.0)
        elif isinstance(value, (int, float)):
            wrong = _in_turn(NOT_A_NUMBER, i)
        elif isinstance(value, str):
            wrong = _in_turn(NOT_A_TEXT, i)
        elif isinstance(value, datetime.date):
            wrong = ("2026-09-23", 5, datetime.datetime(2026, 9, 23), datetime.date(1, 1, 1))
        else:
            wrong = ("text", 7, {} if isinstance(value, list) else [])
        for each in wrong:
            yield Variant(
                label=f"{path} = {str(each)[:20]!r}",
                content=changed(document, path, each),
                names=_place_of(path),
            )


def _in_turn(values, i, some=3):
    """A few of many values, others for each ``i``, so that all are tried often."""
    return (values * 2)[i * some % len(values) :][:some]


def _place_of(path):
    """The table with its number, and the key, that a refusal must name."""
    key = next(part for part in reversed(path) if isinstance(part, str))
    if len(path) > 2 and isinstance(path[1], int):
        return f"{path[0]}[{path[1] + 1}]", key
    return (key,)


def unknown_keys(document):
    """A key that nobody knows in each table; each key misspelt."""
    for path, value in leaves({"": document}):
        if isinstance(value, dict) and path[-1] not in ("assays", "recovery", "per_unit"):
            inner = path[1:]
            for key in ("colour", "pickle\x00", "x" * 3000):
                yield Variant(
                    label=f"{inner} + {key[:9]!r}",
                    content=changed(document, (*inner, key), 1),
                    names=("unknown key",),
                )
    for path, value in leaves(document):
        if table_of(path) in REQUIRED and isinstance(path[-1], str):
            misspelt = (*path[:-1], path[-1] + "s_")
            yield Variant(
                label=f"{path} misspelt",
                content=changed(without(document, path), misspelt, value),
                names=("law" if path[-1] == "law" else misspelt[-1],),
            )


def broken_references(document):
    """Each name of something declared elsewhere replaced by one that is not."""
    for path, value in leaves(document):
        key = next(part for part in reversed(path) if isinstance(part, str))
        table = table_of(path if isinstance(path[-1], str) else path[:-1])
        if isinstance(value, str) and (table, key) in REFERENCES:
            yield Variant(
                label=f"{path} = nowhere",
                content=changed(document, path, "nowhere"),
                names=("nowhere",),
            )


def swapped_ranges(document):
    """Each low put above, or on, its high; each price outside its range."""
    for path, value in leaves(document):
        if isinstance(value, dict) and {"low", "high"} <= set(value):
            low, high = value["low"], value["high"]
            ranges = [(high, low)] + ([(high, high)] if "source" not in value else [])
            for one, two in ranges:
                yield Variant(
                    label=f"{path} {one} >= {two}",
                    content=changed(document, path, value | {"low": one, "high": two}),
                    names=("low",),
                )


def doubled(document):
    """Each table given twice."""
    for path, value in leaves(document):
        if isinstance(path[-1], int) and isinstance(value, dict):
            twice = edited(document, path, lambda tables, again=value: tables.append(again))
            yield Variant(label=f"{path} twice", content=twice, names=(path[-2],))


def hostile_bytes(text):
    """Files that are no plant file at all, or a plant file badly kept."""
    deep = ".".join(["a"] * 20_000)
    pieces = {
        "empty": b"",
        "spaces": b" \n" * 50,
        "pickle": b"\x80\x04\x95\x1d\x00\x00\x00\x8c\x05posix\x8c\x06system\x93.",
        "pickle, protocol 0": b"cos\nsystem\n(S'true'\ntR.",
        "zip": b"PK\x03\x04" + bytes(range(256)),
        "JSON": b'{"schema": 1}',
        "YAML": b"schema: 1\nname: Small\n",
        "NUL": text.replace(b"Small", b"Sm\x00all"),
        "UTF-16": text.decode().encode("utf-16"),
        "UTF-16 without mark": text.decode().encode("utf-16-le"),
        "GBK": text.decode().replace("\u00b5", "u").encode("gbk"),
        "torn": text[: len(text) // 2] + b'"',
        "torn in a letter": text[: text.index("班".encode()) + 1],
        "key twice": b"schema = 1\n" + text,
        "table twice": text + b"\n[base]\nwater_m3_t = 1.0\n",
        "nan": text.replace(b"= 8\n", b"= nan\n", 1),
        "1e999": text.replace(b"= 8\n", b"= 1e999\n", 1),
        "digits": text.replace(b"= 8\n", b"= " + b"9" * 5000 + b"\n", 1),
        "deep list": b"a = " + b"[" * 5000 + text,
        "deep table": b"a = " + b"{a=" * 5000 + text,
        "deep key": deep.encode() + b" = 1\n" + text,
        "deep header": b"[" + deep.encode() + b"]\n",
        "deep key in a table": b"a = {" + deep.encode() + b" = 1}\n",
        "many tables": text + b"[[column]]\n" * 20_000,
        "many stages": text + b"[[stage]]\n" * 20_000,
        "long name": text.replace(b"Small", b"S" * 1_000_000),
        "long key": b"k" * 1_000_000 + b" = 1\n" + text,
        "large": text + b"#" * 2_000_000,
        "deep quoted key": b'"a"' + b'."a"' * 20_000 + b" = 1\n" + text,
        "quotes without end": text + b'"\\"' * 300_000,
    }
    for label, data in pieces.items():
        yield Variant(label=label, content=data, names=("plant.toml",))


def lines_twice(text):
    """Each line that gives a key written twice."""
    lines = text.split(b"\n")
    for i, line in enumerate(lines):
        if b" = " in line and not line.startswith((b" ", b"#")):
            data = b"\n".join([*lines[:i], line, *lines[i:]])
            yield Variant(label=f"line {i + 1} twice", content=data, names=(f"line {i + 2}",))
