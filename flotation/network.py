"""Flowsheet graphs for balancing: streams, nodes, and the flows that close at every node."""

from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place where streams meet and part: a stage, a sump, a splitter.

    Attributes
    ----------
    name : str
    inputs, outputs : tuple of str
        Names of the streams that enter and leave.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Streams and the nodes that join them; recycles are allowed.

    A stream that no node makes is a fresh feed; one that no node takes is a product.

    Attributes
    ----------
    streams : tuple of str
        The order of these names is the order of every array of streams.
    nodes : tuple of Node

    Raises
    ------
    DataError
        If names repeat or dangle, or if solids could enter a node and never leave.

    Examples
    --------
    >>> rougher = Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails"))
    >>> plant = Network(streams=("ore", "concentrate", "tails"), nodes=(rougher,))
    >>> fresh_feeds(plant), products(plant)
    (('ore',), ('concentrate', 'tails'))
    """

    streams: tuple[str, ...]
    nodes: tuple[Node, ...]

    def __post_init__(self):
        _check_names(self)
        _check_paths(self)


def fresh_feeds(network):
    """Return the streams that come from outside, in order.

    Examples
    --------
    >>> node = Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails"))
    >>> fresh_feeds(Network(streams=("ore", "concentrate", "tails"), nodes=(node,)))
    ('ore',)
    """
    made = {name for node in network.nodes for name in node.outputs}
    return tuple(name for name in network.streams if name not in made)


def products(network):
    """Return the streams that leave for good, in order.

    Examples
    --------
    >>> node = Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails"))
    >>> products(Network(streams=("ore", "concentrate", "tails"), nodes=(node,)))
    ('concentrate', 'tails')
    """
    taken = {name for node in network.nodes for name in node.inputs}
    return tuple(name for name in network.streams if name not in taken)


def incidence(network):
    r"""Return the matrix :math:`A` with :math:`A m = 0` for balanced flows.

    Returns
    -------
    incidence : ndarray of shape (nodes, streams)
        +1 where a stream enters a node, -1 where it leaves.

    Examples
    --------
    >>> rougher = Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails"))
    >>> incidence(Network(streams=("ore", "concentrate", "tails"), nodes=(rougher,)))
    array([[ 1., -1., -1.]])
    """
    position = {name: column for column, name in enumerate(network.streams)}
    matrix = np.zeros((len(network.nodes), len(network.streams)))
    for row, node in enumerate(network.nodes):
        for name in node.inputs:
            matrix[row, position[name]] += 1.0
        for name in node.outputs:
            matrix[row, position[name]] -= 1.0
    return matrix


def balance_basis(network, independent=None):
    r"""Return the flows from which every balanced flow is a combination.

    Confirmed against :func:`incidence`: every column closes at every node.

    The columns of :math:`N` span the null space of the incidence matrix, so
    :math:`m = N z` closes at every node whatever :math:`z` is. Each column is
    one independent stream: its own row holds a single 1, and :math:`z` is the flow there.

    Parameters
    ----------
    network : Network
    independent : str, default None
        A stream that must be one of the independent ones; the first column.

    Returns
    -------
    basis : ndarray of shape (streams, streams - nodes)
        Entries -1, 0 and 1.
    names : tuple of str
        The independent streams, one a column.

    Examples
    --------
    >>> node = Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails"))
    >>> plant = Network(streams=("ore", "concentrate", "tails"), nodes=(node,))
    >>> basis, names = balance_basis(plant, independent="ore")
    >>> names, (incidence(plant) @ basis).tolist()
    (('ore', 'tails'), [[0.0, 0.0]])
    """
    matrix = incidence(network)
    columns = sorted(range(len(network.streams)), key=lambda c: network.streams[c] == independent)
    dependent = []
    for row in range(len(matrix)):
        pivot = next(c for c in columns if matrix[row, c] != 0.0)
        matrix[row] /= matrix[row, pivot]
        others = np.arange(len(matrix)) != row
        matrix[others] -= np.outer(matrix[others, pivot], matrix[row])
        dependent.append(pivot)
    free = [c for c in reversed(columns) if c not in dependent]
    basis = np.zeros((len(network.streams), len(free)))
    basis[free, np.arange(len(free))] = 1.0
    basis[dependent] = -matrix[:, free]
    return basis, tuple(network.streams[c] for c in free)


def split_flows(network, shares):
    """Return the flows of every stream from the shares in which nodes part what they get.

    Confirmed against a recycle solved by hand, and every node's balance.

    Parameters
    ----------
    network : Network
    shares : array-like of shape (..., streams)
        For a fresh feed its flow; for any other stream the share of what
        enters its node that leaves by it. [fraction] Those of a node add to 1.

    Returns
    -------
    flows : ndarray of shape (..., streams)
        In the unit of the fresh feeds; balanced at every node, recycles included.

    Examples
    --------
    A scavenger concentrate that returns to the rougher:

    >>> rougher = Node(name="rougher", inputs=("ore", "back"), outputs=("concentrate", "middle"))
    >>> scavenger = Node(name="scavenger", inputs=("middle",), outputs=("back", "tails"))
    >>> streams = ("ore", "back", "concentrate", "middle", "tails")
    >>> plant = Network(streams=streams, nodes=(rougher, scavenger))
    >>> split_flows(plant, [100.0, 0.5, 0.2, 0.8, 0.5])
    array([100. ,  66.667,  33.333, 133.333,  66.667])
    """
    shares = np.asarray(shares, dtype=float)
    position = {name: column for column, name in enumerate(network.streams)}
    passing = np.zeros((*shares.shape, shares.shape[-1]))
    for node in network.nodes:
        for made in (position[name] for name in node.outputs):
            for taken in (position[name] for name in node.inputs):
                passing[..., made, taken] = shares[..., made]
    source = shares * np.isin(network.streams, fresh_feeds(network))
    return np.linalg.solve(np.eye(shares.shape[-1]) - passing, source[..., None])[..., 0]


def even_flows(network):
    """Return the flows when every fresh feed is 1 and every node parts evenly.

    Confirmed against every node's balance.

    Returns
    -------
    flows : ndarray of shape (streams,)
        Positive, and balanced at every node.

    Examples
    --------
    >>> node = Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails"))
    >>> even_flows(Network(streams=("ore", "concentrate", "tails"), nodes=(node,))).tolist()
    [1.0, 0.5, 0.5]
    """
    parts = {name: len(node.outputs) for node in network.nodes for name in node.outputs}
    return split_flows(network, [1.0 / parts.get(name, 1) for name in network.streams])


def lean_flows(network, last=0.95):
    """Return the flows when every node sends most of what it gets to its last outlet.

    Confirmed against every node's balance and the share asked for.

    Parameters
    ----------
    network : Network
    last : float, default 0.95
        Share of the last outlet, the tails by custom. [fraction]

    Returns
    -------
    flows : ndarray of shape (streams,)
        Positive, and balanced at every node; every fresh feed is 1.

    Examples
    --------
    >>> node = Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails"))
    >>> plant = Network(streams=("ore", "concentrate", "tails"), nodes=(node,))
    >>> lean_flows(plant, last=0.75).tolist()
    [1.0, 0.25, 0.75]
    """
    share = {}
    for node in (node for node in network.nodes if len(node.outputs) > 1):
        *others, tails = node.outputs
        share |= dict.fromkeys(others, (1.0 - last) / len(others)) | {tails: last}
    return split_flows(network, [share.get(name, 1.0) for name in network.streams])


def _check_names(network):
    """Refuse repeated, unknown and unused names."""
    for names, fault in (
        (list(network.streams), "each stream is named once; repeated"),
        ([node.name for node in network.nodes], "each node is named once; repeated"),
        ([s for n in network.nodes for s in n.outputs], "a stream leaves one node; repeated"),
        ([s for n in network.nodes for s in n.inputs], "a stream enters one node; repeated"),
    ):
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise DataError(f"{fault}: {repeated}")
    if not network.nodes:
        raise DataError("the network has no node; a balance needs at least one")
    used = {s for node in network.nodes for s in (*node.inputs, *node.outputs)}
    for unknown in sorted(used - set(network.streams)):
        raise DataError(f"stream {unknown!r} is used by a node but is not among the streams")
    for unused in sorted(set(network.streams) - used):
        raise DataError(f"stream {unused!r} touches no node; join it to one or leave it out")
    for node in network.nodes:
        if not node.inputs or not node.outputs:
            raise DataError(f"node {node.name!r} needs at least one input and one output")


def _check_paths(network):
    """Refuse nodes that no fresh feed reaches or that reach no product."""
    fed = _reached(network, fresh_feeds(network), "inputs", "outputs")
    drained = _reached(network, products(network), "outputs", "inputs")
    for node in network.nodes:
        if node.name not in fed:
            raise DataError(f"no fresh feed reaches node {node.name!r}; check its inputs")
        if node.name not in drained:
            raise DataError(f"nothing that enters node {node.name!r} reaches a product")


def _reached(network, streams, near, far):
    """Names of the nodes reached from some streams, walking from `near` to `far`."""
    streams, nodes = set(streams), set()
    while True:
        met = {n for n in network.nodes if streams & set(getattr(n, near)) and n.name not in nodes}
        if not met:
            return nodes
        nodes |= {node.name for node in met}
        streams |= {name for node in met for name in getattr(node, far)}
