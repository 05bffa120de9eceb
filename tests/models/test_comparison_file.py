import dataclasses
import functools
import hashlib
import io
import os
import zipfile

import numpy as np
import pytest
import skops.io
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression

from flotation import comparison_file
from flotation.comparison_file import comparison_bytes, parse_comparison, read_comparison
from flotation.errors import ModelFileError

FAMILIES = ("ridge", "boosted", "boosted_monotone")


@pytest.fixture(scope="module")
def files(comparison):
    return {name: comparison_bytes(model) for name, model in comparison.models.items()}


def sealed(plain, packed):
    """A file with a hash that fits, as somebody who means harm would make it."""
    body = plain + b"\n" + packed
    return (
        b"flotation comparison model 1 " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body
    )


def parts(data):
    """Plain facts, and the zip, of a file."""
    return data.split(b"\n", 2)[1:]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_comparison_model_comes_back_as_it_was_written(
    files, comparison, plant, model, tmp_path, family
):
    path = tmp_path / "comparison.skops"
    path.write_bytes(files[family])
    before, after = comparison.models[family], read_comparison(path, plant)
    told = ("family", "plant_digest", "survey_digest", "scores", "card", "versions", "feed_grades")
    assert all(getattr(before, name) == getattr(after, name) for name in told)
    settings = {**model.present_settings, "bha_g_t": np.linspace(60.0, 450.0, 30)}
    for name in ("recovery", "grade", "mass_pull"):
        expected, found = (
            getattr(each.predict(settings, model.present_conditions), name)["WO3"]
            for each in (before, after)
        )
        assert np.array_equal(expected, found)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_flipped_bit_is_refused(files, plant, family):
    rng, data = np.random.default_rng(0), files[family]
    for place in (*range(30), *rng.integers(0, len(data) - 1, 100)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << int(rng.integers(0, 8))
        with pytest.raises(ModelFileError, match="damaged|not a comparison model|schema"):
            parse_comparison(bytes(flipped), plant)


def test_every_torn_file_is_refused(files, plant):
    for length in np.linspace(0, len(files["boosted"]) - 2, 40).astype(int):
        with pytest.raises(ModelFileError, match="damaged|not a comparison model|schema"):
            parse_comparison(files["boosted"][:length], plant)


def test_a_torn_zip_is_refused_even_when_its_hash_fits(files, plant):
    plain, packed = parts(files["ridge"])
    for length in np.linspace(0, len(packed) - 2, 25).astype(int):
        with pytest.raises(ModelFileError, match="damaged"):
            parse_comparison(sealed(plain, packed[:length]), plant)


@pytest.mark.parametrize(
    "harm",
    [
        functools.partial(os.system, "touch ran"),
        os.system,
        LinearRegression(),
        RandomForestRegressor(n_estimators=2),
        np.datetime64("2026-01-01"),
        {1, 2},
    ],
)
def test_any_other_type_is_refused_and_nothing_of_it_is_loaded(
    files, plant, harm, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    loaded = []
    monkeypatch.setattr(comparison_file.skops.io, "loads", lambda *a, **k: loaded.append(a))
    if hasattr(harm, "fit"):
        harm.fit(np.eye(3), np.ones(3))
    plain, _ = parts(files["ridge"])
    with pytest.raises(ModelFileError, match="is no part of a comparison model"):
        parse_comparison(sealed(plain, skops.io.dumps({"rougher/WO3/concentrate": harm})), plant)
    assert loaded == []
    assert list(tmp_path.iterdir()) == []


def test_the_list_holds_no_type_that_no_family_needs(files):
    used = set()
    for data in files.values():
        with zipfile.ZipFile(io.BytesIO(parts(data)[1])) as packed:
            waiting = [comparison_file.json.loads(packed.read("schema.json"))]
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                if "__loader__" in node:
                    used.add((node["__module__"], node["__class__"], node["__loader__"]))
                waiting += node.values()
            elif isinstance(node, list):
                waiting += node
    assert used == comparison_file.TYPES


def test_a_packed_zip_is_refused(files, plant):
    plain, packed = parts(files["ridge"])
    smaller = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(smaller, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
    with pytest.raises(ModelFileError, match="packed as no comparison model is"):
        parse_comparison(sealed(plain, smaller.getvalue()), plant)


@pytest.mark.parametrize(
    ("name", "value"),
    [("left", 10_000), ("right", 0), ("feature_idx", 200), ("is_categorical", 1)],
)
def test_a_tree_that_leads_astray_is_refused(comparison, plant, name, value):
    model = comparison.models["boosted"]
    data = comparison_bytes(model)
    again = parse_comparison(data, plant)
    nodes = again.legs[0].estimator._predictors[3][0].nodes
    assert nodes[name][0] != value
    nodes.setflags(write=True)
    nodes[name][0] = value
    with pytest.raises(ModelFileError, match="damaged"):
        parse_comparison(comparison_bytes(again), plant)


def test_an_estimator_of_another_family_or_width_is_refused(comparison, plant):
    ridge, trees = comparison.models["ridge"], comparison.models["boosted"]
    for legs in (
        trees.legs,
        [dataclasses.replace(ridge.legs[0], levers=ridge.legs[0].levers[:1]), *ridge.legs[1:]],
    ):
        other = dataclasses.replace(ridge, legs=tuple(legs))
        with pytest.raises(ModelFileError, match="damaged"):
            parse_comparison(comparison_bytes(other), plant)


def test_another_plants_file_is_refused(files, plant):
    other = plant.model_copy(update={"name": "another plant"})
    with pytest.raises(ModelFileError, match="not for this one of 'another plant'"):
        parse_comparison(files["ridge"], other)


@pytest.mark.parametrize("package", ["scikit-learn", "skops"])
def test_a_file_of_another_version_says_so_before_anything_is_loaded(comparison, plant, package):
    ridge = comparison.models["ridge"]
    old = dataclasses.replace(ridge, versions={**ridge.versions, package: "0.3.1"})
    with pytest.raises(ModelFileError, match=f"written with {package} 0.3.1"):
        parse_comparison(comparison_bytes(old), plant)


def test_a_file_of_a_newer_schema_says_so(files, plant):
    newer = files["ridge"].replace(b"comparison model 1 ", b"comparison model 2 ", 1)
    with pytest.raises(ModelFileError, match="has schema 2, this program reads 1"):
        parse_comparison(newer, plant)


def test_a_missing_and_a_huge_file_are_refused(plant, tmp_path, monkeypatch):
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_comparison(tmp_path / "none.skops", plant)
    monkeypatch.setattr(comparison_file, "LARGEST", 10)
    (tmp_path / "big.skops").write_bytes(b"x" * 11)
    with pytest.raises(ModelFileError, match="too large"):
        read_comparison(tmp_path / "big.skops", plant)
