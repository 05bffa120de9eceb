"""Which limits hold a plan back, and what one unit more of each would bring.

Worths come from the linear programme in the segments where the plan stands (binaries fixed), so
they hold for small changes.
"""

from collections.abc import Iterator

import numpy as np

from optimiser.plan_result import Binding
from optimiser.solving import Solved

WORTHLESS = 1e-7  # gain per unit below which a limit is not said to hold the plan back
TRIFLE = {"CNY/t": 5e-4, "points": 5e-4}


def explain(solved: Solved, goal: str) -> tuple[Binding, ...]:
    """Limits that bind at a solved problem, the most valuable first.

    Gains are CNY/t of ore saved or earned, or points of recovery, as the goal is.
    """
    if solved.cell.status != "optimal":
        return ()
    gain, gain_unit = _gain(solved, goal)
    found = [
        *_targets(solved, gain, gain_unit),
        *_grades(solved, gain, gain_unit),
        *_budget(solved, gain, gain_unit),
        *_limits(solved, gain, gain_unit),
        *_levers(solved, gain, gain_unit),
    ]
    return tuple(sorted(found, key=lambda b: (-abs(b.worth), b.limit)))


def _gain(solved: Solved, goal: str) -> tuple[float, str]:
    """Factor from a fall of the minimised objective to what people count."""
    if goal == "most_recovery":
        return 100.0 * float(np.exp(-solved.value)), "points"
    return 1.0, "CNY/t"


def _dual(solved: Solved, row: str) -> float:
    """Change of the minimised objective with the right-hand side of a row as written."""
    compiled = solved.programme.compiled
    if row not in compiled.rows:
        return 0.0
    i = compiled.rows[row]
    return float(solved.cell.duals[0][i] * compiled.row_scale[i])


def _binding(
    limit: str, words: str, worth: float, unit: str, gain_unit: str, change: str
) -> Binding:
    return Binding(
        limit=limit,
        words=words,
        worth=worth,
        unit=unit,
        gain_unit=gain_unit,
        sentence=f"{words}: {change} brings {worth:.4g} {gain_unit}",
    )


def _targets(solved: Solved, gain: float, gain_unit: str) -> Iterator[Binding]:
    for c, least in solved.programme.problem.least_log_recovery.items():
        worth = gain * _dual(solved, f"target[{c}]") * 0.01 / np.exp(least)
        if worth > WORTHLESS:
            words = f"{c} recovery at least {100 * np.exp(least):.4g} %"
            yield _binding(
                f"target/{c}", words, float(worth), "point", gain_unit, "one point less of it"
            )


def _grades(solved: Solved, gain: float, gain_unit: str) -> Iterator[Binding]:
    problem = solved.programme.problem
    for c, least in problem.least_log_upgrade.items():
        grade = 100.0 * problem.feed_grade[c] * np.exp(least)
        worth = gain * _dual(solved, f"grade[{c}]") / grade
        if worth > WORTHLESS:
            words = f"grade of the {c} product at least {grade:.4g} %"
            yield _binding(
                f"grade/{c}", words, float(worth), "point", gain_unit, "one point less of it"
            )


def _budget(solved: Solved, gain: float, gain_unit: str) -> Iterator[Binding]:
    budget = solved.programme.problem.budget
    worth = -gain * _dual(solved, "budget[all]")
    if worth > WORTHLESS:
        words = f"budget of {budget:.4g} CNY/t"
        yield _binding("budget", words, worth, "CNY/t", gain_unit, "one CNY/t more of it")


def _limits(solved: Solved, gain: float, gain_unit: str) -> Iterator[Binding]:
    for row in solved.programme.problem.rows:
        low, high = (
            gain * sign * _dual(solved, f"limit_{side}[{row.name}]")
            for side, sign in (("low", 1.0), ("high", -1.0))
        )
        worth, words = low + high, row.words_low if low > high and row.words_low else row.words
        if worth > WORTHLESS:
            yield _binding(
                row.name, words, worth, row.unit, gain_unit, f"one {row.unit} more room in it"
            )


def _levers(solved: Solved, gain: float, gain_unit: str) -> Iterator[Binding]:
    """Levers at the end of their range: worth of the last unit of their own up to it."""
    programme = solved.programme
    compiled, problem = programme.compiled, programme.problem
    rows = np.array([not name.startswith("fill_order") for name in compiled.rows])
    duals = solved.cell.duals[0][: len(rows)] * rows
    slopes = solved.cell_session.cost - compiled.matrix.T @ duals
    for j, ladder in programme.embedding.levers.items():
        r, at, width = problem.ranges[j], solved.settings[j], np.diff(ladder.knots)
        near = 1e-7 * (r.high - r.low)
        for end, segment, sign in (("low", 0, 1.0), ("high", -1, -1.0)):
            limit = getattr(r, end)
            worth = gain * sign * float(slopes[ladder.fills[segment]] / width[segment])
            if abs(at - limit) <= near and worth * (r.high - r.low) > TRIFLE[gain_unit]:
                why = r.limited_by[0 if end == "low" else 1]
                yield _binding(
                    f"range/{j}/{end}",
                    f"{j} at its {end} end of {limit:.4g} ({why})",
                    worth,
                    "unit of the lever",
                    gain_unit,
                    "the last unit up to it",
                )
