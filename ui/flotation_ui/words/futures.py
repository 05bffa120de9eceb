"""What a plan brings in what may come, said in English or Chinese."""

from optimiser.plan_result import Plan

MEAN = (
    "over {count} futures: mean margin {margin:.2f} CNY/t, mean cost {cost:.2f} CNY/t",
    "{count}种可能的未来：平均利润 {margin:.2f} 元/t，平均成本 {cost:.2f} 元/t",
)
WORST = (
    "mean of the worst {share:g} %: margin {margin:.2f} CNY/t; of the dearest {share:g} %: cost "
    "{cost:.2f} CNY/t",
    "最差的{share:g} %的平均：利润 {margin:.2f} 元/t；成本最高的{share:g} %的平均：{cost:.2f} 元/t",
)


def futures_words(plan: Plan, language: str = "en") -> list[str]:
    """One line on the mean of all futures, one on the worst; none where none were asked for.

    Parameters
    ----------
    plan : Plan
    language : {"en", "zh"}
    """
    found = plan.futures
    if found is None:
        return []
    which = 1 if language == "zh" else 0
    said = [
        MEAN[which].format(count=len(found.cases), margin=found.mean_margin, cost=found.mean_cost)
    ]
    if found.worst_share is not None:
        said.append(
            WORST[which].format(
                share=100.0 * found.worst_share, margin=found.worst_margin, cost=found.worst_cost
            )
        )
    return said
