"""Schedules keep every limit, bound every other schedule, and beat shifts planned alone."""

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from flotation.errors import DataError, InfeasibleError, RefusedError, SolverError
from optimiser.appraisal import appraise
from optimiser.periods.cases import Cases
from optimiser.periods.coupling import (
    Tie,
    base_weights,
    priced_weights,
    prices_by_shift,
    sides_at,
    ties,
    widest_ends,
)
from optimiser.periods.horizon import HorizonQuestion, read_horizon
from optimiser.periods.horizon_planning import plan_horizon
from optimiser.periods.schedule import schedule_json
from optimiser.periods.schedule_check import broken_limits, check_schedule
from optimiser.periods.scheduling import solve_horizon
from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants

RICH, POOR = {"ore_wo3_pct": 0.5, "ambient_c": 25.0}, {"ore_wo3_pct": 0.25, "ambient_c": 10.0}
FEED = 100.0  # t/h, so 800 t a shift
TWO = ("collector_g_t", "lead_g_t")


@cache
def plant_and_model(levers=TWO, seed=0, link="log"):
    plant = plants.plant(levers=levers)
    return plant, plants.model(plant, seed, link=link)


def asked(shifts=3, *, stock=(2000.0, 2000.0), step=50.0, horizon=None, **more):
    piles = [
        {"name": name, "tonnes": tonnes, "conditions": ore}
        for name, tonnes, ore in zip(("rich", "poor"), stock, (RICH, POOR), strict=True)
    ]
    table = {"shifts": shifts, "feed_t_h": FEED, "blend_step_pct": step, "stockpile": piles}
    question = {"goal": "most_margin", "move_limits": True, "horizon": table | (horizon or {})}
    return HorizonQuestion.model_validate(question | more)


def schedule(question, *, seed=0, link="log", levers=TWO):
    return plan_horizon(*plant_and_model(levers, seed, link), question, in_process=True)


def best_by_grid(plant, model, question, points):
    """The best margin of one lever on a grid of settings, by enumeration of blends."""
    cases = Cases.of(plant, model, question)
    lever = plant.lever[0]
    grid = np.linspace(lever.low, lever.high, points)
    value = {
        (t, k): np.array(
            [appraise(plant, model, case.question, {lever.column: x}).margin for x in grid]
        )
        for t, own in enumerate(cases.of_shift)
        for k, case in enumerate(own)
    }
    near = np.abs(grid[:, None] - grid[None, :]) <= lever.max_move * (1 + 1e-12)
    reached = np.abs(grid - model.present[lever.column]) <= lever.max_move * (1 + 1e-12)
    held = np.array([pile.tonnes for pile in question.horizon.stockpile])
    best = -np.inf
    for blends in product(range(len(cases.of_shift[0])), repeat=cases.shifts):
        fed = [np.array(cases.of_shift[t][k].blend) for t, k in enumerate(blends)]
        if np.any(cases.tonnes[0] * sum(fed) > held + 1e-9):
            continue
        total = np.where(reached, value[0, blends[0]], -np.inf)
        for t, k in enumerate(blends[1:], start=1):
            total = np.max(np.where(near, total[:, None], -np.inf), axis=0) + value[t, k]
        best = max(best, float(total.max()))
    return best * float(cases.tonnes[0])


@pytest.mark.parametrize(("seed", "link"), [(0, "log"), (1, "log"), (2, "logit")])
def test_enumerated_blends_on_a_grid_of_settings_lie_below_value_and_bound(seed, link):
    plant, model = plant_and_model(("collector_g_t",), seed, link)
    question = asked(stock=(1600.0, 1200.0))
    found = plan_horizon(plant, model, question, in_process=True).certificate
    grid = best_by_grid(plant, model, question, points=451)
    assert grid <= found.bound * (1 + 1e-9)
    assert found.objective == pytest.approx(grid, rel=2e-3)
    assert found.objective >= grid * (1 - 1e-5)
    assert found.objective <= found.bound


@pytest.mark.parametrize("seed", range(4))
def test_a_schedule_is_never_worse_than_shifts_planned_one_by_one(seed):
    alone = better = 0
    for stock in ((1600.0, 1600.0), (900.0, 1700.0)):
        found = schedule(asked(4, stock=(stock[0], stock[1] + 800.0)), seed=seed).certificate
        assert found.one_by_one is not None
        assert found.objective >= found.one_by_one
        assert found.gap <= 5e-3
        alone, better = alone + found.one_by_one, better + found.objective
    assert better > alone * (1 + 1e-4)


def test_a_shift_alone_is_the_plan_of_that_shift():
    plant, model = plant_and_model()
    question = asked(2, stock=(1600.0, 0.0), step=100.0, move_limits=False)
    found = plan_horizon(plant, model, question, in_process=True)
    alone = plan(plant, model, Question(goal="most_margin", conditions=RICH), in_process=True)
    assert found.margin_cny == pytest.approx(1600.0 * alone.margin, rel=1e-3)
    assert found.margin_cny <= 1600.0 * alone.margin * (1 + 1e-6)


def test_metal_budget_and_reagents_are_kept_and_cost_margin():
    free = schedule(asked(4, stock=(3200.0, 3200.0)))
    used = 800.0e-6 * sum(s.setpoints["collector_g_t"] for s in free.shifts)
    stock = {"item": "collector", "tonnes": 0.3 * used}
    delivery = {"deliveries": [{"shift": 3, "tonnes": 0.5 * used}]}
    budget = free.cost_cny * 0.97
    tight = schedule(
        asked(
            4,
            stock=(3200.0, 3200.0),
            horizon={"reagent": [stock | delivery], "budget_cny": budget},
        )
    )
    spent = np.cumsum([800.0e-6 * s.setpoints["collector_g_t"] for s in tight.shifts])
    assert spent[1] <= 0.3 * used * (1 + 1e-6)
    assert spent[3] <= 0.8 * used * (1 + 1e-6)
    assert tight.reagent_left_t["collector"] == pytest.approx(0.8 * used - spent[3], abs=1e-6)
    assert tight.cost_cny <= budget * (1 + 1e-6)
    assert tight.margin_cny < free.margin_cny
    assert tight.certificate.gap <= 1e-2
    assert tight.certificate.bound <= free.certificate.bound * (1 + 1e-3)
    assert tight.worth_cny


def test_the_least_cost_of_a_metal_total_reaches_it_and_no_more():
    most = schedule(asked(3, stock=(2400.0, 2400.0))).metal_t["WO3"]
    found = schedule(
        asked(
            3,
            goal="least_cost",
            stock=(2400.0, 2400.0),
            horizon={"least_metal_t": {"WO3": 0.95 * most}},
        )
    )
    assert found.metal_t["WO3"] == pytest.approx(0.95 * most, rel=2e-3)
    assert found.metal_t["WO3"] >= 0.95 * most * (1 - 1e-6)
    assert found.certificate.objective == pytest.approx(found.cost_cny)
    assert found.certificate.gap <= 5e-3


def test_any_prices_of_what_ties_shifts_bound_the_schedule():
    plant, model = plant_and_model()
    question = asked(3, stock=(2400.0, 2400.0), horizon={"budget_cny": 60_000.0})
    cases = Cases.of(plant, model, question)
    best = solve_horizon(cases, 30.0)
    rng = np.random.default_rng(3)
    for _ in range(4):
        prices = [
            (tie, float(rng.normal() if np.isfinite(tie.low) else -0.1 * rng.random()))
            for tie in ties(cases)
        ]
        charges, total = prices_by_shift(3, prices), sides_at(prices)
        for t, (search, case) in enumerate(zip(best.searches, best.cases, strict=True)):
            weights = priced_weights(
                base_weights(cases, search.problem.value),
                charges[t],
                800.0,
                search.problem.feed_grade,
            )
            found = search.best(weights, widest_ends(cases, t), 1e-3, np.inf)
            total += 800.0 * found.bound
            assert case.shift == t
        assert total <= best.value + 1e-6 * abs(best.value)


def test_every_limit_is_checked_again_outside_the_solver():
    plant, model = plant_and_model()
    question = asked(
        3, stock=(2400.0, 2400.0), horizon={"reagent": [{"item": "lead", "tonnes": 0.6}]}
    )
    cases = Cases.of(plant, model, question)
    found = solve_horizon(cases, 30.0)

    def brought(schedule):
        pairs = zip(schedule.cases, schedule.settings, strict=True)
        return [appraise(plant, model, case.question, own) for case, own in pairs]

    def broken(**changes):
        changed = replace(found, **changes)
        return " ".join(broken_limits(cases, changed, brought(changed)))

    def moved(t, lever, value):
        return tuple(
            own | {lever: value} if at == t else own for at, own in enumerate(found.settings)
        )

    assert broken() == ""
    assert check_schedule(cases, found, brought(found)) < 1e-6
    assert "move of collector_g_t into shift 2" in broken(settings=moved(1, TWO[0], 60.0))
    assert "collector_g_t within its range" in broken(settings=moved(1, TWO[0], 40.0))
    assert "stock of lead in shift 1" in broken(settings=moved(0, TWO[1], 1000.0))
    rich = next(case for case in cases.of_shift[0] if case.blend == (1.0, 0.0))
    fed = tuple(replace(rich, shift=t) for t in range(3))
    poorer = Cases.of(plant, model, asked(3, stock=(1600.0, 2400.0)))
    changed = replace(found, cases=fed)
    assert "stockpile rich in shift 3" in " ".join(broken_limits(poorer, changed, brought(changed)))
    wrong = replace(found, settings=moved(1, TWO[0], 60.0))
    with pytest.raises(SolverError, match="breaks a limit"):
        check_schedule(cases, wrong, brought(wrong))
    with pytest.raises(SolverError, match="model differ"):
        check_schedule(cases, found, brought(wrong))


def test_targets_of_a_shift_hold_in_every_shift():
    recovery = schedule(asked(3)).shifts[-1].recovery["WO3"]
    target = round(100.0 * recovery - 1.0, 1)
    found = schedule(
        asked(3, goal="least_cost", move_limits=False, target_recovery_pct={"WO3": target})
    )
    assert all(s.recovery["WO3"] >= target / 100.0 - 1e-6 for s in found.shifts)
    with pytest.raises(InfeasibleError, match="shift 1 has no set-points"):
        schedule(asked(3, goal="least_cost", target_recovery_pct={"WO3": 99.9}))


def test_tariffs_and_forecasts_hold_in_their_shifts():
    plant, model = plant_and_model()
    horizon = {
        "tariff": [{"shifts": [2], "prices": {"electricity": 1.2}}],
        "forecast": {"work_index_kwh_t": [12.0, 13.0, 14.0]},
    }
    found = plan_horizon(plant, model, asked(3, horizon=horizon), in_process=True)
    energy = [s.cost.energy for s in found.shifts]
    assert energy[1] == pytest.approx(2.0 * energy[0])
    assert energy[2] == pytest.approx(energy[0])


def test_more_ore_to_choose_from_never_lowers_the_bound_or_the_value_by_more_than_the_gap():
    less, more = (
        schedule(asked(3, stock=stock)).certificate
        for stock in ((1200.0, 2400.0), (2400.0, 2400.0))
    )
    assert more.objective >= less.objective * (1 - 5e-3)
    assert more.bound >= less.objective


def test_a_schedule_from_a_worker_is_the_same_to_the_byte():
    plant, model = plant_and_model()
    question = asked(2)
    here = schedule_json(plan_horizon(plant, model, question, in_process=True))
    assert schedule_json(plan_horizon(plant, model, question)) == here


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"budget_cny_t": 50.0}, "budget_cny_t is not for many shifts"),
        ({"goal": "most_recovery"}, "goal most_recovery is not for many shifts"),
        ({"goal": "least_cost"}, "needs target_recovery_pct or horizon.least_metal_t"),
        ({"horizon": {"forecast": {"nothing_c": [1.0] * 3}}}, "no condition is named"),
        ({"horizon": {"reagent": [{"item": "wo3", "tonnes": 1.0}]}}, "no reagent of a lever"),
        ({"horizon": {"least_metal_t": {"Cu": 1.0}}}, "no component of a product is named 'Cu'"),
        ({"horizon": {"feed_t_h": None}}, "horizon.feed_t_h is needed"),
    ],
)
def test_what_cannot_be_asked_of_many_shifts_is_refused(changes, words):
    with pytest.raises(DataError, match=words):
        schedule(asked(3, **changes))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("blend_step_pct = 30.0", "must divide 100"),
        ("forecast = { ambient_c = [1.0] }", "one value for each of 2 shifts"),
        ("forecast = { ore_wo3_pct = [0.4, 0.4] }", "the stockpiles give it"),
        ("tariff = [{ shifts = [3], prices = { heat = 1.0 } }]", "none has the number 3"),
        ("sacks = 3", "sacks"),
    ],
)
def test_a_horizon_that_does_not_fit_together_is_refused(tmp_path, table, words):
    file = tmp_path / "h.toml"
    pile = 'stockpile = [{ name = "a", tonnes = 1e4, conditions = { ore_wo3_pct = 0.4 } }]'
    text = f'goal = "most_margin"\n[horizon]\nshifts = 2\n{pile}\n'
    file.write_text(text)
    assert read_horizon(file).horizon.shifts == 2
    file.write_text(text + table + "\n")
    with pytest.raises(DataError, match=words):
        read_horizon(file)


def test_ore_that_runs_out_is_told_with_the_tonnes_that_lack():
    with pytest.raises(InfeasibleError, match="run out in shift 3; 400 t more") as refusal:
        schedule(asked(3, stock=(1000.0, 1000.0)))
    assert refusal.value.relaxation == {"horizon.stockpile (t)": 400.0}
    with pytest.raises(InfeasibleError, match="no blends in steps of 50 %"):
        schedule(asked(3, stock=(1000.0, 1400.0)))


def test_totals_out_of_reach_are_an_infeasible_question():
    with pytest.raises(InfeasibleError, match="at least 100 t of WO3"):
        schedule(asked(2, horizon={"least_metal_t": {"WO3": 100.0}}))


def test_blends_the_survey_never_saw_are_left_out_and_said():
    plant, model = plant_and_model()
    narrow = replace(model, domain={**model.domain, "ore_wo3_pct": (0.2, 0.32)})
    found = plan_horizon(plant, narrow, asked(3, stock=(2400.0, 2400.0)), in_process=True)
    assert all(s.blend["rich"] < 1.0 for s in found.shifts)
    assert any("3 blends of a shift were left out" in note for note in found.notes)
    nowhere = replace(model, domain={**model.domain, "ore_wo3_pct": (2.0, 2.1)})
    with pytest.raises(RefusedError, match="never saw ore_wo3_pct"):
        plan_horizon(plant, nowhere, asked(3), in_process=True)


def test_a_tie_measures_its_excess_against_its_sides():
    tie = Tie(name="t", words="t", unit="t", coefficients={(0, "lever", "a"): 2.0}, high=10.0)
    assert tie.excess({(0, "lever", "a"): 6.0}) == pytest.approx(0.2)
