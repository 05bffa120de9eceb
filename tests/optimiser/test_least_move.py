"""Of equally good set-points a plan shows those nearest to the present ones, always the same."""

import time
from dataclasses import replace

import numpy as np
import pytest

from flotation.leg_model import Curve
from optimiser import least_move
from optimiser.least_move import Moves, relative_move
from optimiser.planning import front, plan
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from tests.optimiser import plants

LEVERS = ("collector_g_t", "silicate_g_t", "soap_g_t")
ITEMS = {"silicate_g_t": "silicate", "soap_g_t": "soap"}
GOALS = (
    Question(goal="least_cost", target_recovery_pct={"WO3": 44.0}),
    Question(goal="most_recovery", budget_cny_t=25.0),
    Question(goal="most_margin"),
)


def with_curves(model, change):
    """The model with the levers' curves of every leg changed."""
    legs = tuple(replace(leg, levers=change(dict(leg.levers))) for leg in model.legs)
    return replace(model, legs=legs)


def with_prices(plant, values):
    """The plant with some prices per tonne, and no CO2 of these."""
    price = tuple(
        p.model_copy(update={"value": values[p.item], "co2_kg_per_unit": 0.0})
        if p.item in values
        else p
        for p in plant.price
    )
    return plant.model_copy(update={"price": price})


def flat(curve):
    return replace(curve, values=(0.0,) * len(curve.values))


def with_idle_lever(seed, **more):
    """A plant with a lever that costs nothing and does nothing: the soap."""
    plant = with_prices(plants.plant(1, LEVERS, grade=1.0, **more), {"soap": 0.0})
    model = plants.model(plant, seed)
    return plant, with_curves(model, lambda curves: curves | {"soap_g_t": flat(curves["soap_g_t"])})


def with_twins(seed):
    """A plant with two levers of one effect and one cost over their ranges."""
    dearness = np.random.default_rng(seed).uniform(1e6, 2e7)
    plant = plants.plant(1, LEVERS, grade=1.0)
    width = {item: plant.levers[j].high - plant.levers[j].low for j, item in ITEMS.items()}
    plant = with_prices(plant, {item: dearness / w for item, w in width.items()})

    def alike(curves):
        values = curves["silicate_g_t"].values
        return curves | {"soap_g_t": Curve(knots=curves["soap_g_t"].knots, values=values)}

    return plant, with_curves(
        plants.model(plant, seed, free_curves=seed % 4 == 1, region=seed % 3 > 0), alike
    )


def relative(plant, model, found, column):
    """Set-point of a lever, as a share of its range."""
    lever = plant.levers[column]
    return (found.setpoints[column] - lever.low) / (lever.high - lever.low)


def ask(plant, model, question):
    return plan(plant, model, question, in_process=True)


@pytest.mark.parametrize("made", [with_idle_lever, with_twins], ids=["idle", "twins"])
@pytest.mark.parametrize("question", GOALS, ids=lambda q: q.goal)
def test_tied_questions_in_any_order_of_levers_have_one_answer(made, question):
    for seed in range(34):
        plant, model = made(seed)
        order = np.random.default_rng(seed).permutation(len(LEVERS))
        turned = plant.model_copy(update={"lever": tuple(plant.lever[i] for i in order)})
        found, again = ask(plant, model, question), ask(turned, model, question)
        for lever in plant.lever:
            apart = abs(found.setpoints[lever.column] - again.setpoints[lever.column])
            assert apart <= 1e-6 * (lever.high - lever.low)


@pytest.mark.parametrize("question", GOALS, ids=lambda q: q.goal)
def test_a_lever_that_costs_nothing_and_does_nothing_stays_where_it_is(question):
    for seed in range(8):
        plant, model = with_idle_lever(seed, heating=seed % 2 == 1)
        found = ask(plant, model, question.model_copy(update={"budget_cny_t": 50.0}))
        assert found.setpoints["soap_g_t"] == pytest.approx(model.present["soap_g_t"], rel=1e-9)
        assert found.status == "optimal"


@pytest.mark.parametrize(("price", "stays"), [(1.0, False), (0.001, True)])
def test_a_useless_lever_is_lowered_for_money_that_counts_and_left_for_less(price, stays):
    plant, model = with_idle_lever(0)
    found = ask(with_prices(plant, {"soap": price}), model, GOALS[0])
    kept = model.present["soap_g_t"] if stays else 0.0
    assert found.setpoints["soap_g_t"] == pytest.approx(kept, rel=1e-9)


@pytest.mark.parametrize(("present", "peak"), [(55.0, 30.0), (70.0, 30.0), (80.0, 120.0)])
def test_of_two_equal_peaks_the_nearer_is_taken(present, peak):
    plant, model = with_idle_lever(0)
    values = (0.0, 0.1, 0.0, 0.0, 0.1, 0.0)
    model = with_curves(
        model, lambda c: c | {"soap_g_t": Curve(knots=c["soap_g_t"].knots, values=values)}
    )
    for question in GOALS[1:]:
        found = ask(plant, model, question.model_copy(update={"present": {"soap_g_t": present}}))
        assert found.setpoints["soap_g_t"] == pytest.approx(peak, rel=1e-9)


@pytest.mark.parametrize("turn", [1, -1])
def test_of_two_levers_that_stand_for_each_other_the_first_in_the_alphabet_moves(turn):
    plant, model = with_twins(0)
    plant = plant.model_copy(update={"lever": plant.lever[::turn]})
    straight = tuple(0.06 * k for k in range(6))
    model = with_curves(model, lambda c: c | {j: replace(c[j], values=straight) for j in ITEMS})
    model = replace(model, legs=tuple(replace(leg, pairs=()) for leg in model.legs))
    fixed = {"collector_g_t": 200.0}
    drawn = front(plant, model, Question(goal="most_recovery", fixed=fixed), 9, in_process=True)
    for pct in (100.0 * point.recovery for point in drawn.points[1:-1]):
        asked = Question(goal="least_cost", target_recovery_pct={"WO3": pct}, fixed=fixed)
        first, second = (relative(plant, model, ask(plant, model, asked), j) for j in ITEMS)
        assert second == pytest.approx(0.25, abs=1e-6) or first == pytest.approx(
            1.0 if second > 0.25 else 0.0, abs=1e-6
        )


def test_a_recovery_within_rounding_of_the_best_is_answered_as_the_best_is():
    plant, model = with_idle_lever(3)
    programme = Programme.of(state_problem(plant, model, GOALS[1]))
    best = ask(plant, model, GOALS[1]).setpoints
    bound = -programme.log_recovery("WO3", best)
    deadline = time.monotonic() + 20.0
    less = {**best, "collector_g_t": best["collector_g_t"] - 1e-5}
    found, again = (
        least_move.least_move(programme, "most_recovery", s, bound, deadline) for s in (best, less)
    )
    assert again == pytest.approx(found, rel=1e-11)


def test_a_lever_outside_its_range_moves_to_the_nearer_end_and_no_further():
    plant, model = with_idle_lever(0)
    asked = GOALS[0].model_copy(update={"present": {"soap_g_t": 140.0}})
    found = plan(
        plant,
        replace(model, domain=model.domain | {"soap_g_t": (10.0, 90.0)}),
        asked,
        in_process=True,
    )
    assert found.setpoints["soap_g_t"] == pytest.approx(90.0, rel=1e-9)


def test_no_point_of_a_front_moves_a_lever_that_does_nothing():
    plant, model = with_idle_lever(0)
    drawn = front(plant, model, Question(goal="most_recovery"), points=9, in_process=True)
    present = model.present["soap_g_t"]
    assert all(p.setpoints["soap_g_t"] == pytest.approx(present, rel=1e-9) for p in drawn.points)
    assert len(drawn.points) > 3
    assert all(point.proven for point in drawn.points)


def test_a_front_costs_the_same_as_without_regard_to_moves(monkeypatch):
    plant = plants.plant(3, LEVERS, heating=True, grade=15.0, second_product=True)
    model, asked = plants.model(plant, 1), Question(goal="most_recovery")
    near = front(plant, model, asked, points=7, in_process=True)
    monkeypatch.setattr(least_move.NearestSearch, "nearest", lambda self, goal, s, deadline: s)
    far = front(plant, model, asked, points=7, in_process=True)
    assert [p.cost for p in near.points] == pytest.approx([p.cost for p in far.points], rel=2e-6)


@pytest.mark.parametrize("question", GOALS, ids=lambda q: q.goal)
def test_the_nearest_set_points_give_up_next_to_nothing(monkeypatch, question):
    plant, model = with_twins(3)
    near = ask(plant, model, question).certificate
    monkeypatch.setattr(least_move.NearestSearch, "nearest", lambda self, goal, s, deadline: s)
    first = ask(plant, model, question).certificate
    assert near.objective == pytest.approx(first.objective, rel=1e-6)
    assert near.bound == pytest.approx(first.bound, rel=1e-12)
    assert near.gap == pytest.approx(first.gap, abs=1e-6)


@pytest.mark.parametrize("question", GOALS, ids=lambda q: q.goal)
def test_set_points_that_are_nearer_and_worse_are_not_taken(monkeypatch, question):
    plant, model = with_idle_lever(0)
    honest = ask(plant, model, question)
    original = Moves.preference
    monkeypatch.setattr(Moves, "preference", lambda self: 1e9 * original(self))
    found = ask(plant, model, question)
    assert found.certificate.objective == pytest.approx(honest.certificate.objective, rel=1e-6)


def test_a_search_without_nodes_left_keeps_a_plan_as_good(monkeypatch):
    plant, model = with_twins(1)
    whole = ask(plant, model, GOALS[2])
    monkeypatch.setattr(least_move, "NODES", 0)
    found = ask(plant, model, GOALS[2])
    assert found.status == "optimal"
    assert found.margin == pytest.approx(whole.margin, rel=1e-6)


def test_the_moves_in_the_programme_are_those_of_the_set_points():
    plant, model = with_twins(0)
    programme = Programme.of(state_problem(plant, model, GOALS[0]))
    moves, rng = Moves(programme), np.random.default_rng(0)
    width = len(programme.compiled.low)
    for _ in range(5):
        settings = {x.column: float(rng.uniform(x.low, x.high)) for x in plant.lever}
        point = moves.point(settings)
        moved = [relative_move(programme.problem.ranges[j], settings[j]) for j in sorted(LEVERS)]
        assert point[width::2] - point[width + 1 :: 2] == pytest.approx(moved)
        assert np.all(point[width:] >= 0.0)
        rows = [moves.compiled.rows[f"move[{j}]"] for j in LEVERS]
        sides = moves.compiled.row_low[rows]
        assert (moves.compiled.matrix @ point)[rows] == pytest.approx(sides)
        assert point[:width] == pytest.approx(programme.embedding.point(settings))
