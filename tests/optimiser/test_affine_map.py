"""The data of a programme follow its map as they follow the Pyomo model."""

import numpy as np
import pytest

from optimiser.affine_map import learn_map
from optimiser.hot_plans import OBJECTIVE, HotPlans
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from tests.optimiser import plants

PLANT = plants.plant(2, ("collector_g_t", "lead_g_t", "silicate_g_t"), air=True, grade=1.0)
MODEL = plants.model(PLANT, 0, pair=False)
QUESTION = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})
BASE = {
    "prices.collector": 4e4,
    "prices.co2": 80.0,
    "prices.electricity": 0.6,
    "target_recovery_pct.WO3": 30.0,
    "min_grade_pct.WO3": 1.0,
}


@pytest.mark.parametrize("confidence", [None, 0.9])
def test_the_map_gives_what_a_fresh_compile_gives(confidence):
    question = QUESTION.model_copy(update={"confidence": confidence})
    plans = HotPlans(PLANT, MODEL, question, BASE)
    rng = np.random.default_rng(2)
    for _ in range(4):
        values = {name: value * rng.uniform(0.5, 1.6) for name, value in BASE.items()}
        numbers = [[plans.number(name, values[name]) for name in plans.map.names]]
        data = plans.map.at(np.array(numbers))
        asked = plans.asked(values)
        fresh = Programme.of(state_problem(PLANT, MODEL, asked)).compiled
        cost, offset = fresh.objectives[OBJECTIVE]
        assert data.cost[0] == pytest.approx(cost, rel=1e-12, abs=1e-12)
        assert data.offset[0] == pytest.approx(offset, rel=1e-12)
        assert data.row_low[0] == pytest.approx(fresh.row_low, rel=1e-12, abs=1e-12)
        assert data.row_high[0] == pytest.approx(fresh.row_high, rel=1e-12, abs=1e-12)


def test_what_is_not_affine_has_no_map():
    plans = HotPlans(PLANT, MODEL, QUESTION, BASE)
    base = {"target_recovery_pct.WO3": 30.0, "prices.lead": 1e4}
    moved = {"target_recovery_pct.WO3": 20.0, "prices.lead": 2e4}
    straight = learn_map(plans._compiled_at, plans.number, base, moved, OBJECTIVE)
    assert straight is not None

    def twice_at(values):
        both = values["target_recovery_pct.WO3"] * values["prices.lead"] / 30.0
        return plans._compiled_at({**base, "prices.lead": both})

    assert learn_map(twice_at, plans.number, base, moved, OBJECTIVE) is None


def test_a_number_that_changes_the_matrix_has_no_map():
    question = QUESTION.model_copy(update={"budget_cny_t": 60.0})
    assert HotPlans(PLANT, MODEL, question, BASE).map is None
    same = {"target_recovery_pct.WO3": 30.0}
    assert HotPlans(PLANT, MODEL, question, same).map is not None


def test_a_programme_with_smooth_costs_or_binaries_has_no_map():
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0})
    for more in ({"heating": True}, {"bond": True}):
        plant = plants.plant(1, **more)
        model = plants.model(plant, pair=False)
        assert HotPlans(plant, model, question, {"prices.collector": 4e4}).map is None
    plant = plants.plant(1)
    free = plants.model(plant, free_curves=True)
    assert HotPlans(plant, free, question, {"prices.collector": 4e4}).map is None
