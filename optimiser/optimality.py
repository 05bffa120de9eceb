r"""The conditions of an optimum of many linear programmes with one matrix, checked at once.

As :func:`optimiser.optimality_check.optimality_of` for one: stationarity
:math:`c = A^T y + d`, duals only on sides that are there, equal primal and dual objectives,
feasibility.
"""

import numpy as np

from optimiser.compiled import Compiled


def optimality_residuals(
    compiled: Compiled,
    *,
    cost: np.ndarray,
    row_low: np.ndarray,
    row_high: np.ndarray,
    points: np.ndarray,
    row_duals: np.ndarray,
    column_duals: np.ndarray,
) -> np.ndarray:
    """Largest violation of the conditions of an optimum, by programme [relative].

    Parameters
    ----------
    compiled : Compiled
        For its matrix and bounds of columns.
    cost, points, column_duals : ndarray of shape (programmes, columns)
    row_low, row_high, row_duals : ndarray of shape (programmes, rows)

    Returns
    -------
    ndarray of shape (programmes,)
        NaN where a point or a dual is.
    """
    size = 1.0 + np.max(np.abs(cost), axis=1)
    off = cost - (compiled.matrix.T @ row_duals.T).T - column_duals
    stationarity = np.max(np.abs(off), axis=1) / size
    wrong, dual_value = np.zeros(len(cost)), np.zeros(len(cost))
    for duals, low, high in (
        (row_duals, row_low, row_high),
        (column_duals, compiled.low, compiled.high),
    ):
        sides = np.where(duals > 0.0, low, high)
        missing = ~np.isfinite(sides)
        wrong = np.maximum(wrong, np.max(np.where(missing, np.abs(duals), 0.0), axis=1) / size)
        dual_value += np.sum(duals * np.where(missing, 0.0, sides), axis=1)
    value = np.sum(cost * points, axis=1)
    gap = np.abs(value - dual_value) / (1.0 + np.abs(value))
    rows = (compiled.matrix @ points.T).T
    parts = [row_low - rows, rows - row_high, compiled.low - points, points - compiled.high]
    broken = np.max([np.max(part, axis=1) for part in parts], axis=0)
    return np.max([stationarity, wrong, gap, np.maximum(broken, 0.0)], axis=0)
