"""Levers that moved on a person's word, said in English or Chinese."""

from flotation.plant import Plant
from flotation_ui.screen import visible
from optimiser.plan_result import Plan

SAID = {
    ("contradicted", True): (
        "MOVED AGAINST THE SURVEY, which contradicts the declared effect, on a person's word "
        "alone: {reason}",
        "数据与所述作用相反，仅凭人为决定仍作调整！理由：{reason}",
    ),
    ("contradicted", False): (
        "free to move AGAINST THE SURVEY, which contradicts the declared effect; the plan leaves "
        "it where it is. The word given: {reason}",
        "数据与所述作用相反，凭人为决定放开；方案未作调整。理由：{reason}",
    ),
    ("not shown", True): (
        "moved on a person's word, without support of the survey: {reason}",
        "数据未能证明其作用，按人为决定调整。理由：{reason}",
    ),
    ("not shown", False): (
        "free to move on a person's word, without support of the survey; the plan leaves it where "
        "it is. The word given: {reason}",
        "数据未能证明其作用，按人为决定放开；方案未作调整。理由：{reason}",
    ),
}
NEEDLESS = (
    "the survey supports it, so that no word was needed: {reason}",
    "数据已支持其作用，无须人为决定。理由：{reason}",
)


def override_words(plant: Plant, plan: Plan, language: str = "en") -> list[str]:
    """One line for every lever that a person freed, in the question's order.

    Parameters
    ----------
    plant : Plant
    plan : Plan
    language : {"en", "zh"}
    """
    which, colon = (1, "：") if language == "zh" else (0, ": ")
    lines = []
    for given in plan.overrides:
        said = SAID.get((given.verdict, given.moved), NEEDLESS)[which]
        label = getattr(plant.columns[given.lever], language)
        lines.append(f"{label}{colon}{said.format(reason=visible(given.reason))}")
    return lines
