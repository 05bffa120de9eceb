"""What is advised for many shifts: the :class:`SchedulePlan`, and its JSON."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass

from optimiser.plan_result import CostSplit, Provenance

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPlan:
    """One shift of a schedule.

    Attributes
    ----------
    shift : int
        From 1.
    tonnes : float
        Dry ore fed. [t]
    blend : mapping of str to float
        Share of each stockpile. [fraction]
    setpoints : mapping of str to float
        By lever. [its unit]
    recovery, grade : mapping of str to float
        By component, as the model predicts them. [fraction]
    metal_t, concentrate_t : mapping of str to float
        By component. [t]
    cost : CostSplit
        [CNY/t ore]
    margin : float
        [CNY/t ore]
    """

    shift: int
    tonnes: float
    blend: Mapping[str, float]
    setpoints: Mapping[str, float]
    recovery: Mapping[str, float]
    grade: Mapping[str, float]
    metal_t: Mapping[str, float]
    concentrate_t: Mapping[str, float]
    cost: CostSplit
    margin: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleCertificate:
    """How good a schedule is known to be.

    Attributes
    ----------
    objective : float
        Of the question, over all shifts, without approximation. [CNY]
    bound : float
        What no schedule with these blends' steps can better. [CNY]
    gap : float
        Difference of the two. [fraction of the objective]
    model_gap : float
        Largest relative difference, of any shift, between what was solved and what the fitted
        model and the plant's prices say.
    verified : bool
        Whether every limit was found kept outside the solver.
    one_by_one : float, optional
        Objective of the shifts planned one after another; none where that way does not meet
        every total. [CNY]
    """

    objective: float
    bound: float
    gap: float
    model_gap: float
    verified: bool
    one_by_one: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePlan:
    """Advice for many shifts.

    Attributes
    ----------
    status : {"optimal", "feasible"}
        ``optimal`` is proven to the promised gap; ``feasible`` keeps every limit and is not.
    goal : str
    shifts : tuple of ShiftPlan
    metal_t, concentrate_t : mapping of str to float
        Over all shifts, by component. [t]
    cost_cny, margin_cny : float
        Over all shifts. [CNY]
    ore_left_t, reagent_left_t : mapping of str to float
        After the last shift. [t]
    worth_cny : mapping of str to float
        Gain for one unit more of what ties shifts and binds. [CNY per unit]
    certificate : ScheduleCertificate
    notes : tuple of str
    provenance : Provenance
    schema : int
    """

    status: str
    goal: str
    shifts: tuple[ShiftPlan, ...]
    metal_t: Mapping[str, float]
    concentrate_t: Mapping[str, float]
    cost_cny: float
    margin_cny: float
    ore_left_t: Mapping[str, float]
    reagent_left_t: Mapping[str, float]
    worth_cny: Mapping[str, float]
    certificate: ScheduleCertificate
    notes: tuple[str, ...]
    provenance: Provenance
    schema: int = SCHEMA

    @property
    def proven_optimal(self) -> bool:
        """Whether no schedule can be better by more than the promised gap."""
        return self.status == "optimal"

    def as_dict(self) -> dict:
        """Plain values, as in the JSON."""
        return dataclasses.asdict(self)


def schedule_json(schedule: SchedulePlan) -> str:
    """JSON of a schedule, the same for equal schedules."""
    content = schedule.as_dict()
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
