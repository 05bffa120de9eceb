"""Checks of an answer that do not ask the solver: feasibility, optimality, and the model itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.errors import SolverError
from optimiser.appraisal import Appraisal
from optimiser.highs import Answer, Session
from optimiser.objectives import overspent
from optimiser.programme import Programme
from optimiser.solving import Solved

TOLERANCE = 1e-6  # scaled residual beyond which an answer is thrown away
RECYCLE_TOLERANCE = 1e-3  # of a recovery, where a circuit with recycles was linearised


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How good a plan is known to be.

    Attributes
    ----------
    objective : float
        Of the question, without approximation. [CNY/t ore, or fraction recovered]
    bound : float
        What no set-points can better. [as the objective]
    gap : float
        Difference of the two, of the part of the objective that levers move. [fraction]
    model_gap : float
        Largest difference between what the programme says and what the fitted model and the
        plant's prices say at the set-points: of a recovery, a grade, or the cost, each relative.
    verified : bool
        Whether the answer passed the checks outside the solver.
    """

    objective: float
    bound: float
    gap: float
    model_gap: float
    verified: bool


def check_point(session: Session, point: np.ndarray) -> float:
    """Largest violation of rows, tangents, bounds and integrality at a point [scaled].

    Raises
    ------
    SolverError
        If it is more than rounding.
    """
    compiled = session.compiled
    if not np.all(np.isfinite(point)):
        raise SolverError("the answer holds a number that is not finite; it is not shown")
    rows = compiled.matrix @ point
    faults = [
        np.max(session.row_low - rows, initial=0.0),
        np.max(rows - session.row_high, initial=0.0),
        np.max(compiled.low - point, initial=0.0),
        np.max(point - compiled.high, initial=0.0),
        np.max(np.abs(point - np.round(point))[compiled.integer], initial=0.0),
    ]
    faults += [least - float(values @ point[index]) for index, values, least in session.cuts]
    worst = float(max(faults))
    if worst > TOLERANCE:
        raise SolverError(f"the answer breaks a limit by {worst:.1e} (scaled); it is not shown")
    return worst


def optimality_residual(session: Session, answer: Answer) -> float:
    r"""Largest violation of the optimality conditions of a linear programme [relative].

    For :math:`\min c x` over :math:`l_r \le A x \le u_r`, :math:`l \le x \le u` with duals y of
    rows and d of columns: stationarity :math:`c = A^T y + d`, signs of y and d that their active
    sides allow, and equal primal and dual objectives.

    Parameters
    ----------
    session : Session
        Relaxed; as it was when solved.
    answer : Answer
        Optimal, with duals.
    """
    matrix, low, high = session.rows_with_cuts()
    point, (y, d) = answer.point, answer.duals
    size = 1.0 + float(np.max(np.abs(session.cost), initial=0.0))
    stationarity = np.max(np.abs(session.cost - matrix.T @ y - d), initial=0.0) / size
    dual_value, wrong = 0.0, 0.0
    for duals, floor, ceiling in ((y, low, high), (d, session.low, session.high)):
        sides = np.where(duals > 0.0, floor, ceiling)
        missing = ~np.isfinite(sides)
        wrong = max(wrong, float(np.max(np.abs(duals[missing]), initial=0.0)) / size)
        dual_value += float(duals[~missing] @ sides[~missing])
    primal_value = float(session.cost @ point)
    gap = abs(primal_value - dual_value) / (1.0 + abs(primal_value))
    rows = matrix @ point
    feasibility = max(
        float(np.max(low - rows, initial=0.0)),
        float(np.max(rows - high, initial=0.0)),
        float(np.max(session.low - point, initial=0.0)),
        float(np.max(point - session.high, initial=0.0)),
    )
    return max(float(stationarity), wrong, gap, feasibility)


def model_gap(programme: Programme, settings: Mapping[str, float], appraisal: Appraisal) -> float:
    """Largest relative difference of the programme from the unapproximated model."""
    differences = [
        abs(programme.exact_cost(settings) - appraisal.cost.total)
        / max(abs(appraisal.cost.total), 1.0)
    ]
    for c, recovery in appraisal.recovery.items():
        log_r, log_y = programme.log_recovery(c, settings), programme.log_mass(c, settings)
        grade = programme.problem.feed_grade[c] * np.exp(log_r - log_y)
        differences.append(abs(np.exp(log_r) / recovery - 1.0))
        if appraisal.grade[c] > 0.0:
            differences.append(abs(grade / appraisal.grade[c] - 1.0))
    return float(max(differences))


def certify(
    solved: Solved, settings: Mapping[str, float], appraisal: Appraisal, *, goal: str, recycle: bool
) -> Certificate:
    """The certificate of a solved problem.

    Raises
    ------
    SolverError
        If a check fails: the answer is not shown.
    """
    programme = solved.programme
    if overspent(programme, settings) > 0.0:
        raise SolverError("the plan uses more than its budget or another limit; it is not shown")
    check_point(solved.cell_session, programme.embedding.point(settings))
    if solved.cell.status == "optimal":
        residual = optimality_residual(solved.cell_session, solved.cell)
        if residual > TOLERANCE:
            raise SolverError(
                f"the conditions of an optimum are off by {residual:.1e}; the plan is not shown"
            )
    difference = model_gap(programme, settings, appraisal)
    if difference > (RECYCLE_TOLERANCE if recycle else TOLERANCE):
        raise SolverError(
            f"the programme and the model differ by {difference:.1e} at the set-points; "
            "the plan is not shown"
        )
    return Certificate(
        objective=shown(goal, solved.value),
        bound=shown(goal, solved.bound),
        gap=solved.gap,
        model_gap=difference,
        verified=solved.cell.status == "optimal",
    )


def shown(goal: str, value: float) -> float:
    """An objective that was minimised, as people read it."""
    if goal == "least_cost":
        return value
    return float(np.exp(-value)) if goal == "most_recovery" else -value
