from datetime import date

import numpy as np
import pytest

from flotation.comminution import bond_energy, bond_product_size
from flotation.economics import (
    consumption,
    cost,
    heating_energy,
    lever_energy,
    price_per_mtu,
    reagent_price,
    value_per_recovery,
)
from flotation.levers import BondEnergy, Lever, LinearEnergy
from flotation.plant_file import parse_plant

PLANT = """
schema = 1
name = "one stage"
time_column = "shift_start"
base = {energy_kwh_t = 5.0, water_m3_t = 2.0}
column = [
  {name = "shift_start", unit = "-", kind = "time", zh = "班次", en = "Shift"},
  {name = "bha_g_t", unit = "g/t", kind = "dosage", low = 0, high = 900, zh = "BHA", en = "BHA"},
  {name = "ph", unit = "-", kind = "ph", low = 6, high = 12, zh = "pH", en = "pH"},
  {name = "petrov_c", unit = "°C", kind = "temperature", low = 0, high = 99, zh = "温度", en = "T"},
  {name = "pulp_c", unit = "°C", kind = "temperature", low = 0, high = 40, zh = "室温", en = "T0"},
]
component = [{name = "WO3", mineral_grade_pct = 80.5, zh = "三氧化钨", en = "WO3"}]
stage = [{name = "w", zh = "钨", en = "W", feed = ["ore"], concentrate = "con", tails = "tails"}]
condition = [{column = "pulp_c"}]
product = [{stream = "con", component = "WO3", price = "wo3", payable = 0.9}]
price = [
  {item = "wo3", value = 40, low = 30, high = 50, unit = "CNY/mtu", DATED},
  {item = "bha", value = 45, low = 30, high = 60, unit = "CNY/kg", DATED,
   co2_kg_per_unit = 3.0},
  {item = "soda", value = 2000, low = 1, high = 9999, unit = "CNY/t", DATED},
  {item = "heat", value = 0.2, low = 0, high = 1, unit = "CNY/kWh", DATED,
   co2_kg_per_unit = 0.4},
  {item = "electricity", value = 0.6, low = 0, high = 1, unit = "CNY/kWh", DATED,
   co2_kg_per_unit = 0.5},
  {item = "co2", value = 100, low = 0, high = 200, unit = "CNY/t", DATED},
  {item = "water", value = 1.5, low = 0, high = 5, unit = "CNY/m3", DATED},
]
[[lever]]
column = "bha_g_t"
low = 0
high = 500
reagent = {item = "bha"}
effect = [{stage = "w", on = ["WO3"], shape = "rising", reason = "collector"}]
[[lever]]
column = "ph"
low = 8
high = 10
reagent = {item = "soda", g_t_per_unit = 1000, above = 8}
effect = [{stage = "w", on = ["WO3"], shape = "peaked", reason = "window"}]
[[lever]]
column = "petrov_c"
low = 60
high = 95
energy = {law = "heating", stage = "w", ambient = "pulp_c", solids_fraction = 0.65, loss = 0.0}
effect = [{stage = "w", on = ["WO3"], shape = "rising", reason = "desorption"}]
""".replace("\n   ", " ").replace("DATED", 'date = 2020-01-01, source = "x"')


def test_heating_is_confirmed_against_the_derived_figures():
    assert heating_energy(90.0, 20.0, 0.65) == pytest.approx(59.3, abs=0.05)
    assert heating_energy(90.0, 20.0, 0.60) == pytest.approx(69.7, abs=0.05)


def test_losses_raise_the_heat_bought():
    assert heating_energy(90.0, 20.0, 0.65, loss=0.5) == pytest.approx(
        2 * heating_energy(90.0, 20.0, 0.65)
    )


def test_bond_inverts_itself():
    size = bond_product_size(13.0, feed_size=9000.0, energy=11.0)
    assert bond_energy(13.0, feed_size=9000.0, product_size=size) == pytest.approx(11.0)


def test_every_part_of_the_cost_by_hand():
    plant = parse_plant(PLANT.encode())
    settings = {"bha_g_t": 200.0, "ph": 9.5, "petrov_c": 90.0}
    used = consumption(plant, settings, {"pulp_c": 20.0}, {"w": 0.1})
    heat = 0.1 * heating_energy(90.0, 20.0, 0.65)
    assert used.reagents == pytest.approx({"bha": 200.0, "soda": 1500.0})
    assert used.energy == pytest.approx({"electricity": 5.0, "heat": heat})
    bill = cost(plant, used)
    assert bill.reagents == pytest.approx(200 * 0.045 + 1500 * 0.002)
    assert bill.energy == pytest.approx(5 * 0.6 + heat * 0.2)
    assert bill.co2_kg_t == pytest.approx(0.6 + 5 * 0.5 + heat * 0.4)
    assert bill.co2 == pytest.approx(bill.co2_kg_t * 0.1)
    assert bill.water == pytest.approx(3.0)
    assert bill.energy_kwh_t == pytest.approx(5 + heat)
    assert bill.total == pytest.approx(bill.reagents + bill.energy + bill.co2 + bill.water)


def test_rows_of_settings_are_costed_at_once():
    plant = parse_plant(PLANT.encode())
    settings = {"bha_g_t": np.array([0.0, 200.0]), "ph": 8.0, "petrov_c": 90.0}
    used = consumption(plant, settings, {"pulp_c": 20.0}, {"w": 0.1})
    assert cost(plant, used).reagents == pytest.approx([0.0, 9.0])


def test_the_scheelite_unit_value_is_confirmed():
    plant = parse_plant(PLANT.replace("payable = 0.9", "payable = 1.0").encode())
    value = value_per_recovery(plant, {"WO3": 0.8})["WO3"]
    assert 0.85 * value == pytest.approx(27.20)


def test_a_price_may_be_replaced_for_one_question():
    plant = parse_plant(PLANT.encode())
    dear = plant.prices["wo3"].model_copy(update={"value": 80.0, "high": 90.0})
    prices = {**plant.prices, "wo3": dear}
    assert dear.date == date(2020, 1, 1)
    assert value_per_recovery(plant, {"WO3": 1.0}, prices)["WO3"] == pytest.approx(72.0)


def test_prices_of_one_thing_in_two_units_agree():
    prices = parse_plant(PLANT.encode()).prices
    per_tonne = prices["soda"].model_copy(update={"value": 45_000.0, "high": 99_999.0})
    assert reagent_price(prices["bha"]) == pytest.approx(reagent_price(per_tonne)) == 0.045
    tonne = prices["wo3"].model_copy(update={"unit": "CNY/t", "value": 2600.0, "basis_pct": 65.0})
    assert price_per_mtu(tonne) == pytest.approx(price_per_mtu(prices["wo3"])) == 40.0


def test_a_lever_uses_energy_by_its_own_law():
    fixed = LinearEnergy(law="linear", kwh_t_per_unit=0.5, above=20.0)
    air = Lever(column="air", low=20.0, high=90.0, energy=fixed)
    assert lever_energy(air, 20.0, {}) == 0.0
    assert lever_energy(air, np.array([30.0, 60.0]), {}).tolist() == [5.0, 20.0]
    mill = BondEnergy(law="bond", f80_um=2000.0, work_index="wi")
    grind = Lever(column="p80", low=40.0, high=200.0, energy=mill)
    assert lever_energy(grind, 2000.0, {"wi": 13.0}) == pytest.approx(0.0)
    expected = bond_energy(13.0, feed_size=2000.0, product_size=74.0)
    assert lever_energy(grind, 74.0, {"wi": 13.0}) == expected
