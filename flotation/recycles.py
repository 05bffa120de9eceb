"""What returns in a circuit: which streams, and how much of the fresh feed they carry."""

import numpy as np

from flotation.circuit import circuit_mass_pull


def returning_streams(flowsheet):
    """Return the streams that go back to a stage from which they came, in order.

    A stream returns when its maker can be reached from its taker and the taker lies no
    further from the fresh feed than the maker.

    Parameters
    ----------
    flowsheet : flotation.flowsheet.Flowsheet

    Returns
    -------
    names : tuple of str

    Notes
    -----
    Confirmed against the three recycles of Mountain Pass, and an open circuit.

    Examples
    --------
    >>> from flotation.circuit import Bank, join_banks
    >>> rougher = Bank(name="rougher", feed=("ore", "back"), concentrate="con", tails="middle")
    >>> scavenger = Bank(name="scavenger", feed=("middle",), concentrate="back", tails="tails")
    >>> returning_streams(join_banks([rougher, scavenger], "ore"))
    ('back',)
    """
    taker = {name: stage for stage in flowsheet.stages for name in stage.feed}
    first = taker[flowsheet.fresh_feed]
    depth = _depths(first, taker)
    return tuple(
        name
        for stage in flowsheet.stages
        for name in (stage.concentrate, stage.tails)
        if name in taker
        and depth[taker[name].name] <= depth[stage.name]
        and stage.name in _depths(taker[name], taker)
    )


def circulating_load(flows):
    """Solids that return, over the solids of the fresh feed.

    Parameters
    ----------
    flows : flotation.circuit.CircuitFlows

    Returns
    -------
    load : ndarray of shape (...)
        Of all :func:`returning_streams` together; 0 for an open circuit. [fraction]

    Notes
    -----
    Confirmed against the streams of Mountain Pass in ``datasets/literature``.

    Examples
    --------
    >>> from flotation.circuit import Bank, close_circuit, join_banks
    >>> rougher = Bank(name="rougher", feed=("ore", "back"), concentrate="con", tails="middle")
    >>> scavenger = Bank(name="scavenger", feed=("middle",), concentrate="back", tails="tails")
    >>> flowsheet = join_banks([rougher, scavenger], "ore")
    >>> float(circulating_load(close_circuit(flowsheet, [[0.2, 0.5]], [100.0])))
    0.6667
    """
    pulls = (circuit_mass_pull(flows, name) for name in returning_streams(flows.flowsheet))
    return sum(pulls, np.zeros(flows.inflow.shape[:-2]))


def _depths(first, taker):
    """Number of streams from a stage to every stage that it feeds."""
    depth, queue = {first.name: 0}, [first]
    while queue:
        stage = queue.pop(0)
        for name in (stage.concentrate, stage.tails):
            if name in taker and taker[name].name not in depth:
                depth[taker[name].name] = depth[stage.name] + 1
                queue.append(taker[name])
    return depth
