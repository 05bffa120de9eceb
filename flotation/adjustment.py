r"""Batched bilinear least squares: solids and component flows that close at every node.

Balanced flows are combinations of independent streams (:func:`flotation.network.balance_basis`):
solids :math:`m = m_0 + N_x x` and component flows :math:`m_c = N z_c`. What is minimised, row by
row, is

.. math:: \chi^2 = \sum_{s} \left(\frac{m_s - M_s}{\sigma_s}\right)^2
          + \sum_{s,c} \left(\frac{m_{c,s}/m_s - g_{c,s}}{\sigma_{c,s}}\right)^2

over the measured :math:`M` and :math:`g`. For given :math:`x` the best :math:`z_c` is linear least
squares, one small block a component; what is left in :math:`x` is solved by Newton's method on the
reduced problem [1]_. Balances hold by construction, never as a penalty.

References
----------
.. [1] G. H. Golub and V. Pereyra, "Separable nonlinear least squares: the variable projection
   method and its applications," Inverse Problems, vol. 19, pp. R1-R26, 2003,
   doi:10.1088/0266-5611/19/2/201.
.. [2] R. L. Wiegel, "Advances in mineral processing material balances," Canadian Metallurgical
   Quarterly, vol. 11, pp. 413-424, 1972.
"""

from dataclasses import dataclass

import numpy as np

WAY_IN = 4  # steps with frozen weights before the true problem
MOST_STEPS = 100
STEP_IN_SD = 1e-8  # a row has converged when its next step is shorter than this
KEPT = 0.1  # no stream loses more than 90 % of its solids in one step
VANISHED = 1e-9  # solids, relative to the largest stream, of a stream that is not there
FLAT = 1e-9  # curvature, relative to known component flows, that counts as none


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

    def replaced(self, rows, other):
        """The same with some rows taken from another state."""
        return State(
            **{
                name: np.where(
                    rows.reshape(-1, *(1,) * (getattr(self, name).ndim - 1)),
                    getattr(other, name),
                    getattr(self, name),
                )
                for name in State.__slots__
            }
        )


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
    patterns, which = np.unique(
        measured.reshape(-1, measured.shape[-1]), axis=0, return_inverse=True
    )
    eye = np.eye(components.shape[1])
    seen = [np.linalg.pinv(components[p]) @ components[p] if p.any() else 0 * eye for p in patterns]
    unseen = eye - np.reshape(seen, (-1, *eye.shape))
    unseen[np.abs(unseen) < 1e-12] = 0.0
    return unseen[which.reshape(-1)].reshape(*measured.shape[:2], *eye.shape)


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
    inverse = np.linalg.inv(normal)
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


def least_squares_flows(measured, basis, start):
    """Return the balanced flows closest to the measurements, row by row.

    Parameters
    ----------
    measured : flotation.measurements.Measured
    basis : Basis
    start : ndarray of shape (rows, streams)
        Positive balanced solids.

    Returns
    -------
    state : State
    converged : ndarray of bool, shape (rows,)
        False where the solids of some stream run to zero, or the steps end
        before they are short.
    """
    unseen = unseen_flows(measured.grades_weight > 0.0, basis.components)
    here = best_flows(start, measured, unseen, basis)
    for _ in range(WAY_IN):
        solids, _ = _stepped(here, measured, basis, np.zeros(len(start)), _frozen)
        here = best_flows(solids, measured, unseen, basis)
    rows, damping = np.arange(len(start)), np.zeros(len(start))
    converged = np.zeros(len(start), dtype=bool)
    solids = here.solids.copy()
    for _ in range(MOST_STEPS):
        part = measured.of(rows)
        trial, length = _stepped(here, part, basis, damping, _newton)
        solids[rows] = here.solids
        done = length <= STEP_IN_SD
        converged[rows[done]] = True
        going = ~done & (trial.min(axis=1) > VANISHED * trial.max(axis=1))
        if not going.any():
            break
        rows, damping, here = rows[going], damping[going], here.of(going)
        there = best_flows(trial[going], part.of(going), here.unseen, basis)
        better = there.chi2 <= here.chi2 * (1.0 + 1e-12) + 1e-18
        here = here.replaced(better, there)
        damping = np.where(better, damping / 10.0, np.maximum(damping * 10.0, 1e-3))
        damping[damping < 1e-5] = 0.0
    return best_flows(solids, measured, unseen, basis), converged


def _frozen(state, measured):
    """Derivatives of the linear problem whose weights are frozen at these solids."""
    slope = (state.grades - measured.grades) * measured.grades
    return measured.grades, measured.grades**2, slope


def _newton(state, measured):
    """Exact derivatives."""
    fitted, excess = state.grades, state.grades - measured.grades
    return fitted + excess, fitted * (fitted + 2.0 * excess), excess * fitted


def _stepped(state, measured, basis, damping, derivatives):
    """Solids after one damped Newton step, and the length of the undamped one in sd."""
    pull, curve, excess = derivatives(state, measured)
    matrix, _ = information(state, measured, basis, pull, curve)
    off = measured.solids_weight * (state.solids - measured.solids)
    grades = measured.grades_weight * excess / state.solids[:, None, :]
    slope = (off - grades.sum(axis=1)) @ basis.solids
    scale = solids_scale(state, measured, basis)
    values, vectors = np.linalg.eigh(matrix * scale[:, :, None] * scale[:, None, :])
    steep = np.abs(values)
    along = np.einsum("rpk,rp->rk", vectors, slope * scale)
    along = np.where(steep > FLAT, along, 0.0)
    length = np.sqrt((along**2 / np.maximum(steep, FLAT)).sum(axis=1))
    step = -np.einsum("rpk,rk->rp", vectors, along / (np.maximum(steep, FLAT) + damping[:, None]))
    change = (step * scale) @ basis.solids.T
    room = np.full_like(change, np.inf)
    np.divide((KEPT - 1.0) * state.solids, change, out=room, where=change < 0.0)
    share = np.minimum(1.0, room.min(axis=1))
    return state.solids + share[:, None] * change, length


def _block(weight, left, right):
    """Sum over streams of weight times the outer product of two basis rows."""
    pairs = (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)
    return (weight @ pairs).reshape(*weight.shape[:-1], left.shape[1], right.shape[1])
