r"""Closed circuits of banks: the flow of every mineral and size class in every stream.

Each *kind* of grain (a mineral, a size class of it, or a component) moves independently of
the others: at every bank a share goes to the concentrate. With the recycles closed, what enters
the banks solves :math:`x = f + T x`, a small linear system for each kind; all kinds and all
rows of a survey are solved together.
"""

from dataclasses import dataclass, field

import numpy as np

from flotation.errors import DataError
from flotation.flowsheet import Flowsheet
from flotation.flowsheet_checks import flowsheet_mistakes

CLOSURE = 1e-9  # of the fresh feed
SMALLEST_FLOW = np.finfo(float).tiny  # below it floats have too few digits to close a balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """Cells in a row: what enters them and the two streams that leave.

    Attributes
    ----------
    name : str
    feed : tuple of str
        Streams that enter.
    concentrate, tails : str
        Streams that leave.
    """

    name: str
    feed: tuple[str, ...]
    concentrate: str
    tails: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitFlows:
    """The flows of a closed circuit.

    Attributes
    ----------
    flowsheet : flotation.flowsheet.Flowsheet
    fresh : ndarray of shape (..., kinds)
        In the fresh feed. [t/h, or any unit]
    to_concentrate : ndarray of shape (..., kinds, stages)
        Share of what enters each stage that leaves by its concentrate. [fraction]
    inflow : ndarray of shape (..., kinds, stages)
        What enters each stage. [the unit of the fresh feed]
    """

    flowsheet: Flowsheet
    fresh: np.ndarray
    to_concentrate: np.ndarray
    inflow: np.ndarray

    def origin(self, name):
        """``(stage, outlet)`` that makes a stream, or None for the fresh feed."""
        if name not in self.flowsheet.streams:
            known = ", ".join(self.flowsheet.streams)
            raise DataError(f"no stream is called {name!r}; there are: {known}")
        return self.flowsheet.origin(name)

    def stream(self, name):
        """Flow of every kind in a stream, shape (..., kinds)."""
        origin = self.origin(name)
        if origin is None:
            return np.broadcast_to(self.fresh, self.inflow.shape[:-1])
        stage, outlet = origin
        i = self.flowsheet.stages.index(stage)
        share = self.to_concentrate[..., i]
        return self.inflow[..., i] * (share if outlet == "concentrate" else 1.0 - share)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Circuit:
    """What the checks of a plant file ask of a plant."""

    stage: tuple[Bank, ...]
    fresh_feed: str
    stream: tuple = field(default=())
    product: tuple = field(default=())


def join_banks(banks, fresh_feed):
    """Return the flowsheet that banks make together.

    Parameters
    ----------
    banks : sequence of Bank
    fresh_feed : str
        The stream that enters from outside.

    Returns
    -------
    flotation.flowsheet.Flowsheet

    Raises
    ------
    DataError
        If a stream dangles, is made or taken twice, or what enters a bank never leaves.

    Examples
    --------
    >>> rougher = Bank(name="rougher", feed=("ore", "back"), concentrate="con", tails="middle")
    >>> scavenger = Bank(name="scavenger", feed=("middle",), concentrate="back", tails="tails")
    >>> end_products(join_banks([rougher, scavenger], "ore"))
    ('con', 'tails')
    """
    circuit = _Circuit(stage=tuple(banks), fresh_feed=fresh_feed)
    mistakes = list(flowsheet_mistakes(circuit))
    if mistakes:
        raise DataError("; ".join(mistakes))
    return Flowsheet.of(circuit)


def end_products(flowsheet):
    """Return the streams that leave the circuit, in order.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from flotation.flowsheet import Flowsheet
    >>> rougher = SimpleNamespace(feed=("ore",), concentrate="concentrate", tails="tails")
    >>> end_products(Flowsheet(stages=(rougher,), fresh_feed="ore"))
    ('concentrate', 'tails')
    """
    taken = {name for stage in flowsheet.stages for name in stage.feed}
    return tuple(name for name in flowsheet.streams if name not in taken)


def close_circuit(flowsheet, to_concentrate, fresh):
    r"""Return the flows of a circuit whose recycles have come to rest.

    .. math:: x = f + T x, \qquad T_{ji} = s_i C_{ji} + (1 - s_i) D_{ji}

    with :math:`C_{ji}, D_{ji}` 1 where the concentrate, the tails of stage i feed stage j.

    Parameters
    ----------
    flowsheet : flotation.flowsheet.Flowsheet
        From a plant file or :func:`join_banks`.
    to_concentrate : array-like of shape (..., kinds, stages)
        Recovery of every kind in every stage, in the order of the stages. [fraction]
    fresh : array-like of shape (..., kinds)
        Flow of every kind in the fresh feed. [t/h, or any unit]

    Returns
    -------
    CircuitFlows

    Raises
    ------
    DataError
        If shapes do not fit, a share lies outside [0, 1], or something that enters
        never leaves.

    Notes
    -----
    Confirmed against the streams of the five-bank Mountain Pass circuit in
    ``datasets/literature``.

    Examples
    --------
    >>> rougher = Bank(name="rougher", feed=("ore", "back"), concentrate="con", tails="middle")
    >>> scavenger = Bank(name="scavenger", feed=("middle",), concentrate="back", tails="tails")
    >>> flowsheet = join_banks([rougher, scavenger], "ore")
    >>> flows = close_circuit(flowsheet, [[0.2, 0.5]], [100.0])
    >>> flows.stream("con"), flows.stream("back")
    (array([33.333]), array([66.667]))
    """
    share, fresh = np.asarray(to_concentrate, dtype=float), np.asarray(fresh, dtype=float)
    _check(flowsheet, share, fresh)
    try:
        inflow = flowsheet.stage_inflows(share) * fresh[..., None]
    except np.linalg.LinAlgError as error:
        raise _never_leaves() from error
    flows = CircuitFlows(
        flowsheet=flowsheet,
        fresh=fresh,
        to_concentrate=np.broadcast_to(share, inflow.shape),
        inflow=inflow,
    )
    left = sum(flows.stream(name) for name in end_products(flowsheet))
    if not (np.abs(left - fresh) <= np.maximum(CLOSURE * np.abs(fresh), SMALLEST_FLOW)).all():
        raise _never_leaves()
    return flows


def circuit_recovery(flows, stream, content):
    """Recovery of a metal to a stream.

    Confirmed against the 80.065 % of Mountain Pass.

    Parameters
    ----------
    flows : CircuitFlows
    stream : str
    content : array-like of shape (kinds,)
        Metal in each kind: 0.805 WO3 in scheelite, 0 in quartz; 1 and 0 where the kinds
        are the components themselves. [fraction]

    Returns
    -------
    recovery : ndarray of shape (...)
        [fraction]

    Examples
    --------
    >>> bank = Bank(name="rougher", feed=("ore",), concentrate="con", tails="tails")
    >>> flows = close_circuit(join_banks([bank], "ore"), [[0.8], [0.1]], [10.0, 80.0])
    >>> float(circuit_recovery(flows, "con", [0.805, 0.0]))
    0.8
    """
    return flows.stream(stream) @ np.asarray(content) / (flows.fresh @ np.asarray(content))


def circuit_grade(flows, stream, content):
    """Grade of a metal in a stream, whose solids are all kinds together.

    Confirmed against the 65.081 % REO of Mountain Pass.

    Parameters
    ----------
    flows : CircuitFlows
    stream : str
    content : array-like of shape (kinds,)
        Metal in each kind. [fraction]

    Returns
    -------
    grade : ndarray of shape (...)
        [fraction]

    Examples
    --------
    >>> bank = Bank(name="rougher", feed=("ore",), concentrate="con", tails="tails")
    >>> flows = close_circuit(join_banks([bank], "ore"), [[0.8], [0.1]], [10.0, 80.0])
    >>> float(circuit_grade(flows, "con", [0.805, 0.0]))
    0.4025
    """
    flow = flows.stream(stream)
    return flow @ np.asarray(content) / flow.sum(axis=-1)


def circuit_mass_pull(flows, stream):
    """Share of the solids of the fresh feed that reports to a stream.

    Confirmed against the 9.473 % of Mountain Pass.

    Parameters
    ----------
    flows : CircuitFlows
    stream : str

    Returns
    -------
    mass_pull : ndarray of shape (...)
        [fraction]

    Examples
    --------
    >>> bank = Bank(name="rougher", feed=("ore",), concentrate="con", tails="tails")
    >>> flows = close_circuit(join_banks([bank], "ore"), [[0.8], [0.1]], [10.0, 80.0])
    >>> float(circuit_mass_pull(flows, "con"))
    0.1778
    """
    return flows.stream(stream).sum(axis=-1) / flows.fresh.sum(axis=-1)


def _check(flowsheet, share, fresh):
    stages = len(flowsheet.stages)
    if share.ndim < 2 or share.shape[-1] != stages:
        raise DataError(
            f"to_concentrate needs one share for each kind and each of the {stages} stages, "
            f"got the shape {share.shape}"
        )
    if fresh.ndim < 1 or fresh.shape[-1] != share.shape[-2]:
        raise DataError(
            f"fresh needs one flow for each of the {share.shape[-2]} kinds, got the shape "
            f"{fresh.shape}"
        )
    if not ((share >= 0.0) & (share <= 1.0)).all():
        worst = share[~((share >= 0.0) & (share <= 1.0))][0]
        raise DataError(
            f"a share to the concentrate must lie in [0, 1], got {worst:g}: divide per cent by 100"
        )
    if not ((fresh >= 0.0) & np.isfinite(fresh)).all():
        raise DataError("flows of the fresh feed must be zero or more")


def _never_leaves():
    return DataError(
        "something that enters a loop of this circuit never leaves it: somewhere all of it goes "
        "round; let at least one stage of each loop send a share out"
    )
