import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from flotation import adjustment
from flotation.component_flows import Basis
from flotation.errors import DataError
from flotation.flow_covariance import flow_covariance
from flotation.measurements import checked_measurements
from flotation.network import (
    Network,
    Node,
    balance_basis,
    even_flows,
    incidence,
    lean_flows,
    split_flows,
)
from flotation.reconciliation import reconcile


def random_circuit(rng):
    """Two to four stages whose products go anywhere but back into the same stage."""
    while True:
        number = int(rng.integers(2, 5))
        makes = [(f"c{stage}", f"t{stage}") for stage in range(number)]
        inputs = [["ore"]] + [[] for _ in range(number - 1)]
        for stage, pair in enumerate(makes):
            for name in pair:
                to = int(rng.integers(-2, number))
                if to >= 0 and to != stage:
                    inputs[to].append(name)
        try:
            return Network(
                streams=("ore", *(name for pair in makes for name in pair)),
                nodes=tuple(
                    Node(name=f"s{stage}", inputs=tuple(inputs[stage]), outputs=makes[stage])
                    for stage in range(number)
                ),
            )
        except DataError:
            continue


def random_flows(rng, network, rows, components, low=0.1, high=0.9):
    """Solids relative to the ore, and component flows, with grades below 0.9."""

    def shares():
        first = np.exp(rng.uniform(np.log(low), np.log(high), (rows, len(network.nodes))))
        both = np.stack([first, 1.0 - first], axis=-1).reshape(rows, -1)
        return np.concatenate([np.ones((rows, 1)), both], axis=1)

    solids = split_flows(network, shares())
    feed = 10.0 ** rng.uniform(-3.0, -1.0, components)
    flows = np.stack([f * split_flows(network, shares()) for f in feed], axis=-1)
    richest = (flows / solids[..., None]).max(axis=(1, 2), keepdims=True)
    return solids, flows * np.minimum(1.0, 0.9 / richest)


def general_programme(network, assays, sd, solids, flows):
    """The same least squares with explicit constraints, by SLSQP from the truth."""
    matrix, (streams, components) = incidence(network), assays.shape
    nodes = len(matrix)
    scale = np.concatenate([solids[1:], flows.T.ravel()])

    def unpacked(v):
        v = v * scale
        return np.append(1.0, v[: streams - 1]), v[streams - 1 :].reshape(components, streams).T

    def chi2(v):
        m, f = unpacked(v)
        return (((f / m[:, None] - assays) / sd) ** 2).sum()

    def gradient(v):
        m, f = unpacked(v)
        off = 2.0 * (f / m[:, None] - assays) / sd**2
        by_solids = -(off * f).sum(axis=1) / m**2
        return np.concatenate([by_solids[1:], (off / m[:, None]).T.ravel()]) * scale

    rows = np.zeros((nodes * (components + 1), len(scale)))
    right = np.zeros(len(rows))
    rows[:nodes, : streams - 1], right[:nodes] = matrix[:, 1:], -matrix[:, 0]
    for c in range(components):
        place = slice(streams - 1 + c * streams, streams - 1 + (c + 1) * streams)
        rows[nodes * (c + 1) : nodes * (c + 2), place] = matrix / flows[0, c]
    rows = rows * scale
    closed = {"type": "eq", "fun": lambda v: rows @ v - right, "jac": lambda v: rows}
    found = minimize(
        chi2,
        np.ones(len(scale)),
        jac=gradient,
        method="SLSQP",
        constraints=closed,
        options={"maxiter": 400, "ftol": 1e-13},
    )
    assert found.success
    return *unpacked(found.x), found.fun


@pytest.mark.parametrize("seed", range(20))
def test_random_circuits_agree_with_a_general_nonlinear_programme(seed):
    rng = np.random.default_rng(seed)
    network = random_circuit(rng)
    solids, flows = random_flows(rng, network, 1, int(rng.integers(2, 5)))
    grades = flows / solids[..., None]
    sd = 0.03 * grades
    assays = grades + sd * rng.normal(size=grades.shape)
    result = reconcile(
        network,
        solids=np.full(solids.shape, np.nan),
        solids_sd=np.nan,
        grades=assays,
        grades_sd=sd,
        reference="ore",
    )
    m, f, chi2 = general_programme(network, assays[0], sd[0], solids[0], flows[0])
    assert result.determinable[0]
    assert_allclose(result.solids[0], m, atol=1e-6)
    assert_allclose(result.flows[0] / flows[0], f / flows[0], atol=1e-6)
    assert_allclose(result.chi2[0], chi2, rtol=1e-9)


def hard_problem(seed, rows=50):
    """Lean splits and 10 % errors: several minima, and some rows without any."""
    rng = np.random.default_rng(seed)
    network = random_circuit(rng)
    solids, flows = random_flows(rng, network, rows, 4, low=0.01, high=0.5)
    grades = flows / solids[..., None]
    sd = 0.1 * grades
    measured = checked_measurements(
        network.streams,
        range(4),
        solids=np.full(solids.shape, np.nan),
        solids_sd=np.nan,
        grades=np.clip(grades + sd * rng.normal(size=grades.shape), 1e-7, 1.0),
        grades_sd=sd,
    )
    matrix, _ = balance_basis(network, independent="ore")
    starts = [np.tile(flows_of(network), (rows, 1)) for flows_of in (even_flows, lean_flows)]
    return solids, measured, Basis(components=matrix, solids=matrix[:, 1:]), starts


def best_chi2(measured, basis, starts):
    state, converged = adjustment.nearest_flows(measured, basis, starts)
    return np.where(converged, state.chi2, np.inf)


def test_blind_starts_do_as_well_as_starting_from_the_truth():
    missed = beaten = 0
    for seed in range(20):
        solids, measured, basis, starts = hard_problem(seed)
        blind, informed = (best_chi2(measured, basis, s) for s in (starts, [solids]))
        missed += np.sum(blind > informed + 1e-6)
        beaten += np.sum(informed > blind + 1e-6)
    assert beaten >= missed
    assert missed < 60  # of 1000 rows


def test_a_second_start_rescues_rows_and_spoils_none():
    rescued = 0
    for seed in range(20):
        _, measured, basis, starts = hard_problem(seed)
        one, two = (best_chi2(measured, basis, s) for s in (starts[:1], starts))
        assert (two <= one).all()
        rescued += np.sum(two < one - 1e-6)
    assert rescued >= 5


def test_no_neighbour_of_a_determined_answer_fits_better():
    _, measured, basis, starts = hard_problem(3)
    state, converged = adjustment.nearest_flows(measured, basis, starts)
    sure = converged & ~flow_covariance(state, measured, basis).blind.any(axis=(1, 2))
    assert sure.sum() > 15
    for column in range(basis.solids.shape[1]):
        for sign in (-1e-4, 1e-4):
            least = state.solids.min(axis=1, keepdims=True)
            moved = state.solids + sign * least * basis.solids[:, column]
            chi2 = adjustment.best_flows(moved, measured, state.unseen, basis).chi2
            assert (chi2 >= state.chi2 * (1.0 - 1e-10))[sure].all()
