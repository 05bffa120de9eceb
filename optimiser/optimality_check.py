r"""The conditions of an optimum of a linear programme, checked without its solver.

For :math:`\min c x` over :math:`l_r \le A x \le u_r`, :math:`l \le x \le u` with duals y of rows
and d of columns:

.. math::
    c = A^T y + d                                                   && \text{(stationarity)} \\
    y_i > 0 \Rightarrow (Ax)_i = l_{r,i},\; y_i < 0 \Rightarrow (Ax)_i = u_{r,i}
                                                                    && \text{(complementarity)} \\
    c x = \textstyle\sum_i y_i b_i + \sum_j d_j x^*_j              && \text{(equal objectives)}

where b and :math:`x^*` are the active sides, and likewise for d and the bounds.
"""

from dataclasses import astuple, dataclass

import numpy as np

from optimiser.highs import Answer, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimality:
    """By how much the conditions of an optimum are missed [relative].

    Attributes
    ----------
    feasibility : float
        Of rows and bounds, scaled.
    stationarity : float
        Of costs less priced rows, of the largest cost.
    complementarity : float
        Largest product of a dual and the distance of its side, of the objective.
    signs : float
        Largest dual on a side that is not there, of the largest cost.
    duality_gap : float
        Of primal and dual objective, of the objective.
    """

    feasibility: float
    stationarity: float
    complementarity: float
    signs: float
    duality_gap: float

    @property
    def worst(self) -> float:
        """The largest of them."""
        return max(astuple(self))


def optimality_of(session: Session, answer: Answer) -> Optimality:
    """How well an answer meets the conditions of an optimum.

    Parameters
    ----------
    session : Session
        Relaxed; as it was when solved.
    answer : Answer
        Optimal, with duals.
    """
    matrix, low, high = session.rows_with_cuts()
    point, (y, d) = answer.point, answer.duals
    rows, value = matrix @ point, float(session.cost @ point)
    size = 1.0 + float(np.max(np.abs(session.cost), initial=0.0))
    kinds = ((y, rows, low, high), (d, point, session.low, session.high))
    dual_value, apart, wrong, outside = 0.0, 0.0, 0.0, 0.0
    for duals, at, floor, ceiling in kinds:
        sides = np.where(duals > 0.0, floor, ceiling)
        there = np.isfinite(sides)
        wrong = max(wrong, float(np.max(np.abs(duals[~there]), initial=0.0)) / size)
        slack = np.abs(duals[there] * (at - sides)[there])
        apart = max(apart, float(np.max(slack, initial=0.0)) / (1.0 + abs(value)))
        dual_value += float(duals[there] @ sides[there])
        outside = max(outside, float(np.max(floor - at, initial=0.0)))
        outside = max(outside, float(np.max(at - ceiling, initial=0.0)))
    missed = np.abs(session.cost - matrix.T @ y - d)
    return Optimality(
        feasibility=outside,
        stationarity=float(np.max(missed, initial=0.0)) / size,
        complementarity=apart,
        signs=wrong,
        duality_gap=abs(value - dual_value) / (1.0 + abs(value)),
    )
