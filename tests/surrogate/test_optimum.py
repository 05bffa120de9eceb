import time

import numpy as np
import pytest

from flotation.errors import DataError, InfeasibleError
from flotation.surrogate.optimum import best_settings, outcome
from flotation.surrogate.performance import LEVERS
from flotation.surrogate.published import HABITS, STANDARD

INTERIOR = (
    "grind_kwh_t",
    "bulk_kerosene_g_t",
    "bulk_frother_g_t",
    "separation_na2s_g_t",
    "w_silicate_g_t",
    "w_al_sulphate_g_t",
    "w_lead_nitrate_g_t",
    "w_ph",
    "petrov_silicate_g_t",
)


@pytest.fixture(scope="module")
def best(plant):
    return best_settings(plant, STANDARD)


def test_the_best_recovers_what_is_published_at_more_margin_than_habits(plant, best):
    assert 0.75 < best.performance.recovery["WO3"] < 0.85
    assert best.margin > outcome(plant, HABITS, STANDARD).margin + 1000.0


def test_margin_is_revenue_less_cost(best):
    assert best.margin == pytest.approx(best.revenue - best.cost.total)
    assert best.margin > 0.0


def test_other_starts_find_the_same_margin_to_a_thousandth(plant, best):
    for seed in (1, 2):
        assert best_settings(plant, STANDARD, seed=seed).margin == pytest.approx(
            best.margin, rel=1e-3
        )


def test_nothing_near_the_best_is_better(plant, best):
    rng = np.random.default_rng(0)
    near = {}
    for lever, value in best.settings.items():
        allowed = plant.levers[lever]
        step = 0.03 * (allowed.high - allowed.low) * rng.standard_normal(4000)
        near[lever] = np.clip(value + step, allowed.low, allowed.high)
    tried = outcome(plant, near, STANDARD)
    allowed = tried.margin[tried.shortfall == 0.0]
    assert len(allowed) > 500
    assert allowed.max() < best.margin * (1.0 + 5e-4)


def test_the_best_lies_inside_the_ranges_of_many_levers(plant, best):
    for lever in INTERIOR:
        allowed = plant.levers[lever]
        place = (best.settings[lever] - allowed.low) / (allowed.high - allowed.low)
        assert 0.04 < place < 0.96, lever


def test_limits_and_grades_hold_and_bind_when_tightened(plant, best):
    assert best.shortfall == 0.0
    lead = plant.limit[0].model_copy(update={"high": 0.5})
    poor = best_settings(plant.model_copy(update={"limit": (lead,)}), STANDARD)
    assert 0.03 + 0.0016 * poor.settings["w_lead_nitrate_g_t"] == pytest.approx(0.5, rel=1e-2)
    assert poor.margin < best.margin
    rich = tuple(p.model_copy(update={"min_grade_pct": 65.0}) for p in plant.product[:1])
    purer = best_settings(plant.model_copy(update={"product": rich}), STANDARD)
    assert 100.0 * purer.performance.grade["WO3"] == pytest.approx(65.0, rel=2e-3)


def test_a_target_is_met_at_least_cost(plant):
    cheap = best_settings(plant, STANDARD, objective="cost", targets={"WO3": 0.70})
    assert cheap.performance.recovery["WO3"] == pytest.approx(0.70, abs=2e-3)
    dear = best_settings(plant, STANDARD, objective="cost", targets={"WO3": 0.75})
    assert dear.cost.total > cheap.cost.total


def test_a_component_can_be_the_objective(plant, best):
    most = best_settings(plant, STANDARD, objective="WO3")
    assert most.performance.recovery["WO3"] >= best.performance.recovery["WO3"] - 1e-4
    assert most.margin <= best.margin * (1.0 + 1e-4)


def test_only_allowed_settings_are_advised(plant, best):
    def little_lead(settings):
        return settings["w_lead_nitrate_g_t"] <= 250.0

    held = best_settings(plant, STANDARD, within=little_lead)
    assert held.settings["w_lead_nitrate_g_t"] <= 250.0
    assert held.margin < best.margin


def test_what_cannot_be_is_said(plant):
    with pytest.raises(InfeasibleError, match="no settings of the surrogate meet every limit"):
        best_settings(plant, STANDARD, targets={"WO3": 0.97})
    with pytest.raises(DataError, match="objective must be margin, cost or a product's component"):
        best_settings(plant, STANDARD, objective="profit")


def test_the_outcome_of_many_settings_is_that_of_each(plant, spread):
    settings, conditions = spread
    together = outcome(plant, settings, conditions)
    one = outcome(
        plant,
        {lever: settings[lever][7] for lever in LEVERS},
        {column: value[7] for column, value in conditions.items()},
    )
    assert together.margin[7] == pytest.approx(one.margin)
    assert together.shortfall[7] == pytest.approx(one.shortfall)


def test_a_feed_takes_less_than_five_seconds(plant):
    start = time.process_time()
    best_settings(plant, STANDARD, seed=9)
    assert time.process_time() - start < 5.0
