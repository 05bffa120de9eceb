"""An answer that fills segments out of order where no binary forbids it is never better for it."""

import numpy as np
import pytest

from optimiser.problem import state_problem
from optimiser.question import Question, Range
from optimiser.roles import (
    extremes,
    index_role,
    ordered_breakpoints,
    pair_terms,
    problem_roles,
    share_signs,
)
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t")


def problem_of(seed, link, *, grade=15.0, **more):
    plant = plants.plant(2, LEVERS, grade=grade, second_product=True)
    model = plants.model(plant, seed, link=link, **more)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0})
    return state_problem(plant, model, question)


def unordered_fills(problem, binary, rng):
    """Falling fills; in order at every breakpoint with a binary."""
    fine = {}
    for j in problem.moving:
        u = np.sort(rng.uniform(0.0, 1.0, len(problem.grids[j]) - 1))[::-1]
        u = np.where(rng.random(len(u)) < 0.3, 1.0, u)
        u = np.minimum.accumulate(u)
        for k in binary[j]:
            if u[k] < 1.0:
                u[k + 1 :] = 0.0
        fine[j] = u
    return fine


def in_order(problem, fine):
    """The same set-points with fills in order."""
    ordered = {}
    for j, u in fine.items():
        widths = np.diff(problem.grids[j])
        below = np.concatenate([[0.0], np.cumsum(widths)[:-1]])
        ordered[j] = np.clip((widths @ u - below) / widths, 0.0, 1.0)
    return ordered


def value(problem, role, fine):
    """A role at fills, every log share exact."""
    joint = pair_terms(problem)
    total = role.constant + sum(step @ fine[j] for j, step in role.steps.items())
    total += sum(np.sum(w * joint[name].joint(fine)) for name, w in role.pairs.items())
    for key, weight in role.shares.items():
        leg = problem.legs[key]
        total += weight * leg.log_share(value(problem, index_role(leg), fine))
    return float(total)


@pytest.mark.parametrize("link", ["log", "logit", "identity"])
@pytest.mark.parametrize("seed", range(6))
def test_putting_fills_in_order_never_hurts_a_row(seed, link):
    problem = problem_of(seed, link, free_curves=seed >= 4)
    roles, rng = problem_roles(problem), np.random.default_rng(seed)
    binary = ordered_breakpoints(problem, roles)
    assert any(len(at) < len(problem.grids[j]) - 2 for j, at in binary.items())
    for _ in range(200):
        fine = unordered_fills(problem, binary, rng)
        ordered = in_order(problem, fine)
        for role in roles:
            assert value(problem, role, ordered) >= value(problem, role, fine) - 1e-9


@pytest.mark.parametrize("link", ["log", "logit", "identity"])
@pytest.mark.parametrize("seed", range(4))
def test_the_extremes_of_a_role_hold_all_it_can_be(seed, link):
    problem = problem_of(seed, link, free_curves=seed >= 2)
    rng = np.random.default_rng(seed)
    nothing = dict.fromkeys(problem.moving, ())
    for role in problem_roles(problem):
        low, high = extremes(problem, role)
        for _ in range(50):
            found = value(problem, role, unordered_fills(problem, nothing, rng))
            assert low - 1e-9 <= found <= high + 1e-9


def test_a_log_share_is_wanted_small_only_by_a_grade_that_can_bind():
    for grade, small in ((15.0, True), (0.01, False)):
        problem = problem_of(0, "logit", grade=grade)
        wanted = share_signs(problem_roles(problem))
        assert any(wanted[key][1] for key in wanted) == small
        assert all(wanted[key][0] for key in wanted if "/solids/" not in key)


def test_a_leg_that_no_moving_lever_changes_is_a_constant():
    plant = plants.plant(2, LEVERS)
    model = plants.model(plant, 0, link="logit")
    held = {j: 200.0 if j != "silicate_g_t" else 1000.0 for j in LEVERS[1:]}
    still = {LEVERS[0]: Range(low=80.0, high=80.0)}
    question = Question(goal="most_recovery", fixed=held, ranges=still)
    problem = state_problem(plant, model, question)
    assert all(leg.is_linear for leg in problem.legs.values())
    settings = {**held, LEVERS[0]: 80.0}
    for leg in model.legs:
        expected = leg.log_share(settings, model.present_conditions)
        assert problem.legs[leg.leg.key].constant == pytest.approx(float(expected), rel=1e-12)
