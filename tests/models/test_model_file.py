import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from flotation.errors import DataError, ModelFileError
from flotation.leg_model import Curve, VaryingCurve
from flotation.model_file import model_bytes, model_hash, parse_model, read_model, write_model
from flotation.plant_file import plant_digest


@pytest.fixture(scope="module")
def data(model):
    return model_bytes(model)


def test_a_model_comes_back_as_it_was_written(model, plant, tmp_path):
    write_model(model, tmp_path / "model.json")
    again = read_model(tmp_path / "model.json", plant)
    assert again == model
    assert model_bytes(again) == model_bytes(model)
    assert tuple(again.evidence) == tuple(model.evidence)
    assert [p.name for p in tmp_path.iterdir()] == ["model.json"]


def test_an_interval_comes_back_on_its_own_link(model):
    logit = dataclasses.replace(model.intervals["WO3"], link="logit")
    other = dataclasses.replace(model, intervals={"WO3": logit})
    assert parse_model(model_bytes(other)).intervals["WO3"].link == "logit"


def test_every_flipped_bit_is_refused(data):
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(data) - 1, 300):
        flipped = bytearray(data)
        flipped[place] ^= 1 << int(rng.integers(0, 8))
        with pytest.raises(ModelFileError, match="damaged|not a model|schema"):
            parse_model(bytes(flipped))


def test_the_same_numbers_written_otherwise_are_refused(data):
    for other in (data.replace(b"{", b"{ ", 1), data.replace(b"e-0", b"E-0", 1)):
        assert other != data
        with pytest.raises(ModelFileError, match="the same in other bytes"):
            parse_model(other)


def test_every_torn_file_is_refused(data):
    for length in np.linspace(0, len(data) - 2, 50).astype(int):
        with pytest.raises(ModelFileError, match="damaged"):
            parse_model(data[:length])


def test_a_swapped_hash_is_refused(data):
    document = json.loads(data)
    document["sha256"] = "0" * 64
    with pytest.raises(ModelFileError, match="does not match its sha256"):
        parse_model(json.dumps(document).encode())


def test_another_schema_says_how_to_go_on(data):
    document = json.loads(data) | {"schema": 7}
    with pytest.raises(ModelFileError, match="has schema 7, this program reads 1 and 2: train"):
        parse_model(json.dumps(document).encode())


def test_a_file_of_schema_1_still_loads():
    data = (Path(__file__).parent / "model_of_schema_1.json").read_bytes()
    assert json.loads(data)["schema"] == 1
    old = parse_model(data)
    assert {leg.link for leg in old.legs} == {"log"}
    assert not any(leg.groups for leg in old.legs)
    assert old.grade_intervals == {}
    found = old.predict(old.present_settings | {"bha_g_t": 200.0}, old.present_conditions)
    assert found.recovery["WO3"] == pytest.approx(0.5914423561881902)
    assert found.grade["WO3"] == pytest.approx(0.15687745799896793)
    assert json.loads(model_bytes(old))["schema"] == 2
    assert parse_model(model_bytes(old)) == old


def test_keys_that_a_plant_file_gained_since_do_not_part_it_from_its_models(plant):
    assert read_model(Path(__file__).parent / "model_of_schema_1.json", plant).seed == 0


def test_a_damaged_file_of_schema_1_is_refused():
    data = (Path(__file__).parent / "model_of_schema_1.json").read_bytes()
    for old, new in ((b'"schema":1', b'"schema":2'), (b'"legs":[', b'"legs":["x",')):
        document = json.loads(data.replace(old, new))
        content = json.dumps(
            document["model"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        document["sha256"] = hashlib.sha256(content.encode()).hexdigest()
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        with pytest.raises(ModelFileError, match="damaged or was edited"):
            parse_model(text.encode())


def test_links_groups_and_varying_curves_come_back(model):
    varying = VaryingCurve(
        condition="ore_wo3_pct",
        domain=(0.3, 0.7),
        low=Curve(knots=(0.0, 1.0), values=(0.0, 0.1)),
        high=Curve(knots=(0.0, 1.0), values=(0.0, 0.4)),
    )
    leg = dataclasses.replace(
        model.legs[0],
        link="logit",
        varying={"bha_g_t": varying},
        group_column="ore_type",
        groups={"skarn": 0.1, "greisen": -0.2},
    )
    other = dataclasses.replace(model, legs=(leg, *model.legs[1:]))
    assert parse_model(model_bytes(other)) == other


def test_an_unknown_link_is_refused(model):
    leg = dataclasses.replace(model.legs[0], link="probit")
    other = dataclasses.replace(model, legs=(leg, *model.legs[1:]))
    with pytest.raises(ModelFileError, match="the link 'probit'; there are log, logit, identity"):
        parse_model(model_bytes(other))


@pytest.mark.parametrize("text", [b"[]", b"{}", b'{"format": "x"}', b"null"])
def test_other_json_is_not_a_model(text):
    with pytest.raises(ModelFileError, match="not a model file"):
        parse_model(text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"seed":0', b'"seed":0,"seed":0', "'seed' stands twice"),
        (b'"seed":0', b'"seed":NaN', "NaN is not a number"),
        (b'"seed":0', b'"seed":Infinity', "Infinity is not a number"),
    ],
)
def test_what_json_allows_and_a_model_must_not_hold_is_refused(data, old, new, message):
    with pytest.raises(ModelFileError, match=message):
        parse_model(data.replace(old, new))


def test_a_model_of_another_plant_is_refused(model, plant, tmp_path):
    write_model(model, tmp_path / "model.json")
    other = plant.model_copy(update={"shift_hours": 12.0})
    assert plant_digest(other) != plant_digest(plant)
    with pytest.raises(ModelFileError, match="was trained for the plant file of 'little plant'"):
        read_model(tmp_path / "model.json", other)


def test_numbers_that_are_not_finite_are_never_written(model, tmp_path):
    spoiled = dataclasses.replace(model, present=model.present | {"ph": float("nan")})
    with pytest.raises(ModelFileError, match=r"model.present.ph is nan"):
        write_model(spoiled, tmp_path / "model.json")
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_the_old_file_whole(model, tmp_path, monkeypatch):
    target = tmp_path / "model.json"
    target.write_text("old", encoding="utf-8")

    def no_room(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(DataError, match="could not be written .No space left"):
        write_model(model, target)
    assert target.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["model.json"]


def test_a_missing_file_is_said_so(tmp_path):
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_model(tmp_path / "nothing.json")


def test_the_hash_changes_with_any_number(model):
    moved = dataclasses.replace(model, seed=1)
    assert model_hash(moved) != model_hash(model)
