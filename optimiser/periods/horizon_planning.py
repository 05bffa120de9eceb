"""Ask many shifts, solve, answer: the one door to schedules."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.plant import Plant
from flotation.plant_file import require
from optimiser.appraisal import Appraisal, appraise
from optimiser.highs import trusted_version
from optimiser.number_gate import refuse_bad_numbers
from optimiser.periods.blend_choice import ore_held
from optimiser.periods.cases import Case, Cases, grams_per_tonne
from optimiser.periods.coupling import GRAMS, reagents_by
from optimiser.periods.horizon import HorizonQuestion, check_horizon
from optimiser.periods.schedule import ScheduleCertificate, SchedulePlan, ShiftPlan
from optimiser.periods.schedule_check import check_schedule
from optimiser.periods.scheduling import PROMISED, Scheduled, solve_horizon
from optimiser.plan_parts import cost_split, provenance_of
from optimiser.worker import in_worker


def plan_horizon(
    plant: Plant, model: CircuitModel, question: HorizonQuestion, *, in_process: bool = False
) -> SchedulePlan:
    """The best blends and set-points of many shifts together, with their proof.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
        Trained for this plant.
    question : HorizonQuestion
    in_process : bool, default False
        Solve in the calling process; for tests and benchmarks.

    Raises
    ------
    DataError
        If the question does not fit the plant.
    InfeasibleError
        If no schedule keeps every limit, or the ore runs out.
    RefusedError
        If the survey supports no lever, or saw no blend of some shift.
    SolverError
        If no schedule came in time, or none that passes the checks.
    """
    if not isinstance(model, CircuitModel):
        raise DataError(
            f"plans are made with circuit models; a {type(model).__name__} is for comparison only"
        )
    require(plant, "stage", "lever", "product", "price")
    refuse_bad_numbers(plant=plant, model=model, question=question)
    check_horizon(question, plant, model)
    if in_process:
        return solve_schedule(plant, model, question)
    return in_worker(solve_schedule, plant, model, question, time_limit=question.time_limit_s + 5.0)


def solve_schedule(plant: Plant, model: CircuitModel, question: HorizonQuestion) -> SchedulePlan:
    """What :func:`plan_horizon` does, in the process where it is called."""
    trusted_version()
    cases = Cases.of(plant, model, question)
    found = solve_horizon(cases, question.time_limit_s)
    brought = [
        appraise(plant, model, case.question, settings)
        for case, settings in zip(found.cases, found.settings, strict=True)
    ]
    certificate = _certificate(cases, found, check_schedule(cases, found, brought))
    shifts = tuple(
        _shift(cases, case, settings, own)
        for case, settings, own in zip(found.cases, found.settings, brought, strict=True)
    )
    components = [product.component for product in plant.product]
    return SchedulePlan(
        status="optimal" if certificate.gap <= PROMISED else "feasible",
        goal=question.goal,
        shifts=shifts,
        metal_t={c: sum(s.metal_t[c] for s in shifts) for c in components},
        concentrate_t={c: sum(s.concentrate_t[c] for s in shifts) for c in components},
        cost_cny=sum(s.tonnes * s.cost.total for s in shifts),
        margin_cny=sum(s.tonnes * s.margin for s in shifts),
        ore_left_t=_ore_left(cases, found.cases),
        reagent_left_t=_reagent_left(cases, found.settings),
        worth_cny=_worth(found.prices),
        certificate=certificate,
        notes=tuple(_notes(cases)),
        provenance=provenance_of(plant, model, question),
    )


def _certificate(cases: Cases, found: Scheduled, model_gap: float) -> ScheduleCertificate:
    sign = -1.0 if cases.question.goal == "most_margin" else 1.0
    alone = found.one_by_one
    return ScheduleCertificate(
        objective=sign * found.value,
        bound=sign * found.bound,
        gap=found.gap,
        model_gap=model_gap,
        verified=True,
        one_by_one=None if alone is None else sign * alone,
    )


def _shift(cases: Cases, case: Case, settings: Mapping[str, float], own: Appraisal) -> ShiftPlan:
    tonnes = float(cases.tonnes[case.shift])
    known = {**cases.model.present_conditions, **case.question.conditions}
    names = [pile.name for pile in cases.question.horizon.stockpile]
    return ShiftPlan(
        shift=case.shift + 1,
        tonnes=tonnes,
        blend=dict(zip(names, case.blend, strict=True)),
        setpoints={j: float(value) for j, value in settings.items()},
        recovery=own.recovery,
        grade=own.grade,
        metal_t={
            c: tonnes * r * known[cases.model.feed_grades[c]] / 100.0
            for c, r in own.recovery.items()
        },
        concentrate_t={c: tonnes * pull for c, pull in own.mass_pull.items()},
        cost=cost_split(own),
        margin=own.margin,
    )


def _ore_left(cases: Cases, fed: Sequence[Case]) -> dict[str, float]:
    held = ore_held(cases, cases.shifts - 1)
    for case in fed:
        held -= float(cases.tonnes[case.shift]) * np.asarray(case.blend)
    names = [pile.name for pile in cases.question.horizon.stockpile]
    return {name: max(float(left), 0.0) for name, left in zip(names, held, strict=True)}


def _reagent_left(cases: Cases, settings: Sequence[Mapping[str, float]]) -> dict[str, float]:
    left = reagents_by(cases, cases.shifts - 1)
    for item in left:
        constant, per_unit = grams_per_tonne(cases.plant, item)
        for tonnes, own in zip(cases.tonnes, settings, strict=True):
            grams = constant + sum(a * own[j] for j, a in per_unit.items())
            left[item] -= float(tonnes) * GRAMS * grams
        left[item] = max(left[item], 0.0)
    return left


def _worth(prices: Mapping[str, float]) -> dict[str, float]:
    """Worth of one unit more, by what binds; moves of a lever together."""
    worth: dict[str, float] = {}
    for name, price in prices.items():
        kind, _, rest = name.partition("/")
        key = f"move/{rest.rpartition('/')[0]}" if kind == "move" else name
        worth[key] = worth.get(key, 0.0) + abs(price)
    return {key: value for key, value in worth.items() if value > 1e-6}


def _notes(cases: Cases) -> Iterator[str]:
    horizon = cases.question.horizon
    if len(horizon.stockpile) > 1:
        yield (
            f"blends are made in steps of {horizon.blend_step_pct:g} %; the bound holds for "
            "schedules of such blends"
        )
    if cases.unseen:
        yield (
            f"{cases.unseen} blends of a shift were left out: the survey never saw their conditions"
        )
    if not cases.question.within_region:
        yield f"set-points may leave the surveyed region: {cases.question.region_reason}"
    for lever, why in cases.question.override.items():
        yield f"{lever} may move on a person's word: {why}"
