import os
import tomllib

import pytest

from flotation.errors import DataError, PlantFileError
from flotation.plant_file import load_plant, parse_plant, plant_digest, require
from tests import plant_variants as variants

SMALL = variants.SMALL.decode()


def mistakes(text):
    """Sentences with which a plant file is refused."""
    with pytest.raises(PlantFileError, match=r"plant\.toml") as caught:
        parse_plant(text.encode())
    return str(caught.value).split("\n")


def replaced(old, new, text=SMALL):
    """The small plant file with one piece of text replaced."""
    assert old in text
    return text.replace(old, new, 1)


def test_the_small_plant_is_read_as_it_is_written(tmp_path):
    path = tmp_path / "plant.toml"
    path.write_text(SMALL, encoding="utf-8")
    plant = load_plant(path)
    assert plant.name == "Small"
    assert list(plant.stages) == ["rougher", "cleaner"]
    assert plant.levers["bha_g_t"].max_move == 60
    assert plant.prices["wo3"].basis_pct == 65
    assert plant.streams["con"].assays == {"WO3": "con_wo3_pct"}
    assert plant.products["WO3"].min_grade_pct == 50
    assert plant.columns["ore_wo3_pct"].aliases == ("WO3 feed", "原矿WO3")


def test_columns_alone_are_enough_to_check_a_survey():
    plant = parse_plant(SMALL[: SMALL.index("[[component]]")].encode())
    assert len(plant.columns) == 15
    with pytest.raises(PlantFileError, match=r"has no \[\[stage\]\], \[\[lever\]\]"):
        require(plant, "column", "stage", "lever")


def test_a_whole_plant_has_what_a_task_requires():
    assert require(parse_plant(SMALL.encode()), "stage", "lever", "product") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A plant", "\ufeff# A plant"),
        ("\n", "\r\n"),
        (
            "# A plant",
            "# 厂 ......................................................................",
        ),
        ("max_move = 60\n", ""),
        ("high = 0.75", "high = 0.65"),
        ('reason = "desorption"', 'reason = """two\nlines"""'),
        ('"捕收剂"', '"捕收剂\u3000一号"'),
        ("above = 0.0 }", "above = 50 }"),
    ],
)
def test_harmless_differences_are_accepted(old, new):
    text = SMALL.replace(old, new) if old == "\n" else replaced(old, new)
    assert parse_plant(text.encode()).name == "Small"


def test_an_unknown_key_is_named_with_the_nearest_known_one():
    assert mistakes(replaced("max_move = 60", "max_mov = 60")) == [
        "plant.toml: lever[1] (bha_g_t).max_mov: unknown key 'max_mov' "
        "(did you mean 'max_move'?); correct or remove it"
    ]


def test_the_nearest_key_is_one_of_the_same_table():
    [line] = mistakes(replaced("g_t_per_unit = 1.0", "kwh_t_per_unit = 1.0"))
    assert "'g_t_per_unit'" in line
    [line] = mistakes(replaced("mineral_grade_pct = 80.5", "mineral_grade_pct = 80.5\nzzz = 1"))
    assert "did you mean" not in line


def test_a_feed_that_no_stage_makes_dangles():
    lines = mistakes(replaced('feed = ["rougher_con"]', 'feed = ["rogher_con"]'))
    assert lines[0] == (
        "plant.toml: stage[2] (cleaner).feed: stream 'rogher_con' dangles: no stage makes it and "
        "it is not the fresh feed 'ore'"
    )


def test_a_measured_stream_that_no_stage_has_dangles():
    [line] = mistakes(SMALL + '[[stream]]\nname = "middlings"\nzh = "中矿"\nen = "Middlings"\n')
    assert line == (
        "plant.toml: stream[3] (middlings): the stream dangles: no stage makes or takes it"
    )


def test_a_lever_that_acts_on_no_stage_is_refused():
    text = replaced(
        'effect = [{ stage = "rougher", on = ["WO3"], shape = "peaked", reason = "window" }]', ""
    )
    assert mistakes(text) == [
        "plant.toml: lever[2] (ph): the lever acts on no stage; add a [[lever.effect]] or remove it"
    ]


@pytest.mark.parametrize("high", ["50", "49"])
def test_a_lever_needs_low_below_high(high):
    [line] = mistakes(replaced("low = 50\nhigh = 500", f"low = 50\nhigh = {high}"))
    assert line == f"plant.toml: lever[1] (bha_g_t): a lever needs low < high, got 50 >= {high}"


def test_a_column_needs_low_below_high():
    [line] = mistakes(replaced("low = 6\nhigh = 12", "low = 12\nhigh = 6"))
    assert line == "plant.toml: column[9] (ph): column ph needs low < high, got 12 >= 6"


def test_a_column_of_numbers_needs_a_range():
    [line] = mistakes(replaced("low = 6\nhigh = 12\n", ""))
    assert line.endswith("column ph needs low and high, the range of plausible values")


def test_a_price_without_a_unit_is_refused():
    [line] = mistakes(replaced('unit = "CNY/kg"\n', ""))
    assert line == "plant.toml: price[2] (bha).unit: 'unit' is missing; add it"


def test_a_price_in_an_unknown_unit_is_told_the_known_ones():
    [line] = mistakes(replaced('unit = "CNY/kg"', 'unit = "USD/lb"'))
    assert line == (
        "plant.toml: price[2] (bha).unit: expected 'CNY/t', 'CNY/kg', 'CNY/mtu', 'CNY/kWh' or "
        "'CNY/m3', got 'USD/lb'"
    )


def test_a_price_without_a_date_is_refused():
    [line] = mistakes(replaced('unit = "CNY/kg"\ndate = 2026-09-23\n', 'unit = "CNY/kg"\n'))
    assert line == "plant.toml: price[2] (bha).date: 'date' is missing; add it"


def test_a_price_outside_its_own_range_is_refused():
    [line] = mistakes(replaced("value = 45", "value = 75"))
    assert line == (
        "plant.toml: price[2] (bha): a price needs low <= value <= high, got 30, 75, 60"
    )


def test_every_mistake_is_told_at_once():
    text = replaced("max_move = 60", "max_move = nan", replaced('unit = "CNY/kg"\n', ""))
    assert len(mistakes(text)) == 2


def test_a_file_that_is_absent_or_a_folder_is_refused(tmp_path):
    with pytest.raises(PlantFileError, match="absent.toml cannot be read: No such file"):
        load_plant(tmp_path / "absent.toml")
    with pytest.raises(PlantFileError, match="is a folder or a device, expected a file"):
        load_plant(tmp_path)
    with pytest.raises(PlantFileError, match="is not the name of a file"):
        load_plant("plant\x00.toml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_or_device_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", "/dev/zero"):
        with pytest.raises(PlantFileError, match="is a folder or a device, expected a file"):
            load_plant(path)


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "plant.toml"
    path.write_bytes(variants.SMALL)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(PlantFileError, match="cannot be read: Permission denied"):
        load_plant(path)


def test_a_file_of_more_than_two_megabytes_is_refused(tmp_path):
    path = tmp_path / "plant.toml"
    path.write_bytes(variants.SMALL + b"#" * 2_000_000)
    with pytest.raises(PlantFileError, match="more than 2000000 bytes; .* is it the right file"):
        load_plant(path)


def test_refusals_are_bad_input_to_every_shell():
    assert issubclass(PlantFileError, DataError)
    assert PlantFileError.exit_code == 1


def test_the_digest_does_not_depend_on_the_lay_out_of_the_file():
    document = tomllib.loads(SMALL)
    turned = {key: document[key] for key in reversed(document)}
    turned["limit"] = [dict(reversed(document["limit"][0].items()))]
    other = variants.toml_text(turned).encode()
    assert plant_digest(parse_plant(other)) == plant_digest(parse_plant(variants.SMALL))
    text = replaced("high = 0.75", "high = 0.750", SMALL + "# a remark\n")
    assert plant_digest(parse_plant(text.encode())) == plant_digest(parse_plant(variants.SMALL))


def test_the_digest_tells_any_change_of_a_value():
    document = tomllib.loads(SMALL)
    digest = plant_digest(parse_plant(variants.SMALL))
    for old, new in (("max_move = 60", "max_move = 61"), ("loss = 0.1", "loss = 0.2")):
        assert plant_digest(parse_plant(replaced(old, new).encode())) != digest
    document["lever"][0].pop("max_move")
    assert plant_digest(parse_plant(variants.toml_text(document).encode())) != digest
