import numpy as np
import pytest

from flotation.stage_shares import measured_stage_shares
from flotation.surrogate.simulation import simulate
from flotation.uplift.tails_seen import before_shifts, losing_stream, tails_seen


@pytest.fixture(scope="module")
def table():
    return simulate(130, seed=3).truth


def test_most_tungsten_is_lost_in_the_rougher_tails(plant, table):
    shares = measured_stage_shares(plant, table)
    lost = {p.component: losing_stream(plant, shares, p) for p in plant.product}
    assert lost["WO3"] == "w_rougher_tails"
    assert lost["Mo"] == lost["Bi"] == "bulk_tails"


def test_a_shift_knows_the_tails_of_the_one_before_and_not_its_own(plant, table):
    shares = measured_stage_shares(plant, table)
    product = plant.products["WO3"]
    seen = tails_seen(plant, table, shares, product, "ore_wo3_pct")
    ratio = np.log(table["w_rougher_tails_wo3_pct"] / table["ore_wo3_pct"]).to_numpy()
    assert seen[1:, 0] == pytest.approx(ratio[:-1])
    assert seen[10, 1] == pytest.approx(ratio[6:9].mean())
    late = plant.model_copy(update={"assay_delay_hours": 16.0})
    delayed = tails_seen(late, table, shares, product, "ore_wo3_pct")
    assert delayed[2:, 0] == pytest.approx(ratio[:-2])


def test_tails_without_an_assay_leave_nothing_to_see(plant, table):
    shares = measured_stage_shares(plant, table)
    table = table.assign(w_rougher_tails_wo3_pct=np.nan)
    seen = tails_seen(plant, table, shares, plant.products["WO3"], "ore_wo3_pct")
    assert seen.shape == (130, 0)


def test_a_missing_value_leaves_the_last_known_one():
    values = np.array([1.0, np.nan, 3.0, 4.0])
    assert before_shifts(values, np.arange(4))[:, 0].tolist() == [pytest.approx(8 / 3), 1, 1, 3]
    assert before_shifts(np.full(3, np.nan), np.arange(3)).tolist() == [[0, 0]] * 3
