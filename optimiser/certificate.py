"""Checks of an answer that do not ask the solver: feasibility, optimality, and the model itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.errors import SolverError
from optimiser.appraisal import Appraisal
from optimiser.highs import Session
from optimiser.objectives import overspent
from optimiser.optimality_check import Optimality, optimality_of
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
    solver_gap, pwl_gap : float, optional
        The two parts of the gap: what the search left open, and what lines in the place of
        curves (tangents, chords, secants) leave open. [fraction]
    feasibility : float, optional
        Largest violation of a row or a bound by the set-points. [scaled]
    optimality : Optimality, optional
        Of the linear programme at the plan's binaries.
    """

    objective: float
    bound: float
    gap: float
    model_gap: float
    verified: bool
    solver_gap: float | None = None
    pwl_gap: float | None = None
    feasibility: float | None = None
    optimality: Optimality | None = None


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
    violation = check_point(solved.cell_session, programme.embedding.point(settings))
    optimality = None
    if solved.cell.status == "optimal":
        optimality = optimality_of(solved.cell_session, solved.cell)
        if not optimality.worst <= TOLERANCE:
            raise SolverError(
                f"the conditions of an optimum are off by {optimality.worst:.1e}; the plan is not "
                "shown"
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
        verified=optimality is not None,
        solver_gap=solved.gap - solved.pwl_gap,
        pwl_gap=solved.pwl_gap,
        feasibility=violation,
        optimality=optimality,
    )


def shown(goal: str, value: float) -> float:
    """An objective that was minimised, as people read it."""
    if goal == "least_cost":
        return value
    return float(np.exp(-value)) if goal == "most_recovery" else -value
