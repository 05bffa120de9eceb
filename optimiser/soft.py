r"""Limits that may be broken at a stated penalty.

The row of a soft limit is stretched by a violation :math:`v_i \ge 0`, and
:math:`\sum_i \psi_i v_i` joins what is minimised. A limit on a share (recovery, grade, mass pull,
product or feed per hour) is a row of logs; there the violation is counted as

.. math:: \tau\,\left|\ln\frac{\text{reached}}{\tau}\right|

which keeps the programme linear and exact: it is the points short for a small violation, and
12 % more than them where a target of 70 % is missed by 14 points.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flotation.errors import DataError
from flotation.plant import Plant
from optimiser.linear_rows import LinearRow
from optimiser.log_caps import LogCap
from optimiser.question import Question
from optimiser.resources import Resource

BUDGET_ROW = "budget[all]"
MOST_OF_LOG, MOST = 10.0, 1e3  # violation at most, in logs or relative


@dataclass(frozen=True, slots=True, kw_only=True)
class Soft:
    """A limit that may be broken.

    Attributes
    ----------
    key : str
        Where it stands in the question.
    row : str
        Its row in the programme.
    unit : str
        Of a violation.
    price : float
        [CNY/t ore per unit]
    per_side : float
        Violation for one unit of its row's right-hand side. [unit]
    most : float
        Largest violation of the row.
    """

    key: str
    row: str
    unit: str
    price: float
    per_side: float
    most: float

    @property
    def rate(self) -> float:
        """Penalty for one unit of its row's right-hand side [CNY/t ore]."""
        return self.price * self.per_side


def asked_soft(
    plant: Plant,
    question: Question,
    *,
    targets: Mapping[str, float],
    grades: Mapping[str, float],
    caps: tuple[LogCap, ...],
    resources: tuple[Resource, ...],
    rows: tuple[LinearRow, ...],
) -> tuple[Soft, ...]:
    """The soft limits of a question.

    Parameters
    ----------
    plant : flotation.plant.Plant
    question : Question
    targets, grades : mapping of str to float
        Least recovery and grade, by component. [%]
    caps : tuple of LogCap
    resources : tuple of Resource
    rows : tuple of LinearRow

    Raises
    ------
    DataError
        If the question softens a limit that it does not set.
    """
    if not question.soft:
        return ()
    known = {
        key: (row, unit, per_side, most)
        for key, row, unit, per_side, most in (
            *_of_logs(targets, grades, caps),
            *_of_amounts(question, resources),
            *_of_rows(plant, rows),
        )
    }
    unknown = [key for key in question.soft if key not in known]
    if unknown:
        raise DataError(
            f"question: soft: there is no limit {unknown[0]!r} to soften; "
            f"there are {', '.join(sorted(known)) or 'none'}"
        )
    return tuple(
        Soft(key=key, row=row, unit=unit, price=price, per_side=per_side, most=most)
        for key, price in question.soft.items()
        for row, unit, per_side, most in (known[key],)
    )


Entry = tuple[str, str, str, float, float]


def _of_logs(
    targets: Mapping[str, float], grades: Mapping[str, float], caps: tuple[LogCap, ...]
) -> Iterator[Entry]:
    for c, pct in targets.items():
        yield f"target_recovery_pct.{c}", f"target[{c}]", "point", pct, MOST_OF_LOG
    for c, pct in grades.items():
        yield f"min_grade_pct.{c}", f"grade[{c}]", "point", pct, MOST_OF_LOG
    for cap in caps:
        unit = "point" if cap.unit == "%" else cap.unit
        yield cap.key, f"cap[{cap.name}]", unit, cap.high, MOST_OF_LOG


def _of_amounts(question: Question, resources: tuple[Resource, ...]) -> Iterator[Entry]:
    if question.budget_cny_t is not None:
        most = MOST * max(question.budget_cny_t, 1.0)
        yield "budget_cny_t", BUDGET_ROW, "CNY/t", 1.0, most
    for resource in resources:
        if resource.is_limited:
            most, unit = MOST * max(resource.high, 1.0), resource.asked_unit
            yield resource.key, f"resource[{resource.name}]", unit, resource.factor, most


def _of_rows(plant: Plant, rows: tuple[LinearRow, ...]) -> Iterator[Entry]:
    for limit in plant.limit:
        row = next(row for row in rows if row.name == f"limit/{limit.name}")
        most = MOST * max(abs(row.high), 1.0)
        yield f"limits.{limit.name}", f"limit_high[{row.name}]", limit.unit, 1.0, most
