import pytest
from numpy.testing import assert_allclose

from flotation.errors import DataError
from flotation.stoichiometry import (
    ATOMIC_WEIGHTS,
    MINERALS,
    atoms,
    carrier_grade,
    mass_factor,
    metric_ton_units,
    molar_mass,
)


@pytest.mark.parametrize(
    ("given", "wanted", "element", "factor", "printed"),
    [
        ("W", "WO3", "W", 1.2611, 4),
        ("scheelite", "WO3", "W", 0.805, 3),
        ("molybdenite", "Mo", "Mo", 0.599, 3),
        ("bismuthinite", "Bi", "Bi", 0.813, 3),
        ("cassiterite", "Sn", "Sn", 0.788, 3),  # the tin example's 78.6 % is rounded
        ("CaF2", "Ca", "Ca", 0.513, 3),
        ("CaCO3", "CO2", "C", 0.440, 3),
    ],
)
def test_published_conversion_factors_reproduce(given, wanted, element, factor, printed):
    assert round(mass_factor(given, wanted, element), printed) == factor


def test_a_factor_and_its_reverse_are_one():
    assert_allclose(mass_factor("WO3", "W", "W") * mass_factor("W", "WO3", "W"), 1.0)


def test_brackets_multiply_what_they_hold():
    assert atoms("Pb(NO3)2") == {"Pb": 1, "N": 2, "O": 6}
    assert_allclose(molar_mass("Pb(NO3)2"), 331.2, atol=0.05)


# Handbook masses of compounds that hold every element listed. [g/mol]
HANDBOOK = {
    "H2O": 18.015,
    "NaOH": 39.997,
    "KOH": 56.105,
    "MgO": 40.304,
    "Na2SiO3": 122.06,
    "Al2(SO4)3": 342.15,
    "Be3Al2Si6O18": 537.50,
    "Ca5(PO4)3F": 504.30,
    "MnWO4": 302.77,
    "CuFeS2": 183.51,
    "BaSO4": 233.39,
    "Pb(NO3)2": 331.21,
    "As2S3": 246.02,
    "ZnS": 97.44,
    "SnO2": 150.71,
    "Bi2S3": 514.14,
    "MoS2": 160.07,
    "CaCO3": 100.09,
}


@pytest.mark.parametrize("formula", HANDBOOK)
def test_molar_masses_are_those_of_handbooks(formula):
    assert_allclose(molar_mass(formula), HANDBOOK[formula], atol=0.02)


def test_every_element_is_held_by_a_compound_of_known_mass():
    assert set().union(*(atoms(formula) for formula in HANDBOOK)) == set(ATOMIC_WEIGHTS)


def test_brackets_without_a_number_hold_their_atoms_once():
    assert atoms("Ca(WO4)") == atoms("CaWO4")


@pytest.mark.parametrize("mineral", MINERALS)
def test_every_mineral_has_a_molar_mass(mineral):
    assert molar_mass(mineral) > 50.0


def test_the_scheelite_unit_value_reproduces():
    assert_allclose(40.0 * metric_ton_units(1.0, 0.008) * 0.85, 27.20)


@pytest.mark.parametrize("text", ["wolfram", "", "WO3 ", "3W", "Ca(WO4"])
def test_text_that_is_no_formula_is_refused(text):
    with pytest.raises(DataError, match="neither a chemical formula nor a mineral"):
        atoms(text)


def test_an_element_without_a_weight_is_refused():
    with pytest.raises(DataError, match="holds Xx, whose atomic weight is not listed"):
        molar_mass("XxO2")


def test_a_factor_through_an_element_that_is_not_there_is_refused():
    with pytest.raises(DataError, match="'MoS2' holds no W"):
        mass_factor("MoS2", "WO3", "W")


@pytest.mark.parametrize(
    ("component", "mineral", "grade"),
    [
        ("WO3", "scheelite", 0.805),
        ("Mo", "molybdenite", 0.599),
        ("Bi", "bismuthinite", 0.813),
        ("CaF2", "fluorite", 1.0),
        ("Sn", "cassiterite", 0.788),
        ("Zn", "sphalerite", 0.671),
        ("Pb", "galena", 0.866),
    ],
)
def test_the_usual_mineral_of_a_component_holds_what_handbooks_print(component, mineral, grade):
    name, held = carrier_grade(component)
    assert name == mineral
    assert held == pytest.approx(grade, abs=6e-4)


def test_a_component_without_a_usual_mineral_is_asked_for():
    with pytest.raises(DataError, match="no mineral is known here that usually carries 'SiO2'"):
        carrier_grade("SiO2")
