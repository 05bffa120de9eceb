"""Families of regressions side by side on the same held-out time blocks, as text."""

from typing import Any

from flotation.comparison_training import Comparison
from flotation_ui.screen import aligned, wrapped

HEADS = {
    "en": ["held-out time blocks", "shifts", "family", "error, ln", "R2 on mean", "R2 on last lab"],
    "zh": ["留出时间段", "班次", "模型", "误差（对数）", "R2（对均值）", "R2（对上次化验）"],
}
FAMILIES = {
    "en": {
        "ours": "ours",
        "ridge": "ridge",
        "boosted": "boosted trees",
        "boosted_monotone": "boosted trees, monotone",
    },
    "zh": {
        "ours": "本项目模型",
        "ridge": "岭回归",
        "boosted": "提升树",
        "boosted_monotone": "单调提升树",
    },
}
NOTE = {
    "en": "A better R2 is not a better decision: a model that has learnt how operators answer the "
    "ore predicts well and moves the plant the wrong way. Comparison models are never used for "
    "plans; docs/benchmarks.md judges all of them by the plans they would lead to.",
    "zh": "R2 更高并不等于决策更好：学会了操作工如何应对矿石的模型，预测得好，"
    "却会把工厂调向错误的方向。对照模型从不用于制定方案；"
    "docs/benchmarks.md 按各模型所得方案的优劣来评判它们。",
}


def comparison_text(comparison: Comparison, language: str = "en") -> str:
    """Scores of the products' recoveries, a row a family, and what they do not say."""
    rows = []
    for same in zip(*comparison.scores.values(), strict=True):
        if not same[0].target.startswith("recovery/"):
            continue
        for i, (family, score) in enumerate(zip(comparison.scores, same, strict=True)):
            first = [score.target, str(score.rows)] if i == 0 else ["", ""]
            numbers = [f"{score.mae:.4f}", f"{score.r2_mean:+.2f}", f"{score.r2_last:+.2f}"]
            rows.append([*first, FAMILIES[language][family], *numbers])
    table = aligned(HEADS[language], rows, left=(0, 2))
    return f"{table}\n\n{wrapped(NOTE[language])}"


def comparison_summary(comparison: Comparison) -> dict[str, Any]:
    """Scores of products and of every leg, for machines."""
    return {
        "scores": {
            family: [
                {name: getattr(score, name) for name in type(score).__dataclass_fields__}
                for score in scores
            ]
            for family, scores in comparison.scores.items()
        },
        "note": NOTE["en"],
    }
