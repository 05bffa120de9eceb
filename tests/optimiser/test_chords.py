"""Chords lie below a log share, tangents above it, and a session carries out what is laid."""

import numpy as np
import pytest

from flotation.errors import SolverError
from optimiser.chords import lay_chords, lay_tangents
from optimiser.highs import Session
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.search import add_tangents
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t")


def programme_of(link, *, grade=15.0, **more):
    plant = plants.plant(2, LEVERS, grade=grade)
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0})
    return Programme.of(state_problem(plant, plants.model(plant, link=link, **more), question))


@pytest.fixture(params=["logit", "identity"])
def programme(request):
    return programme_of(request.param)


def test_chords_lie_below_and_tangents_above(programme):
    for arc in programme.embedding.arcs:
        inner = np.linspace(arc.low, arc.high, 41)
        values = np.array([arc.value(at) for at in inner])
        slope, constant = arc.chord(arc.low, arc.high)
        assert np.all(slope * inner + constant <= values + 1e-12)
        assert slope * arc.high + constant == pytest.approx(arc.value(arc.high), abs=1e-12)
        for at in inner[::8]:
            slope, constant = arc.tangent(at)
            assert np.all(slope * inner + constant >= values - 1e-12)
            assert slope * at + constant == pytest.approx(arc.value(at), abs=1e-12)


def test_a_narrow_part_has_the_tangent_for_its_chord(programme):
    arc = programme.embedding.arcs[0]
    middle = (arc.low + arc.high) / 2.0
    slope, constant = arc.chord(middle, middle + 1e-9)
    assert slope == pytest.approx(arc.slope(middle), rel=1e-6)
    assert slope * middle + constant == pytest.approx(arc.value(middle), abs=1e-12)


def held(programme):
    return [arc for arc in programme.embedding.arcs if arc.row is not None]


def least_share(session, arc):
    cost = np.zeros(len(session.cost))
    cost[arc.share] = 1.0
    session.set_objective(cost, 0.0)
    return session.solve(time_limit=10.0)


def test_a_share_made_small_rests_on_the_chord_of_its_part(programme):
    session = Session(programme.compiled, "least_cost", relaxed=True)
    for name in session.compiled.rows:
        if name.startswith(("target", "grade", "limit")):
            session.set_row(name, -np.inf, np.inf)
    arc = held(programme)[0]
    low, high = arc.low + 0.25 * (arc.high - arc.low), arc.low + 0.5 * (arc.high - arc.low)
    lay_chords(session, programme.embedding.arcs, {arc.index: (low, high)})
    assert least_share(session, arc).objective == pytest.approx(arc.value(low), abs=1e-7)
    lay_chords(session, programme.embedding.arcs, {})
    assert least_share(session, arc).objective == pytest.approx(arc.value(arc.low), abs=1e-5)


def test_the_rows_told_to_the_check_are_those_that_are_solved(programme):
    session = Session(programme.compiled, "least_cost", relaxed=True)
    settings = {j: float(t.mean()) for j, t in programme.problem.grids.items()}
    point = programme.embedding.point(settings)
    lay_tangents(session, programme.embedding.arcs, point)
    matrix, low, _ = session.rows_with_cuts()
    arc = held(programme)[0]
    slope, constant = arc.tangent(float(point[arc.index]))
    scale = session.compiled.row_scale[arc.row]
    assert matrix[[arc.row], :].toarray()[0, arc.index] == pytest.approx(-slope * scale)
    assert low[arc.row] == pytest.approx(constant * scale)
    rows = [arc.row for arc in held(programme)]
    assert matrix[rows, :] @ point == pytest.approx(low[rows], abs=1e-9)


def test_a_share_above_its_function_is_cut_off(programme):
    session = Session(programme.compiled, "least_cost", relaxed=True)
    settings = {j: float(t.mean()) for j, t in programme.problem.grids.items()}
    point = programme.embedding.point(settings)
    assert not add_tangents(session, programme.embedding, point)
    arc = next(arc for arc in programme.embedding.arcs if arc.capped)
    point[arc.share] += 1e-3
    assert add_tangents(session, programme.embedding, point)
    index, values, least = session.cuts[0]
    assert values @ point[index] < least
    point[arc.share] -= 1e-3
    assert values @ point[index] >= least - 1e-12


def test_rows_that_want_shares_large_only_need_no_binary_and_no_chord():
    compiled = programme_of("logit", grade=0.0, pair=False).compiled
    assert not any(name.startswith("chord") for name in compiled.rows)
    assert not compiled.integer.any()


def test_a_line_that_is_not_finite_is_refused(programme):
    session = Session(programme.compiled, "least_cost", relaxed=True)
    arc = held(programme)[0]
    with pytest.raises(SolverError, match="a chord is not finite"):
        session.set_line(arc.row, arc.index, np.nan, 0.0)
