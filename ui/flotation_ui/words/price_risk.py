"""The worst case over prices, said in English or Chinese."""

from flotation_ui.screen import visible
from optimiser.plan_result import Plan

SAID = (
    "with the {count:g} worst prices at their bad ends ({prices}): margin {margin:.2f} CNY/t; in "
    "its own worst case the cost is {cost:.2f} CNY/t",
    "最不利的{count:g}个价格处于其不利端时（{prices}）：利润 {margin:.2f} 元/t；"
    "成本在其自身最不利情形下为 {cost:.2f} 元/t",
)
NONE = ("none", "无")


def price_risk_words(plan: Plan, language: str = "en") -> list[str]:
    """One line with the worst case that was asked for; none where it was not.

    Parameters
    ----------
    plan : Plan
    language : {"en", "zh"}
    """
    worst = plan.price_risk
    if worst is None:
        return []
    which, comma = (1, "、") if language == "zh" else (0, ", ")
    prices = comma.join(f"{visible(item)} {end:g}" for item, end in worst.prices.items())
    return [
        SAID[which].format(
            count=worst.budget,
            prices=prices or NONE[which],
            margin=worst.margin,
            cost=worst.cost,
        )
    ]
