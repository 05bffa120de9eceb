"""What a model's card warns of, in sentences of either language."""

from collections.abc import Mapping
from typing import Any

from flotation.circuit_model import CircuitModel
from flotation.model_warnings import LAST, LEAK, MEAN, RECOVERY

LANGUAGES = ("en", "zh")
SENTENCES = {
    LAST: (
        "{component}: the model predicts new time blocks NO BETTER than the last lab value known "
        "before each shift does (R2 against it {r2:.2f}); do not use it to foresee recovery, and "
        "trust its advice on a lever only where the survey supports that lever",
        "{component}：对新的时间段，模型的预测并不优于各班之前已知的最近一次化验值"
        "（相对其 R2 为 {r2:.2f}）；不要用它预报回收率，只有数据支持的可调量其建议才可信",
    ),
    MEAN: (
        "{component}: the model predicts new time blocks NO BETTER than the mean of the others "
        "(R2 {r2:.2f}); a longer survey or designed trials are needed",
        "{component}：对新的时间段，模型的预测并不优于其余时间段的均值（R2 为 {r2:.2f}）；"
        "需要更长的生产数据或专门试验",
    ),
    LEAK: (
        "{column} alone brings the scatter of {leg} from {without:.2g} % to {left:.2g} %, as low "
        "as assay errors allow ({assay_sd:.2g} %): it looks computed from the result, or known "
        "only after it; if so, take it out of the plant file's conditions and train again",
        "仅 {column} 一项就使 {leg} 的离散由 {without:.2g} % 降到 {left:.2g} %，已接近化验误差"
        "（{assay_sd:.2g} %）：它像是由结果算出或事后才知道的；若是如此，"
        "请从选厂文件的条件中删去并重新训练",
    ),
}


def warning_sentences(model: CircuitModel, language: str = "en") -> list[str]:
    """A sentence for each warning of a model's card, gravest first."""
    return [_sentence(warning, language) for warning in model.card.get("warnings", ())]


def _sentence(warning: Mapping[str, Any], language: str) -> str:
    values = dict(warning)
    values["component"] = values.get("target", "").removeprefix(RECOVERY)
    for name in ("without", "left", "assay_sd"):
        values[name] = 100.0 * values.get(name, 0.0)
    return SENTENCES[warning["kind"]][LANGUAGES.index(language)].format(**values)
