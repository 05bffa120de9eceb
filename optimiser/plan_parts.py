"""Parts of a plan, each worked out from set-points by the unapproximated model."""

import hashlib
from collections.abc import Iterator, Mapping
from importlib.metadata import version

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.model_file import model_hash
from flotation.plant import Plant
from flotation.plant_file import plant_digest
from flotation.support import nearest_shifts, setting_percentiles
from optimiser.appraisal import Appraisal
from optimiser.conditions import unknown_group
from optimiser.plan_result import Change, CostSplit, Expected, NearShift, Provenance, Support
from optimiser.question import Question
from optimiser.ranges import LeverRange

COVERAGE = 0.9  # of the interval around a recovery


def changes_of(
    plant: Plant, ranges: Mapping[str, LeverRange], settings: Mapping[str, float]
) -> tuple[Change, ...]:
    """Where every lever is, where it should be and how far it could go."""
    return tuple(
        Change(
            lever=j,
            unit=plant.columns[j].unit,
            present=r.present,
            proposed=settings[j],
            change=settings[j] - r.present,
            low=r.low,
            high=r.high,
        )
        for j, r in ranges.items()
    )


def recoveries_of(model: CircuitModel, brought: Appraisal) -> dict[str, Expected]:
    """Recovery of every product with its interval."""
    found = {}
    for c, value in brought.recovery.items():
        low, high = model.intervals[c].bounds(value, COVERAGE)
        found[c] = Expected(value=value, low=float(low), high=float(high))
    return found


def cost_split(brought: Appraisal) -> CostSplit:
    """Cost of set-points by its parts."""
    spent = brought.cost
    parts = {name: float(getattr(spent, name)) for name in ("reagents", "energy", "co2", "water")}
    return CostSplit(**parts, total=float(spent.total))


def support_of(model: CircuitModel, settings: Mapping[str, float]) -> Support:
    """Whether past shifts stand behind set-points."""
    return Support(
        inside=bool(model.region.contains(settings, tolerance=1e-6)),
        score=float(model.region.score(settings)),
        nearest=tuple(
            NearShift(label=str(label), distance=float(distance))
            for label, distance in nearest_shifts(model, settings)
        ),
        percentile=setting_percentiles(model, settings),
    )


def shifts_needed(
    plant: Plant, ranges: Mapping[str, LeverRange], settings: Mapping[str, float]
) -> int:
    """Shifts that the largest move takes, within each lever's move limit."""
    needed = 0
    for lever in plant.lever:
        move = abs(settings[lever.column] - ranges[lever.column].present)
        if move > 1e-9 * max(abs(settings[lever.column]), 1.0):
            steps = move / lever.max_move if lever.max_move else 1.0
            needed = max(needed, int(np.ceil(steps - 1e-9)), 1)
    return needed


def notes_of(plant: Plant, model: CircuitModel, question: Question) -> Iterator[str]:
    """What the reader of a plan must know beside its numbers."""
    followed = model.card.get("recalibrated")
    if followed:
        yield (
            f"the intervals follow {followed['shifts']} shifts since the model's survey, to "
            f"{followed['last']}"
        )
    group = unknown_group(plant, model, question)
    if group is not None:
        yield (
            f"the model's survey had no ore of the type {group!r}; the plan is for ore like that "
            "of all types together"
        )
    if not question.within_region:
        yield f"the plan may leave the surveyed region: {question.region_reason}"


def provenance_of(plant: Plant, model: CircuitModel, question: Question) -> Provenance:
    """What an answer to a question was made from."""
    return Provenance(
        plant=plant_digest(plant),
        survey=model.survey_digest,
        model=model_hash(model),
        question=hashlib.sha256(question.model_dump_json().encode()).hexdigest(),
        versions={name: version(name) for name in ("numpy", "pyomo", "highspy")},
        seed=model.seed,
    )
