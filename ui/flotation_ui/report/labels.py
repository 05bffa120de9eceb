"""The report's own words in English and in Chinese, and the plant file's labels."""

from dataclasses import dataclass
from typing import Protocol

LANGUAGES = ("en", "zh")


class Labelled(Protocol):
    """A table of the plant file with a label in each language."""

    @property
    def zh(self) -> str:
        """The Chinese label."""

    @property
    def en(self) -> str:
        """The English label."""


TEXT = {
    "title": ("Set-points for {plant}", "{plant}：推荐设定"),
    "lead": (
        "{goal}. Advice from {shifts} surveyed shifts, {first} to {last}.",
        "{goal}。依据 {first} 至 {last} 的 {shifts} 个班的生产数据。",
    ),
    "least_cost": ("Least cost", "成本最低"),
    "most_recovery": ("Most {component} recovered", "{component}回收率最大"),
    "most_margin": ("Most margin", "净收益最大"),
    "weighted": ("Best weighted mix", "加权目标最优"),
    "target": ("{component} recovery at least {value:g} %", "{component}回收率不低于 {value:g} %"),
    "budget": ("cost at most {value:g} CNY/t", "成本不超过 {value:g} 元/吨"),
    "confidence": ("in {value:.0f} % of shifts", "{value:.0f} % 的班次达到"),
    "proven": (
        "Proven best to within {gap} of the objective, and checked without the solver.",
        "已证明最优（相对间隙 {gap}），并脱离求解器复核。",
    ),
    "unproven": (
        "Feasible and checked without the solver, NOT proven best: gap {gap} of the objective.",
        "可行并已复核，但未证明最优：相对间隙 {gap}。",
    ),
    "binding_count": ("{count} limits bind.", "{count} 个限值起作用。"),
    "inside": (
        "All set-points lie inside the surveyed region (support {score:.2f} of 1).",
        "所有设定都在数据覆盖范围内（支持度 {score:.2f}，满分 1）。",
    ),
    "outside": (
        "Some set-points lie OUTSIDE the surveyed region.",
        "部分设定超出数据覆盖范围。",
    ),
    "recovery_of": ("{component} recovery, %", "{component}回收率，%"),
    "cost_of": ("Cost, CNY/t ore", "成本，元/吨原矿"),
    "now_is": ("now {value}", "当前 {value}"),
    "interval": ("90 % of shifts {low} to {high}", "90 % 的班次：{low} 至 {high}"),
    "change": ("What to change", "改什么"),
    "lever": ("Lever", "可调量"),
    "unit": ("Unit", "单位"),
    "now": ("now", "当前"),
    "proposed": ("proposed", "推荐"),
    "difference": ("change", "变化"),
    "stays": ("stays: {reason}", "不动：{reason}"),
    "verdict_below": ("effect {verdict}, see the evidence", "作用{verdict}，见下文依据"),
    "low": ("low", "下限"),
    "high": ("high", "上限"),
    "surveyed": ("surveyed range", "数据范围"),
    "why": ("Which limits bind, and what they are worth", "哪些限值起作用，放宽值多少"),
    "limit": ("Limit", "限值"),
    "worth": ("Worth", "价值"),
    "nothing_binds": ("No limit binds.", "没有限值起作用。"),
    "waterfall": ("From now to the plan, move by move", "从当前到推荐：各项调整的贡献"),
    "waterfall_note": (
        "Each move by its average over all orders in which levers can be moved. Teal adds, amber "
        "takes away.",
        "各项按所有先后次序的平均计。青色为增加，琥珀色为减少。",
    ),
    "front": ("What more recovery costs", "回收率与成本：能换多少"),
    "cost_axis": ("cost, CNY/t ore", "成本，元/吨原矿"),
    "recovery_axis": ("{component} recovery, %", "{component}回收率，%"),
    "cost": ("What a tonne of ore costs", "吨矿成本构成"),
    "reagents": ("reagents", "药剂"),
    "energy": ("energy", "能源"),
    "co2": ("CO2", "碳排放"),
    "water": ("water", "水"),
    "total": ("total", "合计"),
    "margin": ("margin", "净收益"),
    "nearest": (
        "Past shifts with the nearest set-points: {shifts}.",
        "设定最接近的历史班次：{shifts}。",
    ),
    "steps": (
        "It takes {count} shifts to get there within the levers' move limits.",
        "按每班最大调整幅度需 {count} 个班到位。",
    ),
    "cost_unit": ("CNY/t", "元/吨"),
    "responses": ("How recovery answers to each lever", "各项对回收率的影响"),
    "responses_note": (
        "The other set-points are held where the plan puts them.",
        "其余设定保持在推荐值。",
    ),
    "evidence": ("What the survey supports", "数据支持什么"),
    "verdict": ("Verdict", "结论"),
    "sentence": ("Why", "理由"),
    "supported": ("supported", "有依据"),
    "contradicted": ("contradicted", "与数据相反"),
    "not shown": ("not shown", "未能证明"),
    "scores": ("How well the model predicts", "模型预测得怎样"),
    "scores_note": (
        "Each time block is predicted by a model that has not seen it.",
        "每个时间段由未见过该段数据的模型预测。",
    ),
    "block": ("Time block", "时间段"),
    "shifts": ("shifts", "班数"),
    "measured": ("measured", "实测"),
    "predicted": ("predicted", "预测"),
    "mean_error": ("mean error, relative %", "平均误差，相对 %"),
    "last_error": ("that of the last lab value", "上一化验值的误差"),
    "covers": ("90 % interval covers", "90 % 区间覆盖"),
    "model_title": ("The model of {plant}", "{plant}：模型"),
    "model_lead": (
        "Trained on {shifts} of {accepted} surveyed shifts, {first} to {last}; {trials} of them in "
        "designed trials.",
        "由 {first} 至 {last} 的 {accepted} 个班中的 {shifts} 个训练，"
        "其中 {trials} 个属于专门试验。",
    ),
    "response_key": (
        "Around the present set-points and conditions. Band: 90 % of measured shifts; bars: past "
        "set-points; dashes: beyond what the survey covers.",
        "以当前设定和条件为基准。带：90 % 的实测班次；柱：历史设定的分布；虚线：超出数据范围。",
    ),
    "now_card": ("{component} now, predicted, %", "{component}当前预测回收率，%"),
    "true_interval": (
        "truth, without assay errors: {low} to {high}",
        "除去化验误差的真值：{low} 至 {high}",
    ),
    "drift": ("Whether it still holds", "模型是否仍然适用"),
    "drift_errors": ("measured less predicted recovery, points", "实测减预测回收率，百分点"),
    "drift_sums": (
        "cumulative sums of surprises since the survey; dashed: counts as drifted",
        "训练之后意外量的累积和；虚线：判为漂移",
    ),
    "drift_note": (
        "{component}: {newer} shifts are newer than the model's survey (orange). Band: 90 % "
        "interval.",
        "{component}：训练数据之后有 {newer} 个班（橙色）。带：90 % 区间。",
    ),
    "better_than_mean": ("R2 on the mean", "R2（对均值）"),
    "better_than_last": ("R2 on the last lab value", "R2（对上一化验值）"),
    "truth": ("What the plan really gives", "该方案的真实效果"),
    "truth_note": (
        "The survey is that of a surrogate: a mechanistic simulator whose truth is known. "
        "On a real plant this section does not exist.",
        "数据来自模拟选厂（机理模拟器），其真值已知；真实选厂没有这一节。",
    ),
    "stated": ("plan", "方案"),
    "true": ("truth", "真值"),
    "within": ("90 % interval", "90 % 区间"),
    "best": ("Least cost that truly gives as much, CNY/t", "同等真实回收率的最低成本，元/吨"),
    "regret": ("Cost above that, CNY/t", "高出，元/吨"),
    "certificate": ("Certificate", "证书"),
    "objective": ("objective", "目标值"),
    "bound": ("bound that no set-points can beat", "任何设定都无法超越的界"),
    "gap": ("gap between them, of the part that moves, below", "相对间隙（可变部分），小于"),
    "model_gap": (
        "difference between the programme and the model at the set-points, below",
        "规划与模型在推荐设定处之差，小于",
    ),
    "certificate_note": (
        "Feasibility, objective and predictions were recomputed without the solver.",
        "可行性、目标值与预测均已脱离求解器重新计算。",
    ),
    "plant": ("plant file", "选厂文件"),
    "survey": ("survey", "生产数据"),
    "model": ("model", "模型"),
    "provenance": ("Where this comes from", "来源"),
    "grade_of": ("concentrate {component}, %", "{component}精矿品位，%"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language.

    Attributes
    ----------
    language : {"en", "zh"}
    """

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """A text of the report, filled in.

        Examples
        --------
        >>> Words(language="zh")("recovery_of", component="WO3")
        'WO3回收率，%'
        """
        words = TEXT[key][LANGUAGES.index(self.language)]
        return words.format(**values)

    def label(self, noun: Labelled) -> str:
        """The plant file's label of a column, a component or a limit."""
        return noun.zh if self.language == "zh" else noun.en
