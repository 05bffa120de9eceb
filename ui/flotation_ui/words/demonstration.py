"""The demonstration as text, the same on every run."""

from typing import Any

from flotation_ui.demonstration import Demonstration
from flotation_ui.screen import visible, wrapped
from flotation_ui.truth import Truth
from flotation_ui.units_shown import percent
from flotation_ui.words.front import front_text, shown_points
from flotation_ui.words.plan import plan_text
from optimiser.plan_result import Plan

LINES = 12  # of the front; front.csv has every point


def demonstration_text(found: Demonstration) -> str:
    """Survey, model, plan, truth and front."""
    brief = found.brief
    if brief.truth is None:
        raise ValueError("a demonstration knows its truth")
    parts = [
        visible(brief.plant.name),
        survey_text(found),
        plan_text(brief.plant, brief.question, brief.plan, brief.now),
        truth_text(brief.plan, brief.truth),
        "what more recovery costs (every point in front.csv):",
        front_text(shown_points(found.points, LINES), brief.component),
    ]
    return "\n\n".join(parts[:-2]) + "\n\n" + "\n".join(parts[-2:])


def survey_text(found: Demonstration) -> str:
    """What was read and how well the model predicts."""
    report, model = found.report, found.brief.model
    used = model.card["rows"]
    lines = [
        f"survey: {report.read} rows read, {report.accepted} accepted, {used['used']} used for "
        f"training, {used['in_trials']} of them in designed trials"
    ]
    for score in model.scores:
        kind, _, component = score.target.partition("/")
        if kind == "recovery":
            lines.append(
                f"model: {component} recovery of unseen time blocks within {100 * score.mae:.1f} % "
                f"on average; R2 {score.r2_mean:.2f} against the mean, {score.r2_last:.2f} against "
                "the last lab value"
            )
    return "\n".join(wrapped(line, indent="  ") for line in lines)


def truth_text(plan: Plan, truth: Truth) -> str:
    """What the plan really gives, and what it could have cost."""
    lines = ["what the plan really gives (the survey is of a surrogate, so its truth is known):"]
    for component, expected in plan.recovery.items():
        value = truth.recovery[component]
        inside = "inside" if expected.low <= value <= expected.high else "OUTSIDE"
        lines.append(
            f"- {component} recovery {percent(value)} %, stated {percent(expected.value)} "
            f"({inside} {percent(expected.low)} to {percent(expected.high)})"
        )
    cost, least = float(truth.cost.total), float(truth.best_cost.total)
    same = ", ".join(f"{percent(r)} % {c}" for c, r in truth.compared_at.items())
    lines.append(f"- cost {cost:.2f} CNY/t, stated {plan.cost.total:.2f}")
    lines.append(
        f"- regret {truth.regret:.2f} CNY/t: the least that truly gives {same} is {least:.2f}"
    )
    lines.append(
        "- every limit and minimum grade is truly kept"
        if truth.limits_kept
        else "- some limit or minimum grade is truly NOT kept"
    )
    return "\n".join(lines)


def demonstration_json(found: Demonstration) -> dict[str, Any]:
    """Plan, front and truth for machines."""
    brief = found.brief
    return {
        "plan": brief.plan.as_dict(),
        "front": brief.front.as_dict() if brief.front else None,
        "truth": {
            "recovery": brief.truth.recovery,
            "grade": brief.truth.grade,
            "cost_cny_t": float(brief.truth.cost.total),
            "least_cost_cny_t": float(brief.truth.best_cost.total),
            "regret_cny_t": brief.truth.regret,
            "limits_kept": brief.truth.limits_kept,
        }
        if brief.truth
        else None,
    }
