import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from flotation.comparison import FAMILIES, ComparisonLeg, boosted, boosted_monotone, family_named
from flotation.comparison_training import NEVER_FOR_PLANS, OURS, fitted_estimator, refit_by
from flotation.errors import DataError
from flotation.flowsheet import Leg
from flotation.leg_regression import design_of, fit_leg
from flotation.plant_file import plant_digest
from flotation.training import training_rows
from optimiser.planning import plan as make_plan
from optimiser.question import Question

SHAPES = {"rising": "rising", "falling": "falling", "peaked": "peaked"}


@pytest.fixture(scope="module")
def settings(model):
    return {**model.present_settings, "bha_g_t": np.array([80.0, 200.0, 400.0])}


def test_every_family_is_scored_on_the_rows_that_ours_is_scored_on(comparison, model):
    assert set(comparison.scores) == {OURS, "ridge", "boosted", "boosted_monotone"}
    assert comparison.ours == model.scores
    for scores in comparison.scores.values():
        assert [s.target for s in scores] == [s.target for s in model.scores]
        assert [s.rows for s in scores] == [s.rows for s in model.scores]
        assert all(s.r2_mean < 1.0 for s in scores)


def test_the_truth_of_the_little_plant_is_found_by_none_worse_than_the_mean(comparison):
    for family, scores in comparison.scores.items():
        assert all(s.r2_mean > 0.2 for s in scores), family


def test_a_comparison_model_predicts_the_sum_of_its_legs(comparison, model, settings):
    for family in comparison.models.values():
        found = family.predict(settings, model.present_conditions)
        legs = (
            ("rougher", "WO3"),
            ("cleaner", "WO3"),
            ("rougher", "solids"),
            ("cleaner", "solids"),
        )
        log = {
            leg: family.leg(*leg, "concentrate").log_share(settings, model.present_conditions)
            for leg in legs
        }
        assert found.recovery["WO3"] == pytest.approx(np.exp(log[legs[0]] + log[legs[1]]))
        assert found.mass_pull["WO3"] == pytest.approx(np.exp(log[legs[2]] + log[legs[3]]))
        assert found.recovery["WO3"].shape == (3,)


def test_a_leg_takes_its_columns_by_name_and_in_order():
    weights = np.array([1.0, 10.0, 100.0])
    leg = ComparisonLeg(
        leg=Leg("a", "b", "concentrate"),
        levers=("x", "y"),
        conditions=("z",),
        estimator=SimpleNamespace(predict=lambda X: X @ weights),
    )
    assert leg.log_share({"y": 2.0, "x": 1.0}, {"z": 3.0}) == 321.0
    with pytest.raises(DataError, match="needs the condition 'z'"):
        leg.log_share({"y": 2.0, "x": 1.0}, {})


def test_monotone_trees_keep_the_declared_shapes_and_plain_ones_need_not():
    rng = np.random.default_rng(0)
    X = rng.uniform(size=(400, 4))
    y = -X[:, 0] + X[:, 1] - X[:, 2] + 0.1 * rng.normal(size=400)
    line = np.full((50, 4), 0.5)
    for column, sign in ((0, 1.0), (1, -1.0)):
        line[:, column] = np.linspace(0.0, 1.0, 50)
        kept = boosted_monotone(SHAPES, ["z"]).fit(X, y).predict(line)
        assert np.all(sign * np.diff(kept) >= 0.0)
        assert np.any(sign * np.diff(boosted(SHAPES, ["z"]).fit(X, y).predict(line)) < -0.01)
        line[:, column] = 0.5
    line[:, 2] = np.linspace(0.0, 1.0, 50)
    assert boosted_monotone(SHAPES, ["z"]).fit(X, y).predict(line[[0, -1]]) @ [1, -1] > 0.5


def test_the_card_and_the_digests_say_what_it_is_of(comparison, plant, model):
    for name, family in comparison.models.items():
        assert family.family == name
        assert family.plant_digest == plant_digest(plant)
        assert family.survey_digest == model.survey_digest
        assert family.card["use"] == NEVER_FOR_PLANS
        assert family.versions["scikit-learn"]


def test_no_plan_is_made_with_a_comparison_model(comparison, plant):
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})
    with pytest.raises(DataError, match="for comparison only"):
        make_plan(plant, comparison.models["ridge"], question, in_process=True)


def test_a_family_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(DataError, match=r"'forest'; there are ridge, boosted, boosted_monotone"):
        family_named("forest")


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_left_out_teach_a_comparison_model_nothing(plant, survey, family):
    rows = training_rows(plant, survey)
    leg = Leg("rougher", "WO3", "concentrate")
    fit = fit_leg(design_of(plant, leg, rows.grid), rows.grid, rows.table, rows.shares)
    left = rows.block[fit.rows] == 2
    spoiled = rows.shares.log_share.copy()
    spoiled[fit.rows[left]] += 1.0
    other = dataclasses.replace(rows.shares, log_share=spoiled)
    for out, same in ((left, True), (None, False)):
        honest, misled = (
            fitted_estimator(FAMILIES[family], fit, shares, left=out).predict(fit.X)
            for shares in (rows.shares, other)
        )
        assert np.array_equal(honest, misled) is same


def test_a_row_that_ours_calls_a_gross_error_hardly_teaches_the_others(plant, survey):
    rows = training_rows(plant, survey)
    leg = Leg("rougher", "WO3", "concentrate")
    fit = fit_leg(design_of(plant, leg, rows.grid), rows.grid, rows.table, rows.shares)
    gross = np.where(np.arange(len(fit.rows)) % 10 == 0, 1e-6, 1.0)
    known = dataclasses.replace(fit, estimator=SimpleNamespace(row_weights_=gross))
    spoiled = rows.shares.log_share.copy()
    spoiled[fit.rows[gross < 1.0]] += 1.0
    other = dataclasses.replace(rows.shares, log_share=spoiled)
    honest, misled = (
        fitted_estimator(FAMILIES["ridge"], known, shares).predict(fit.X)
        for shares in (rows.shares, other)
    )
    assert misled == pytest.approx(honest, abs=1e-6)


def test_a_type_of_ore_that_ours_may_have_besides_is_no_number_to_others(plant, survey):
    rows = training_rows(plant, survey)
    leg = Leg("rougher", "WO3", "concentrate")
    fit = fit_leg(design_of(plant, leg, rows.grid), rows.grid, rows.table, rows.shares)
    codes = np.arange(len(fit.X)) % 3.0
    grouped = dataclasses.replace(
        fit,
        X=np.column_stack([fit.X, codes]),
        design=dataclasses.replace(fit.design, group="ore_type"),
    )
    refit = refit_by(FAMILIES["ridge"], rows.shares)
    left = rows.block[fit.rows] == 1
    plain, without = (refit(each, rows.grid, left).predict(each.X) for each in (fit, grouped))
    assert np.array_equal(plain, without)
