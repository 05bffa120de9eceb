"""Water: balances that close, once-through and full-recycle limits, and the lead arithmetic."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from flotation.datasets_path import dataset_folder
from flotation.pulp import pulp_water
from flotation.water import (
    build_up,
    carried_over_dose,
    hydroxide_saturation,
    lead_added,
    lead_balance,
    reagent_in_water,
    total_lead,
    uptake_needed,
)

WATER = pulp_water(0.33)
SHARE = st.floats(0.0, 0.99)
PUBLISHED = pd.read_csv(dataset_folder("literature") / "lead_balance.csv")


def published(result):
    return PUBLISHED.loc[PUBLISHED["result"] == result, "result_value"].to_numpy()


@given(uptake=SHARE, recycle=SHARE, decay=SHARE)
def test_what_is_dosed_is_taken_up_decays_or_leaves(uptake, recycle, decay):
    dose = 300.0
    c = reagent_in_water(dose, uptake=uptake, water=WATER, recycle=recycle, decay=decay)
    returned = carried_over_dose(dose, uptake=uptake, recycle=recycle, decay=decay)
    assert_allclose(returned, WATER * recycle * (1.0 - decay) * c, atol=1e-9)
    taken = uptake * (dose + returned)
    assert_allclose(dose, taken + WATER * c * (recycle * decay + 1.0 - recycle))


def test_water_used_once_carries_only_what_is_left_of_the_dose():
    c = reagent_in_water(300.0, uptake=0.8, water=2.0, recycle=0.0, decay=0.0)
    assert_allclose(c, 30.0)
    assert carried_over_dose(300.0, uptake=0.8, recycle=0.0, decay=0.0) == 0.0


def test_passes_sum_to_the_level_at_rest():
    uptake, recycle, decay, c, levels = 0.3, 0.9, 0.2, 0.0, []
    for _ in range(6):
        c = (1.0 - uptake) * (300.0 / WATER + recycle * (1.0 - decay) * c)
        levels.append(c)
    final = reagent_in_water(300.0, uptake=uptake, water=WATER, recycle=recycle, decay=decay)
    shares = build_up(np.arange(1, 7), uptake=uptake, recycle=recycle, decay=decay)
    assert_allclose(shares, np.array(levels) / final)


def test_lead_nitrate_brings_the_lead_and_the_concentration_of_the_literature():
    lead = lead_added(400.0)
    assert_allclose(lead, published("Pb added"), atol=0.5)
    free = lead_balance(
        lead, capacity=0.0, affinity=0.0, saturation=np.inf, water=WATER, recycle=0.0, decay=0.0
    )
    assert_allclose(free.dissolved, published("Pb in water if nothing adsorbs"), atol=0.5)


def test_the_uptake_that_the_limits_ask_for_is_that_of_the_literature():
    needed = uptake_needed(lead_added(400.0), water=WATER, limit=np.array([1.0, 0.5]))
    assert_allclose(100.0 * needed, published("uptake + treatment needed"), atol=0.005)


@given(
    lead=st.floats(0.0, 1000.0),
    capacity=st.floats(0.0, 800.0),
    affinity=st.floats(0.0, 20.0),
    saturation=st.floats(0.01, 50.0),
    recycle=SHARE,
    decay=SHARE,
)
def test_lead_is_conserved_and_obeys_both_laws(
    lead, capacity, affinity, saturation, recycle, decay
):
    balance = lead_balance(
        lead,
        capacity=capacity,
        affinity=affinity,
        saturation=saturation,
        water=WATER,
        recycle=recycle,
        decay=decay,
    )
    c = balance.dissolved
    out = balance.adsorbed + balance.precipitated + WATER * c - balance.returned
    assert_allclose(out, lead, rtol=1e-7, atol=1e-7)
    assert c <= saturation
    assert balance.precipitated >= -1e-9
    assert_allclose(balance.adsorbed, capacity * affinity * c / (1.0 + affinity * c))
    assert c == saturation or balance.precipitated == 0.0


def test_water_that_all_returns_keeps_its_lead_until_the_solids_take_it():
    closed = {"affinity": 2.0, "water": WATER, "recycle": 1.0, "decay": 0.0}
    roomy = lead_balance(200.0, capacity=400.0, saturation=5.0, **closed)
    assert_allclose(roomy.dissolved, 0.5)  # half of the capacity at 1 / K
    crowded = lead_balance(200.0, capacity=100.0, saturation=5.0, **closed)
    assert crowded.dissolved == 5.0
    assert_allclose(crowded.adsorbed + crowded.precipitated, 200.0)


def test_more_lead_or_more_recycle_never_cleans_the_water():
    given_ = {"capacity": 300.0, "affinity": 1.0, "saturation": 9.0, "water": WATER, "decay": 0.3}
    doses = lead_balance(np.linspace(0.0, 600.0, 50), recycle=0.8, **given_).dissolved
    assert (np.diff(doses) >= 0.0).all()
    recycles = lead_balance(250.0, recycle=np.linspace(0.0, 1.0, 50), **given_).dissolved
    assert (np.diff(recycles) > 0.0).all()


def test_a_unit_of_ph_holds_a_hundred_times_less_lead():
    low, high = hydroxide_saturation(np.array([8.0, 9.0]), 1.4e-16)
    assert_allclose(low / high, 100.0)
    # 1e-5 mol/L of hydroxide at pH 9: 1.4e-6 mol/L of lead, of 207.2 g/mol
    assert_allclose(high, 1.4e-6 * 207.2e3)


def test_a_gram_per_tonne_on_a_gram_per_litre_of_solids_is_a_thousandth_of_a_milligram():
    assert total_lead(0.3, suspended_solids=0.0, lead_on_solids=250.0) == 0.3
    assert total_lead(0.0, suspended_solids=1000.0, lead_on_solids=1.0) == pytest.approx(1e-3)
