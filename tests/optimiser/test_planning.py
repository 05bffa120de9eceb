"""Plans are the best there is, keep every limit, and say what they are worth."""

import contextlib
import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flotation.economics import consumption, cost, value_per_recovery
from flotation.errors import DataError, InfeasibleError, RefusedError, SolverError, TimeLimitError
from optimiser import circuit, solving
from optimiser.appraisal import appraise
from optimiser.highs import Answer
from optimiser.plan_file import parse_plan, plan_json
from optimiser.planning import front, plan
from optimiser.question import Question, Range
from tests.optimiser import plants

TWO = ("collector_g_t", "lead_g_t")
FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")


@pytest.fixture(scope="module", params=["log", "logit"])
def whole(request):
    """A plant with every kind of cost and limit, and its model."""
    plant = plants.plant(
        3, FOUR, heating=True, bond=True, grade=15.0, limit=0.5, second_product=True
    )
    return plant, plants.model(plant, 0, link=request.param)


def ask(case, goal, **more):
    return plan(*case, Question(goal=goal, **more), in_process=True)


GOALS = [
    Question(goal="least_cost", target_recovery_pct={"WO3": 30.0}),
    Question(goal="most_recovery", budget_cny_t=45.0),
    Question(goal="most_margin"),
    Question(goal="most_margin", budget_cny_t=40.0, target_recovery_pct={"Mo": 45.0}),
    Question(goal="least_cost", target_recovery_pct={"WO3": 30.0}, confidence=0.9),
]


@pytest.mark.parametrize("question", GOALS, ids=lambda q: q.goal)
def test_a_plan_is_proven_and_means_what_the_model_means(whole, question):
    found = plan(*whole, question, in_process=True)
    brought = appraise(*whole, question, found.setpoints)
    assert found.status == "optimal"
    assert found.certificate.gap <= 1e-4
    assert found.certificate.model_gap <= 1e-6
    assert found.certificate.verified
    assert found.cost.total == pytest.approx(brought.cost.total, rel=1e-12)
    for c, recovery in brought.recovery.items():
        assert found.recovery[c].value == pytest.approx(recovery, rel=1e-12)
        assert found.recovery[c].low < recovery < found.recovery[c].high


@pytest.mark.parametrize("question", GOALS, ids=lambda q: q.goal)
def test_a_plan_keeps_every_limit_by_the_unapproximated_model(whole, question):
    plant, model = whole
    found = plan(plant, model, question, in_process=True)
    for c, pct in question.target_recovery_pct.items():
        reached = found.recovery[c].value
        if question.confidence is not None:
            reached = model.intervals[c].lower_bound(reached, question.confidence)
        assert reached >= pct / 100.0 * (1.0 - 1e-6)
    if question.budget_cny_t is not None:
        assert found.cost.total <= question.budget_cny_t * (1.0 + 1e-6)
    assert found.grade["WO3"] >= 0.15 * (1.0 - 1e-6)
    assert 0.001 * found.setpoints["lead_g_t"] <= 0.5 * (1.0 + 1e-6)
    assert model.region.contains(found.setpoints, tolerance=1e-6)
    for lever in plant.lever:
        assert lever.low <= found.setpoints[lever.column] <= lever.high


@pytest.mark.parametrize(
    ("seed", "link"),
    [*((seed, "log") for seed in (0, 1, 2, 4, 5, 8)), (2, "logit"), (4, "logit"), (5, "identity")],
)
@pytest.mark.parametrize("goal", ["least_cost", "most_recovery", "most_margin"])
def test_no_point_of_a_fine_grid_is_better_than_the_plan(seed, link, goal):
    plant = plants.plant(2, TWO, grade=5.0, second_product=True)
    model = plants.model(plant, seed, free_curves=seed >= 3, link=link)
    question = Question(
        goal=goal,
        target_recovery_pct={"WO3": 10.0},
        budget_cny_t=60.0 if goal == "most_recovery" else None,
    )
    axes = [np.linspace(lever.low, lever.high, 181) for lever in plant.lever]
    grid = dict(zip(TWO, (axis.ravel() for axis in np.meshgrid(*axes)), strict=True))
    brought = appraise_grid(plant, model, question, grid)
    kept = (brought["recovery"] >= 0.1) & (brought["grade"] >= 0.05) & brought["inside"]
    kept &= (brought["whole"] <= 1.0) & (brought["cost"] <= (question.budget_cny_t or 1e9))
    assert kept.any()
    found = plan(plant, model, question, in_process=True)
    measure = {
        "least_cost": (brought["cost"], found.cost.total, 1.0),
        "most_recovery": (-brought["recovery"], -found.recovery["WO3"].value, 1e-2),
        "most_margin": (-brought["margin"], -found.margin, 10.0),
    }[goal]
    best_on_grid = float(np.min(measure[0][kept]))
    assert measure[1] <= best_on_grid + 2e-6 * abs(best_on_grid) + 1e-6
    assert measure[1] >= best_on_grid - measure[2]


def appraise_grid(plant, model, question, grid):
    conditions = model.present_conditions
    expected = model.predict(grid, conditions)
    spent = cost(plant, consumption(plant, grid, conditions, expected.stage_feed_solids)).total
    worth = value_per_recovery(plant, {"WO3": 0.35, "Mo": 0.12})
    return {
        "recovery": expected.recovery["WO3"],
        "whole": np.maximum(expected.recovery["WO3"], expected.recovery["Mo"]),
        "grade": expected.grade["WO3"],
        "inside": model.region.contains(grid),
        "cost": spent,
        "margin": sum(worth[c] * expected.recovery[c] for c in worth) - spent,
    }


def test_more_budget_never_recovers_less(whole):
    reached = [
        ask(whole, "most_recovery", budget_cny_t=b).recovery["WO3"].value for b in (30, 36, 42, 60)
    ]
    assert reached == sorted(reached)
    assert reached[0] < reached[-1]


def test_a_higher_target_never_costs_less(whole):
    spent = [
        ask(whole, "least_cost", target_recovery_pct={"WO3": t}).cost.total
        for t in (16.0, 20.0, 25.0, 33.0)
    ]
    assert spent == sorted(spent)
    assert spent[0] < spent[-1]


def test_a_tighter_grade_never_recovers_more(whole):
    tightest = {"log": 25.0, "logit": 24.0}[whole[1].legs[0].link]
    reached = [
        ask(whole, "most_recovery", min_grade_pct={"WO3": g}).recovery["WO3"].value
        for g in (5.0, tightest - 1.0, tightest)
    ]
    assert reached == sorted(reached, reverse=True)
    assert reached[0] > reached[-1]


def test_confidence_costs_money(whole):
    sure = ask(whole, "least_cost", target_recovery_pct={"WO3": 30.0}, confidence=0.9)
    plain = ask(whole, "least_cost", target_recovery_pct={"WO3": 30.0})
    assert sure.recovery["WO3"].value == pytest.approx(0.3 * np.exp(0.04), rel=1e-6)
    assert sure.cost.total > plain.cost.total


def test_confidence_counts_on_the_link_of_the_interval(whole):
    plant, model = whole
    on_logit = {c: dataclasses.replace(i, link="logit") for c, i in model.intervals.items()}
    model = dataclasses.replace(model, intervals=on_logit)
    sure = ask((plant, model), "least_cost", target_recovery_pct={"WO3": 30.0}, confidence=0.9)
    odds = 0.3 / 0.7 * np.exp(0.04)
    assert sure.recovery["WO3"].value == pytest.approx(odds / (1.0 + odds), rel=1e-6)
    low = on_logit["WO3"].lower_bound(sure.recovery["WO3"].value, 0.95)
    assert sure.recovery["WO3"].low == pytest.approx(low)


def test_a_lever_without_evidence_stays_where_it_is_and_says_why():
    plant = plants.plant(2, FOUR)
    model = plants.model(plant, 1, unsupported=("lead_g_t",))
    found = ask((plant, model), "most_margin")
    assert found.setpoints["lead_g_t"] == model.present["lead_g_t"]
    assert "does not support" in found.locked["lead_g_t"]
    assert set(found.locked) == {"lead_g_t"}


def test_an_override_frees_a_lever_and_is_told():
    plant = plants.plant(2, FOUR)
    model = plants.model(plant, 1, unsupported=("lead_g_t",))
    found = ask((plant, model), "most_margin", override={"lead_g_t": "trial of May"})
    assert found.setpoints["lead_g_t"] != model.present["lead_g_t"]
    assert not found.locked
    [told] = found.overrides
    assert (told.lever, told.reason, told.moved) == ("lead_g_t", "trial of May", True)
    assert (told.verdict, told.evidence) == (
        model.evidence["lead_g_t"].status,
        model.evidence["lead_g_t"].sentence,
    )
    assert parse_plan(plan_json(found)) == found


def test_an_override_that_moves_nothing_or_was_not_needed_says_so():
    plant = plants.plant(2, FOUR)
    model = plants.model(plant, 1, unsupported=("lead_g_t",))
    found = ask(
        (plant, model),
        "most_margin",
        override={"lead_g_t": "as ever", "silicate_g_t": "sure"},
        fixed={"lead_g_t": model.present["lead_g_t"]},
    )
    lead, silicate = found.overrides
    assert not lead.moved
    assert silicate.verdict == "supported"


def test_a_front_tells_which_levers_a_person_freed():
    plant = plants.plant(2, FOUR)
    model = plants.model(plant, 1, unsupported=("lead_g_t",))
    asked = Question(goal="most_recovery", override={"lead_g_t": "trial of May"})
    notes = front(plant, model, asked, points=2, in_process=True).notes
    assert any("lead_g_t may move on a person's word" in note for note in notes)
    assert any("trial of May" in note for note in notes)


def test_no_lever_with_evidence_is_a_refusal_that_lists_every_lever():
    plant = plants.plant(2, FOUR)
    model = plants.model(plant, 1, unsupported=FOUR)
    with pytest.raises(RefusedError, match="supports the effect of none of the 4 levers") as told:
        ask((plant, model), "most_margin")
    assert set(told.value.reasons) == set(FOUR)


def test_fixed_free_and_narrowed_levers_are_obeyed(whole):
    found = ask(
        whole,
        "most_margin",
        fixed={"lead_g_t": 300.0},
        free=("collector_g_t", "silicate_g_t", "lead_g_t"),
        ranges={"collector_g_t": Range(low=100.0, high=200.0)},
    )
    present = whole[1].present
    assert found.setpoints["lead_g_t"] == 300.0
    assert found.setpoints["soap_g_t"] == present["soap_g_t"]
    assert 100.0 <= found.setpoints["collector_g_t"] <= 200.0
    assert found.setpoints["silicate_g_t"] != present["silicate_g_t"]


def test_move_limits_keep_every_lever_near_present(whole):
    plant, model = whole
    near = ask(whole, "most_margin", move_limits=True)
    far = ask(whole, "most_margin")
    for lever in plant.lever:
        move = abs(near.setpoints[lever.column] - model.present[lever.column])
        assert move <= lever.max_move * (1.0 + 1e-9)
    assert near.shifts_needed == 1
    assert far.shifts_needed > 1
    assert far.margin > near.margin


def test_prices_move_the_plan_and_only_the_money(whole):
    cheap = ask(whole, "most_margin", prices={"collector": 1.0})
    dear = ask(whole, "most_margin", prices={"collector": 5e6})
    assert dear.setpoints["collector_g_t"] < cheap.setpoints["collector_g_t"]


def test_conditions_move_the_prediction(whole):
    warm = ask(whole, "most_recovery", conditions={"ambient_c": 40.0})
    cold = ask(whole, "most_recovery", conditions={"ambient_c": 0.0})
    assert warm.recovery["WO3"].value > cold.recovery["WO3"].value


def test_a_plan_outside_the_region_needs_a_reason_and_carries_it(whole):
    with pytest.raises(ValueError, match="needs region_reason"):
        Question(goal="most_margin", within_region=False)
    free = ask(whole, "most_margin", within_region=False, region_reason="new reagent trial")
    assert free.margin >= ask(whole, "most_margin").margin * (1.0 - 1e-4)
    assert any("new reagent trial" in note for note in free.notes)


def test_shadow_prices_foretell_a_small_change(whole):
    found = ask(whole, "most_recovery", budget_cny_t=40.0)
    more = ask(whole, "most_recovery", budget_cny_t=40.1)
    gained = 100.0 * (more.recovery["WO3"].value - found.recovery["WO3"].value)
    assert found.shadow_prices["budget"] == pytest.approx(10.0 * gained, rel=0.05)


def test_the_worth_of_a_target_foretells_a_small_change(whole):
    found = ask(whole, "least_cost", target_recovery_pct={"WO3": 30.0})
    less = ask(whole, "least_cost", target_recovery_pct={"WO3": 29.9})
    saved = found.cost.total - less.cost.total
    assert found.shadow_prices["target/WO3"] == pytest.approx(10.0 * saved, rel=0.05)


def test_the_worth_of_a_limit_and_of_a_range_foretell_a_small_change():
    case = [plants.plant(2, FOUR, limit=limit) for limit in (0.3, 0.301)]
    plans = [ask((plant, plants.model(plant, 0)), "most_margin") for plant in case]
    worth = plans[0].shadow_prices["limit/lead_out"]
    assert worth == pytest.approx((plans[1].margin - plans[0].margin) / 0.001, rel=0.05)
    held = {"soap_g_t": Range(low=0.0, high=60.0)}
    near = {"soap_g_t": Range(low=0.0, high=59.0)}
    model = plants.model(case[0], 0)
    first, second = (ask((case[0], model), "most_margin", ranges=r) for r in (held, near))
    assert first.shadow_prices["range/soap_g_t/high"] == pytest.approx(
        first.margin - second.margin, rel=0.05
    )


def test_recycles_are_solved_and_not_called_proven():
    plant = plants.plant(3, FOUR, recycle=True)
    model = plants.model(plant, 0, pair=False)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0})
    found = plan(plant, model, question, in_process=True)
    assert found.status == "feasible"
    assert any("recycles" in note for note in found.notes)
    assert found.certificate.model_gap <= 1e-3
    expected = model.predict(found.setpoints, model.present_conditions).recovery["WO3"]
    assert expected == pytest.approx(0.2, rel=1e-3)


def test_a_circuit_with_recycles_does_not_rest_longer_than_its_time(monkeypatch):
    plant = plants.plant(3, FOUR, recycle=True)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0}, time_limit_s=9.0)
    solve, limits = solving.solve_problem, []

    def slow(state, goal, *, time_limit):
        limits.append(time_limit)
        return dataclasses.replace(solve(state, goal, time_limit=time_limit), seconds=6.0)

    monkeypatch.setattr(circuit, "solve_problem", slow)
    monkeypatch.setattr(circuit, "REST", -1.0)
    with pytest.raises(SolverError, match="did not come to rest within 9 s"):
        plan(plant, plants.model(plant, 0, pair=False), question, in_process=True)
    assert limits == [9.0, 3.0]


def test_a_time_limit_that_is_too_short_is_a_sentence(whole, monkeypatch):
    monkeypatch.setattr(solving.Search, "run", lambda self, start=None: out_of_time())
    with pytest.raises(TimeLimitError, match="no plan was found within"):
        ask(whole, "most_margin", time_limit_s=0.1)


def out_of_time():
    return Answer(status="limit", solution=None, objective=np.inf, bound=-np.inf)


def test_a_search_that_is_stopped_gives_a_feasible_plan_that_is_not_called_optimal(
    whole, monkeypatch
):
    original = solving.Search

    def short(*arguments):
        return original(*arguments, node_limit=1)

    monkeypatch.setattr(solving, "Search", short)
    found = ask(whole, "most_margin")
    assert found.status == "feasible"
    assert found.certificate.gap > 1e-4
    assert found.certificate.bound > found.certificate.objective


def test_the_json_of_a_plan_comes_back_as_the_plan(whole):
    found = ask(whole, "most_margin")
    text = plan_json(found)
    assert parse_plan(text) == found
    assert plan_json(parse_plan(text)) == text
    content = json.loads(text)
    for key in [
        "status",
        "setpoints",
        "recovery",
        "grade",
        "mass_pull",
        "cost",
        "margin",
        "certificate",
        "shadow_prices",
        "binding",
        "support",
        "provenance",
    ]:
        assert key in content


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace('"margin":', '"margn":'),
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: text.replace('"status": "optimal"', '"status": "optimal", "status": "x"'),
        lambda text: text.replace('"verified": true', '"verified": NaN'),
    ],
)
def test_a_damaged_plan_is_refused(whole, damage):
    text = plan_json(ask(whole, "most_margin"))
    with pytest.raises(DataError, match="not the JSON of a plan"):
        parse_plan(damage(text))


def test_equal_questions_give_equal_bytes(whole):
    assert plan_json(ask(whole, "most_margin")) == plan_json(ask(whole, "most_margin"))


def test_two_plans_asked_from_threads_both_come_back(whole):
    questions = [GOALS[0], GOALS[2]] * 2
    with ThreadPoolExecutor(4) as pool:
        plans = list(pool.map(lambda question: plan(*whole, question), questions))
    assert plans[0] == plans[2]
    assert plans[1] == plans[3]
    assert plans[0] == plan(*whole, GOALS[0], in_process=True)


def test_money_in_another_unit_gives_the_same_set_points(whole):
    plant, model = whole
    dearer = plant.model_copy(
        update={
            "price": tuple(p.model_copy(update={"value": p.value * 1e3}) for p in plant.price),
        }
    )
    found, again = ask((plant, model), "most_margin"), ask((dearer, model), "most_margin")
    for lever, value in found.setpoints.items():
        width = plant.levers[lever].high - plant.levers[lever].low
        assert again.setpoints[lever] == pytest.approx(value, abs=2e-3 * width)
    assert again.margin == pytest.approx(1e3 * found.margin, rel=1e-4)


def test_the_order_of_levers_in_the_plant_file_does_not_matter(whole):
    plant, model = whole
    turned = plant.model_copy(update={"lever": plant.lever[::-1]})
    found, again = ask((plant, model), "most_margin"), ask((turned, model), "most_margin")
    assert again.margin == pytest.approx(found.margin, rel=1e-6)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    seed=st.integers(0, 40),
    goal=st.sampled_from(["least_cost", "most_recovery", "most_margin"]),
    target=st.floats(0.01, 100.0),
    budget=st.floats(0.0, 1e6),
    price=st.floats(0.0, 1e7),
    same=st.booleans(),
    link=st.sampled_from(["log", "logit", "identity"]),
)
def test_any_question_ends_in_a_certified_plan_or_a_sentence(
    seed, goal, target, budget, price, same, link
):
    plant = plants.plant(2, TWO, heating=seed % 2 == 0, grade=5.0)
    model = plants.model(plant, seed, free_curves=seed % 3 == 0, link=link)
    narrowed = {"lead_g_t": Range(low=200.0, high=200.0 if same else 400.0)}
    question = Question(
        goal=goal,
        target_recovery_pct={"WO3": target},
        budget_cny_t=budget,
        prices={"collector": price},
        ranges=narrowed,
    )
    with contextlib.suppress(InfeasibleError):
        found = plan(plant, model, question, in_process=True)
        assert found.certificate.verified
        assert found.status != "optimal" or found.certificate.gap <= 1e-4
