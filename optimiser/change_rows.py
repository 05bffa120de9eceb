r"""At most so many levers changed, and none by less than is worth a call to the control room.

.. math::
    x_j - x_{j0} = a_j - b_j, \quad
    m_j \alpha_j \le a_j \le (h_j - x_{j0})\,\alpha_j, \quad
    m_j \beta_j \le b_j \le (x_{j0} - l_j)\,\beta_j, \quad
    \alpha_j + \beta_j \le 1, \quad \textstyle\sum_j (\alpha_j + \beta_j) \le N

with binaries :math:`\alpha_j, \beta_j`: lever j goes up, goes down. All of it over the lever's
range.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from flotation.errors import InfeasibleError
from optimiser.question import Question
from optimiser.ranges import LeverRange

SAME = 1e-8  # of a lever's range: a smaller change is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How many levers may change, and by how much at least.

    Attributes
    ----------
    most : int, optional
        Of the levers that are free to move.
    ranges : mapping of str to LeverRange
        Of those levers.
    least : mapping of str to float
        Smallest change of a lever. [its unit]
    """

    most: int | None
    ranges: Mapping[str, LeverRange]
    least: Mapping[str, float]

    def share(self, lever: str, value: float) -> float:
        """Change of a lever over its range; 0 within rounding [1]."""
        r = self.ranges[lever]
        share = (value - r.present) / (r.high - r.low)
        return share if abs(share) > SAME else 0.0


def asked_changes(question: Question, ranges: Mapping[str, LeverRange]) -> Changes | None:
    """What a question says of changes; None where it says nothing.

    Raises
    ------
    InfeasibleError
        If it holds more levers away from where they are than may change.
    """
    if question.max_changes is None and not question.least_change:
        return None
    free = {j: r for j, r in ranges.items() if r.high > r.low}
    held = [j for j, r in ranges.items() if j not in free and _differ(r.low, r.present)]
    most = None if question.max_changes is None else question.max_changes - len(held)
    if most is not None and most < 0:
        raise InfeasibleError(
            f"at most {question.max_changes} levers may change, and the question itself holds "
            f"{', '.join(held)} away from where they are",
            conflict=(f"at most {question.max_changes} levers changed", *held),
            relaxation={"max_changes": float(-most)},
        )
    least = {j: move for j, move in question.least_change.items() if j in free}
    return Changes(most=most, ranges=free, least=least)


def _differ(value: float, present: float) -> bool:
    return abs(value - present) > SAME * max(abs(value), abs(present))


def add_changes(m: Any, changes: Changes | None) -> None:
    """Levers changed, counted by binaries; each changed enough."""
    levers = [] if changes is None else list(changes.ranges)
    m.rise, m.drop = pyo.Var(levers), pyo.Var(levers)
    m.rises, m.drops = pyo.Var(levers, domain=pyo.Binary), pyo.Var(levers, domain=pyo.Binary)
    m.changing = pyo.ConstraintList()
    m.changes = pyo.Constraint([] if changes is None or changes.most is None else ["all"])
    if changes is None:
        return
    for j, r in changes.ranges.items():
        width = r.high - r.low
        least = changes.least.get(j, 0.0) / width
        m.changing.add(m.rise[j] - m.drop[j] == (m.x[j] - r.present) / width)
        m.changing.add(m.rises[j] + m.drops[j] <= 1)
        for travel, binary, room in (
            (m.rise[j], m.rises[j], (r.high - r.present) / width),
            (m.drop[j], m.drops[j], (r.present - r.low) / width),
        ):
            travel.setlb(0.0)
            travel.setub(max(room, 0.0))
            m.changing.add(travel <= max(room, 0.0) * binary)
            if least > 0.0:
                m.changing.add(travel >= least * binary)
    if changes.most is not None:
        m.changes["all"] = sum(m.rises.values()) + sum(m.drops.values()) <= changes.most
