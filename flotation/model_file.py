"""Models as JSON: canonical, checked by hash, refused when damaged, foreign or of another version.

The file is one object ``{"format", "schema", "sha256", "model"}``; the hash is that of the model's
canonical form (keys sorted, no blanks, floats as Python's shortest repr), so two trainings that
agree give two files that are equal byte for byte. Nothing in it is ever executed.
"""

import dataclasses
import hashlib
import json
import math
from pathlib import Path

from flotation.circuit_model import CircuitModel
from flotation.errors import ModelFileError
from flotation.flowsheet import Flowsheet, leg_of
from flotation.leg_model import Curve, LegModel, PairTerm, VaryingCurve
from flotation.links import LINKS
from flotation.model_card import (
    EffectEvidence,
    Evidence,
    History,
    Interval,
    PartialEvidence,
    Region,
    Score,
)
from flotation.plant import Product, Stage
from flotation.plant_file import plant_digest
from flotation.whole_files import write_whole

FORMAT = "flotation circuit model"
SCHEMA = 2
READABLE = (1, SCHEMA)
LARGEST = 50_000_000  # bytes
SIMPLE = (float, str, int, bool, type(None))  # JSON values as they are


def write_model(model, path):
    """Write a model; the old file stays whole until the new one is on the disk.

    Parameters
    ----------
    model : flotation.circuit_model.CircuitModel
    path : str or path-like

    Raises
    ------
    DataError
        If it cannot be written.
    """
    write_whole(path, model_bytes(model))


def model_bytes(model):
    """The bytes of a model's file."""
    content = _document(model)
    document = {
        "format": FORMAT,
        "schema": SCHEMA,
        "sha256": hashlib.sha256(_canonical(content)).hexdigest(),
        "model": content,
    }
    return _canonical(document) + b"\n"


def model_hash(model):
    """SHA-256 of a model's content, as in its file and in the plans made with it."""
    return hashlib.sha256(_canonical(_document(model))).hexdigest()


def read_model(path, plant=None):
    """The model in a file, checked.

    Parameters
    ----------
    path : str or path-like
    plant : flotation.plant.Plant, default None
        The plant it must belong to; any if None.

    Returns
    -------
    CircuitModel

    Raises
    ------
    ModelFileError
        If the file is damaged, of another version, or of another plant.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise ModelFileError(
                f"{path.name} is too large to be a model ({LARGEST} bytes at most)"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror or error}") from error
    model = parse_model(data, path.name)
    if plant is not None and model.plant_digest != plant_digest(plant):
        raise ModelFileError(
            f"{path.name} was trained for the plant file of {model.plant_name!r} with digest "
            f"{model.plant_digest[:12]}, not for this one of {plant.name!r} "
            f"({plant_digest(plant)[:12]}); train again after a change of the plant file"
        )
    return model


def parse_model(data, name="model.json"):
    """The model in the bytes of a file."""
    again = f"{name} is damaged or was edited; train again or take it from the backup"
    try:
        document = json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, _Refused) as error:
        raise ModelFileError(f"{again}: {error}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ModelFileError(f"{name} is not a model file of this program")
    if document.get("schema") not in READABLE or isinstance(document["schema"], bool):
        raise ModelFileError(
            f"{name} has schema {document.get('schema')!r}, this program reads "
            f"{' and '.join(map(str, READABLE))}: train again, or use the program that wrote it"
        )
    if set(document) != {"format", "schema", "sha256", "model"}:
        raise ModelFileError(f"{again}: its outermost keys are not those of a model")
    if hashlib.sha256(_canonical(document["model"])).hexdigest() != document["sha256"]:
        raise ModelFileError(f"{again}: its content does not match its sha256")
    if _canonical(document) != data.rstrip(b"\r\n"):
        raise ModelFileError(f"{again}: it says the same in other bytes")
    try:
        return _model(_upgraded(document["model"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelFileError(f"{again}: {type(error).__name__} {error}") from error


class _Refused(ValueError):
    """Something that JSON texts may hold and model files may not."""


def _unique(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise _Refused(f"key {next(k for k in keys if keys.count(k) > 1)!r} stands twice")
    return dict(pairs)


def _no_constant(text):
    raise _Refused(f"{text} is not a number")


def _canonical(content):
    try:
        text = json.dumps(
            content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
    except ValueError:
        _refuse_nonfinite(content, "model")
        raise
    return text.encode("utf-8")


def _refuse_nonfinite(content, where):
    """Name the first number that is not finite."""
    if isinstance(content, float) and not math.isfinite(content):
        raise ModelFileError(f"{where} is {content}; a model holds finite numbers only")
    if isinstance(content, dict):
        for key, value in content.items():
            _refuse_nonfinite(value, f"{where}.{key}")
    elif isinstance(content, list | tuple):
        for i, value in enumerate(content):
            _refuse_nonfinite(value, f"{where}[{i}]")


def _document(model):
    """A model as plain JSON values; evidence as a list, which keeps the levers' order."""
    content = {f.name: _plain(getattr(model, f.name)) for f in dataclasses.fields(model)}
    return content | {"evidence": list(content["evidence"].values())}


def _plain(value):
    if type(value) in SIMPLE:
        return value
    if isinstance(value, Flowsheet):
        return {"fresh_feed": value.fresh_feed, "stages": _plain(value.stages)}
    if isinstance(value, Stage | Product):
        return value.model_dump(mode="json")
    if hasattr(value, "key") and dataclasses.is_dataclass(value):
        return value.key
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _upgraded(content):
    """A model's content in the present schema: schema 1 had log links alone, and no groups."""
    if content["schema"] == SCHEMA:
        return content
    new = {"link": "log", "group_column": "", "groups": {}, "varying": {}}
    return content | {"schema": SCHEMA, "legs": [leg | new for leg in content["legs"]]}


def _model(content):
    """A model from plain JSON values."""
    flow = content["flowsheet"]
    stages = tuple(Stage.model_validate(stage) for stage in flow["stages"])
    parts = {
        "flowsheet": Flowsheet(stages=stages, fresh_feed=flow["fresh_feed"]),
        "products": tuple(Product.model_validate(p) for p in content["products"]),
        "legs": tuple(_leg(leg) for leg in content["legs"]),
        "domain": {k: tuple(v) for k, v in content["domain"].items()},
        "region": Region(**_tuples(content["region"])),
        "evidence": {e["lever"]: _evidence(e) for e in content["evidence"]},
        "intervals": _intervals(content["intervals"]),
        "grade_intervals": _intervals(content.get("grade_intervals", {})),
        "scores": tuple(Score(**s) for s in content["scores"]),
        "history": History(**_tuples(content["history"])),
    }
    return CircuitModel(**(content | parts))


def _intervals(content):
    return {k: Interval(**{**_tuples(v), "coverage": v["coverage"]}) for k, v in content.items()}


def _leg(content):
    return LegModel(
        leg=leg_of(content["leg"]),
        intercept=content["intercept"],
        levers={k: Curve(**_tuples(v)) for k, v in content["levers"].items()},
        conditions={k: Curve(**_tuples(v)) for k, v in content["conditions"].items()},
        pairs=tuple(PairTerm(**_tuples(pair)) for pair in content["pairs"]),
        link=_known_link(content["link"]),
        group_column=content["group_column"],
        groups=content["groups"],
        varying={k: _varying_curve(v) for k, v in content["varying"].items()},
    )


def _varying_curve(content):
    ends = {end: Curve(**_tuples(content[end])) for end in ("low", "high")}
    return VaryingCurve(**(_tuples(content) | ends))


def _known_link(name):
    if name not in LINKS:
        raise ValueError(f"a leg has the link {name!r}; there are {', '.join(LINKS)}")
    return name


def _evidence(content):
    effects = tuple(_effect(e) for e in content["effects"])
    return Evidence(**{**content, "effects": effects})


def _effect(content):
    parts = _tuples(content) | {"leg": leg_of(content["leg"])}
    if content.get("partial") is not None:
        parts["partial"] = PartialEvidence(**parts["partial"])
    return EffectEvidence(**parts)


def _tuples(value):
    """Lists as tuples, all the way down; the outermost mapping stays one."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    return value
