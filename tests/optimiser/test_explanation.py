"""What a limit is worth is what asking again with another limit gives."""

import time

import pytest

from optimiser import planning
from optimiser.plan_file import parse_plan, plan_json
from optimiser.planning import plan
from optimiser.question import Question, Range
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")
SEEDS = (0, 1, 2, 3, 5)


def concave_case(seed):
    """A plant whose programme has no binaries, so that a price is that of the whole question."""
    plant = plants.plant(3, FOUR, second_product=seed % 2 == 0)
    return plant, plants.model(plant, seed, pair=False)


def ask(case, **asked):
    return plan(*case, Question(**asked), in_process=True)


def between(case, share):
    """A target and a budget that share of the way from the cheapest plan to the best."""
    ends = (
        ask(case, goal="least_cost", target_recovery_pct={"WO3": 0.01}),
        ask(case, goal="most_recovery"),
    )
    recovery = [100.0 * end.recovery["WO3"].value for end in ends]
    cost = [end.cost.total for end in ends]
    return tuple(low + share * (high - low) for low, high in (recovery, cost))


def limit_of(found, name):
    return next(limit for limit in found.binding if limit.limit == name)


def at_target(case, target):
    return ask(case, goal="least_cost", target_recovery_pct={"WO3": target})


def cost_at(case, target):
    return at_target(case, target).cost.total


@pytest.mark.parametrize("seed", SEEDS)
def test_the_price_of_a_target_holds_within_its_range_and_not_beyond(seed):
    case = concave_case(seed)
    target, _ = between(case, 0.55)
    found = at_target(case, target)
    limit = limit_of(found, "target/WO3")
    for end, price, sign in (
        (limit.eased_to, limit.worth, -1.0),
        (limit.tightened_to, limit.loss, 1.0),
    ):
        assert (end - target) * sign > 0.0
        change = cost_at(case, end) - found.cost.total
        assert change == pytest.approx(price * (end - target), rel=0.04, abs=1e-4)
    step = 0.3 * (between(case, 1.0)[0] - limit.tightened_to)
    more = cost_at(case, limit.tightened_to + step) - cost_at(case, limit.tightened_to)
    assert abs(more / (limit.loss * step) - 1.0) > 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_the_price_of_a_budget_holds_within_its_range_and_not_beyond(seed):
    case = concave_case(seed)
    _, budget = between(case, 0.3)

    def reached(value):
        asked = ask(case, goal="most_recovery", budget_cny_t=value)
        return 100.0 * asked.recovery["WO3"].value

    limit = limit_of(ask(case, goal="most_recovery", budget_cny_t=budget), "budget")
    assert limit.value == pytest.approx(budget)
    assert limit.tightened_to < budget < limit.eased_to
    middle = (budget + limit.eased_to) / 2.0
    gain = reached(middle) - reached(budget)
    assert gain == pytest.approx(limit.worth * (middle - budget), rel=0.03, abs=1e-4)
    step = 0.5 * (between(case, 1.0)[1] - limit.eased_to)
    beyond = reached(limit.eased_to + step) - reached(limit.eased_to)
    assert beyond < 0.99 * limit.worth * step


@pytest.mark.parametrize("seed", SEEDS[1:])
def test_each_side_of_a_corner_has_its_own_price(seed):
    case = concave_case(seed)
    target, _ = between(case, 0.55)
    corner = limit_of(at_target(case, target), "target/WO3").tightened_to
    found = at_target(case, corner)
    limit = limit_of(found, "target/WO3")
    less, more = (cost_at(case, corner + s) - found.cost.total for s in (-0.005, 0.005))
    assert limit.worth == pytest.approx(-less / 0.005, rel=0.03)
    assert limit.loss == pytest.approx(more / 0.005, rel=0.03)
    assert limit.loss > 1.02 * limit.worth
    assert "one point less of it brings" in limit.sentence
    assert "one point more of it costs" in limit.sentence


def test_the_price_of_a_promise_is_per_point_of_what_is_promised():
    case = concave_case(0)
    target, _ = between(case, 0.4)
    asked = {"goal": "least_cost", "confidence": 0.9}
    found = ask(case, target_recovery_pct={"WO3": target}, **asked)
    more = ask(case, target_recovery_pct={"WO3": target + 0.02}, **asked)
    limit = limit_of(found, "target/WO3")
    assert limit.value == pytest.approx(target)
    assert "in 90% of shifts" in limit.words
    assert limit.loss == pytest.approx((more.cost.total - found.cost.total) / 0.02, rel=0.03)


def test_a_target_that_cannot_be_raised_says_so():
    case = concave_case(0)
    most, _ = between(case, 1.0)
    limit = limit_of(at_target(case, most * (1.0 - 1e-9)), "target/WO3")
    assert limit.loss is None
    assert limit.tightened_to is None
    assert "one point more of it cannot be had" in limit.sentence


def test_a_lever_at_its_end_is_priced_within_its_last_segment():
    case = concave_case(0)
    free = ask(case, goal="most_margin").setpoints["silicate_g_t"]
    low = free + 300.0
    found = ask(case, goal="most_margin", ranges={"silicate_g_t": Range(low=low, high=5000.0)})
    limit = limit_of(found, "range/silicate_g_t/low")
    inside = (low + limit.tightened_to) / 2.0
    moved = ask(case, goal="most_margin", ranges={"silicate_g_t": Range(low=inside, high=5000.0)})
    assert limit.tightened_to > low
    assert limit.worth * (inside - low) == pytest.approx(found.margin - moved.margin, rel=0.05)


def test_without_time_limits_keep_their_worth_and_lose_only_their_range(monkeypatch):
    case = concave_case(1)
    target, _ = between(case, 0.55)
    whole = limit_of(at_target(case, target), "target/WO3")
    monkeypatch.setattr(planning, "EXPLAIN_S", -time.monotonic())
    hasty = limit_of(at_target(case, target), "target/WO3")
    assert hasty.worth == pytest.approx(whole.worth, rel=0.02)
    assert hasty.eased_to is None
    assert "valid" not in hasty.sentence


def test_prices_with_their_ranges_come_back_from_the_file():
    case = concave_case(1)
    found = at_target(case, between(case, 0.55)[0])
    assert parse_plan(plan_json(found)).binding == found.binding
