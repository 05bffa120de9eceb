"""Checks of a schedule that do not ask the solver: the model itself, limits, moves and stocks."""

from collections.abc import Iterator, Sequence

import numpy as np

from flotation.errors import SolverError
from optimiser.appraisal import Appraisal
from optimiser.certificate import TOLERANCE, model_gap
from optimiser.periods.blend_choice import ore_held
from optimiser.periods.cases import Cases, grams_per_tonne
from optimiser.periods.coupling import (
    GRAMS,
    moves_of,
    quantities_of,
    reagents_by,
)
from optimiser.periods.scheduling import KEPT, Scheduled
from optimiser.ranges import present_settings


def check_schedule(cases: Cases, found: Scheduled, brought: Sequence[Appraisal]) -> float:
    """Largest model gap of the shifts of a schedule, once every limit is found kept.

    Parameters
    ----------
    cases : Cases
    found : Scheduled
    brought : sequence of Appraisal
        What the unapproximated model says of every shift.

    Raises
    ------
    SolverError
        If the model differs from what was solved, or a limit is broken: nothing is shown.
    """
    gaps = [
        model_gap(search.plain, settings, own)
        for search, settings, own in zip(found.searches, found.settings, brought, strict=True)
    ]
    if max(gaps) > TOLERANCE:
        raise SolverError(
            f"the programme and the model differ by {max(gaps):.1e} in shift "
            f"{int(np.argmax(gaps)) + 1}; the schedule is not shown"
        )
    for words in broken_limits(cases, found, brought):
        raise SolverError(f"the schedule breaks a limit ({words}); it is not shown")
    return max(gaps)


def broken_limits(cases: Cases, found: Scheduled, brought: Sequence[Appraisal]) -> Iterator[str]:
    """Limits that a schedule does not keep, in words."""
    for t in range(cases.shifts):
        yield from (f"shift {t + 1}: {words}" for words in _of_shift(found, brought, t))
    yield from _moves(cases, found)
    yield from _ore(cases, found)
    yield from _reagents(cases, found)
    quantities: dict = {}
    for t, own in enumerate(brought):
        grades = found.searches[t].problem.feed_grade
        metal = {c: r * grades[c] for c, r in own.recovery.items()}
        quantities |= quantities_of(t, found.settings[t], metal, float(own.cost.total))
    yield from (row.words for row in found.rows if row.excess(quantities) > KEPT)


def _of_shift(found: Scheduled, brought: Sequence[Appraisal], t: int) -> Iterator[str]:
    problem, settings, own = found.searches[t].problem, found.settings[t], brought[t]
    for j, r in problem.ranges.items():
        if not r.low - _of(r.low) <= settings[j] <= r.high + _of(r.high):
            yield f"{j} within its range"
    for row in problem.rows:
        if row.name.partition("/")[0] in ("reach", "stock"):
            continue
        value = row.value(settings)
        if not row.low - _of(row.low) <= value <= row.high + _of(row.high):
            yield row.words
    for c, least in problem.least_log_recovery.items():
        if np.log(own.recovery[c]) < least - TOLERANCE:
            yield f"recovery of {c}"
    for c, least in problem.least_log_upgrade.items():
        if np.log(own.grade[c] / problem.feed_grade[c]) < least - TOLERANCE:
            yield f"grade of the {c} product"


def _moves(cases: Cases, found: Scheduled) -> Iterator[str]:
    before = present_settings(cases.model, cases.question)
    for t, settings in enumerate(found.settings):
        for j, move in moves_of(cases).items():
            if abs(settings[j] - before[j]) > move + _of(settings[j]):
                yield f"move of {j} into shift {t + 1}"
        before = dict(settings)


def _ore(cases: Cases, found: Scheduled) -> Iterator[str]:
    used = np.zeros(len(cases.question.horizon.stockpile))
    for t, case in enumerate(found.cases):
        if abs(sum(case.blend) - 1.0) > 1e-9:
            yield f"the blend of shift {t + 1} adds up to 100 %"
        used += float(cases.tonnes[t]) * np.asarray(case.blend)
        held = ore_held(cases, t)
        for s in np.flatnonzero(used > held + 1e-6 * float(cases.tonnes.sum())):
            yield f"stockpile {cases.question.horizon.stockpile[s].name} in shift {t + 1}"


def _reagents(cases: Cases, found: Scheduled) -> Iterator[str]:
    for stock in cases.question.horizon.reagent:
        constant, per_unit = grams_per_tonne(cases.plant, stock.item)
        used = 0.0
        for t, settings in enumerate(found.settings):
            grams = constant + sum(a * settings[j] for j, a in per_unit.items())
            used += float(cases.tonnes[t]) * GRAMS * grams
            if used > reagents_by(cases, t)[stock.item] * (1.0 + KEPT) + 1e-9:
                yield f"stock of {stock.item} in shift {t + 1}"


def _of(value: float) -> float:
    """Rounding allowed at a value."""
    return TOLERANCE * max(abs(value), 1.0) if np.isfinite(value) else 0.0
