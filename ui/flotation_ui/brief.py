"""All that a person is shown about one plan."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from flotation_ui.truth import Truth
from optimiser.appraisal import Appraisal, appraise
from optimiser.conditions import asked_conditions
from optimiser.plan_result import Front, Plan
from optimiser.planning import front
from optimiser.question import Question
from optimiser.ranges import present_settings

POINTS = 25  # of a front


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A plan with what it answers, where the plant stands, and what else could be had.

    Attributes
    ----------
    plant : Plant
    model : CircuitModel
    question : Question
    plan : Plan
    now : Appraisal
        Of the present set-points.
    front : Front, optional
    truth : Truth, optional
        What the plan really gives, where the plant is a surrogate.
    """

    plant: Plant
    model: CircuitModel
    question: Question
    plan: Plan
    now: Appraisal
    front: Front | None = None
    truth: Truth | None = None

    @property
    def conditions(self) -> Mapping[str, float]:
        """Conditions that the plan is made for, in the columns' units."""
        return asked_conditions(self.model, self.question)

    @property
    def present(self) -> Mapping[str, float]:
        """Present set-points, in the levers' units."""
        return present_settings(self.model, self.question)

    @property
    def component(self) -> str:
        """The component that was asked about first, else that of the first product."""
        sold = [product.component for product in self.plant.product]
        asked = [*self.question.target_recovery_pct, self.question.component, *sold]
        return next(component for component in asked if component in sold)

    @property
    def moving(self) -> tuple[str, ...]:
        """Levers that the plan was free to move."""
        return tuple(lever for lever in self.plan.setpoints if lever not in self.plan.locked)


def make_brief(plant: Plant, model: CircuitModel, question: Question, plan: Plan) -> Brief:
    """A plan beside where the plant stands now."""
    now = appraise(plant, model, question, present_settings(model, question))
    return Brief(plant=plant, model=model, question=question, plan=plan, now=now)


def with_front(brief: Brief, points: int = POINTS) -> Brief:
    """The same brief with the front of its component, under the same limits."""
    asked = brief.question.model_copy(update={"component": brief.component})
    return replace(brief, front=front(brief.plant, brief.model, asked, points=points))
