"""A front as text and as CSV, each point with its cost split."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from flotation_ui.screen import aligned
from flotation_ui.units_shown import percent
from optimiser.appraisal import appraise
from optimiser.plan_result import FrontPoint
from optimiser.question import Question

PARTS = ("reagents", "energy", "co2", "water")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostedPoint:
    """A point of a front with everything that is shown of it.

    Attributes
    ----------
    point : FrontPoint
    recovery : mapping of str to float
        Every product's component. [fraction]
    cost : mapping of str to float
        By part, and ``total``. [CNY/t ore]
    """

    point: FrontPoint
    recovery: Mapping[str, float]
    cost: Mapping[str, float]


def costed(
    plant: Plant, model: CircuitModel, question: Question, points: Sequence[FrontPoint]
) -> tuple[CostedPoint, ...]:
    """The points of a front with recoveries of every component and the cost split."""
    result = []
    for point in points:
        seen = appraise(plant, model, question, point.setpoints)
        cost = {part: float(getattr(seen.cost, part)) for part in (*PARTS, "total")}
        result.append(CostedPoint(point=point, recovery=seen.recovery, cost=cost))
    return tuple(result)


def front_text(points: Sequence[CostedPoint], component: str) -> str:
    """The front as a table, from the lowest to the highest recovery."""
    others = [c for c in points[0].recovery if c != component]
    rows = [
        [
            *(percent(p.recovery[c]) for c in (component, *others)),
            *(f"{p.cost[part]:.2f}" for part in ("total", *PARTS)),
            "knee" if p.point.knee else "",
        ]
        for p in points
    ]
    header = [f"{c}, %" for c in (component, *others)]
    return aligned([*header, "CNY/t", "reagents", "energy", "CO2", "water", ""], rows, left=())


def front_csv(points: Sequence[CostedPoint]) -> str:
    """The front as CSV: recoveries, cost and every set-point, a row a point."""
    first = points[0]
    header = [f"recovery_{c.lower()}_pct" for c in first.recovery]
    header += [f"cost_{part}_cny_t" for part in first.cost]
    header += [*first.point.setpoints, "gap", "proven"]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    for p in points:
        figures = [*(100.0 * r for r in p.recovery.values()), *p.cost.values()]
        figures += [*p.point.setpoints.values(), p.point.gap]
        row = [f"{value:.6g}" for value in figures]
        writer.writerow([*row, "yes" if p.point.proven else "no"])
    return file.getvalue()


def shown_points(points: Sequence[CostedPoint], most: int) -> tuple[CostedPoint, ...]:
    """At most so many points, evenly chosen, with both ends and the knee among them."""
    if len(points) <= most:
        return tuple(points)
    last = len(points) - 1
    chosen = {round(i * last / (most - 2)) for i in range(most - 1)}
    chosen |= {i for i, p in enumerate(points) if p.point.knee}
    return tuple(points[i] for i in sorted(chosen))
