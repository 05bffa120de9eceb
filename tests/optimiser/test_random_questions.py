"""Two hundred random questions: a certified plan or a truthful refusal, and nothing else.

Every answer is held against thousands of set-points that are costed without the optimiser: none
may beat a plan that is called optimal, and none may keep the limits of a question that was refused
because no set-points do.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flotation.errors import DataError, InfeasibleError, RefusedError
from optimiser.planning import plan
from optimiser.question import Question, Range
from tests.optimiser import plants
from tests.optimiser.sampled import asked_box, drawn, sampled

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t")
POINTS = 2000
SCALES = (0.0, 1e-6, 1e-3, 1.0, 1e3, 1e5)
PROMISED = 1e-4

several = st.sampled_from
fraction = st.floats(0.0, 1.0)


@st.composite
def cases(draw):
    """A random plant, its model, and a random question about it."""
    seed = draw(st.integers(0, 60))
    levers = LEVERS[: draw(st.integers(1, 3))]
    plant = plants.plant(
        draw(st.integers(1, 3)),
        levers,
        heating=draw(st.booleans()),
        bond=draw(st.booleans()),
        grade=draw(several([0.0, 0.0, 5.0, 15.0])),
        limit=draw(several([None, None, 0.35])) if "lead_g_t" in levers else None,
        second_product=draw(st.booleans()),
    )
    model = plants.model(
        plant,
        seed,
        free_curves=draw(several([False, False, True])),
        link=draw(several(["log", "log", "logit", "identity"])),
        unsupported=draw(several([(), (), levers[:1]])),
    )
    return plant, model, draw(questions(plant, model))


@st.composite
def questions(draw, plant, model):
    """A random question: degenerate, contradictory or out of scale as often as not."""
    goal = draw(several(["least_cost", "most_recovery", "most_margin"]))
    components = [product.component for product in plant.product]
    target = st.floats(0.01, 30.0) | several([1e-2, 10.0, 25.0, 100.0])
    targets = {c: draw(target) for c in components if draw(several([True, False, False]))}
    if goal == "least_cost":
        targets.setdefault("WO3", draw(target))
    ranges, fixed = {}, {}
    for lever in plant.lever:
        first, second = (lever.low + draw(fraction) * (lever.high - lever.low) for _ in range(2))
        kind = draw(several(["free"] * 6 + ["narrow", "equal", "sliver", "fixed"]))
        if kind == "fixed":
            fixed[lever.column] = first
        elif kind != "free":
            high = {"narrow": second, "equal": first, "sliver": first * (1.0 + 1e-9)}[kind]
            ranges[lever.column] = Range(low=min(first, high), high=max(first, high))
    prices = {
        item: price.value * draw(several(SCALES))
        for item, price in plant.prices.items()
        if draw(several([False, False, True]))
    }
    return Question(
        goal=goal,
        target_recovery_pct=targets,
        budget_cny_t=draw(several([None] * 4 + [0.0, 35.0, 50.0, 1e6])),
        min_grade_pct=draw(several([{}, {}, {"WO3": 0.0}, {"WO3": 10.0}, {"WO3": 60.0}])),
        confidence=draw(several([None, None, 0.5, 0.9, 0.95])),
        ranges=ranges,
        fixed=fixed,
        prices=prices,
        move_limits=draw(several([False, False, False, True])),
        conditions=draw(several([{}, {}, {"ore_wo3_pct": 0.01}, {"ore_wo3_pct": 5.0}])),
    )


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(case=cases())
def test_a_random_question_ends_in_a_certified_plan_or_a_truthful_refusal(case):
    plant, model, question = case
    try:
        found = plan(plant, model, question, in_process=True)
    except InfeasibleError:
        assert not holds_somewhere(plant, model, question)
        return
    except (RefusedError, DataError):
        return
    assert found.certificate.verified
    own = sampled(plant, model, question, found.setpoints)
    assert own.keeps(), own.spare
    if found.proven_optimal:
        assert found.certificate.gap <= PROMISED
        best = best_drawn(plant, model, question, found.setpoints)
        assert best >= float(own.objective) - allowed(found, float(own.objective))


def holds_somewhere(plant, model, question):
    """Whether any of many random set-points keeps every limit with room to spare."""
    try:
        box = asked_box(plant, model, question)
    except InfeasibleError:
        return False
    many = drawn(box, POINTS, np.random.default_rng(0))
    return bool(np.any(sampled(plant, model, question, many).keeps(1e-9)))


def best_drawn(plant, model, question, near):
    """The least objective of many random set-points that keep every limit."""
    box = asked_box(plant, model, question)
    many = drawn(box, POINTS, np.random.default_rng(0), near)
    others = sampled(plant, model, question, many)
    return float(np.min(np.where(others.keeps(0.0), others.objective, np.inf)))


def allowed(found, objective):
    """The gap that is promised, in units of the objective."""
    scale = {"most_recovery": abs(objective), "least_cost": found.cost.total}
    return PROMISED * max(scale.get(found.goal, abs(found.margin) + found.cost.total), 1e-3) + 1e-9
