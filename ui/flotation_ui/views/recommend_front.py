"""The front beside a recommendation: its chart, and the question at a point of it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from flotation_ui import charts
from flotation_ui.language import Language
from flotation_ui.views.recommend import Answer
from optimiser.plan_result import Front
from optimiser.question import Question

POINTS = 25
ROW, ROOM = 24, 60  # px of a bar, and around the bars

__all__ = [
    "POINTS",
    "Front",
    "chart",
    "clicked",
    "height_of",
    "question_at",
    "question_of_front",
    "why_none",
]


def why_none(answer: Answer, say: Language) -> str:
    """Why there is no front of such a question; empty where there is one."""
    asked = answer.question
    if asked.weights is not None or asked.soft or asked.then or asked.price_risk is not None:
        return say("A front is of recovery and cost alone; this question weighs more.")
    return ""


def question_of_front(answer: Answer) -> Question:
    """The same limits, for every recovery of the component: without target, budget and goal."""
    others = {
        c: pct for c, pct in answer.question.target_recovery_pct.items() if c != answer.component
    }
    return answer.question.model_copy(
        update={
            "goal": "most_recovery",
            "component": answer.component,
            "target_recovery_pct": others,
            "budget_cny_t": None,
            "confidence": None,
        }
    )


def chart(answer: Answer, front: Front, say: Language) -> charts.Spec:
    """Every proven point, with now, proposed and the knee."""
    component, plan, now = answer.component, answer.plan, answer.now
    marks = {
        "knee": (say("knee"), (front.knee.cost, 100.0 * front.knee.recovery)),
        "now": (say("now"), (float(now.cost.total), 100.0 * now.recovery[component])),
        "proposed": (
            say("proposed"),
            (plan.cost.total, 100.0 * plan.recovery[component].value),
        ),
    }
    axes = (
        say("cost, CNY/t ore"),
        say("{component} recovery, %", component=component),
    )
    points = [(point.cost, 100.0 * point.recovery) for point in front.points]
    return charts.front_chart(points, axes, marks)


def clicked(selected: Sequence[Mapping[str, Any]], front: Front) -> int | None:
    """Number of the point that was clicked; None where it is no point of the front."""
    numbers = [i for group in selected if group["series_index"] == 0 for i in group["data_indices"]]
    return next((i for i in numbers if 0 <= i < len(front.points)), None)


def question_at(answer: Answer, front: Front, number: int) -> Question:
    """Least cost for the recovery of a point, rounded down so that it can be had."""
    target = math.floor(1e4 * front.points[number].recovery) / 100.0
    targets = {**answer.question.target_recovery_pct, answer.component: target}
    return answer.question.model_copy(
        update={
            "goal": "least_cost",
            "component": answer.component,
            "target_recovery_pct": targets,
            "budget_cny_t": None,
            "confidence": None,
        }
    )


def height_of(bars: int) -> int:
    """Height of a chart of so many bars [px]."""
    return ROOM + ROW * bars
