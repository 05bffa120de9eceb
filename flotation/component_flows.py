r"""The best component flows at given solids, and what is left of the problem once they follow.

At given solids :math:`m = N_x x` the weighted squares of the grades are linear in the flows
:math:`m_c = N z_c` of each component, so that every component has normal equations of its own,
as small as the network has independent streams; all rows are solved together.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Independent streams of a network.

    Attributes
    ----------
    components : ndarray of shape (streams, d)
        :math:`N`, for the flows of every component.
    solids : ndarray of shape (streams, p)
        :math:`N_x`; one column fewer when a reference stream is fixed.
    """

    components: np.ndarray
    solids: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The best component flows of every row at given solids.

    Attributes
    ----------
    solids : ndarray of shape (rows, streams)
    flows, grades : ndarray of shape (rows, components, streams)
    chi2 : ndarray of shape (rows,)
    inverse : ndarray of shape (rows, components, d, d)
        Covariance of :math:`z_c` at given solids.
    unseen : ndarray of shape (rows, components, d, d)
        Projector on the component flows that no measurement touches.
    """

    solids: np.ndarray
    flows: np.ndarray
    grades: np.ndarray
    chi2: np.ndarray
    inverse: np.ndarray
    unseen: np.ndarray

    def of(self, rows):
        """The same for some rows."""
        return State(**{name: getattr(self, name)[rows] for name in State.__slots__})

    def with_rows(self, rows, other):
        """The same with some rows taken from another state, which holds only those."""
        arrays = {name: getattr(self, name).copy() for name in State.__slots__}
        for name, values in arrays.items():
            values[rows] = getattr(other, name)
        return State(**arrays)


def joined(states):
    """Return the states of several batches of rows as one."""
    return State(
        **{name: np.concatenate([getattr(s, name) for s in states]) for name in State.__slots__}
    )


def unseen_flows(measured, components):
    """Return the projectors on the component flows that no measurement touches.

    Parameters
    ----------
    measured : ndarray of bool, shape (rows, components, streams)
        Where a grade was measured.
    components : ndarray of shape (streams, d)
        :attr:`Basis.components`.

    Returns
    -------
    unseen : ndarray of shape (rows, components, d, d)
    """
    eye = np.eye(components.shape[1])
    unseen = np.zeros((*measured.shape[:2], *eye.shape))
    holed = ~measured.all(axis=2)
    if holed.any():
        patterns, which = np.unique(measured[holed], axis=0, return_inverse=True)
        seen = [np.linalg.pinv(components[p]) @ components[p] for p in patterns]
        hidden = eye - np.asarray(seen)
        hidden[np.abs(hidden) < 1e-12] = 0.0
        unseen[holed] = hidden[which.reshape(-1)]
    return unseen


def best_flows(solids, measured, unseen, basis):
    """Return the component flows that fit best at given solids.

    Parameters
    ----------
    solids : ndarray of shape (rows, streams)
    measured : flotation.measurements.Measured
    unseen : ndarray of shape (rows, components, d, d)
        From :func:`unseen_flows`.
    basis : Basis

    Returns
    -------
    state : State
    """
    mass = solids[:, None, :]
    normal = _block(measured.grades_weight / mass**2, basis.components, basis.components)
    scale = np.trace(normal, axis1=2, axis2=3) / normal.shape[2]
    normal += np.where(scale > 0.0, scale, 1.0)[..., None, None] * unseen
    inverse = _inverse(normal)
    target = (measured.grades_weight * measured.grades / mass) @ basis.components
    flows = (inverse @ target[..., None])[..., 0] @ basis.components.T
    grades = flows / mass
    off = measured.grades_weight * (grades - measured.grades) ** 2
    off_solids = measured.solids_weight * (solids - measured.solids) ** 2
    return State(
        solids=solids,
        flows=flows,
        grades=grades,
        chi2=off.sum(axis=(1, 2)) + off_solids.sum(axis=1),
        inverse=inverse,
        unseen=unseen,
    )


def information(state, measured, basis, pull, curve):
    r"""Return the information on the solids that is left once the flows follow them.

    Parameters
    ----------
    state : State
    measured : flotation.measurements.Measured
    basis : Basis
    pull, curve : ndarray of shape (rows, components, streams)
        Mixed and second derivatives of the squares, in the weights of the
        grades: :math:`u, u^2` of the fitted grades for Gauss-Newton.

    Returns
    -------
    matrix : ndarray of shape (rows, p, p)
    response : ndarray of shape (rows, components, d, p)
        :math:`dz_c/dx`.
    """
    weight = measured.grades_weight / state.solids[:, None, :] ** 2
    cross = _block(weight * pull, basis.components, basis.solids)
    response = state.inverse @ cross
    total = measured.solids_weight + (weight * curve).sum(axis=1)
    own = _block(total, basis.solids, basis.solids)
    return own - (cross.swapaxes(2, 3) @ response).sum(axis=1), response


def solids_scale(state, measured, basis):
    """Return the sd of each independent solids flow if all component flows were known.

    Returns
    -------
    scale : ndarray of shape (rows, p)
        1 where nothing is measured.
    """
    weight = measured.grades_weight * (state.grades / state.solids[:, None, :]) ** 2
    total = (measured.solids_weight + weight.sum(axis=1)) @ basis.solids**2
    return 1.0 / np.sqrt(np.where(total > 0.0, total, 1.0))


def _block(weight, left, right):
    """Sum over streams of weight times the outer product of two basis rows."""
    pairs = (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)
    return (weight @ pairs).reshape(*weight.shape[:-1], left.shape[1], right.shape[1])


def _inverse(matrices):
    """Inverses of positive definite matrices, many at once; never an error, one bad row or not."""
    a = np.moveaxis(matrices, (-2, -1), (0, 1)).copy()
    scale = 1.0 / np.sqrt(np.einsum("ii...->i...", a))
    a *= scale[:, None] * scale
    for k in range(len(a)):
        pivot = 1.0 / np.maximum(a[k, k], 1e-14)
        row, column = a[k] * pivot, a[:, k].copy()
        a -= column[:, None] * row
        a[k], a[:, k] = row, -column * pivot
        a[k, k] = pivot
    a *= scale[:, None] * scale
    return np.ascontiguousarray(np.moveaxis(a, (0, 1), (-2, -1)))
