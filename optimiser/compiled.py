"""A Pyomo model as arrays: named rows and columns, checked and scaled.

Everything a solver is given passes :func:`compile_model`, which refuses what solvers are known
to swallow: numbers that are not finite, bounds that cross, coefficients out of proportion.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from flotation.errors import SolverError

SMALLEST = 1e-9  # of a row's largest coefficient: less cannot be told from rounding
LARGEST = 1e9  # coefficient or bound beyond which a number is taken to be a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """``min c·x + offset`` over ``row_low <= A x <= row_high``, ``low <= x <= high``.

    Rows are scaled to a largest coefficient of one.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array of shape (rows, columns)
    row_low, row_high, row_scale : ndarray of shape (rows,)
        ``row_scale`` times a row as written is the row here.
    low, high : ndarray of shape (columns,)
    integer : ndarray of bool of shape (columns,)
    objectives : mapping of str to tuple
        ``(c, offset)`` of each, all to be minimised.
    columns, rows : mapping of str to int
        Position of each name.
    """

    matrix: sparse.csr_array
    row_low: np.ndarray
    row_high: np.ndarray
    row_scale: np.ndarray
    low: np.ndarray
    high: np.ndarray
    integer: np.ndarray
    objectives: Mapping[str, tuple[np.ndarray, float]]
    columns: Mapping[str, int]
    rows: Mapping[str, int]


class EmptySetError(SolverError):
    """A row without variables cannot hold."""


def compile_model(model: Any) -> Compiled:
    """Arrays of a Pyomo model.

    Raises
    ------
    EmptySetError
        If a row without variables cannot hold.
    SolverError
        If a number is not finite, too large, or bounds cross; the row or column is named.
    """
    try:
        form = LinearStandardFormCompiler().write(model, mixed_form=True)
    except InfeasibleConstraintException as error:
        raise EmptySetError(f"no set-points can meet one of the limits: {error}") from error
    columns = {variable.name: i for i, variable in enumerate(form.columns)}
    rows = {entry.constraint.name: i for i, entry in enumerate(form.rows)}
    if len(rows) != len(form.rows):
        raise SolverError("two rows of the programme have one name; this is a fault of the program")
    kind = np.array([entry.bound_type for entry in form.rows])
    rhs = np.asarray(form.rhs, dtype=float)
    matrix = sparse.csr_array(form.A)
    _refuse_bad_numbers(matrix.data, "a coefficient", lambda i: _cell(matrix, i, form))
    _refuse_bad_numbers(rhs, "the right-hand side", lambda i: form.rows[i].constraint.name)
    matrix, scale = _scaled(matrix)
    compiled = Compiled(
        matrix=matrix,
        row_low=np.where(kind <= 0, rhs * scale, -np.inf),
        row_high=np.where(kind >= 0, rhs * scale, np.inf),
        row_scale=scale,
        low=np.array([_bound(v.lb, -np.inf) for v in form.columns]),
        high=np.array([_bound(v.ub, np.inf) for v in form.columns]),
        integer=np.array([not v.is_continuous() for v in form.columns], dtype=bool),
        objectives=_objectives(form),
        columns=columns,
        rows=rows,
    )
    _refuse_bad_columns(compiled)
    return compiled


def _objectives(form: Any) -> dict[str, tuple[np.ndarray, float]]:
    costs = form.c.toarray()
    offsets = np.broadcast_to(np.asarray(form.c_offset, dtype=float), len(form.objectives))
    return {
        objective.name: (costs[i], float(offsets[i])) for i, objective in enumerate(form.objectives)
    }


def _bound(value: Any, default: float) -> float:
    return default if value is None else float(pyo.value(value))


def _scaled(matrix: sparse.csr_array) -> tuple[sparse.csr_array, np.ndarray]:
    """Rows with a largest coefficient of one, and what cannot be told from zero left out."""
    largest = abs(matrix).max(axis=1).toarray().ravel() if matrix.shape[0] else np.zeros(0)
    scale = 1.0 / np.where(largest > 0.0, largest, 1.0)
    scaled = sparse.csr_array(sparse.diags_array(scale) @ matrix)
    scaled.data[np.abs(scaled.data) < SMALLEST] = 0.0
    scaled.eliminate_zeros()
    return scaled, scale


def _refuse_bad_numbers(values: np.ndarray, what: str, where: Callable[[int], str]) -> None:
    bad = np.flatnonzero(~(np.abs(values) <= LARGEST))
    if len(bad):
        raise SolverError(
            f"{what} of {where(bad[0])} is {values[bad[0]]:g}; the programme takes finite numbers "
            f"up to {LARGEST:g}: correct the plant file, the model or the question"
        )


def _cell(matrix: sparse.csr_array, i: int, form: Any) -> str:
    row = int(np.searchsorted(matrix.indptr, i, side="right")) - 1
    return f"{form.rows[row].constraint.name} on {form.columns[matrix.indices[i]].name}"


def _refuse_bad_columns(compiled: Compiled) -> None:
    for name, i in compiled.columns.items():
        low, high = compiled.low[i], compiled.high[i]
        if not (np.isfinite(low) and np.isfinite(high) and low <= high):
            raise SolverError(
                f"variable {name} has the bounds {low:g} to {high:g}; every variable needs finite "
                "ones in order: correct the plant file, the model or the question"
            )
    for name, (cost, offset) in compiled.objectives.items():
        numbers = np.append(cost, offset)
        _refuse_bad_numbers(
            numbers,
            f"the objective {name}, in the cost",
            lambda i: [*compiled.columns, "its constant"][i],
        )
