"""What a front trades a component's recovery against: cost, or another component's recovery."""

from collections.abc import Mapping
from dataclasses import dataclass

from optimiser.objectives import scale_of, value_of
from optimiser.plan_result import FrontPoint
from optimiser.programme import Programme
from optimiser.question import Question

LOWEST_PCT = 0.01  # a target that every plan meets


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontGoal:
    """The two sides of a front.

    Attributes
    ----------
    component : str
        Whose recovery rises along the front.
    against : str, optional
        The component whose recovery is given up for it; cost is spent where there is none.
    """

    component: str
    against: str | None = None

    @property
    def goal(self) -> str:
        """Goal of the plan at every target."""
        return "least_cost" if self.against is None else "most_recovery"

    @property
    def objective(self) -> str:
        """Name of the objective of the compiled programme."""
        return "least_cost" if self.against is None else f"most_recovery[{self.against}]"

    @property
    def in_logs(self) -> bool:
        """Whether the objective is a log."""
        return self.against is not None

    def targeted(self, question: Question, pct: float) -> Question:
        """The question of the best plan for a target [%]."""
        targets = {**question.target_recovery_pct, self.component: pct}
        if self.against is not None:
            targets.setdefault(self.against, LOWEST_PCT)
        return question.model_copy(
            update={
                "goal": self.goal,
                "component": self.against or self.component,
                "target_recovery_pct": targets,
                "confidence": None,
            }
        )

    def value(self, programme: Programme, settings: Mapping[str, float]) -> float:
        """Cost, or minus the log recovery of the other component, without approximation."""
        return value_of(programme, self.goal, settings)

    def scale(self, programme: Programme, settings: Mapping[str, float]) -> float:
        """What a gap is measured against."""
        return scale_of(programme, self.goal, settings)

    def given_up(self, point: FrontPoint) -> float:
        """What a point costs: money, or minus the recovery of the other component."""
        return point.cost if self.against is None else -point.others[self.against]
