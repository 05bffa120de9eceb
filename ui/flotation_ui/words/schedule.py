"""A schedule as text and as CSV, a row a shift."""

import csv
import io

from flotation_ui.screen import aligned
from flotation_ui.units_shown import percent
from optimiser.periods.schedule import SchedulePlan

PARTS = ("reagents", "energy", "co2", "water", "total")


def schedule_text(schedule: SchedulePlan) -> str:
    """The schedule in tables: shifts, totals, and how good it is known to be."""
    piles = list(schedule.ore_left_t)
    components = list(schedule.metal_t)
    header = ["shift", "t", *(f"{pile}, %" for pile in piles)]
    header += [f"{c}, %" for c in components] + ["cost, CNY/t", "margin, CNY/t"]
    rows = [
        [
            str(s.shift),
            f"{s.tonnes:.0f}",
            *(f"{100.0 * s.blend[pile]:.0f}" for pile in piles),
            *(percent(s.recovery[c]) for c in components),
            f"{s.cost.total:.2f}",
            f"{s.margin:.2f}",
        ]
        for s in schedule.shifts
    ]
    lines = [aligned(header, rows, left=()), "", *_totals(schedule), "", _proof(schedule)]
    lines += [f"one unit more of {key}: {worth:.6g} CNY" for key, worth in _worth(schedule)]
    return "\n".join([*lines, *schedule.notes])


def schedule_csv(schedule: SchedulePlan) -> str:
    """The schedule as CSV: blend, set-points, recoveries, grades, metal and cost, a row a shift."""
    first = schedule.shifts[0]
    header = ["shift", "ore_t", *(f"{pile}_pct" for pile in first.blend), *first.setpoints]
    header += [f"recovery_{c.lower()}_pct" for c in first.recovery]
    header += [f"grade_{c.lower()}_pct" for c in first.grade]
    header += [f"metal_{c.lower()}_t" for c in first.metal_t]
    header += [f"concentrate_{c.lower()}_t" for c in first.concentrate_t]
    header += [*(f"cost_{part}_cny_t" for part in PARTS), "margin_cny_t"]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    for s in schedule.shifts:
        figures = [s.tonnes, *(100.0 * share for share in s.blend.values())]
        figures += [*s.setpoints.values(), *(100.0 * r for r in s.recovery.values())]
        figures += [*(100.0 * g for g in s.grade.values()), *s.metal_t.values()]
        figures += [*s.concentrate_t.values(), *(getattr(s.cost, part) for part in PARTS)]
        writer.writerow([s.shift, *(f"{value:.6g}" for value in (*figures, s.margin))])
    return file.getvalue()


def _totals(schedule: SchedulePlan) -> list[str]:
    metal = ", ".join(f"{t:.2f} t {c}" for c, t in schedule.metal_t.items())
    ore = ", ".join(f"{t:.0f} t of {pile}" for pile, t in schedule.ore_left_t.items())
    lines = [
        f"recovered: {metal}",
        f"cost {schedule.cost_cny:,.0f} CNY, margin {schedule.margin_cny:,.0f} CNY",
        f"left: {ore}",
    ]
    if schedule.reagent_left_t:
        kept = ", ".join(f"{t:.2f} t of {item}" for item, t in schedule.reagent_left_t.items())
        lines.append(f"reagents left: {kept}")
    return lines


def _proof(schedule: SchedulePlan) -> str:
    proof = schedule.certificate
    claim = "proven" if schedule.proven_optimal else "not proven"
    better = "more" if schedule.goal == "most_margin" else "less"
    text = (
        f"{claim}: no schedule of such blends brings over {100.0 * proof.gap:.2f} % {better} "
        f"({proof.bound:,.0f} CNY at best)"
    )
    if schedule.goal == "least_cost":
        text = text.replace("brings over", "costs over")
    if proof.one_by_one is None:
        return f"{text}; shifts planned one by one do not keep every limit"
    gain = abs(proof.objective - proof.one_by_one)
    return f"{text}; {gain:,.0f} CNY better than the shifts planned one by one"


def _worth(schedule: SchedulePlan) -> list[tuple[str, float]]:
    """What binds, the dearest first."""
    return sorted(schedule.worth_cny.items(), key=lambda pair: -pair[1])
