r"""Covariance of reconciled flows, and what the measurements leave undetermined.

With the reduced problem of :mod:`flotation.adjustment` the solids are :math:`x \pm S^{-1}` and
the flows of a component follow them, :math:`z_c = z_c(x) + \epsilon_c`, so that the covariance of
any two functions of the flows needs small blocks only:

.. math:: \mathrm{cov}(u, v) = [c_u = c_v]\, a_u H_c^{-1} a_v^T
          + (a_u K_{c_u} + b_u)\, S^{-1} (a_v K_{c_v} + b_v)^T

where :math:`a` and :math:`b` are the gradients of the function with respect to :math:`z_c` and
:math:`x`, :math:`H_c^{-1}` is the covariance of :math:`z_c` at given solids and :math:`K_c` its
response to them.
"""

from dataclasses import dataclass

import numpy as np

from flotation.component_flows import information, solids_scale

UNKNOWN = 1e-8  # information, relative to known component flows, that counts as none
HIDDEN = 1e-5  # relative change that may go unseen in a determined quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowCovariance:
    """What the flows of every row can still be, to first order.

    Attributes
    ----------
    inverse : ndarray of shape (rows, components, d, d)
        :math:`H_c^{-1}`.
    response : ndarray of shape (rows, components, d, p)
        :math:`K_c`.
    solids : ndarray of shape (rows, p, p)
        :math:`S^{-1}`, of the determined directions.
    blind : ndarray of shape (rows, p, p)
        Columns: changes of :math:`x` that no measurement sees; zero where all are seen.
        Scaled to change the solids of one stream by its own amount.
    unseen : ndarray of shape (rows, components, d, d)
        Projector on the changes of :math:`z_c` that no measurement sees.
    """

    inverse: np.ndarray
    response: np.ndarray
    solids: np.ndarray
    blind: np.ndarray
    unseen: np.ndarray

    def of(self, rows):
        """The same for some rows."""
        return FlowCovariance(
            **{name: getattr(self, name)[rows] for name in FlowCovariance.__slots__}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradient:
    """Derivatives of one function of the flows, row by row.

    Attributes
    ----------
    component : int or None
        Position of the component; None for a function of the solids alone.
    flows : ndarray of shape (rows, d) or None
        With respect to :math:`z_c`; None for a function of the solids alone.
    solids : ndarray of shape (rows, p)
        With respect to :math:`x`.
    """

    component: int | None
    flows: np.ndarray | None
    solids: np.ndarray


def flow_covariance(state, measured, basis):
    """Return the covariance blocks of fitted flows.

    Parameters
    ----------
    state : flotation.component_flows.State
    measured : flotation.measurements.Measured
    basis : flotation.component_flows.Basis

    Returns
    -------
    covariance : FlowCovariance
    """
    matrix, response = information(state, measured, basis, state.grades, state.grades**2)
    scale = solids_scale(state, measured, basis)
    values, vectors = np.linalg.eigh(matrix * scale[:, :, None] * scale[:, None, :])
    vectors = vectors * scale[:, :, None]
    seen = values > UNKNOWN
    inverse = np.where(seen, 1.0 / np.where(seen, values, 1.0), 0.0)
    blind = np.where(seen[:, None, :], 0.0, vectors)
    change = np.abs(np.einsum("sp,rpq->rsq", basis.solids, blind)) / state.solids[:, :, None]
    largest = change.max(axis=1, initial=0.0)[:, None, :]
    return FlowCovariance(
        inverse=state.inverse,
        response=response,
        solids=np.einsum("rpk,rk,rqk->rpq", vectors, inverse, vectors),
        blind=np.divide(blind, largest, out=np.zeros_like(blind), where=largest > 0.0),
        unseen=state.unseen,
    )


def covariance_of(gradients, covariance):
    """Return the covariance matrix of some functions of the flows, row by row.

    Parameters
    ----------
    gradients : sequence of Gradient
    covariance : FlowCovariance

    Returns
    -------
    matrix : ndarray of shape (rows, functions, functions)
        Meaningful where the functions are determined: see :func:`unseen_change`.
    """
    through = [through_solids(g, covariance) for g in gradients]
    matrix = np.empty((len(covariance.solids), len(gradients), len(gradients)))
    for i, one in enumerate(gradients):
        for j, other in enumerate(gradients[: i + 1]):
            value = np.einsum("rp,rpq,rq->r", through[i], covariance.solids, through[j])
            if one.component is not None and one.component == other.component:
                own = covariance.inverse[:, one.component]
                value = value + np.einsum("rd,rde,re->r", one.flows, own, other.flows)
            matrix[:, i, j] = matrix[:, j, i] = value
    return matrix


def through_solids(gradient, covariance):
    """Return the whole derivative with respect to the solids, the flows following.

    Returns
    -------
    derivative : ndarray of shape (rows, p)
    """
    if gradient.component is None:
        return gradient.solids
    response = covariance.response[:, gradient.component]
    return gradient.solids + np.einsum("rd,rdp->rp", gradient.flows, response)


def unseen_change(gradient, covariance):
    """Return how much a function can change without any measurement seeing it.

    Returns
    -------
    by_solids : ndarray of shape (rows,)
        Largest change when solids drift by up to their own amount.
    by_flows : ndarray of shape (rows,)
        Part of the gradient on unmeasured component flows. [fraction]
    """
    drift = np.einsum("rp,rpq->rq", through_solids(gradient, covariance), covariance.blind)
    by_solids = np.abs(drift).max(axis=1, initial=0.0)
    if gradient.component is None:
        return by_solids, np.zeros(len(by_solids))
    hidden = np.einsum("rd,rde->re", gradient.flows, covariance.unseen[:, gradient.component])
    whole = np.abs(gradient.flows).max(axis=1, initial=0.0)
    hidden = np.abs(hidden).max(axis=1, initial=0.0)
    return by_solids, np.divide(hidden, whole, out=np.zeros_like(hidden), where=whole > 0.0)


def is_determined(value, gradient, covariance):
    """Say in which rows the measurements determine a function of the flows.

    Parameters
    ----------
    value : ndarray of shape (rows,)
    gradient : Gradient
    covariance : FlowCovariance

    Returns
    -------
    determined : ndarray of bool, shape (rows,)
    """
    by_solids, by_flows = unseen_change(gradient, covariance)
    return (by_solids <= HIDDEN * np.abs(value) + 1e-12) & (by_flows <= HIDDEN)


def determined_streams(state, covariance, basis):
    """Say which solids flows, grades and component flows the measurements determine.

    Returns
    -------
    solids : ndarray of bool, shape (rows, streams)
    grades, flows : ndarray of bool, shape (rows, components, streams)
    """
    solids = np.ones(state.solids.shape, dtype=bool)
    grades, flows = (np.ones(state.flows.shape, dtype=bool) for _ in range(2))
    rows = covariance.blind.any(axis=(1, 2)) | covariance.unseen.any(axis=(1, 2, 3))
    if rows.any():
        some = _some_determined(state.of(rows), covariance.of(rows), basis)
        solids[rows], grades[rows], flows[rows] = some
    return solids, grades, flows


def _some_determined(state, covariance, basis):
    """The same for rows that have something undetermined."""
    drift = np.einsum("sp,rpq->rsq", basis.solids, covariance.blind)
    relative = drift / state.solids[:, :, None]
    solids = np.abs(relative).max(axis=2, initial=0.0) <= HIDDEN
    own = np.einsum("sd,rcde->rcse", basis.components, covariance.unseen)
    seen = np.abs(own).max(axis=3, initial=0.0) <= HIDDEN
    follow = covariance.response @ covariance.blind[:, None]
    follow = np.einsum("sd,rcdq->rcsq", basis.components, follow)
    size = np.abs(state.flows)
    limit = HIDDEN * size + 1e-9 * size.max(axis=2, keepdims=True)
    flows = seen & (np.abs(follow).max(axis=3, initial=0.0) <= limit)
    change = follow - state.flows[..., None] * relative[:, None]
    grades = seen & (np.abs(change).max(axis=3, initial=0.0) <= limit)
    return solids, grades, flows


def determined_number(covariance):
    """Count the independent flows that the measurements of each row determine.

    Returns
    -------
    number : ndarray of int, shape (rows,)
    """
    whole = covariance.unseen.shape[1] * covariance.unseen.shape[2] + covariance.blind.shape[2]
    unseen = np.rint(np.einsum("rcdd->r", covariance.unseen)).astype(int)
    return whole - unseen - covariance.blind.any(axis=1).sum(axis=1)
