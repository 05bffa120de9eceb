import numpy as np
import pytest

from flotation.errors import DataError
from flotation.stoichiometry import mass_factor
from flotation.units import WO3_PER_W, bracketed_text, canonical_unit, conversion, split_unit


@pytest.mark.parametrize(
    ("value", "source", "target", "kind", "expected"),
    [
        (0.35, "kg/t", "g/t", "dosage", 350.0),
        (2400.0, "t/d", "t/h", "tonnage", 100.0),
        (0.82, "fraction", "%", "recovery", 82.0),
        (4200.0, "g/t", "%", "grade", 0.42),
        (4200.0, "ppm", "%", "grade", 0.42),
        (5.0, "kg/t", "%", "grade", 0.5),
        (0.4, "%", "mg/kg", "grade", 4000.0),
        (0.075, "mm", "µm", "size", 75.0),
        (300.0, "K", "°C", "temperature", 26.85),
        (212.0, "°F", "°C", "temperature", 100.0),
        (36.0, "MJ/t", "kWh/t", "specific_energy", 10.0),
        (2.0, "m3/min", "m3/h", "flow", 120.0),
        (1.5, "g/L", "mg/L", "concentration", 1500.0),
        (0.4, "m", "mm", "level", 400.0),
    ],
)
def test_a_value_is_converted_within_its_kind(value, source, target, kind, expected):
    assert conversion(source, target, kind)(value) == pytest.approx(expected)
    assert conversion(target, source, kind)(expected) == pytest.approx(value)


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("%", "g/t", "dosage"),
        ("g/L", "g/t", "dosage"),
        ("t/h", "m3/h", "flow"),
        ("g/t", "%", "recovery"),
        ("mm", "kWh/t", "specific_energy"),
    ],
)
def test_a_unit_of_another_kind_is_refused_with_the_units_that_fit(source, target, kind):
    with pytest.raises(DataError, match=f"{source} is no unit of {kind}; a {kind} is given in"):
        conversion(source, target, kind)


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        *(("um", "µm"), ("μm", "µm"), ("微米", "µm"), ("％", "%"), ("pct", "%"), ("G/T", "g/t")),
        *(("克／吨", "g/t"), ("t / h", "t/h"), ("TPH", "t/h"), ("℃", "°C"), ("m³/h", "m3/h")),
        *(("pH", "pH"), ("kW·h/t", "kWh/t"), ("吨/小时", "t/h"), ("shift", None), ("", None)),
    ],
)
def test_a_unit_is_known_by_its_spellings(spelling, unit):
    assert canonical_unit(spelling) == unit


@pytest.mark.parametrize(
    ("header", "label", "unit"),
    [
        ("BHA (g/t)", "BHA", "g/t"),
        ("BHA（g/t）", "BHA", "g/t"),
        ("捕收剂BHA, g/t", "捕收剂BHA", "g/t"),
        ("捕收剂BHA【g/t】", "捕收剂BHA", "g/t"),
        ("w_bha_kg_t", "w_bha", "kg/t"),
        ("air_m3_min", "air", "m3/min"),
        ("原矿品位WO3/%", "原矿品位WO3", "%"),
        ("-0.074 mm, %", "-0.074 mm", "%"),
        ("grind fineness", "grind fineness", None),
        ("Feed (assay)", "Feed (assay)", None),
    ],
)
def test_a_header_is_split_into_label_and_unit(header, label, unit):
    assert split_unit(header) == (label, unit)


def test_wo3_per_w_agrees_with_the_atomic_weights():
    assert pytest.approx(mass_factor("W", "WO3", "W"), rel=1e-4) == WO3_PER_W


def test_arrays_are_converted_and_not_changed_in_place():
    doses = np.array([0.1, 0.2])
    assert conversion("kg/t", "g/t", "dosage")(doses).tolist() == [100.0, 200.0]
    assert doses.tolist() == [0.1, 0.2]


@pytest.mark.parametrize(
    ("header", "unit"),
    [("feed_1", None), ("bank_12", None), ("dose_mg_kg", "mg/kg"), ("rate_g_t", "g/t")],
)
def test_the_longest_suffix_is_the_unit_and_a_number_is_none(header, unit):
    assert split_unit(header)[1] == unit


def test_what_stands_in_brackets_is_found_whatever_the_brackets():
    assert bracketed_text("捕收剂（g/t）") == bracketed_text("BHA (g/t)") == "g/t"
    assert bracketed_text("BHA g/t") is None
