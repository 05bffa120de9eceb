"""The evidence on levers, said in English or Chinese.

English is the sentence that files carry; Chinese is made from the same numbers.
"""

from flotation.evidence_sentence import relative
from flotation.flowsheet import SOLIDS
from flotation.model_card import EffectEvidence, Evidence
from flotation.plant import Plant
from flotation_ui.naming import named
from flotation_ui.units_shown import unit_shown

STATUS = {"supported": "有依据", "contradicted": "与数据相反", "not shown": "未能证明"}
WHY = {
    "unsure": "（区间未排除相反方向）",
    "own": "（自身变化太少）",
    "disagree": "（各时间段不一致）",
    "partial": "（扣除操作者所见后方向相反）",
}
OUTLET = {"concentrate": "精矿", "tails": "尾矿"}
STILL = {
    "never moved": "生产数据中从未变动；需做试验",
    "no leg": "不作用于任何产品的流程；需做试验",
}


def lever_words(plant: Plant, evidence: Evidence, language: str = "en") -> str:
    """What the survey says about a lever, its name in front.

    Parameters
    ----------
    plant : flotation.plant.Plant
    evidence : flotation.model_card.Evidence
    language : {"en", "zh"}
    """
    decisive = evidence.decisive
    if language == "en" or (decisive is None and evidence.reason not in STILL):
        return named(plant, evidence.sentence, language)
    label = plant.columns[evidence.lever].zh
    if decisive is None:
        return f"{label}：未能证明；{STILL[evidence.reason]}"
    trial = "" if evidence.status == "supported" else "；设计一次试验即可判定"
    return f"{label}：{effect_words(plant, evidence.lever, decisive, language)}{trial}"


def reason_words(plant: Plant, evidence: Evidence, language: str = "en") -> str:
    """The same for a place where the lever's name stands already: the effect that decides."""
    decisive = evidence.decisive
    if decisive is None:
        words = lever_words(plant, evidence, language)
        return words.removeprefix(f"{plant.columns[evidence.lever].zh}：")
    return effect_words(plant, evidence.lever, decisive, language)


def effect_words(plant: Plant, lever: str, effect: EffectEvidence, language: str = "en") -> str:
    """What the survey says about one effect of a lever."""
    if language == "en":
        return named(plant, effect.sentence, language)
    leg = effect.leg
    stage = next(stage.zh for stage in plant.stage if stage.name == leg.stage)
    what = "固体" if leg.component == SOLIDS else f" {leg.component} "
    basis = f"{effect.trial_shifts} 个试验班" if effect.trial_shifts else "无试验"
    return (
        f"{stage}，{what}进入{OUTLET[leg.outlet]}的比例：{STATUS[effect.status]}"
        f"{WHY.get(effect.reason, '')}；{_number(plant, lever, effect)}（95 % 区间 "
        f"{_percent(effect.low)} 至 {_percent(effect.high)}）；"
        f"{effect.blocks} 个时间段中 {effect.blocks_agreeing} 个一致；{basis}{_second(effect)}；"
        f"其变化中 {100.0 * effect.own_variation:.0f} % 为自身变化"
    )


def _number(plant: Plant, lever: str, effect: EffectEvidence) -> str:
    unit = unit_shown(plant.columns[lever].unit)
    settings = f"{effect.at[0]:.4g} 与 {effect.at[1]:.4g} {unit}".rstrip()
    if effect.about == "slope":
        return f"在 {settings} 之间，该比例变化 {_percent(effect.estimate)}"
    return f"在 {settings} 的中点，该比例偏离直线 {_percent(effect.estimate)}"


def _second(effect: EffectEvidence) -> str:
    """The second estimate, where no trials decide."""
    if effect.partial is None or effect.trial_shifts:
        return ""
    low, high = _percent(effect.partial.low), _percent(effect.partial.high)
    return f"（扣除操作者所见后：{low} 至 {high}）"


def _percent(number: float) -> str:
    return f"{relative(number):+.2g} %"
