"""Read a plant file, and say in one sentence each what is wrong with it and where."""

import hashlib
import json
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from flotation.errors import DataError, PlantFileError
from flotation.plant import Plant
from flotation.plant_checks import mistakes_between_tables
from flotation.toml_file import MOST, parse_toml, place, read_bounded, sentences

__all__ = [
    "load_plant",
    "parse_plant",
    "parse_toml",
    "place",
    "plant_digest",
    "read_bounded",
    "require",
    "sentences",
]

LATER_KEYS = (
    "assay_delay_hours",
    "group_column",
    "links",
    "tariff",
    "varies_with",
)  # digests stay without them


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
    try:
        data = read_bounded(path)
    except DataError as error:
        raise PlantFileError(str(error)) from error
    return parse_plant(data, name=Path(path).name)


def parse_plant(data, name="plant.toml"):
    """The :class:`~flotation.plant.Plant` in the bytes of a plant file.

    Parameters
    ----------
    data : bytes
    name : str, optional
        Of the file, for sentences about it.

    Raises
    ------
    PlantFileError
    """
    try:
        document = parse_toml(data, name)
    except DataError as error:
        raise PlantFileError(str(error)) from error
    try:
        plant = Plant.model_validate(document)
    except ValidationError as error:
        raise PlantFileError(sentences(error, document, name, Plant)) from error
    mistakes = list(islice(mistakes_between_tables(plant), MOST + 1))
    if mistakes:
        told = [f"{name}: {mistake}" for mistake in mistakes[:MOST]]
        more = [f"{name}: and more mistakes"] * (len(mistakes) > MOST)
        raise PlantFileError("\n".join(told + more))
    return plant


def plant_digest(plant):
    """SHA-256 of a plant's content, the same however its file is laid out.

    Who may promote a model is no part of it: a change of ``[retraining]`` spoils no model.
    """
    content = _without_unset(plant.model_dump(mode="json", by_alias=True, exclude={"retraining"}))
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _without_unset(content):
    """Content without the keys of later versions that a file leaves out."""
    if isinstance(content, list):
        return [_without_unset(item) for item in content]
    if isinstance(content, dict):
        return {
            key: _without_unset(value)
            for key, value in content.items()
            if value not in (None, []) or key not in LATER_KEYS
        }
    return content


def require(plant, *tables):
    """Refuse a plant file that lacks the tables a task needs.

    Parameters
    ----------
    plant : Plant
    *tables : str
        Such as ``stage``, ``lever``, ``product``.

    Raises
    ------
    PlantFileError
    """
    missing = [f"[[{name}]]" for name in tables if not getattr(plant, name)]
    if missing:
        raise PlantFileError(
            f"the plant file of {plant.name!r} has no {', '.join(missing)}; "
            "checking a survey needs columns only, training and planning need these too"
        )
