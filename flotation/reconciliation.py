r"""Reconcile assays and tonnages with the balances of a flowsheet, thousands of rows at once.

Measured grades and solids flows never close; the flows nearest to them that do, nearest in units
of each measurement's own standard deviation, are the reconciled ones. Solids and every component
balance exactly at every node, because only balanced flows are searched
(:mod:`flotation.adjustment`).
"""

from dataclasses import dataclass

import numpy as np

from flotation.adjustment import nearest_flows
from flotation.component_flows import Basis, State, joined
from flotation.errors import DataError
from flotation.flow_covariance import (
    FlowCovariance,
    Gradient,
    covariance_of,
    determined_number,
    determined_streams,
    flow_covariance,
    is_determined,
)
from flotation.measurements import Measured, checked_measurements
from flotation.network import Network, balance_basis, even_flows, fresh_feeds, lean_flows

ROWS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Balanced flows, how far the measurements had to move, and how sure the flows are.

    A quantity that the measurements do not determine is NaN, never a guess.

    Attributes
    ----------
    network : Network
    components : tuple
        Names of the components; positions 0, 1, ... if none were given.
    reference : str or None
        The stream whose solids are exactly 1.
    solids : ndarray of shape (rows, streams)
        [multiples of the reference, or t/h]
    grades : ndarray of shape (rows, streams, components)
        [fraction]
    flows : ndarray of shape (rows, streams, components)
        Solids times grade.
    chi2 : ndarray of shape (rows,)
        Sum of squared adjustments in sd.
    degrees : ndarray of int, shape (rows,)
        Redundancy: measurements less the flows they determine; 0 where not converged.
    converged : ndarray of bool, shape (rows,)
        False where the search ended without an answer, as when the measurements ask for a
        stream without solids; such a row is NaN throughout.
    determinable : ndarray of bool, shape (rows,)
        Whether every solids flow and grade of the row is determined.
    physical : ndarray of bool, shape (rows,)
        Whether no component flow came out negative.
    solids_adjustment : ndarray of shape (rows, streams)
        Reconciled less measured. [sd]; NaN where not measured.
    grades_adjustment : ndarray of shape (rows, streams, components)
        Reconciled less measured. [sd]; NaN where not measured.
    measured : flotation.measurements.Measured
    basis : flotation.component_flows.Basis
    state : flotation.component_flows.State
    covariance : flotation.flow_covariance.FlowCovariance
        The last four: what was fitted, and the fit in every row, determined or not.
    """

    network: Network
    components: tuple
    reference: str | None
    solids: np.ndarray
    grades: np.ndarray
    flows: np.ndarray
    chi2: np.ndarray
    degrees: np.ndarray
    converged: np.ndarray
    determinable: np.ndarray
    physical: np.ndarray
    solids_adjustment: np.ndarray
    grades_adjustment: np.ndarray
    measured: Measured
    basis: Basis
    state: State
    covariance: FlowCovariance

    def split(self, node, stream, component=None):
        """Share of what enters a node that leaves it by one stream.

        Parameters
        ----------
        node : str or None
            None for the whole plant: the share of the fresh feed.
        stream : str
        component : str or int, default None
            One of `components`; None for the solids, which is the mass pull.

        Returns
        -------
        value, sd : ndarray of shape (rows,)
            [fraction]; NaN where not determined.
        """
        value, gradient = _share(self, node, stream, component)
        known = self.converged & is_determined(value, gradient, self.covariance)
        variance = covariance_of([gradient], self.covariance)[:, 0, 0]
        return np.where(known, value, np.nan), np.sqrt(np.where(known, variance, np.nan))

    def covariance_of_log_splits(self, splits):
        """Covariance of the logarithms of several splits.

        Parameters
        ----------
        splits : sequence of (node, stream, component)
            As for :meth:`split`.

        Returns
        -------
        covariance : ndarray of shape (rows, splits, splits)
            NaN in the row and column of a split that is not determined or not positive.
        """
        shares = [_share(self, *split) for split in splits]
        matrix = covariance_of([gradient for _, gradient in shares], self.covariance)
        value = np.stack([value for value, _ in shares], axis=1)
        known = np.stack([is_determined(*share, self.covariance) for share in shares], axis=1)
        value = np.where(known & (value > 0.0) & self.converged[:, None], value, np.nan)
        return matrix / (value[:, :, None] * value[:, None, :])


def reconcile(network, *, solids, solids_sd, grades, grades_sd, reference, components=None):
    r"""Return the balanced flows nearest to the measurements, row by row.

    .. math:: \min \sum \left(\frac{m - M}{\sigma_M}\right)^2
              + \sum \left(\frac{m_c / m - g}{\sigma_g}\right)^2
              \quad\text{with}\quad A m = 0,\; A m_c = 0

    Parameters
    ----------
    network : Network
    solids, solids_sd : array-like of shape (rows, streams)
        Measured solids flows and their standard deviations; NaN where not measured.
        A measured mass pull is a solids flow relative to the reference.
    grades, grades_sd : array-like of shape (rows, streams, components)
        Assays and their standard deviations. [fraction]; NaN where not measured.
    reference : str or None
        The stream whose solids are exactly 1, all others relative to it.
        None for solids in t/h; in rows without a tonnage only ratios are determined.
    components : sequence, default None
        Names of the components, for messages and for :meth:`Reconciliation.split`.

    Returns
    -------
    reconciliation : Reconciliation

    Raises
    ------
    DataError
        If a measured grade lies outside [0, 1], a tonnage is not positive, or a
        measurement has no standard deviation.

    Notes
    -----
    The standard deviations of the results are first order, from the normal
    matrix of the fit. Confirmed against a general nonlinear programme on random
    circuits and against Monte Carlo.

    Examples
    --------
    >>> from flotation.network import Network, Node
    >>> rougher = Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails"))
    >>> plant = Network(streams=("ore", "concentrate", "tails"), nodes=(rougher,))
    >>> result = reconcile(
    ...     plant, solids=np.full((1, 3), np.nan), solids_sd=np.nan,
    ...     grades=[[[0.008], [0.25], [0.0015]]], grades_sd=[[[0.00008], [0.0025], [0.000015]]],
    ...     reference="ore", components=["WO3"])
    >>> recovery, sd = result.split("rougher", "concentrate", "WO3")
    >>> float(recovery[0]), float(sd[0])
    (0.8174, 0.0026)
    """
    components = tuple(range(np.shape(grades)[-1]) if components is None else components)
    if reference is not None and reference not in network.streams:
        raise DataError(f"the reference {reference!r} is not a stream; see {network.streams}")
    measured = checked_measurements(
        network.streams,
        components,
        solids=solids,
        solids_sd=solids_sd,
        grades=grades,
        grades_sd=grades_sd,
        reference=reference,
    )
    return reconcile_measured(network, measured, reference=reference, components=components)


def reconcile_measured(network, measured, *, reference, components):
    """Reconcile measurements that have been checked already.

    Parameters
    ----------
    network : Network
    measured : flotation.measurements.Measured
    reference, components
        As for :func:`reconcile`.

    Returns
    -------
    reconciliation : Reconciliation
    """
    matrix, _ = balance_basis(network, independent=reference)
    basis = Basis(components=matrix, solids=matrix if reference is None else matrix[:, 1:])
    starts = _starts(network, measured, reference)
    batches = [slice(i, i + ROWS_AT_ONCE) for i in range(0, max(len(starts[0]), 1), ROWS_AT_ONCE)]
    fits = [nearest_flows(measured.of(b), basis, [start[b] for start in starts]) for b in batches]
    converged = np.concatenate([converged for _, converged in fits])
    state = joined([state for state, _ in fits])
    named = {"network": network, "components": components, "reference": reference}
    return _reported(named, measured, state, converged, basis)


def _starts(network, measured, reference):
    """Balanced solids to start from in every row, in the scale of the row."""
    starts = even_flows(network), lean_flows(network)
    if reference is not None:
        scales = [1.0 / start[network.streams.index(reference)] for start in starts]
        return [
            np.tile(s * start, (len(measured.solids), 1))
            for s, start in zip(scales, starts, strict=True)
        ]
    given = (measured.solids_weight > 0.0).sum(axis=1)
    sums = [(measured.solids / start).sum(axis=1) / np.maximum(given, 1) for start in starts]
    return [np.where(given, s, 1.0)[:, None] * start for s, start in zip(sums, starts, strict=True)]


def _reported(named, measured, state, converged, basis):
    """Fitted flows with everything undetermined made NaN."""
    covariance = flow_covariance(state, measured, basis)
    solids, grades, flows = determined_streams(state, covariance, basis)
    fitted = state.flows / state.solids[:, None, :]
    given, assayed = measured.solids_weight > 0.0, measured.grades_weight > 0.0
    off = np.sqrt(measured.solids_weight) * (state.solids - measured.solids)
    off_grades = np.sqrt(measured.grades_weight) * (fitted - measured.grades)
    row = converged[:, None]
    column = row[:, None]
    found = np.where(flows & column, state.flows, np.nan)
    negative = found < -1e-12 * np.abs(state.flows).max(axis=2, keepdims=True)
    return Reconciliation(
        **named,
        solids=np.where(solids & row, state.solids, np.nan),
        grades=np.where(grades & column, fitted, np.nan).swapaxes(1, 2),
        flows=found.swapaxes(1, 2),
        chi2=np.where(converged, state.chi2, np.nan),
        degrees=np.where(converged, measured.number - determined_number(covariance), 0),
        converged=converged,
        determinable=converged & solids.all(axis=1) & (grades & flows).all(axis=(1, 2)),
        physical=converged & ~negative.any(axis=(1, 2)),
        solids_adjustment=np.where(given & row, off, np.nan),
        grades_adjustment=np.where(assayed & column, off_grades, np.nan).swapaxes(1, 2),
        measured=measured,
        basis=basis,
        state=state,
        covariance=covariance,
    )


def _share(result, node, stream, component):
    """A stream's share of what enters a node, and its gradient."""
    streams = list(result.network.streams)
    if stream not in streams:
        raise DataError(f"no stream {stream!r}; the network has {streams}")
    out = streams.index(stream)
    into = [streams.index(name) for name in _streams_into(result.network, node)]
    if component is None:
        column, flows, basis = None, result.state.solids, result.basis.solids
    elif component in result.components:
        column = result.components.index(component)
        flows, basis = result.state.flows[:, column], result.basis.components
    else:
        raise DataError(f"no component {component!r}; there are {list(result.components)}")
    whole = flows[:, into].sum(axis=1)
    whole = np.where(whole != 0.0, whole, np.nan)
    share = flows[:, out] / whole
    slope = (basis[out] - share[:, None] * basis[into].sum(axis=0)) / whole[:, None]
    nothing = np.zeros((len(whole), result.basis.solids.shape[1]))
    if column is None:
        return share, Gradient(component=None, flows=None, solids=slope)
    return share, Gradient(component=column, flows=slope, solids=nothing)


def _streams_into(network, node):
    """Streams that enter a node, or the whole plant."""
    if node is None:
        return fresh_feeds(network)
    for one in network.nodes:
        if one.name == node:
            return one.inputs
    raise DataError(f"no node {node!r}; the network has {[one.name for one in network.nodes]}")
