"""Other methods find the same optimum: differential evolution, and every cell by itself."""

import time
from itertools import product

import numpy as np
import pytest
from scipy.optimize import differential_evolution

from optimiser.highs import Session
from optimiser.planning import plan
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.search import Search, add_tangents
from tests.optimiser import plants
from tests.optimiser.sampled import asked_box, sampled

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")
GOALS = ("least_cost", "most_recovery", "most_margin")
LINKS = ("log", "logit", "log", "identity", "logit")
PENALTY = 1e3
AS_GOOD = 2e-6  # relative: no evolution may be better than a proven plan by more
REACHED = 2e-3  # relative: how near to the plan the evolution must come to say anything


def random_case(seed):
    """A random plant of three or four levers, its model and a question about it."""
    plant = plants.plant(
        2 + seed % 2,
        LEVERS[: 3 + seed % 2],
        heating=seed % 3 == 0,
        bond=seed % 3 == 1,
        grade=15.0 if seed % 2 else 5.0,
        limit=0.5 if seed % 2 else None,
        second_product=seed % 4 == 0,
    )
    model = plants.model(plant, 100 + seed, free_curves=seed % 4 == 3, link=LINKS[seed % 5])
    question = Question(
        goal=GOALS[seed % 3],
        target_recovery_pct={"WO3": 16.0 if seed % 2 == 0 else 10.0},
        budget_cny_t=60.0 if GOALS[seed % 3] == "most_recovery" else None,
        confidence=0.9 if seed % 5 == 2 else None,
    )
    return plant, model, question


def evolved(plant, model, question, seed):
    """The best set-points that differential evolution finds, and whether they keep the limits."""
    box = asked_box(plant, model, question)
    moving = [column for column, (low, high) in box.items() if high > low]

    def settings(x):
        still = {column: np.full(x.shape[1:], low) for column, (low, _) in box.items()}
        return still | dict(zip(moving, x, strict=True))

    def penalised(x):
        found = sampled(plant, model, question, settings(x))
        return found.objective + PENALTY * found.broken

    answer = differential_evolution(
        penalised,
        [box[column] for column in moving],
        rng=seed,
        popsize=20,
        maxiter=400,
        tol=1e-9,
        vectorized=True,
        updating="deferred",
        polish=False,
    )
    return sampled(plant, model, question, settings(answer.x))


@pytest.mark.parametrize("seed", range(10))
def test_differential_evolution_finds_the_plan_and_nothing_better(seed):
    plant, model, question = random_case(seed)
    found = plan(plant, model, question, in_process=True)
    own = float(sampled(plant, model, question, found.setpoints).objective)
    other = evolved(plant, model, question, seed)
    assert found.proven_optimal
    assert other.keeps()
    size = max(abs(own), 1.0) if question.goal != "most_recovery" else abs(own)
    assert own <= float(other.objective) + (found.certificate.gap + AS_GOOD) * size
    assert own >= float(other.objective) - REACHED * size


def by_enumeration(programme, objective):
    """The optimum over every choice of all binaries, each a linear programme by itself."""
    compiled = programme.compiled
    binaries = np.flatnonzero(compiled.integer)
    assert 1 <= len(binaries) <= 10
    session = Session(compiled, objective, relaxed=True)
    best = np.inf
    for choice in product((0.0, 1.0), repeat=len(binaries)):
        session.set_columns(binaries, np.array(choice), np.array(choice))
        answer = session.solve(time_limit=10.0)
        while answer.solution is not None and add_tangents(
            session, programme.embedding, answer.solution
        ):
            answer = session.solve(time_limit=10.0)
        best = min(best, answer.objective)
    return best


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("objective", ["least_cost", "most_recovery[WO3]"])
def test_the_search_finds_the_best_of_every_choice_of_binaries(seed, objective):
    plant = plants.plant(2, LEVERS[:2], bond=seed % 2 == 0, grade=6.0)
    model = plants.model(plant, seed, free_curves=True, segments=3, pair=seed % 2 == 1)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 12.0})
    programme = Programme.of(state_problem(plant, model, question))
    session = Session(programme.compiled, objective, relaxed=True)
    deadline = time.monotonic() + 20.0
    own = Search(session, programme.embedding, lambda value: 1e-9, deadline).run()
    assert own.objective == pytest.approx(by_enumeration(programme, objective), rel=1e-7, abs=1e-7)
