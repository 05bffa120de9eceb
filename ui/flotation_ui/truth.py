"""What a plan really gives where the plant is the surrogate, whose truth is a function."""

from collections.abc import Mapping
from dataclasses import dataclass

from flotation.economics import Cost
from flotation.plant import Plant
from flotation.surrogate.optimum import best_settings, outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A least-cost plan measured against the truth.

    Attributes
    ----------
    recovery, grade : mapping of str to float
        What the set-points truly give, by component of a product. [fraction]
    cost : flotation.economics.Cost
        What they truly cost. [CNY/t ore]
    now_recovery : mapping of str to float
        What the present set-points truly give. [fraction]
    now_cost : flotation.economics.Cost
    targets : mapping of str to float
        What was asked. [fraction]
    compared_at : mapping of str to float
        Recoveries at which the least cost was sought: the targets, or what the plan truly
        gives where that is less. [fraction]
    best_cost : flotation.economics.Cost
        The least that any settings truly cost which give as much.
    best_settings : mapping of str to float
        Those settings.
    limits_kept : bool
        Whether the set-points truly keep every limit and minimum grade of the plant file.
    """

    recovery: Mapping[str, float]
    grade: Mapping[str, float]
    cost: Cost
    now_recovery: Mapping[str, float]
    now_cost: Cost
    targets: Mapping[str, float]
    compared_at: Mapping[str, float]
    best_cost: Cost
    best_settings: Mapping[str, float]
    limits_kept: bool

    @property
    def regret(self) -> float:
        """Cost above the least that truly gives as much, in CNY per tonne of ore."""
        return float(self.cost.total - self.best_cost.total)


def judge_by_truth(
    plant: Plant,
    setpoints: Mapping[str, float],
    present: Mapping[str, float],
    conditions: Mapping[str, float],
    targets: Mapping[str, float],
) -> Truth:
    """Measure set-points of a least-cost plan against the surrogate's truth.

    Parameters
    ----------
    plant : Plant
        The reference plant.
    setpoints, present, conditions : mapping of str to float
        By column, in the plant file's units.
    targets : mapping of str to float
        Recoveries asked for, by component. [fraction]

    Returns
    -------
    Truth
        At the average of the property of the ore that no survey measures.
    """
    given = outcome(plant, setpoints, conditions)
    was = outcome(plant, present, conditions)
    recovery = _floats(given.performance.recovery)
    compared = {c: min(target, recovery[c]) for c, target in targets.items()}
    best = best_settings(plant, conditions, objective="cost", targets=compared)
    return Truth(
        recovery=recovery,
        grade=_floats(given.performance.grade),
        cost=given.cost,
        now_recovery=_floats(was.performance.recovery),
        now_cost=was.cost,
        targets=targets,
        compared_at=compared,
        best_cost=best.cost,
        best_settings=best.settings,
        limits_kept=bool(given.shortfall <= 0.0),
    )


def _floats(values: Mapping[str, object]) -> dict[str, float]:
    return {name: float(value) for name, value in values.items()}  # type: ignore[arg-type]
