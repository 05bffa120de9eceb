"""Read a plant file, and say in one sentence each what is wrong with it and where."""

import hashlib
import tomllib
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from flotation import plant as nouns
from flotation.columns import Column
from flotation.errors import PlantFileError
from flotation.plant import Plant
from flotation.plant_checks import mistakes_between_tables

LARGEST = 2_000_000  # bytes


def load_plant(path):
    """The :class:`~flotation.plant.Plant` a TOML file describes.

    Parameters
    ----------
    path : str or path-like

    Returns
    -------
    Plant

    Raises
    ------
    PlantFileError
        One sentence per mistake, each with its path inside the file.
    """
    return parse_plant(read_bounded(path), name=Path(path).name)


def read_bounded(path):
    """Bytes of a text file that people write, refused where it cannot be one."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise PlantFileError(
                f"{path.name} has {path.stat().st_size} bytes; a file of this kind has at most "
                f"{LARGEST}: is it the right file?"
            )
        return path.read_bytes()
    except OSError as error:
        raise PlantFileError(f"{path} cannot be read: {error.strerror or error}") from error


def parse_toml(data, name):
    """A TOML document as a dict, or one sentence that says where it breaks."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PlantFileError(
            f"{name} is not UTF-8 text (byte {error.start}); save it with encoding UTF-8"
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        detail = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise PlantFileError(f"{name} is not valid TOML: {detail}") from error


def parse_plant(data, name="plant.toml"):
    """The :class:`~flotation.plant.Plant` in the bytes of a plant file."""
    document = parse_toml(data, name)
    try:
        plant = Plant.model_validate(document)
    except ValidationError as error:
        raise PlantFileError(sentences(error, document, name)) from error
    mistakes = mistakes_between_tables(plant)
    if mistakes:
        raise PlantFileError("\n".join(f"{name}: {mistake}" for mistake in mistakes))
    return plant


def plant_digest(plant):
    """SHA-256 of a plant's content, the same however its file is laid out."""
    return hashlib.sha256(plant.model_dump_json(by_alias=True).encode()).hexdigest()


def require(plant, *tables):
    """Refuse a plant file that lacks the tables a task needs.

    Parameters
    ----------
    plant : Plant
    *tables : str
        Such as ``stage``, ``lever``, ``product``.
    """
    missing = [f"[[{name}]]" for name in tables if not getattr(plant, name)]
    if missing:
        raise PlantFileError(
            f"the plant file of {plant.name!r} has no {', '.join(missing)}; "
            "checking a survey needs columns only, training and planning need these too"
        )


def sentences(error, document, name):
    """A pydantic error as one sentence per mistake, with the path in the file."""
    lines = []
    for item in error.errors():
        where = place(item["loc"], document)
        lines.append(f"{name}: {where}: {_explain(item)}")
    return "\n".join(lines)


def place(loc, document):
    """``lever[3] (w_bha_g_t).low`` for a location inside the document."""
    text, here = "", document
    for part in loc:
        if isinstance(part, int):
            here = here[part] if isinstance(here, list) and part < len(here) else None
            label = _label(here)
            text += f"[{part + 1}]" + (f" ({label})" if label else "")
        elif (
            isinstance(here, dict)
            and (part in here or here is not None)
            and str(part)
            not in (
                "linear",
                "bond",
                "heating",
            )
        ):
            text += f".{part}" if text else str(part)
            here = here.get(part)
    return text or "the file"


def _label(table):
    if not isinstance(table, dict):
        return ""
    return next(
        (str(table[key]) for key in ("name", "column", "item", "stream") if key in table), ""
    )


def _explain(item):
    kind, context = item["type"], item.get("ctx", {})
    if kind == "missing":
        return f"{item['loc'][-1]!r} is missing; add it"
    if kind == "extra_forbidden":
        return f"unknown key {item['loc'][-1]!r}{_nearest(item)}; correct or remove it"
    if kind == "value_error":
        return str(context.get("error", item["msg"]))
    if kind == "literal_error":
        return f"got {item['input']!r}, expected {context['expected']}"
    return f"{item['msg'][0].lower()}{item['msg'][1:]}, got {str(item['input'])[:80]!r}"


def _nearest(item):
    names = {field for table in _TABLES for field in table.model_fields}
    close = get_close_matches(str(item["loc"][-1]), sorted(names | {"schema"}), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


_TABLES = [
    Column,
    *(
        noun
        for noun in vars(nouns).values()
        if isinstance(noun, type) and issubclass(noun, nouns.Table)
    ),
]
