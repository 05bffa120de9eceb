from types import SimpleNamespace

import numpy as np
import pytest

from flotation.flowsheet import Flowsheet, Leg, leg_of

BANKS = {
    "rougher": 0.944,
    "scavenger": 0.937,
    "cleaner1": 0.747,
    "cleaner2": 0.435,
    "cleaners34": 0.363,
}


def stage(name, feed, concentrate, tails):
    return SimpleNamespace(name=name, feed=feed, concentrate=concentrate, tails=tails)


# The rougher concentrate meets cleaner 2's tails; the scavenger's concentrate returns.
MOUNTAIN_PASS = Flowsheet(
    stages=(
        stage("rougher", ("ore", "scavenger_concentrate"), "rougher_concentrate", "rougher_tails"),
        stage("scavenger", ("cleaner1_tails",), "scavenger_concentrate", "scavenger_tails"),
        stage(
            "cleaner1",
            ("rougher_concentrate", "cleaner2_tails"),
            "cleaner1_concentrate",
            "cleaner1_tails",
        ),
        stage(
            "cleaner2",
            ("cleaner1_concentrate", "cleaners34_tails"),
            "cleaner2_concentrate",
            "cleaner2_tails",
        ),
        stage("cleaners34", ("cleaner2_concentrate",), "concentrate", "cleaners34_tails"),
    ),
    fresh_feed="ore",
)
CHAIN = Flowsheet(
    stages=(
        stage("bulk", ("ore",), "bulk_concentrate", "bulk_tails"),
        stage("rougher", ("bulk_tails",), "rougher_concentrate", "tails"),
    ),
    fresh_feed="ore",
)


def test_the_path_goes_forward_and_never_round_a_loop():
    assert MOUNTAIN_PASS.path("concentrate") == (
        ("rougher", "concentrate"),
        ("cleaner1", "concentrate"),
        ("cleaner2", "concentrate"),
        ("cleaners34", "concentrate"),
    )
    assert CHAIN.path("rougher_concentrate") == (("bulk", "tails"), ("rougher", "concentrate"))


def test_a_chain_without_recycles_multiplies_its_shares():
    share = np.array([[0.02, 0.9], [0.05, 0.4]])
    recovery = CHAIN.stream_recovery("rougher_concentrate", share)
    np.testing.assert_allclose(recovery, (1 - share[:, 0]) * share[:, 1], rtol=1e-14)
    assert not CHAIN.has_recycle
    assert MOUNTAIN_PASS.has_recycle


def test_mountain_pass_recovery_of_rare_earths_is_confirmed():
    share = np.array([BANKS[s.name] for s in MOUNTAIN_PASS.stages])
    assert MOUNTAIN_PASS.stream_recovery("concentrate", share) == pytest.approx(0.80065, abs=5e-4)


def test_everything_fed_leaves_by_an_outlet():
    share = np.array([BANKS[s.name] for s in MOUNTAIN_PASS.stages])
    left = sum(
        MOUNTAIN_PASS.stream_recovery(s, share)
        for s in ("concentrate", "rougher_tails", "scavenger_tails")
    )
    assert left == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("flowsheet", "stream"), [(MOUNTAIN_PASS, "concentrate"), (CHAIN, "rougher_concentrate")]
)
def test_sensitivity_agrees_with_differences(flowsheet, stream):
    rng = np.random.default_rng(3)
    share = rng.uniform(0.2, 0.9, len(flowsheet.stages))
    path = dict(flowsheet.path(stream))
    sensitivity = flowsheet.log_sensitivity(stream, share)
    for i, s in enumerate(flowsheet.stages):
        step = 1e-6
        moved = share.copy()
        tails = path.get(s.name) == "tails"
        moved[i] = 1 - (1 - share[i]) * np.exp(step) if tails else share[i] * np.exp(step)
        change = np.log(flowsheet.stream_recovery(stream, moved)) - np.log(
            flowsheet.stream_recovery(stream, share)
        )
        assert sensitivity[i] == pytest.approx(change / step, rel=1e-4, abs=1e-5)


def test_sensitivity_of_a_chain_is_one():
    np.testing.assert_allclose(
        CHAIN.log_sensitivity("rougher_concentrate", np.array([0.1, 0.6])), 1.0
    )


def test_a_leg_survives_its_name():
    leg = Leg("bulk", "WO3", "tails")
    assert leg_of(leg.key) == leg


def test_an_unknown_stream_has_no_path():
    with pytest.raises(KeyError, match="nowhere"):
        CHAIN.path("nowhere")
