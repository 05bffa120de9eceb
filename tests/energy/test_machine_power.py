import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.datasets_path import dataset_folder
from flotation.machine_power import agitation_energy, blower_power, pumping_energy
from flotation.pulp import residence_time

TABLE = pd.read_csv(dataset_folder("literature") / "energy.csv").set_index("item")["value"]
HALF_AN_HOUR = "flotation energy for each 30 min of residence, 33 % solids, 15 % gas, {} kW/m3"
CELLS = {
    0.67: "forced-air cell 300 m3, mixer + blower, pulp 1.35 kg/dm3",
    1.09: "self-aspirated cell 257 m3, pulp 1.35 kg/dm3 (estimate)",
}


@pytest.mark.parametrize("power_density", CELLS)
def test_half_an_hour_in_a_cell_takes_what_the_literature_gives(power_density):
    assert TABLE[CELLS[power_density]] == power_density
    energy = agitation_energy(power_density, 30.0, 0.33, 3.0, 0.15)
    assert_allclose(energy, TABLE[HALF_AN_HOUR.format(power_density)], atol=0.006)


def test_agitation_is_power_over_tonnage():
    # 210 t/h in 500 m3 of cells at 0.8 kW/m3
    time = residence_time(500.0, 210.0, 0.35, 3.1, gas_holdup=0.12)
    assert_allclose(agitation_energy(0.8, time, 0.35, 3.1, 0.12), 0.8 * 500.0 / 210.0)


def test_a_small_rise_of_pressure_costs_flow_times_pressure():
    assert_allclose(blower_power(3600.0, 1e-4, efficiency=1.0), 1e-4, rtol=1e-5)
    assert blower_power(3600.0, 40.0, efficiency=1.0) < 40.0


def test_thin_air_costs_more_to_compress_per_mass():
    mass = np.array([101.325, 80.0])
    power = blower_power(6000.0, 40.0, efficiency=0.65, inlet_pressure=mass)
    assert power[1] / mass[1] > power[0] / mass[0]


def test_blower_power_is_that_of_an_adiabatic_compression():
    # 1 m3/s from 100 to 200 kPa: 3.5 * 100 * (2 ** (2 / 7) - 1) kW
    power = blower_power(3600.0, 100.0, efficiency=1.0, inlet_pressure=100.0)
    assert_allclose(power, 350.0 * (2.0 ** (2.0 / 7.0) - 1.0))


def test_lifting_a_tonne_of_dry_ore_by_367_metres_takes_a_kilowatt_hour():
    assert_allclose(pumping_energy(3600.0 / 9.80665, 1.0, efficiency=1.0), 1.0)
    assert_allclose(
        pumping_energy(10.0, 0.25, efficiency=0.5), 8 * pumping_energy(10.0, 1, efficiency=1)
    )
