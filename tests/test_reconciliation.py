import time

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from flotation import adjustment
from flotation.balance import mass_pull, recovery_from_grades
from flotation.errors import DataError
from flotation.network import Network, Node, incidence, split_flows
from flotation.reconciliation import reconcile

NAN = np.nan
ORES = ("WO3", "Mo", "Bi", "CaF2", "CaCO3")
FEED = np.array([0.003, 0.0003, 0.0004, 0.20, 0.05])
PULL = {"rougher": 0.08, "scavenger": 0.06, "cleaner": 0.12, "recleaner": 0.35}
RECOVERED = {
    "rougher": (0.75, 0.30, 0.30, 0.08, 0.10),
    "scavenger": (0.40, 0.20, 0.20, 0.05, 0.05),
    "cleaner": (0.70, 0.30, 0.30, 0.10, 0.10),
    "recleaner": (0.75, 0.40, 0.40, 0.10, 0.10),
}


def stage(name, inputs, concentrate, tails):
    return Node(name=name, inputs=inputs, outputs=(concentrate, tails))


CIRCUIT = Network(
    streams=("ore", "rc", "rt", "sc", "tails", "c1c", "c1t", "concentrate", "c2t"),
    nodes=(
        stage("rougher", ("ore", "sc", "c1t"), "rc", "rt"),
        stage("scavenger", ("rt",), "sc", "tails"),
        stage("cleaner", ("rc", "c2t"), "c1c", "c1t"),
        stage("recleaner", ("c1c",), "concentrate", "c2t"),
    ),
)
ROUGHER = Network(
    streams=("ore", "concentrate", "tails"),
    nodes=(stage("rougher", ("ore",), "concentrate", "tails"),),
)


def true_flows(rng, rows, spread=0.1):
    """Solids and component flows of the circuit, each shift with splits of its own."""
    flows = np.empty((rows, 9, 6))
    for last in range(6):
        shares = np.ones((rows, 9)) * (FEED[last] if last < 5 else 1.0)
        for number, node in enumerate(CIRCUIT.nodes):
            middle = RECOVERED[node.name][last] if last < 5 else PULL[node.name]
            share = np.minimum(middle * np.exp(spread * rng.normal(size=rows)), 0.97)
            shares[:, 1 + 2 * number], shares[:, 2 + 2 * number] = share, 1.0 - share
        flows[..., last] = split_flows(CIRCUIT, shares)
    return flows[..., 5], flows[..., :5]


def survey(rng, rows, relative=0.03, least=1e-6):
    """True solids, true flows, assays and their sd."""
    solids, flows = true_flows(rng, rows)
    grades = flows / solids[..., None]
    sd = relative * grades + least
    assays = np.clip(grades + sd * rng.normal(size=grades.shape), 0.0, 1.0)
    return solids, flows, assays, sd


def reconciled(assays, sd, network=CIRCUIT, reference="ore", solids=None, solids_sd=NAN, **more):
    shape = np.shape(assays)[:2]
    return reconcile(
        network,
        solids=np.full(shape, NAN) if solids is None else solids,
        solids_sd=solids_sd,
        grades=assays,
        grades_sd=sd,
        reference=reference,
        **more,
    )


def rougher(ore, concentrate, tails, relative=0.01, **more):
    grades = np.array([[ore, concentrate, tails]], dtype=float).reshape(1, 3, -1)
    return reconciled(grades, relative * grades, network=ROUGHER, **more)


def test_true_grades_come_back_unchanged():
    solids, flows, *_ = survey(np.random.default_rng(0), 20)
    grades = flows / solids[..., None]
    result = reconciled(grades, 0.05 * grades)
    assert_allclose(result.solids, solids, rtol=1e-9)
    assert_allclose(result.flows, flows, rtol=1e-9, atol=1e-15)
    assert_allclose(result.chi2, 0.0, atol=1e-12)


def test_one_metal_around_one_node_is_the_two_product_formula():
    result = rougher(0.008, 0.25, 0.0015)
    assert result.degrees[0] == 0
    assert_allclose(result.split("rougher", "concentrate", 0)[0], 0.81740, rtol=1e-4)
    assert_allclose(
        result.split("rougher", "concentrate", 0)[0], recovery_from_grades(0.008, 0.25, 0.0015)
    )
    assert_allclose(result.split("rougher", "concentrate")[0], mass_pull(0.008, 0.25, 0.0015))


def test_published_two_product_error_is_the_sd_of_the_split():
    recovery, sd = rougher(0.008, 0.25, 0.0015).split("rougher", "concentrate", 0)
    assert_allclose(sd / recovery, 0.00322, rtol=2e-3)


def test_two_equal_metals_halve_the_variance_of_the_mass_pull():
    one = rougher(0.008, 0.25, 0.0015).split("rougher", "concentrate")[1]
    two = rougher([0.008] * 2, [0.25] * 2, [0.0015] * 2).split("rougher", "concentrate")[1]
    assert_allclose(two, one / np.sqrt(2.0))


def test_balances_close_exactly_for_solids_and_every_component():
    _, _, assays, sd = survey(np.random.default_rng(1), 200, relative=0.1)
    result = reconciled(assays, sd)
    matrix = incidence(CIRCUIT)
    fresh = result.flows[:, :1]
    assert_allclose(np.einsum("ns,rs->rn", matrix, result.solids), 0.0, atol=1e-12)
    assert np.abs(np.einsum("ns,rsc->rnc", matrix, result.flows) / fresh).max() < 1e-9


def test_sds_are_what_repeated_assays_scatter_by():
    rng = np.random.default_rng(2)
    solids, flows = (np.repeat(a, 2000, axis=0) for a in true_flows(rng, 1))
    grades = flows / solids[..., None]
    sd = 0.03 * grades
    result = reconciled(grades + sd * rng.normal(size=grades.shape), sd)
    assert_allclose(result.chi2.mean(), result.degrees[0], rtol=0.03)
    splits = [("rougher", "rc", 0), ("recleaner", "concentrate", 0), ("cleaner", "c1c", None)]
    splits.append((None, "concentrate", 1))
    logs = np.log([result.split(*split)[0] for split in splits])
    stated = result.covariance_of_log_splits(splits).mean(axis=0)
    seen = np.cov(logs)
    assert_allclose(np.sqrt(np.diag(stated)), np.sqrt(np.diag(seen)), rtol=0.06)
    root = np.sqrt(np.outer(np.diag(seen), np.diag(seen)))
    assert_allclose(stated / root, seen / root, atol=0.06)
    value, alone = result.split(*splits[0])
    assert_allclose((alone / value) ** 2, result.covariance_of_log_splits(splits)[:, 0, 0])


def test_trace_grades_and_a_mass_pull_of_half_a_percent_converge():
    rng = np.random.default_rng(3)
    pull, feed = 0.005 * np.exp(0.2 * rng.normal(size=500)), np.array([0.003, 0.0003, 0.2])
    taken = np.array([0.75, 0.85, 0.004])
    grades = np.empty((500, 3, 3))
    grades[:, 0] = feed
    grades[:, 1] = feed * taken / pull[:, None]
    grades[:, 2] = feed * (1.0 - taken) / (1.0 - pull[:, None])
    assert grades[:, 2, 1].max() < 0.00005
    sd = 0.05 * grades
    noisy = np.clip(grades + sd * rng.normal(size=grades.shape), 1e-7, 1.0)
    result = reconciled(noisy, sd, network=ROUGHER)
    assert result.converged.all()
    recovery, recovery_sd = result.split("rougher", "concentrate", 0)
    assert_allclose(np.std((recovery - 0.75) / recovery_sd), 1.0, atol=0.1)
    assert abs(np.mean((recovery - 0.75) / recovery_sd)) < 0.2


def test_tonnages_set_the_scale_and_share_their_error():
    solids, _, assays, sd = survey(np.random.default_rng(4), 50)
    tonnes = np.full(solids.shape, NAN)
    tonnes[:, 0], tonnes[:, 4] = 100.0, 104.0
    result = reconciled(assays, sd, reference=None, solids=tonnes, solids_sd=2.0)
    ratio = reconciled(assays, sd).solids[:, 4]
    assert_allclose(result.solids[:, 4] / result.solids[:, 0], ratio, rtol=1e-3)
    assert_allclose(result.solids[:, 0], (100.0 + 104.0 * ratio) / (1.0 + ratio**2), rtol=1e-3)
    assert_allclose(result.solids_adjustment[:, 0], (result.solids[:, 0] - 100.0) / 2.0)


def test_a_measured_mass_pull_recovers_what_the_grades_cannot_tell():
    grades = np.array([[[0.008], [0.25], [NAN]]])
    blind = reconciled(grades, 0.01 * grades, network=ROUGHER)
    assert not blind.determinable[0]
    assert np.isnan(blind.split("rougher", "concentrate", 0)[0][0])
    told = reconciled(
        grades, 0.01 * grades, network=ROUGHER, solids=[[NAN, 0.026, NAN]], solids_sd=0.0005
    )
    assert told.determinable[0]
    assert_allclose(told.split("rougher", "concentrate", 0)[0], 0.026 * 0.25 / 0.008)
    assert_allclose(told.grades[0, 2, 0], (0.008 - 0.026 * 0.25) / 0.974)


def test_without_a_tonnage_only_ratios_are_determined():
    _, _, assays, sd = survey(np.random.default_rng(5), 3)
    result = reconciled(assays, sd, reference=None)
    assert not result.determinable.any()
    assert np.isnan(result.solids).all()
    assert np.isfinite(result.grades).all()
    assert_allclose(
        result.split("rougher", "rc", 0), reconciled(assays, sd).split("rougher", "rc", 0)
    )


def test_an_assay_that_is_missing_but_redundant_is_estimated():
    solids, flows, *_ = survey(np.random.default_rng(6), 30)
    grades = flows / solids[..., None]
    holed = grades.copy()
    holed[::2, 3, 0] = NAN
    holed[1::3, 7, :] = NAN
    result = reconciled(holed, 0.02 * grades)
    assert result.determinable.all()
    assert_allclose(result.grades, grades, rtol=1e-7)
    assert result.degrees.tolist()[:4] == [15, 11, 15, 16]


def test_only_what_an_unsampled_cleaner_hides_is_nan():
    solids, flows, assays, sd = survey(np.random.default_rng(7), 10, relative=0.001)
    assays[:, [5, 6, 8]] = NAN
    result = reconciled(assays, sd)
    hidden = [5, 6, 8]
    shown = [0, 2, 3, 4, 7]
    assert np.isnan(result.solids[:, hidden]).all()
    assert not result.determinable.any()
    assert_allclose(result.solids[:, shown], solids[:, shown], rtol=0.1)
    assert np.isnan(result.split("recleaner", "concentrate", 0)[0]).all()
    assert_allclose(
        result.split(None, "concentrate", 0)[0], flows[:, 7, 0] / flows[:, 0, 0], rtol=0.02
    )


def test_rows_without_a_single_measurement_are_nan_and_leave_the_others_alone():
    _, _, assays, sd = survey(np.random.default_rng(8), 5)
    alone = reconciled(assays, sd)
    assays[2] = NAN
    result = reconciled(assays, sd)
    others = [0, 1, 3, 4]
    assert_array_equal(result.determinable, [True, True, False, True, True])
    assert np.isnan(result.flows[2]).all()
    assert np.isnan(result.split("rougher", "rc", 0)[0][2])
    assert result.degrees[2] == 0
    assert_allclose(result.flows[others], alone.flows[others], rtol=1e-9)


def test_a_metal_assayed_in_the_ore_alone_is_known_nowhere_else():
    grades = np.array([[[0.008, 0.0005], [0.25, NAN], [0.0015, NAN]]])
    result = reconciled(grades, 0.01 * grades, network=ROUGHER)
    assert np.isfinite(result.solids).all()
    assert np.isfinite(result.grades[0, :, 0]).all()
    assert np.isfinite(result.grades[0, :, 1]).tolist() == [True, False, False]
    assert np.isfinite(result.flows[0, :, 1]).tolist() == [True, False, False]
    assert not result.determinable[0]


def test_holes_anywhere_never_upset_the_other_rows():
    rng = np.random.default_rng(14)
    _, _, assays, sd = survey(rng, 400, relative=0.05)
    whole = reconciled(assays[::2], sd[::2])
    assays[1::2][rng.random(assays[1::2].shape) < 0.6] = NAN
    result = reconciled(assays, sd)
    assert_allclose(result.flows[::2], whole.flows, rtol=1e-7, atol=1e-13)
    assert (result.degrees >= 0).all()
    assert not result.determinable[1::2].all()


def test_a_metal_the_ore_lacks_does_not_disturb_the_others():
    grades = np.array([[[0.008, 0.0], [0.25, 0.0], [0.0015, 0.0]]])
    result = reconciled(grades, 0.01 * grades + 1e-5, network=ROUGHER)
    assert result.converged[0]
    assert_allclose(result.grades[0, :, 1], 0.0, atol=1e-12)
    assert_allclose(result.split("rougher", "concentrate", 0)[0], 0.8174, rtol=1e-4)
    assert np.isnan(result.split("rougher", "concentrate", 1)[0][0])


def test_tails_richer_than_the_feed_have_no_answer():
    result = rougher(0.008, 0.25, 0.009)
    assert not result.converged[0]
    assert np.isnan(result.solids).all()
    assert np.isnan(result.chi2[0])


def test_equal_grades_everywhere_determine_no_mass_pull():
    result = rougher(0.008, 0.008, 0.008)
    assert not (result.converged[0] and result.determinable[0])
    assert np.isnan(result.split("rougher", "concentrate")[0][0])


def test_more_metal_in_the_concentrate_than_in_the_feed_is_called_unphysical():
    grades = np.array([[[0.008], [0.25], [NAN]]])
    result = reconciled(
        grades, 0.01 * grades, network=ROUGHER, solids=[[NAN, 0.05, NAN]], solids_sd=0.001
    )
    assert result.converged[0]
    assert not result.physical[0]
    assert np.isnan(result.covariance_of_log_splits([("rougher", "tails", 0)])[0, 0, 0])


def test_each_row_is_reconciled_as_if_alone():
    _, _, assays, sd = survey(np.random.default_rng(9), 2100, relative=0.05)
    together = reconciled(assays, sd)
    for row in (0, 2047, 2048, 2099):
        alone = reconciled(assays[[row]], sd[[row]])
        assert_allclose(alone.flows[0], together.flows[row], rtol=1e-9, atol=1e-14)


def test_names_of_components_serve_as_well_as_positions():
    _, _, assays, sd = survey(np.random.default_rng(10), 2)
    named = reconciled(assays, sd, components=ORES)
    assert_array_equal(
        named.split("cleaner", "c1c", "Bi"), reconciled(assays, sd).split("cleaner", "c1c", 2)
    )


@pytest.mark.parametrize(
    ("split", "message"),
    [
        (("mill", "rc", 0), "no node 'mill'; the network has"),
        (("rougher", "slag", 0), "no stream 'slag'; the network has"),
        (("rougher", "rc", "Au"), "no component 'Au'; there are"),
    ],
)
def test_a_split_of_something_unknown_is_refused(split, message):
    _, _, assays, sd = survey(np.random.default_rng(11), 1)
    with pytest.raises(DataError, match=message):
        reconciled(assays, sd).split(*split)


def test_a_survey_of_no_rows_gives_no_rows():
    result = reconciled(np.empty((0, 9, 5)), np.empty((0, 9, 5)))
    assert result.flows.shape == (0, 9, 5)
    assert result.split("rougher", "rc", 0)[0].shape == (0,)


def test_exact_second_derivatives_settle_noisy_rows_in_few_steps(monkeypatch):
    _, _, assays, sd = survey(np.random.default_rng(15), 400, relative=0.1)
    monkeypatch.setattr(adjustment, "MOST_STEPS", 8)
    assert reconciled(assays, sd).converged.mean() > 0.9  # 0.61 by Gauss-Newton


def test_two_thousand_rows_of_a_closed_circuit_take_seconds():
    _, _, assays, sd = survey(np.random.default_rng(13), 2200, relative=0.05)
    begun = time.process_time()
    result = reconciled(assays, sd)
    assert result.converged.all()
    assert time.process_time() - begun < 6.0
