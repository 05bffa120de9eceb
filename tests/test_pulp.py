import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.datasets_path import dataset_folder
from flotation.pulp import bank_volume, pulp_density, pulp_volume, pulp_water, residence_time


def test_the_water_of_a_third_solids_is_that_of_the_literature():
    table = pd.read_csv(dataset_folder("literature") / "lead_balance.csv")
    printed = table.loc[table["input"] == "pulp at 33 % solids", "value"].item()
    assert_allclose(pulp_water(0.33), printed, atol=0.005)


def test_dry_solids_carry_no_water():
    assert pulp_water(1.0) == 0.0
    assert pulp_volume(1.0, 3.0) == pytest.approx(1 / 3)


def test_mass_over_volume_is_density():
    mass = 1.0 + pulp_water(0.4)
    assert_allclose(mass / pulp_volume(0.4, 2.9), pulp_density(0.4, 2.9))


def test_the_volume_of_a_bank_gives_back_its_time():
    volume = bank_volume(12.0, 210.0, 0.33, 3.0, gas_holdup=0.15)
    assert_allclose(residence_time(volume, 210.0, 0.33, 3.0, gas_holdup=0.15), 12.0)


def test_air_in_the_cell_takes_the_pulp_its_time():
    airless = residence_time(100.0, 210.0, 0.33, 3.0)
    assert_allclose(residence_time(100.0, 210.0, 0.33, 3.0, gas_holdup=0.2), 0.8 * airless)


def test_a_tonne_an_hour_of_water_alone_fills_a_cubic_metre_in_an_hour():
    assert_allclose(residence_time(1.0, 1e-9, 1e-9, 3.0), 60.0)
