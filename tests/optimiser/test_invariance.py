"""A plan follows its question: units, scales and tighter limits change what they must, only."""

from dataclasses import replace

import numpy as np
import pytest

from flotation.leg_model import Curve
from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t")
QUESTIONS = [
    Question(goal="least_cost", target_recovery_pct={"WO3": 25.0}),
    Question(goal="most_recovery", budget_cny_t=40.0),
    Question(goal="most_margin"),
]


@pytest.fixture(scope="module", params=["log", "logit"])
def whole(request):
    plant = plants.plant(3, LEVERS, heating=True, grade=15.0, limit=0.5)
    return plant, plants.model(plant, 1, link=request.param)


def in_another_unit(plant, model, lever, factor):
    """The same plant and model, with one lever counted in units ``1 / factor`` as large."""

    def scaled(row, *names):
        return row.model_copy(
            update={n: getattr(row, n) * factor for n in names if getattr(row, n) is not None}
        )

    levers = tuple(
        scaled(x, "low", "high", "max_move").model_copy(
            update={"reagent": x.reagent.model_copy(update={"g_t_per_unit": 1.0 / factor})}
        )
        if x.column == lever
        else x
        for x in plant.lever
    )
    limits = tuple(
        x.model_copy(
            update={
                "per_unit": {
                    c: rate / factor if c == lever else rate for c, rate in x.per_unit.items()
                }
            }
        )
        for x in plant.limit
    )
    plant = plant.model_copy(update={"lever": levers, "limit": limits})
    at = model.region.columns.index(lever)
    return plant, replace(
        model,
        legs=tuple(_leg_in_another_unit(leg, lever, factor) for leg in model.legs),
        domain={c: _times(d, factor) if c == lever else d for c, d in model.domain.items()},
        present={c: v * factor if c == lever else v for c, v in model.present.items()},
        region=replace(
            model.region,
            centre=_at(model.region.centre, at, factor),
            scale=_at(model.region.scale, at, factor),
        ),
        history=replace(
            model.history, values=tuple(_at(row, at, factor) for row in model.history.values)
        ),
    )


def _leg_in_another_unit(leg, lever, factor):
    curve = leg.levers[lever]
    pairs = tuple(
        replace(
            pair,
            knots=tuple(
                _times(knots, factor) if column == lever else knots
                for column, knots in zip(pair.levers, pair.knots, strict=True)
            ),
        )
        for pair in leg.pairs
    )
    moved = Curve(knots=_times(curve.knots, factor), values=curve.values)
    return replace(leg, levers={**leg.levers, lever: moved}, pairs=pairs)


def _times(values, factor):
    return tuple(float(value * factor) for value in values)


def _at(values, place, factor):
    return tuple(v * factor if i == place else v for i, v in enumerate(values))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.goal)
@pytest.mark.parametrize(("lever", "factor"), [("collector_g_t", 1e-6), ("lead_g_t", 1e3)])
def test_the_unit_of_a_lever_does_not_matter(whole, question, lever, factor):
    found = plan(*whole, question, in_process=True)
    again = plan(*in_another_unit(*whole, lever, factor), question, in_process=True)
    assert again.status == found.status == "optimal"
    assert again.cost.total == pytest.approx(found.cost.total, rel=1e-4)
    assert again.margin == pytest.approx(found.margin, rel=1e-4)
    for c, recovery in found.recovery.items():
        assert again.recovery[c].value == pytest.approx(recovery.value, rel=1e-4)
    for column, value in found.setpoints.items():
        width = whole[0].levers[column].high - whole[0].levers[column].low
        turned = again.setpoints[column] / (factor if column == lever else 1.0)
        assert turned == pytest.approx(value, abs=5e-3 * width)


@pytest.mark.parametrize("factor", [1e-3, 1e2])
def test_the_size_of_all_money_does_not_matter(whole, factor):
    plant, model = whole
    prices = {item: price.value * factor for item, price in plant.prices.items()}
    for question in QUESTIONS:
        budget = question.budget_cny_t and question.budget_cny_t * factor
        turned = question.model_copy(update={"prices": prices, "budget_cny_t": budget})
        found = plan(plant, model, question, in_process=True)
        again = plan(plant, model, turned, in_process=True)
        assert again.status == found.status == "optimal"
        assert again.cost.total / factor == pytest.approx(found.cost.total, rel=1e-4)
        assert again.margin / factor == pytest.approx(found.margin, rel=1e-4)


@pytest.mark.parametrize("goal", ["most_recovery", "most_margin", "least_cost"])
def test_a_tighter_grade_is_never_worth_more(whole, goal):
    best = {
        "most_recovery": lambda found: found.recovery["WO3"].value,
        "most_margin": lambda found: found.margin,
        "least_cost": lambda found: -found.cost.total,
    }[goal]
    question = Question(goal=goal, target_recovery_pct={"WO3": 20.0}, budget_cny_t=45.0)
    first = plan(*whole, question, in_process=True)
    reached = [best(first)]
    for factor in (1.0, 1.005, 1.01):
        tighter = {"WO3": 100.0 * factor * first.grade["WO3"]}
        asked = question.model_copy(update={"min_grade_pct": tighter})
        reached.append(best(plan(*whole, asked, in_process=True)))
    fall = np.diff(reached)
    assert np.all(fall <= 1e-4 * np.abs(reached[:-1]))
    assert reached[-1] < reached[0]


def test_more_budget_never_recovers_less_and_costs_at_most_the_budget(whole):
    cheapest = plan(*whole, QUESTIONS[0], in_process=True).cost.total
    reached = []
    for budget in np.linspace(1.001 * cheapest, 2.0 * cheapest, 6):
        question = Question(goal="most_recovery", budget_cny_t=float(budget))
        found = plan(*whole, question, in_process=True)
        assert found.cost.total <= budget * (1.0 + 1e-6)
        reached.append(found.recovery["WO3"].value)
    assert np.all(np.diff(reached) >= -1e-4 * np.array(reached[:-1]))
    assert reached[-1] > reached[0]
