"""Comparison models as files of skops, read only when every type in them is on an exact list.

A file is a line with its format, schema and the sha256 of what follows, a line of JSON with all
that is plain, and a zip of skops: numbers and texts from which estimators are put together again.
skops trusts many types by itself; here every node of the file must be one of :data:`TYPES` before
skops sees it, so no other class is ever imported, let alone run.
"""

import dataclasses
import hashlib
import io
import json
import zipfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from flotation.comparison import FAMILIES, ComparisonLeg, ComparisonModel
from flotation.errors import ModelFileError
from flotation.flowsheet import Flowsheet, leg_of
from flotation.model_card import Score
from flotation.plant_file import plant_digest

FORMAT, SCHEMA = b"flotation comparison model", b"1"
LARGEST = 100_000_000  # bytes
MOST_PARTS = 50_000
TREE = "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"
TYPES = frozenset(
    {
        ("builtins", "dict", "DictNode"),
        ("builtins", "list", "ListNode"),
        ("builtins", "str", "JsonNode"),
        ("builtins", "str", "TypeNode"),
        ("builtins", "tuple", "TupleNode"),
        ("numpy", "float64", "NdArrayNode"),
        ("numpy", "ndarray", "NdArrayNode"),
        ("numpy", "uint64", "NdArrayNode"),
        ("numpy.random._generator", "Generator", "RandomGeneratorNode"),
        ("sklearn._loss._loss", "CyHalfSquaredError", "LossNode"),
        ("sklearn._loss.link", "IdentityLink", "ObjectNode"),
        ("sklearn._loss.link", "Interval", "ObjectNode"),
        ("sklearn._loss.loss", "HalfSquaredError", "ObjectNode"),
        ("sklearn.ensemble._hist_gradient_boosting.binning", "_BinMapper", "ObjectNode"),
        (
            "sklearn.ensemble._hist_gradient_boosting.gradient_boosting",
            "HistGradientBoostingRegressor",
            "ObjectNode",
        ),
        (*TREE.rsplit(".", 1), "ObjectNode"),
        ("sklearn.linear_model._ridge", "Ridge", "ObjectNode"),
        ("sklearn.pipeline", "Pipeline", "ObjectNode"),
        ("sklearn.preprocessing._data", "StandardScaler", "ObjectNode"),
    }
)
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    UntrustedTypesFoundException,
    ValueError,
    zipfile.BadZipFile,
)


def comparison_bytes(model):
    """The bytes of a comparison model's file."""
    told = ("family", "plant_name", "plant_digest", "survey_digest", "card", "versions", "seed")
    facts = {name: getattr(model, name) for name in told} | {
        "scores": [dataclasses.asdict(score) for score in model.scores],
        "feed_grades": dict(model.feed_grades),
        "legs": [[leg.leg.key, leg.levers, leg.conditions] for leg in model.legs],
    }
    plain = json.dumps(facts, ensure_ascii=False, allow_nan=False).encode()
    body = plain + b"\n" + skops.io.dumps({leg.leg.key: leg.estimator for leg in model.legs})
    return b" ".join([FORMAT, SCHEMA, hashlib.sha256(body).hexdigest().encode()]) + b"\n" + body


def read_comparison(path, plant):
    """The comparison model in a file, checked.

    Parameters
    ----------
    path : str or path-like
    plant : flotation.plant.Plant
        The plant it must belong to.

    Returns
    -------
    flotation.comparison.ComparisonModel

    Raises
    ------
    ModelFileError
        If the file is damaged, holds another type, or is of another version or plant.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise ModelFileError(
                f"{path.name} is too large to be a comparison model ({LARGEST} bytes at most)"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror or error}") from error
    return parse_comparison(data, plant, path.name)


def parse_comparison(data, plant, name="comparison.skops"):
    """The comparison model in the bytes of a file; see :func:`read_comparison`."""
    again = f"{name} is damaged or was edited; compare again or take it from the backup"
    plain, _, packed = _checked_body(data, name, again).partition(b"\n")
    try:
        facts = json.loads(plain)
        _refuse_other_versions(facts["versions"], name)
        if facts["plant_digest"] != plant_digest(plant):
            raise ModelFileError(
                f"{name} was trained for the plant file of {facts['plant_name']!r} with digest "
                f"{facts['plant_digest'][:12]}, not for this one of {plant.name!r} "
                f"({plant_digest(plant)[:12]}); compare again after a change of the plant file"
            )
        _refuse_other_types(packed, name)
        return _model(facts, skops.io.loads(packed, trusted=[TREE]), plant)
    except _UNREADABLE as error:
        if isinstance(error, ModelFileError):
            raise
        raise ModelFileError(f"{again}: {type(error).__name__}") from error


def _checked_body(data, name, again):
    """What follows the first line, once its hash fits."""
    first, _, body = data.partition(b"\n")
    if not first.startswith(FORMAT + b" "):
        raise ModelFileError(f"{name} is not a comparison model of this program")
    schema, _, digest = first.removeprefix(FORMAT + b" ").partition(b" ")
    if schema != SCHEMA:
        raise ModelFileError(
            f"{name} has schema {schema[:20].decode('ascii', 'replace')}, this program reads "
            f"{SCHEMA.decode()}: compare again, or use the program that wrote it"
        )
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise ModelFileError(f"{again}: its content does not match its sha256")
    return body


def _refuse_other_types(packed, name):
    """Read the file's own list of nodes, and nothing else, and hold it against the types."""
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        listed = parts.infolist()
        smaller = any(part.compress_type != zipfile.ZIP_STORED for part in listed)
        if smaller or len(listed) > MOST_PARTS:
            raise ModelFileError(
                f"{name} is packed as no comparison model is; compare again to make a new one"
            )
        waiting = [json.loads(parts.read("schema.json"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "__loader__" in node or "__class__" in node:
                _refuse_other_type(node, name)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _refuse_other_type(node, name):
    found = (node.get("__module__"), node.get("__class__"), node.get("__loader__"))
    if found not in TYPES:
        raise ModelFileError(
            f"{name} holds a {found[0]}.{found[1]}, which is no part of a comparison model, so "
            "nothing of it was loaded; do not trust where it came from"
        )


def _refuse_other_versions(versions, name):
    """Trees and pipelines keep their inner form within a minor version only."""
    for package in ("scikit-learn", "skops"):
        here, there = version(package), versions[package]
        if here.split(".")[:2] != there.split(".")[:2]:
            raise ModelFileError(
                f"{name} was written with {package} {there} and this is {here}; compare again"
            )


def _model(facts, estimators, plant):
    legs = []
    for key, levers, conditions in facts["legs"]:
        estimator = estimators[key]
        _refuse_broken(estimator, facts["family"], len(levers) + len(conditions))
        legs.append(
            ComparisonLeg(
                leg=leg_of(key),
                levers=tuple(levers),
                conditions=tuple(conditions),
                estimator=estimator,
            )
        )
    told = {key: facts[key] for key in ("family", "plant_name", "plant_digest", "survey_digest")}
    return ComparisonModel(
        **told,
        flowsheet=Flowsheet.of(plant),
        products=plant.product,
        feed_grades=facts["feed_grades"],
        legs=tuple(legs),
        scores=tuple(Score(**score) for score in facts["scores"]),
        card=facts["card"],
        versions=facts["versions"],
        seed=facts["seed"],
    )


def _refuse_broken(estimator, family, columns):
    """Refuse an estimator that would not answer, or whose trees would lead outside their table."""
    if type(estimator) is not type(FAMILIES[family]({}, [])) or estimator.n_features_in_ != columns:
        raise ValueError(family)
    for tree in (tree for step in getattr(estimator, "_predictors", ()) for tree in step):
        nodes = tree.nodes
        inner, place = nodes["is_leaf"] == 0, np.arange(len(nodes))
        for side in ("left", "right"):
            onward = nodes[side].astype(np.int64)
            if np.any(inner & ((onward <= place) | (onward >= len(nodes)))):
                raise ValueError(side)
        if np.any(inner & ((nodes["feature_idx"] < 0) | (nodes["feature_idx"] >= columns))):
            raise ValueError("feature_idx")
        if np.any(inner & (nodes["is_categorical"] != 0)):
            raise ValueError("is_categorical")
    if not np.isfinite(estimator.predict(np.zeros((1, columns)))).all():
        raise ValueError("predict")
