import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.surrogate.bank_flows import bank_flows
from flotation.surrogate.ore import MINERALS, SIZES
from flotation.surrogate.performance import SECTIONS, STAGES, mineral_flows
from flotation.surrogate.practice import GOOD
from flotation.surrogate.published import STANDARD

CLOSES = 1e-9  # of the feed of the section


@pytest.fixture(scope="module")
def streams(spread):
    return mineral_flows(*spread), bank_flows(*spread)


@pytest.mark.parametrize("stage", STAGES)
def test_every_mineral_and_size_closes_at_every_bank(stage, streams):
    flows, banks = streams
    fed, own = flows[STAGES[stage][0]], banks[stage]
    count, entry = len(SECTIONS[stage].banks), SECTIONS[stage].entry
    assert own.feed.shape[:3] == (count, len(MINERALS), len(SIZES))
    for i in range(count):
        entering = own.concentrate[i - 1] if i > 0 else 0.0
        if i < count - 1:
            entering = entering + own.tails[i + 1]
        if i == entry:
            entering = entering + fed
        assert np.all(np.abs(own.feed[i] - entering) <= CLOSES * fed)
        assert np.all(own.tails[i] >= 0.0)
        assert np.all(own.concentrate[i] >= 0.0)


@pytest.mark.parametrize("stage", STAGES)
def test_every_mineral_and_size_closes_around_every_stage(stage, streams):
    flows, banks = streams
    feed, concentrate, tails = STAGES[stage]
    own = banks[stage]
    assert np.all(np.abs(own.concentrate[-1] - flows[concentrate]) <= CLOSES * flows[feed])
    assert np.all(np.abs(own.tails[0] - flows[tails]) <= CLOSES * flows[feed])
    assert np.all(flows[tails] >= 0.0)


def test_the_minerals_of_all_final_streams_are_those_of_the_ore(streams):
    flows, _ = streams
    made = {stream for _, *outlets in STAGES.values() for stream in outlets}
    last = made - {feed for feed, *_ in STAGES.values()}
    assert_allclose(sum(flows[stream] for stream in last), flows["ore"], rtol=CLOSES)


def test_recycles_load_the_roughers_with_more_than_the_feed():
    for stage, own in bank_flows(GOOD, STANDARD).items():
        entry = SECTIONS[stage].entry
        fed = mineral_flows(GOOD, STANDARD)[STAGES[stage][0]].sum()
        assert 1.0 < own.feed[entry].sum() / fed < 3.0
