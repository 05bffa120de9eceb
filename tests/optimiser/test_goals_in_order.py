"""Goals in order: the first is held, the next is the best that is left."""

import pytest

from flotation.errors import DataError
from optimiser.planning import front, plan
from optimiser.question import Question
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t")


@pytest.fixture(scope="module", params=["log", "logit"])
def case(request):
    plant = plants.plant(2, LEVERS, second_product=True)
    return plant, plants.model(plant, 2, link=request.param)


def answered(case, goal, **more):
    return plan(*case, Question(goal=goal, **more), in_process=True)


@pytest.mark.parametrize("confidence", [None, 0.9])
def test_cost_falls_for_the_points_that_recovery_gives_up(case, confidence):
    best = answered(case, "most_recovery", budget_cny_t=60.0, confidence=confidence)
    dearest = None
    for give_up in (0.0, 0.5, 3.0):
        found = answered(
            case,
            "most_recovery",
            budget_cny_t=60.0,
            confidence=confidence,
            then=({"goal": "least_cost", "give_up": give_up},),
        )
        assert found.status == "optimal"
        bounds = [best.recovery["WO3"].value, found.recovery["WO3"].value]
        if confidence is not None:
            interval = case[1].intervals["WO3"]
            bounds = [float(interval.lower_bound(r, confidence)) for r in bounds]
        assert 100.0 * (bounds[0] - bounds[1]) <= give_up + 1e-4
        held = 100.0 * bounds[0] * (1.0 - 1e-6) - give_up
        by_hand = answered(
            case, "least_cost", target_recovery_pct={"WO3": held}, confidence=confidence
        )
        assert found.cost.total == pytest.approx(by_hand.cost.total, rel=2e-4)
        assert dearest is None or found.cost.total < dearest
        dearest = found.cost.total
        assert any(f"of which {give_up:g} points" in note for note in found.notes)


def test_three_goals_are_held_in_their_order(case):
    target = {"WO3": 90.0 * answered(case, "most_recovery").recovery["WO3"].value}
    cheapest = answered(case, "least_cost", target_recovery_pct=target)
    found = answered(
        case,
        "least_cost",
        target_recovery_pct=target,
        then=(
            {"goal": "most_recovery", "component": "Mo", "give_up": 2.0},
            {"goal": "most_margin", "give_up": 0.5},
        ),
    )
    middle = answered(
        case,
        "most_recovery",
        component="Mo",
        target_recovery_pct=target,
        budget_cny_t=cheapest.cost.total + 2.0,
    )
    assert found.goal == "most_margin"
    assert found.cost.total <= cheapest.cost.total + 2.0 + 1e-4
    assert found.recovery["Mo"].value >= middle.recovery["Mo"].value - 0.005 - 1e-6
    last = answered(
        case,
        "most_margin",
        target_recovery_pct={**target, "Mo": 100.0 * middle.recovery["Mo"].value - 0.5},
        budget_cny_t=cheapest.cost.total + 2.0,
    )
    assert found.margin == pytest.approx(last.margin, rel=2e-4)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"goal": "most_margin"}, "most_margin cannot be held"),
        ({"goal": "most_recovery", "price_risk": {"budget": 1.0}}, "neither soft limits nor"),
    ],
)
def test_what_cannot_be_held_does_not_come_first(more, words):
    with pytest.raises(ValueError, match=words):
        Question(then=({"goal": "least_cost"},), **more)


def test_goals_in_order_are_checked_and_no_part_of_a_front(case):
    order = ({"goal": "most_recovery", "component": "Au"},)
    with pytest.raises(DataError, match=r"then\.component: no component of a product"):
        answered(case, "most_recovery", then=order)
    asked = Question(goal="most_recovery", then=({"goal": "least_cost"},))
    with pytest.raises(DataError, match="further goals"):
        front(*case, asked, 3, in_process=True)
