"""A plan over what may come is the best mean, or the best of the worst, by every other count."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flotation.errors import DataError, RefusedError, SolverError
from optimiser.answering import answer
from optimiser.appraisal import appraise
from optimiser.batch import plan_table
from optimiser.future_result import FutureOutcomes, refuse_other_outcomes
from optimiser.future_risk import tail_level, tail_mean
from optimiser.futures import asked_futures, drawn_prices
from optimiser.plan_file import parse_plan, plan_json
from optimiser.planning import front, plan
from optimiser.question import Question, parse_question
from optimiser.ranges import lever_ranges
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")
LEAST = {"goal": "least_cost", "target_recovery_pct": {"WO3": 30.0}}
MARGIN = {"goal": "most_margin"}
POOR = {"conditions": {"ore_wo3_pct": 0.3}, "prices": {"wo3": 900.0, "collector": 60_000.0}}
RICH = {"conditions": {"work_index_kwh_t": 15.0, "ore_wo3_pct": 0.5}, "prices": {"heat": 0.5}}
COLD = {"weight": 4.0, "conditions": {"ambient_c": 2.0}}
NAMED = {"case": [{"weight": 3.0, **POOR}, RICH]}


@pytest.fixture(scope="module")
def whole():
    """A plant with every kind of cost and limit, and its model."""
    plant = plants.plant(
        3, FOUR, heating=True, bond=True, grade=15.0, limit=0.5, second_product=True
    )
    return plant, plants.model(plant, 0)


@pytest.fixture(scope="module")
def small():
    """Two levers, so that a grid can be searched."""
    plant = plants.plant(2, ("collector_g_t", "lead_g_t"), second_product=True)
    return plant, plants.model(plant, 4)


def ask(case, futures, **more):
    return plan(*case, Question(futures=futures, **more), explained=False, in_process=True)


def margins(case, question, settings):
    """Shares of the futures, and the margin of set-points in each, one appraisal each."""
    plant, model = case
    pairs = [
        (future.share, appraise(plant, model, future.question, settings).margin)
        for future in asked_futures(plant, question)
    ]
    return np.array(pairs).T


def test_the_shares_of_named_and_drawn_futures_follow_their_weights():
    plant = plants.plant(2)
    question = Question(**MARGIN, futures={"case": [{"weight": 2.0}], "drawn": 6})
    assert [future.share for future in asked_futures(plant, question)] == [0.25, *[0.125] * 6]
    assert asked_futures(plant, Question(**MARGIN)) == ()


def test_a_named_future_changes_what_it_names_and_keeps_the_rest():
    question = Question(**MARGIN, prices={"wo3": 1000.0, "lead": 9.0}, futures={"case": [POOR]})
    [future] = asked_futures(plants.plant(2), question)
    assert future.question.prices == {"wo3": 900.0, "lead": 9.0, "collector": 60_000.0}
    assert future.question.conditions == {"ore_wo3_pct": 0.3}


def test_drawn_prices_stand_once_in_every_part_of_their_bands_and_peak_at_the_asked_price():
    prices = plants.plant(2).prices
    drawn = drawn_prices(prices, 200, seed=3)
    assert drawn == drawn_prices(prices, 200, seed=3)
    assert drawn != drawn_prices(prices, 200, seed=4)
    wo3 = prices["wo3"]
    column = np.sort([each["wo3"] for each in drawn])
    assert wo3.low < column[0] < column[-1] < wo3.high
    below = (wo3.value - wo3.low) / (wo3.high - wo3.low)
    assert np.mean(column < wo3.value) == pytest.approx(below, abs=0.006)
    assert np.mean(column) == pytest.approx((wo3.low + wo3.value + wo3.high) / 3.0, rel=0.01)
    both = np.array([[each["wo3"], each["mo"]] for each in drawn])
    assert abs(np.corrcoef(both.T)[0, 1]) < 0.2


@given(
    losses=st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=6),
    worst=st.floats(0.05, 1.0),
    seed=st.integers(0, 9),
)
def test_the_mean_of_the_worst_is_the_optimum_of_its_linear_programme(losses, worst, seed):
    losses = np.array(losses)
    shares = np.random.default_rng(seed).uniform(0.1, 1.0, len(losses))
    shares /= shares.sum()
    at = [
        level + shares @ np.maximum(losses - level, 0.0) / worst
        for level in [*losses, tail_level(losses, shares, worst)]
    ]
    assert at[-1] == pytest.approx(min(at), abs=1e-9)
    assert tail_mean(losses, shares, worst) == pytest.approx(at[-1], abs=1e-9)
    assert tail_mean(losses, shares, 1.0) == pytest.approx(float(shares @ losses), abs=1e-6)


@pytest.mark.parametrize("worst", [None, 0.3], ids=["mean", "worst 30 %"])
@pytest.mark.parametrize("asked", [LEAST, MARGIN], ids=["least cost", "most margin"])
def test_what_the_programme_proves_is_what_the_model_says_of_all_futures(whole, asked, worst):
    found = ask(whole, {**NAMED, "drawn": 20, "worst_share": worst}, **asked)
    assert found.status == "optimal"
    assert found.certificate.gap <= 1e-4
    assert len(found.futures.cases) == 22
    if asked is MARGIN:
        shares, each = margins(whole, Question.model_validate(found.question), found.setpoints)
        said = -tail_mean(-each, shares, worst or 1.0)
        assert found.futures.mean_margin == pytest.approx(float(shares @ each), rel=1e-12)
    else:
        said = found.futures.worst_cost
    assert found.certificate.objective == pytest.approx(said, rel=1e-9)


@pytest.mark.parametrize("worst", [None, 0.25], ids=["mean", "worst 25 %"])
def test_no_set_points_of_a_grid_do_better_over_all_futures(small, worst):
    plant, model = small
    question = Question(
        **MARGIN,
        within_region=False,
        region_reason="a grid",
        futures={"case": [POOR, COLD, {"weight": 2.0}], "drawn": 8, "worst_share": worst},
    )
    found = plan(*small, question, explained=False, in_process=True)
    axes = [
        np.linspace(max(lever.low, model.domain[j][0]), min(lever.high, model.domain[j][1]), 12)
        for j, lever in plant.levers.items()
    ]

    def over_all(settings):
        shares, each = margins(small, question, settings)
        return -tail_mean(-each, shares, worst or 1.0)

    best = max(
        over_all(dict(zip(plant.levers, point, strict=True)))
        for point in np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    )
    assert over_all(found.setpoints) == pytest.approx(found.certificate.objective, rel=1e-9)
    assert found.certificate.objective >= best - 1e-4 * abs(best)


def test_one_certain_future_is_the_plan_at_its_prices(whole):
    prices = {"wo3": 800.0, "collector": 70_000.0}
    certain = ask(whole, {"case": [{"prices": prices}]}, **MARGIN)
    plain = plan(*whole, Question(**MARGIN, prices=prices), explained=False, in_process=True)
    assert certain.certificate.objective == pytest.approx(plain.margin, rel=1e-4)


def test_the_smaller_the_share_of_the_worst_the_less_is_left_in_it(small):
    left = [
        ask(small, {"drawn": 30, "worst_share": share}, **MARGIN).certificate.objective
        for share in (1.0, 0.5, 0.2, 0.05)
    ]
    assert np.all(np.diff(left) < 0.0)
    assert left[0] == pytest.approx(ask(small, {"drawn": 30}, **MARGIN).certificate.objective)


def test_a_plan_for_the_worst_futures_loses_less_there_and_earns_less_on_average(small):
    may_come = {"case": [{"prices": {"wo3": 150.0, "mo": 200.0}}, {"prices": {"wo3": 9_000.0}}]}
    daring = ask(small, may_come, **MARGIN)
    careful = ask(small, {**may_come, "worst_share": 0.4}, **MARGIN)
    question = Question(**MARGIN, futures={**may_come, "worst_share": 0.4})
    shares, each = margins(small, question, daring.setpoints)
    assert careful.futures.worst_margin > -tail_mean(-each, shares, 0.4) + 1e-3
    assert careful.futures.mean_margin < daring.futures.mean_margin - 1e-3


def test_conditions_that_bend_what_levers_do_are_refused(small):
    plant, _ = small
    heated = plants.plant(2, heating=True)
    cold = {"case": [{"conditions": {"ambient_c": 5.0}}]}
    with pytest.raises(DataError, match=r"change how levers act.*ambient_c"):
        ask((heated, plants.model(heated)), cold, **MARGIN)
    bent = plants.model(plant, 4, link="logit")
    with pytest.raises(DataError, match=r"change how levers act.*ambient_c"):
        ask((plant, bent), cold, **MARGIN)
    assert ask(small, cold, **MARGIN).status == "optimal"


def test_futures_of_prices_alone_need_no_log_link(small):
    plant, _ = small
    found = ask((plant, plants.model(plant, 4, link="logit")), {"drawn": 10}, **MARGIN)
    assert found.status == "optimal"


def test_limits_hold_at_the_conditions_of_the_question(whole):
    found = ask(whole, {"case": [POOR]}, **LEAST, budget_cny_t=500.0)
    assert found.recovery["WO3"].value >= 0.3 - 1e-9
    [case] = found.futures.cases
    then = appraise(
        *whole,
        Question(**LEAST, conditions=POOR["conditions"], prices=POOR["prices"]),
        found.setpoints,
    )
    assert case.recovery == then.recovery
    assert case.cost == pytest.approx(float(then.cost.total))


@pytest.mark.parametrize(
    ("futures", "said"),
    [
        ({}, "say what may come"),
        ({"drawn": 5, "worst_share": 0.0}, "greater than or equal to 0.01"),
        ({"drawn": 201}, "less than or equal to 200"),
        ({"case": [{"weight": 0.0}]}, "greater than or equal to"),
        ({"case": [{"price": {}}]}, "price"),
    ],
)
def test_futures_that_say_nothing_or_nonsense_are_refused(futures, said):
    with pytest.raises(ValueError, match=said):
        Question(**MARGIN, futures=futures)


@pytest.mark.parametrize(
    "more",
    [
        {"goal": "most_recovery", "budget_cny_t": 60.0},
        {**MARGIN, "price_risk": {"budget": 1.0}},
        {**LEAST, "soft": {"target_recovery_pct.WO3": 1.0}},
        {**LEAST, "then": [{"goal": "most_margin"}]},
    ],
)
def test_futures_go_with_cost_or_margin_alone(more):
    with pytest.raises(ValueError, match="futures: "):
        Question(futures={"drawn": 3}, **more)


@pytest.mark.parametrize(
    ("case", "error", "said"),
    [
        ({"prices": {"wo": 1.0}}, DataError, "futures.case.prices: no price is named 'wo'"),
        ({"conditions": {"ore": 1.0}}, DataError, "futures.case.conditions: no condition"),
        ({"conditions": {"ore_wo3_pct": 9.0}}, DataError, "outside its plausible range"),
        ({"conditions": {"ore_wo3_pct": "rich"}}, DataError, "'rich' is not a number"),
        ({"conditions": {"ambient_c": 40.0}}, RefusedError, "the survey never saw ambient_c"),
    ],
)
def test_a_case_that_the_plant_or_the_survey_does_not_know_is_refused(small, case, error, said):
    plant, model = small
    seen = replace(model, domain={**model.domain, "ambient_c": (10.0, 25.0)})
    with pytest.raises(error, match=said):
        ask((plant, seen), {"case": [case]}, **MARGIN)


def test_what_is_free_now_and_not_in_a_future_is_refused(whole):
    dear = {"case": [{"prices": {"heat": 0.4}}]}
    with pytest.raises(DataError, match="heat is worth nothing in the question"):
        ask(whole, dear, **MARGIN, prices={"heat": 0.0, "co2": 0.0})
    sold = {"case": [{"prices": {"mo": 4000.0}}]}
    with pytest.raises(DataError, match="mo is worth nothing in the question"):
        ask(whole, sold, **MARGIN, prices={"mo": 0.0})


def test_a_plan_whose_futures_the_model_values_otherwise_is_not_shown():
    found = FutureOutcomes(
        worst_share=None, mean_margin=9.0, mean_cost=5.0, worst_margin=9.0, worst_cost=5.0, cases=()
    )
    refuse_other_outcomes(found, "most_margin", 9.0)
    with pytest.raises(SolverError, match="the model 9"):
        refuse_other_outcomes(found, "most_margin", 9.1)
    with pytest.raises(SolverError, match="the model 5"):
        refuse_other_outcomes(found, "least_cost", 9.0)


def test_a_plan_over_futures_survives_its_json_and_its_question_a_file(small):
    found = ask(small, {**NAMED, "drawn": 2, "worst_share": 0.5}, **MARGIN)
    assert parse_plan(plan_json(found)) == found
    text = b'goal = "most_margin"\n[futures]\ndrawn = 2\n[[futures.case]]\nprices = { wo3 = 1.0 }\n'
    assert parse_question(text).futures.case[0].prices == {"wo3": 1.0}


def test_a_front_is_drawn_for_one_future_and_a_batch_plans_each_row_over_all(small):
    question = Question(**LEAST | {"target_recovery_pct": {"WO3": 20.0}}, futures={"drawn": 4})
    with pytest.raises(DataError, match="futures: a front is drawn at one set of prices"):
        front(*small, question, in_process=True)
    table = {"target_recovery_pct.WO3": [20.0]}
    found = plan_table(*small, table, question=question, in_process=True)
    single = answer(*small, question, lever_ranges(*small, question))
    assert found["objective"].iloc[0] == pytest.approx(single.certificate.objective, rel=1e-9)
