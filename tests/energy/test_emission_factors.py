import pytest
from numpy.testing import assert_allclose

from flotation.emission_factors import emission_factors, grid_factor, item_factor
from flotation.errors import DataError

PROVINCES_AND_GRIDS = 31 - 1 + 7 + 1  # without Tibet; seven grids; China


def test_every_province_but_tibet_and_every_grid_has_its_factor_for_2023():
    names = {f.region for f in emission_factors() if f.year == 2023 and "average CO2" in f.item}
    assert len(names) == PROVINCES_AND_GRIDS
    for name in names:
        assert 0.1 < grid_factor(name, 2023).value < 0.7


def test_a_province_is_found_by_either_name_and_by_its_year():
    assert grid_factor("Hunan", 2023) == grid_factor("湖南", 2023)
    assert grid_factor("Hunan", 2022).value == 0.49
    assert grid_factor("Hunan", 2023).source_id == "MEE2023"


def test_the_direct_factor_is_not_taken_for_the_footprint():
    assert grid_factor("China", 2023).value == 0.5306
    with pytest.raises(DataError, match="for 2024 is shipped; there are those for 2023"):
        grid_factor("China", 2024)


def test_heat_per_kwh_is_heat_per_gigajoule():
    per_gigajoule = item_factor("purchased heat", "tCO2/GJ").value
    assert_allclose(item_factor("purchased heat", "kgCO2/kWh").value, per_gigajoule * 3.6)


def test_an_unknown_grid_is_answered_with_the_nearest_names():
    with pytest.raises(DataError, match="no grid is called 'Hunnan'; there are: Hunan"):
        grid_factor("Hunnan", 2023)
    with pytest.raises(DataError, match="no grid is called '火星'; there are: Anhui, Beijing"):
        grid_factor("火星", 2023)


def test_an_unknown_item_or_unit_is_answered_with_those_there_are():
    with pytest.raises(DataError, match="'purchased heat' in kg is shipped; there are: purchased"):
        item_factor("purchased heat", "kg")
