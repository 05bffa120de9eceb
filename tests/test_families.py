"""The decision table: what it counts, and that a case of it can be judged."""

import dataclasses
from functools import partial

import numpy as np
import pyomo.environ as pyo
import pytest

from benchmarks import families
from benchmarks.family_cases import (
    judged_plant,
    make_case,
    simulated_survey,
    true_best,
    tungsten_legs,
    tungsten_levers,
)
from benchmarks.family_plans import (
    FAMILIES,
    OURS,
    Judged,
    best_of_practice,
    expected_cost,
    expected_log_recovery,
    judge_family,
)
from benchmarks.peer_plans import MeteredSession, peer_plan
from flotation.comparison import boosted, ridge
from flotation.comparison_training import comparison_leg
from flotation.surrogate.simulation import reference_plant, simulate
from optimiser.compiled import compile_model
from optimiser.conditions import asked_conditions
from optimiser.problem import state_problem
from optimiser.ranges import lever_ranges

RECORD = Judged(
    survey="a",
    family=OURS,
    seed=1,
    noise=1.0,
    feed=0,
    r2_measured=0.9,
    r2_truth=0.8,
    status="optimal",
    binaries=30,
    solve_s=0.04,
    total_s=0.2,
    present=1000.0,
    planned=1990.0,
    best=2000.0,
    promised_over=5.0,
    grade_kept=True,
    disagreement=0.0,
)


def record(**changed):
    return dataclasses.replace(RECORD, **changed)


def test_a_slow_family_that_loses_less_does_not_win_among_the_fast():
    slow = record(family=FAMILIES[4], planned=1999.0, solve_s=3.0)
    poor = record(family=FAMILIES[2], planned=1900.0, solve_s=0.001)
    text = families.verdict([RECORD, slow, poor])
    assert f"under 100 ms, {OURS} loses least (10 CNY/t); of all, {FAMILIES[4]} (1 CNY/t)" in text
    assert "No family solves" in families.verdict([slow])


def test_a_plan_that_beats_the_search_is_the_best_unless_it_breaks_the_grade():
    better, cheat = record(planned=2010.0), record(planned=2500.0, grade_kept=False)
    assert families.true_bests([RECORD, better]) == {("a", 0): 2010.0}
    assert families.true_bests([RECORD, cheat]) == {("a", 0): 2000.0}
    row = families.family_table([RECORD, record(feed=1, planned=1950.0)]).splitlines()[2]
    assert "| 30 (50) | 3.0% | +5 |" in row


def test_a_family_without_a_plan_is_told():
    none = record(status="no plan", planned=1000.0, promised_over=float("nan"))
    row = families.family_table([RECORD, dataclasses.replace(none, feed=1)]).splitlines()[2]
    assert "0 of 2, 1 without a plan" in row
    assert "| +5 |" in row


def test_every_noise_level_has_its_column_and_every_survey_one_winner():
    other = record(family=FAMILIES[2], planned=1995.0)
    noisy = record(survey="b", noise=2.0, planned=1980.0)
    table = families.noise_table([RECORD, other, noisy]).splitlines()
    assert "assay errors × 1 | assay errors × 2" in table[0]
    assert table[2] == f"| {OURS} | 10 | 20 | 1 of 2 |"
    assert table[3:] == [f"| {FAMILIES[2]} | 5 | - | 1 of 2 |"]


def test_what_is_judged_is_not_judged_again_unless_asked(tmp_path, monkeypatch):
    asked = []

    def judge(case, family, seed, noise, feeds):
        asked.append(family)
        return [record(family=family, seed=seed, noise=noise, survey=case)]

    for name, fake in (
        ("simulated_survey", lambda plant, seed, noise: f"{seed} {noise}"),
        ("edition", lambda plant, survey: survey),
        ("make_case", lambda plant, survey: survey),
        ("judge_family", judge),
    ):
        monkeypatch.setattr(families, name, fake)
    path = tmp_path / "results" / "families.jsonl"
    first = families.run(None, path, (1, 2), [{}])
    assert len(first) == len(asked) == 2 * len(families.NOISES) * len(FAMILIES)
    asked.clear()
    assert families.run(None, path, (1, 2), [{}]) == first
    assert asked == []
    assert families.run(None, path, (1, 2), [{}], again=[OURS]) == first
    assert set(asked) == {OURS}
    some = families.run(None, path, (1,), [{}], only=[OURS, FAMILIES[2]])
    assert {r.family for r in some} == {OURS, FAMILIES[2]}


def test_a_search_ends_by_the_processors_clock_and_not_by_the_walls():
    knapsacks = pyo.ConcreteModel()
    worth, weight = np.random.default_rng(0).integers(5, 60, (2, 30, 40)).astype(float)
    knapsacks.taken = pyo.Var(range(40), domain=pyo.Binary)
    knapsacks.rows = pyo.ConstraintList()
    for row in weight:
        knapsacks.rows.add(
            sum(w * x for w, x in zip(row, knapsacks.taken.values(), strict=True)) <= 500.0
        )
    knapsacks.worth = pyo.Objective(
        expr=-sum(w * x for w, x in zip(worth[0], knapsacks.taken.values(), strict=True))
    )
    session = MeteredSession(compile_model(knapsacks), "worth")
    assert session.solve(time_limit=0.0).status == "limit"
    assert session.solve(time_limit=600.0).status == "optimal"


@pytest.fixture(scope="module")
def case():
    plant = reference_plant()
    return make_case(plant, simulated_survey(plant, 7, 0.5))


@pytest.fixture(scope="module")
def feed():
    return families.held_out_feeds(1)[0]


def test_the_levers_and_legs_are_those_of_the_tungsten_section():
    plant = reference_plant()
    levers = tungsten_levers(plant)
    assert "w_bha_g_t" in levers
    assert "grind_kwh_t" not in levers
    assert not any(name.startswith(("bulk_", "separation_")) for name in levers)
    assert {leg.stage for leg in tungsten_legs(plant)} == {"mo_bi_bulk", "w_rougher", "w_cleaner"}


def test_noise_scales_the_errors_of_a_survey_and_nothing_else():
    calm, rough = (simulate(200, 3, noise=noise).truth for noise in (0.5, 2.0))
    assert calm.iloc[0]["ore_wo3_pct"] == rough.iloc[0]["ore_wo3_pct"]


@pytest.mark.slow
def test_ours_and_ridge_are_judged_on_one_question(case, feed):
    [ours] = judge_family(case, OURS, 7, 0.5, [feed])
    [ridge] = judge_family(case, "linear ridge", 7, 0.5, [feed])
    assert (ours.present, ours.best) == (ridge.present, ridge.best)
    assert ours.status == ridge.status == "optimal"
    assert ours.present < ours.planned <= ours.best * 1.002
    assert ours.r2_truth > ridge.r2_truth > 0.5
    assert ridge.binaries == 0 < ours.binaries
    assert ridge.disagreement < 1e-6
    assert ours.regret < ridge.regret


@pytest.mark.slow
@pytest.mark.parametrize("family", ["linear ridge", "boosted trees 100 × depth 3"])
def test_no_blend_of_past_shifts_is_better_than_what_a_peer_finds(case, feed, family):
    make = boosted if "trees" in family else ridge
    make = partial(make, trees=5) if "trees" in family else make
    legs = {leg.key: comparison_leg(make, fit, case.rows.shares) for leg, fit in case.fits.items()}
    question = case.question(feed)
    ranges = lever_ranges(case.plant, case.model, question)
    problem = state_problem(case.plant, case.model, question, ranges=ranges)
    conditions = asked_conditions(case.model, question)

    def margin(settings):
        recovery = np.exp(expected_log_recovery(legs, settings, conditions))
        return problem.value["WO3"] * recovery - expected_cost(
            case, problem, legs, settings, conditions
        )

    found = peer_plan(problem, legs, conditions, "WO3")
    blend = best_of_practice(case, problem, ranges, legs, conditions)
    assert found.status == "optimal"
    assert margin(found.settings) >= margin(blend) - 1.0
    assert found.recovery == pytest.approx(
        np.exp(expected_log_recovery(legs, found.settings, conditions)), rel=1e-4
    )
    assert all(r.low <= found.settings[j] <= r.high for j, r in ranges.items())
    assert all(r.low - 1e-6 <= r.value(found.settings) <= r.high + 1e-6 for r in problem.rows)


@pytest.mark.slow
def test_the_true_best_keeps_the_ranges_that_plans_keep(case, feed):
    ranges = lever_ranges(case.plant, case.model, case.question(feed))
    plant = judged_plant(case.plant, ranges)
    fixed = [j for j, r in ranges.items() if not r.moves]
    assert "grind_kwh_t" in fixed
    assert all(plant.levers[j].high - plant.levers[j].low < 1e-3 for j in fixed)
    assert [p.min_grade_pct > 0.0 for p in plant.product if p.component != "WO3"] == [False] * 2
    assert true_best(case, ranges, feed) > 0.0
