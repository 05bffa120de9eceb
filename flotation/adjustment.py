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

import numpy as np
from scipy.stats import chi2

from flotation.component_flows import best_flows, information, solids_scale, unseen_flows

WAY_IN = 2  # steps with frozen weights before the true problem
SURPRISING = 0.05  # a fit with a rarer chi2 is tried again from another start
MOST_STEPS = 100
STEP_IN_SD = 1e-8  # a row has converged when its next step is shorter than this
KEPT = 0.1  # no stream loses more than 90 % of its solids in one step
VANISHED = 1e-7  # solids, relative to the largest stream, of a stream that is not there
FLAT = 1e-10  # curvature, relative to known component flows, that counts as none


def nearest_flows(measured, basis, starts):
    """Return the balanced flows closest to the measurements, from the best of several starts.

    Bilinear fits can have more than one minimum. The first start serves every
    row; a row is tried again from the others while it has not converged or fits
    worse than chance allows.

    Parameters
    ----------
    measured : flotation.measurements.Measured
    basis : flotation.component_flows.Basis
    starts : sequence of ndarray of shape (rows, streams)
        Positive balanced solids.

    Returns
    -------
    state : flotation.component_flows.State
    converged : ndarray of bool, shape (rows,)
    """
    state, converged = least_squares_flows(measured, basis, starts[0])
    wanted = basis.solids.shape[1] + measured.grades.shape[1] * basis.components.shape[1]
    likely = chi2.isf(SURPRISING, np.maximum(measured.number - wanted, 1))
    for start in starts[1:]:
        poor = np.flatnonzero(~converged | (state.chi2 > likely))
        again, ended = least_squares_flows(measured.of(poor), basis, start[poor])
        better = ended & (~converged[poor] | (again.chi2 < state.chi2[poor]))
        state = state.with_rows(poor[better], again.of(better))
        converged[poor[better]] = True
    return state, converged


def least_squares_flows(measured, basis, start):
    """Return the balanced flows closest to the measurements, row by row.

    Parameters
    ----------
    measured : flotation.measurements.Measured
    basis : flotation.component_flows.Basis
    start : ndarray of shape (rows, streams)
        Positive balanced solids.

    Returns
    -------
    state : flotation.component_flows.State
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
        here = here.with_rows(better, there.of(better))
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
