import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from flotation.errors import DataError
from flotation.network import (
    Network,
    Node,
    balance_basis,
    even_flows,
    fresh_feeds,
    incidence,
    lean_flows,
    products,
    split_flows,
)

ROUGHER = Node(name="rougher", inputs=("ore", "back"), outputs=("concentrate", "middle"))
SCAVENGER = Node(name="scavenger", inputs=("middle",), outputs=("back", "tails"))
STREAMS = ("ore", "back", "concentrate", "middle", "tails")
PLANT = Network(streams=STREAMS, nodes=(ROUGHER, SCAVENGER))


def test_the_ends_of_the_graph_are_its_feeds_and_products():
    assert fresh_feeds(PLANT) == ("ore",)
    assert products(PLANT) == ("concentrate", "tails")


def test_every_basis_flow_balances_at_every_node():
    basis, names = balance_basis(PLANT)
    assert basis.shape == (5, 3)
    assert_array_equal(incidence(PLANT) @ basis, 0.0)
    assert set(np.unique(basis)) <= {-1.0, 0.0, 1.0}
    assert_array_equal(basis[[STREAMS.index(name) for name in names]], np.eye(3))


@pytest.mark.parametrize("stream", STREAMS)
def test_any_stream_can_be_the_first_independent_one(stream):
    basis, names = balance_basis(PLANT, independent=stream)
    assert names[0] == stream
    assert_array_equal(basis[STREAMS.index(stream)], [1.0, 0.0, 0.0])
    assert_array_equal(incidence(PLANT) @ basis, 0.0)


def test_split_flows_close_with_a_recycle_for_every_row():
    shares = np.array([[100.0, 0.5, 0.2, 0.8, 0.5], [60.0, 0.1, 0.4, 0.6, 0.9]])
    flows = split_flows(PLANT, shares)
    assert_allclose(flows @ incidence(PLANT).T, 0.0, atol=1e-12)
    assert_allclose(flows[:, 2], [100.0 / 3.0, 60.0 * 0.4 / (1.0 - 0.6 * 0.1)])


@pytest.mark.parametrize("flows_of", [even_flows, lean_flows])
def test_flows_to_start_from_are_positive_and_balanced(flows_of):
    flows = flows_of(PLANT)
    assert_allclose(incidence(PLANT) @ flows, 0.0, atol=1e-15)
    assert flows.min() > 0.0
    assert flows[0] == 1.0


@pytest.mark.parametrize(
    ("streams", "nodes", "message"),
    [
        ((*STREAMS, "ore"), (ROUGHER, SCAVENGER), r"each stream is named once; .*'ore'"),
        (STREAMS, (ROUGHER, ROUGHER), r"each node is named once; .*'rougher'"),
        (
            STREAMS,
            (ROUGHER, Node(name="s", inputs=("middle",), outputs=("middle", "back", "tails"))),
            r"a stream leaves one node; .*'middle'",
        ),
        (
            STREAMS,
            (ROUGHER, Node(name="s", inputs=("middle", "ore"), outputs=("back", "tails"))),
            r"a stream enters one node; .*'ore'",
        ),
        (STREAMS[1:], (ROUGHER, SCAVENGER), r"'ore' is used by a node but is not among"),
        ((*STREAMS, "slimes"), (ROUGHER, SCAVENGER), r"'slimes' touches no node"),
        (("ore",), (Node(name="bin", inputs=("ore",), outputs=()),), r"at least one input and"),
        (STREAMS, (), r"the network has no node"),
    ],
)
def test_a_network_that_is_no_flowsheet_is_refused(streams, nodes, message):
    with pytest.raises(DataError, match=message):
        Network(streams=streams, nodes=nodes)


def test_a_loop_without_a_way_out_is_refused():
    trap = (
        Node(name="first", inputs=("ore", "b"), outputs=("a",)),
        Node(name="second", inputs=("a",), outputs=("b",)),
    )
    with pytest.raises(DataError, match="nothing that enters node 'first' reaches a product"):
        Network(streams=("ore", "a", "b"), nodes=trap)


def test_a_loop_that_nothing_feeds_is_refused():
    loop = (
        Node(name="first", inputs=("b",), outputs=("a", "out")),
        Node(name="second", inputs=("a",), outputs=("b",)),
    )
    with pytest.raises(DataError, match="no fresh feed reaches node 'first'"):
        Network(streams=("a", "b", "out"), nodes=loop)


def test_lean_flows_send_most_to_the_last_outlet_of_every_node():
    _, back, concentrate, middle, tails = lean_flows(PLANT, last=0.9)
    assert_allclose([middle / (middle + concentrate), tails / (tails + back)], 0.9)
