"""The programme says what the model says, and every row of it bites."""

import time
from dataclasses import replace

import numpy as np
import pytest

from optimiser.appraisal import appraise
from optimiser.conditions import asked_conditions
from optimiser.formulation import build
from optimiser.highs import Session
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.search import Search
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t")


def anything(**more):
    return Question(goal="least_cost", target_recovery_pct={"WO3": 0.01}, **more)


def least(session, programme):
    """Optimum of a session, whatever chords it takes."""
    deadline = time.monotonic() + 20.0
    return Search(session, programme.embedding, lambda value: 1e-9, deadline).run().objective


def random_settings(programme, rng):
    return {j: float(rng.uniform(t[0], t[-1])) for j, t in programme.problem.grids.items()}


def lift(session, *names):
    """Let limits go that random set-points may break."""
    for row in session.compiled.rows:
        if row.split("[")[0] in names:
            session.set_row(row, -np.inf, np.inf)


def fix_levers(session, programme, settings):
    """Rows that hold the levers, by their fills, without telling the fills their order."""
    for j, ladder in programme.embedding.levers.items():
        width, above = np.diff(ladder.knots), settings[j] - ladder.knots[0]
        session.add_row(ladder.fills, width, above)
        session.add_row(ladder.fills, -width, -above)


@pytest.fixture(
    params=[*((seed, "log") for seed in range(5)), (0, "logit"), (3, "logit"), (1, "identity")],
    ids=lambda p: f"{p[1]}{p[0]}",
)
def case(request):
    seed, link = request.param
    plant = plants.plant(
        3,
        (*LEVERS, "frother_above_g_t"),
        air=True,
        heating=seed % 2 == 0,
        bond=seed % 2 == 1,
        grade=0.5,
        second_product=True,
    )
    model = plants.model(plant, seed, free_curves=seed >= 3, region=False, link=link)
    question = anything(within_region=False, region_reason="a test of the formulation")
    return plant, model, question


def test_fixing_all_levers_and_solving_gives_what_the_model_predicts(case):
    plant, model, question = case
    programme = Programme.of(state_problem(plant, model, question))
    conditions, rng = asked_conditions(model, question), np.random.default_rng(1)
    for _ in range(10):
        settings = random_settings(programme, rng)
        expected = model.predict(settings, conditions)
        session = Session(programme.compiled, "most_recovery[WO3]", relaxed=True)
        lift(session, "grade", "all_there_is")
        fix_levers(session, programme, settings)
        found = np.exp(-least(session, programme))
        assert found == pytest.approx(expected.recovery["WO3"], abs=1e-6)


@pytest.mark.parametrize("kind", ["synergy", "substitution"])
@pytest.mark.parametrize("component", ["WO3", "Mo"])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("link", ["log", "logit"])
def test_pairs_of_either_kind_and_sign_say_what_the_model_says(kind, component, late, link):
    plant = plants.plant(2, LEVERS[:2], second_product=True)
    model = with_pairs_alone(plants.model(plant, 0, link=link), kind, late=late)
    question = anything(component=component, within_region=False, region_reason="a test of pairs")
    programme = Programme.of(state_problem(plant, model, question))
    conditions, rng = asked_conditions(model, question), np.random.default_rng(5)
    for _ in range(25):
        settings = random_settings(programme, rng)
        expected = model.log_recovery(component, settings, conditions)
        session = Session(programme.compiled, f"most_recovery[{component}]", relaxed=True)
        fix_levers(session, programme, settings)
        assert -least(session, programme) == pytest.approx(float(expected), abs=1e-6)


def with_pairs_alone(model, kind, *, late):
    """The model with flat curves, so that nothing but pairs decides the order of fills."""
    weights = ((0.0, 0.0), (0.05, 0.1)) if late else ((0.1, 0.02), (0.03, 0.08))
    legs = []
    for leg in model.legs:
        sign = -1.0 if leg.leg.outlet == "tails" else 1.0
        flat = {c: replace(curve, values=(0.0,) * 6) for c, curve in leg.levers.items()}
        signed = tuple(tuple(sign * w for w in row) for row in weights)
        pairs = tuple(replace(pair, kind=kind, weights=signed) for pair in leg.pairs)
        legs.append(replace(leg, levers=flat, pairs=pairs))
    return replace(model, legs=tuple(legs))


def test_fixing_all_levers_and_raising_the_grade_gives_what_the_model_predicts(case):
    plant, model, question = case
    question = question.model_copy(update={"min_grade_pct": {"WO3": 60.0}})
    programme = Programme.of(state_problem(plant, model, question))
    conditions, rng = asked_conditions(model, question), np.random.default_rng(2)
    cost = np.zeros(len(programme.compiled.low))
    cost[programme.column("log_recovery[WO3]")] = -1.0
    cost[programme.column("log_mass[WO3]")] = 1.0
    for _ in range(10):
        settings = random_settings(programme, rng)
        expected = model.predict(settings, conditions).grade["WO3"]
        session = Session(programme.compiled, "least_cost", relaxed=True)
        lift(session, "grade", "all_there_is")
        session.set_objective(cost, 0.0)
        fix_levers(session, programme, settings)
        grade = 0.0035 * np.exp(-least(session, programme))
        assert grade == pytest.approx(expected, rel=1e-6)


def test_a_point_of_the_programme_holds_what_the_model_and_the_prices_say(case):
    plant, model, question = case
    programme = Programme.of(state_problem(plant, model, question))
    rng = np.random.default_rng(3)
    for _ in range(50):
        settings = random_settings(programme, rng)
        brought = appraise(plant, model, question, settings)
        for c, recovery in brought.recovery.items():
            assert np.exp(programme.log_recovery(c, settings)) == pytest.approx(recovery, rel=1e-9)
            assert np.exp(programme.log_mass(c, settings)) == pytest.approx(
                brought.mass_pull[c], rel=1e-9
            )
        assert programme.exact_cost(settings) == pytest.approx(brought.cost.total, rel=1e-9)
        assert programme.exact_margin(settings) == pytest.approx(brought.margin, rel=1e-9)


def test_a_point_of_the_programme_keeps_every_row_but_the_limits(case):
    plant, model, question = case
    programme = Programme.of(state_problem(plant, model, question))
    compiled, rng = programme.compiled, np.random.default_rng(4)
    logic = [i for name, i in compiled.rows.items() if not name.startswith(("grade", "all_there"))]
    for _ in range(20):
        rows = compiled.matrix @ programme.embedding.point(random_settings(programme, rng))
        assert np.max((compiled.row_low - rows)[logic]) <= 1e-9
        assert np.max((rows - compiled.row_high)[logic]) <= 1e-9


def test_concave_curves_in_rows_that_want_them_large_need_no_binary():
    plant = plants.plant(2, LEVERS)
    model = plants.model(plant, 0, pair=False)
    compiled = Programme.of(state_problem(plant, model, anything())).compiled
    assert not compiled.integer.any()


def test_a_grade_needs_binaries_only_where_it_can_bind():
    plant = plants.plant(2, LEVERS, grade=20.0)
    model = plants.model(plant, 0, pair=False)
    never = anything(min_grade_pct={"WO3": 0.01})
    assert Programme.of(state_problem(plant, model, anything())).compiled.integer.any()
    assert not Programme.of(state_problem(plant, model, never)).compiled.integer.any()


@pytest.mark.parametrize(
    ("row", "question", "more"),
    [
        ("target[WO3]", {"target_recovery_pct": {"WO3": 35.0}}, {}),
        ("grade[WO3]", {"min_grade_pct": {"WO3": 22.0}}, {}),
        ("limit_high[limit/lead_out]", {"target_recovery_pct": {"WO3": 45.0}}, {"limit": 0.3}),
        ("limit_high[region/1]", {"target_recovery_pct": {"WO3": 47.0}}, {}),
        ("budget[all]", {"budget_cny_t": 30.0}, {}),
        ("fill_order[1]", {}, {}),
    ],
)
def test_the_programme_has_the_row(row, question, more):
    plant = plants.plant(2, LEVERS, grade=1.0, **more)
    asked = anything().model_copy(update=question)
    m = build(state_problem(plant, plants.model(plant, 0), asked))
    assert m.find_component(row) is not None
