"""Linear fronts are exact, others have their points where they bend, recoveries trade off."""

import numpy as np
import pytest

from flotation.errors import DataError, InfeasibleError
from optimiser.front_sweep import _next_target
from optimiser.parametric import breakpoints
from optimiser.planning import front, plan
from optimiser.question import Question
from tests.optimiser import plants

THREE = ("collector_g_t", "lead_g_t", "silicate_g_t")
ASK = Question(goal="most_recovery", component="WO3")


def cost_of(case, recovery):
    target = {"WO3": 100.0 * recovery}
    asked = Question(goal="least_cost", target_recovery_pct=target)
    return plan(*case, asked, in_process=True).cost.total


@pytest.fixture(scope="module", params=range(3))
def straight(request):
    """A plant whose programme is linear: concave curves, no pairs, no heating."""
    plant = plants.plant(2, THREE[:2], limit=0.5)
    return plant, plants.model(plant, request.param, pair=False, segments=3)


def test_between_the_points_of_a_linear_front_cost_is_linear_over_log_recovery(straight):
    drawn = front(*straight, ASK, points=40, in_process=True)
    known = np.log([point.recovery for point in drawn.points])
    costs = [point.cost for point in drawn.points]
    assert len(known) == 40
    for log_recovery in np.linspace(known[0], known[-1], 60)[1:-1]:
        between = float(np.interp(log_recovery, known, costs))
        assert cost_of(straight, np.exp(log_recovery)) == pytest.approx(between, rel=3e-6)


def test_a_linear_front_is_not_drawn_by_its_breakpoints_where_they_are_too_many(straight):
    drawn = front(*straight, ASK, points=2, in_process=True)
    assert len(drawn.points) == 2


def test_breakpoints_are_those_of_a_dense_sweep():
    rng = np.random.default_rng(0)
    for _ in range(20):
        slopes = np.sort(rng.uniform(0.0, 5.0, 6))
        places = np.sort(rng.uniform(0.0, 1.0, 5))
        heights = np.cumsum(slopes[:-1] * np.diff([0.0, *places]))

        def optimum(t, slopes=slopes, places=places, heights=heights):
            piece = int(np.searchsorted(places, t, side=rng.choice(["left", "right"])))
            at, begun = (0.0, 0.0) if piece == 0 else (places[piece - 1], heights[piece - 1])
            return begun + slopes[piece] * (t - at), slopes[piece]

        found = breakpoints(optimum, 0.0, 1.0)
        assert found == pytest.approx([0.0, *places, 1.0], abs=1e-7)


def height(one):
    return one[1]["x"]


def drawn_at(targets, curve):
    return {float(t): (None, {"x": float(curve(t))}, 0.0, True) for t in targets}


def test_targets_gather_where_the_front_bends():
    found = drawn_at(np.linspace(0.0, 1.0, 6), lambda t: max(0.0, 4.0 * (t - 0.7)))
    for _ in range(10):
        target = _next_target(found, height, 16)
        found |= drawn_at([target], lambda t: max(0.0, 4.0 * (t - 0.7)))
    near = [t for t in found if abs(t - 0.7) < 0.15]
    assert len(near) >= 6


def test_the_widest_step_of_an_even_bend_is_halved():
    found = drawn_at([0.0, 0.2, 0.3, 0.7, 1.0], np.square)
    assert _next_target(found, height, 9) == pytest.approx(0.5)


def test_steps_that_are_narrow_enough_are_left_alone():
    assert _next_target(drawn_at([0.0, 0.02, 0.04], np.square), height, 2) is not None
    assert _next_target(drawn_at(np.linspace(0.0, 1.0, 201), np.square), height, 25) is None


@pytest.mark.parametrize("seed", [0, 2])
def test_points_where_the_front_bends_tell_more_than_even_ones(seed):
    plant = plants.plant(3, THREE, heating=True, grade=15.0)
    case = plant, plants.model(plant, seed)
    placed = front(*case, ASK, in_process=True).points
    dense = front(*case, ASK, points=81, in_process=True).points
    recovery, cost = np.array([(point.recovery, point.cost) for point in dense]).T

    def missed(known, costs):
        return np.max(np.abs(np.interp(recovery, known, costs) - cost))

    even = np.linspace(recovery[0], recovery[-1], 25)
    by_bends = missed([p.recovery for p in placed], [p.cost for p in placed])
    assert by_bends < 0.9 * missed(even, np.interp(even, recovery, cost))


@pytest.fixture(scope="module", params=["log", "logit"])
def rivals(request):
    """Two products of one stage: what floats the one loses the other."""
    plant = plants.plant(2, THREE, heating=True, second_product=True)
    return plant, plants.model(plant, 3, link=request.param)


@pytest.fixture(scope="module")
def traded(rivals):
    asked = ASK.model_copy(update={"budget_cny_t": 40.0})
    return front(*rivals, asked, points=9, against="Mo", in_process=True)


def test_two_recoveries_trade_off_and_no_point_is_dominated(traded):
    own = [point.recovery for point in traded.points]
    other = [point.others["Mo"] for point in traded.points]
    assert traded.against == "Mo"
    assert len(own) == 9
    assert np.all(np.diff(own) > 0.0)
    assert np.all(np.diff(other) < 0.0)
    assert [point.knee for point in traded.points].count(True) == 1


def test_points_between_two_recoveries_are_proven_and_within_the_budget(traded):
    assert all(point.proven and point.gap <= 1e-4 for point in traded.points)
    assert all(point.cost <= 40.0 * (1.0 + 1e-6) for point in traded.points)


def test_the_ends_are_the_highest_recoveries_of_either_component(rivals, traded):
    for component, point in (("WO3", traded.points[-1]), ("Mo", traded.points[0])):
        asked = Question(goal="most_recovery", component=component, budget_cny_t=40.0)
        alone = plan(*rivals, asked, in_process=True).recovery[component].value
        reached = {"WO3": point.recovery, "Mo": point.others["Mo"]}[component]
        assert reached == pytest.approx(alone, rel=1e-4)


def test_a_point_between_two_recoveries_is_the_plan_for_its_target(rivals, traded):
    for point in traded.points[2:8:2]:
        asked = Question(
            goal="most_recovery",
            component="Mo",
            budget_cny_t=40.0,
            target_recovery_pct={"WO3": 100.0 * point.recovery},
        )
        alone = plan(*rivals, asked, in_process=True)
        assert point.others["Mo"] == pytest.approx(alone.recovery["Mo"].value, rel=2e-4)


def test_a_floor_under_the_other_recovery_holds_all_along(rivals, traded):
    floor = 100.0 * traded.points[4].others["Mo"]
    asked = ASK.model_copy(
        update={"budget_cny_t": 40.0, "target_recovery_pct": {"Mo": floor, "WO3": 99.0}}
    )
    drawn = front(*rivals, asked, points=4, against="Mo", in_process=True)
    assert min(point.others["Mo"] for point in drawn.points) >= 0.01 * floor * (1.0 - 1e-6)
    assert drawn.points[-1].recovery == pytest.approx(traded.points[4].recovery, rel=1e-3)


def test_components_that_do_not_compete_have_one_best_plan(rivals):
    held = {"lead_g_t": 300.0, "silicate_g_t": 2000.0, "collector_g_t": 200.0, "hot_c": 80.0}
    asked = ASK.model_copy(update={"fixed": held})
    drawn = front(*rivals, asked, against="Mo", in_process=True)
    assert len(drawn.points) == 1
    assert "do not compete" in drawn.notes[0]


def test_limits_that_conflict_are_named_for_two_recoveries_too(rivals):
    asked = ASK.model_copy(update={"budget_cny_t": 1.0})
    with pytest.raises(InfeasibleError, match="cost at most 1 CNY/t"):
        front(*rivals, asked, against="Mo", in_process=True)


@pytest.mark.parametrize("against", ["WO3", "Sn"])
def test_a_front_against_itself_or_a_stranger_is_refused(rivals, against):
    with pytest.raises(DataError, match=f"can be drawn against Mo; got '{against}'"):
        front(*rivals, ASK, against=against, in_process=True)


def test_two_recoveries_of_a_circuit_with_recycles_are_not_called_proven():
    plant = plants.plant(2, THREE[:2], recycle=True, second_product=True)
    model = plants.model(plant, 0, pair=False)
    drawn = front(plant, model, ASK, points=4, against="Mo", in_process=True)
    assert not any(point.proven for point in drawn.points)
    assert any("not proven" in note for note in drawn.notes)
