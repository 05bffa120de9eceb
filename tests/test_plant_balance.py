"""A plant file and a survey make the network, the measurements and their errors."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from flotation.errors import DataError
from flotation.network import fresh_feeds, products
from flotation.plant_balance import (
    assayed_components,
    measured_sd,
    plant_network,
    reconcile_plant,
    running_rows,
    without_doubtful,
)
from flotation.surrogate.performance import true_performance
from flotation.surrogate.simulation import reference_plant, simulate


@pytest.fixture(scope="module")
def plant():
    return reference_plant()


@pytest.fixture(scope="module")
def truth():
    return simulate(120, seed=3).truth


def test_the_network_has_the_plants_feed_and_its_five_products(plant):
    network = plant_network(plant)
    assert fresh_feeds(network) == ("ore",)
    assert set(products(network)) == {
        "mo_concentrate",
        "bi_concentrate",
        "w_concentrate",
        "w_rougher_tails",
        "w_cleaner_tails",
    }


def test_components_that_nobody_assays_are_in_no_balance(plant):
    assert assayed_components(plant) == ("WO3", "Mo", "Bi", "CaF2", "CaCO3")
    ore = plant.stream[0].model_copy(update={"assays": {"Mo": "ore_mo_pct"}})
    assert assayed_components(plant.model_copy(update={"stream": (ore,)})) == ("Mo",)


def test_noise_free_measurements_need_no_adjustment(plant, truth):
    result = reconcile_plant(plant, truth)
    assert result.converged.all()
    assert_allclose(result.chi2, 0.0, atol=1e-6)
    value, _ = result.split("w_rougher", "w_rougher_concentrate", "WO3")
    assert_allclose(value, truth["w_rougher/WO3"], rtol=1e-6)


def test_the_surrogates_streams_balance_at_every_node_for_every_component(plant, truth):
    settings = {name: truth[name] for name in plant.levers}
    conditions = {c.column: truth[c.column] for c in plant.condition}
    streams = true_performance(settings, conditions, truth["ore_property"])
    for node in plant_network(plant).nodes:
        flows = [{"solids": streams.solids[s]} for s in (*node.inputs, *node.outputs)]
        for flow, stream in zip(flows, (*node.inputs, *node.outputs), strict=True):
            flow |= {c: g * flow["solids"] for c, g in streams.assay[stream].items()}
        entering, leaving = flows[: len(node.inputs)], flows[len(node.inputs) :]
        for what in flows[0]:
            into = sum(flow[what] for flow in entering)
            out = sum(flow[what] for flow in leaving)
            assert_allclose(out, into, rtol=1e-9, err_msg=f"{what} at {node.name}")
        assert len(flows[0]) == 6


def test_reconciled_flows_balance_at_every_node(plant):
    survey = simulate(120, seed=4).table
    result = reconcile_plant(plant, survey.drop_duplicates("shift_start"))
    position = {stream: i for i, stream in enumerate(result.network.streams)}
    whole = np.concatenate([result.state.solids[:, None], result.state.flows], axis=1)
    feed = whole[:, :, position["ore"]]
    for node in result.network.nodes:
        into = sum(whole[:, :, position[s]] for s in node.inputs)
        out = sum(whole[:, :, position[s]] for s in node.outputs)
        assert_allclose(out, into, atol=1e-9 * feed.max(axis=0).min())


def test_a_plant_that_weighs_only_its_concentrate_still_gives_tonnes(plant, truth):
    table = truth.assign(feed_t_h=np.nan)
    result = reconcile_plant(plant, table)
    assert result.reference is None
    assert_allclose(result.solids[:, 0], truth["feed_t_h"], rtol=1e-6)


def test_a_plant_that_weighs_nothing_is_balanced_relative_to_its_ore(plant, truth):
    weighed = [s.solids for s in plant.stream if s.solids]
    result = reconcile_plant(plant, truth.assign(**dict.fromkeys(weighed, np.nan)))
    assert result.reference == "ore"
    assert_array_equal(result.solids[:, 0], 1.0)


def test_values_outside_their_meaning_count_as_not_measured(plant, truth):
    table = truth.copy()
    table.loc[3, "feed_t_h"], table.loc[4, "w_concentrate_wo3_pct"] = 0.0, 101.0
    result = reconcile_plant(plant, table)
    assert result.converged.all()
    assert np.isnan(result.solids_adjustment[3, 0])
    place = result.network.streams.index("w_concentrate")
    assert np.isnan(result.grades_adjustment[4, place, 0])


def test_a_column_that_the_survey_lacks_counts_as_not_measured(plant, truth):
    lacking = truth.drop(columns=["w_concentrate_t_h", "bulk_tails_mo_pct"])
    empty = truth.assign(w_concentrate_t_h=np.nan, bulk_tails_mo_pct=np.nan)
    found, expected = reconcile_plant(plant, lacking), reconcile_plant(plant, empty)
    assert_array_equal(found.flows, expected.flows)
    assert found.degrees[0] < reconcile_plant(plant, truth).degrees[0]


def test_the_error_of_a_measurement_has_a_relative_and_an_absolute_part(plant):
    table = pd.DataFrame({"feed_t_h": [100.0, np.nan, 0.0]})
    expected = [np.hypot(1.0, 0.5), np.nan, 0.5]
    assert_allclose(measured_sd(plant, table, "feed_t_h"), expected)


def test_a_column_without_a_stated_error_cannot_be_balanced(plant):
    table = pd.DataFrame({"w_ph": [9.0]})
    with pytest.raises(DataError, match="w_ph is used in the balances and has no sd_relative"):
        measured_sd(plant, table, "w_ph")


def test_a_stopped_shift_is_not_running_and_a_plant_without_a_rate_always_is(plant):
    table = pd.DataFrame({"feed_t_h": [200.0, 210.0, 30.0, np.nan, 190.0]})
    assert running_rows(plant, table).tolist() == [True, True, False, False, True]
    unweighed = plant.model_copy(update={"feed_rate": None})
    assert running_rows(unweighed, table).all()


def test_only_doubtful_numbers_are_cleared_and_the_table_given_stays():
    table = pd.DataFrame({"a": [1.0, 2.0], "trial": ["x", "y"]})
    doubtful = pd.DataFrame({"a": [False, True], "trial": [True, False]})
    cleared = without_doubtful(table, doubtful)
    assert cleared["a"].isna().tolist() == [False, True]
    assert cleared["trial"].tolist() == ["x", "y"]
    assert table["a"].tolist() == [1.0, 2.0]
    assert without_doubtful(table, None) is table
