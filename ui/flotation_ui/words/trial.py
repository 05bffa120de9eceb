"""A designed trial, and what one showed, as text and as JSON."""

import math
from typing import Any

import numpy as np

from flotation.model_card import Evidence
from flotation.plant import Plant
from flotation.trials.analysis import TrialResult
from flotation.trials.design import TrialPlan
from flotation.trials.response import Target
from flotation_ui.screen import aligned, wrapped
from flotation_ui.units_shown import percent, unit_shown
from flotation_ui.words.evidence import lever_words

TEXT = {
    "title": (
        "Trial {name}: {lever}, {off} off and {on} on",
        "试验 {name}：{lever}，关 {off}，开 {on}",
    ),
    "judged": (
        "Judged by the recovery of {component} to {stream}, now {recovery} %.",
        "以{component}在{stream}中的回收率评判，目前 {recovery} %。",
    ),
    "outside": (
        "The setting when on lies OUTSIDE what the survey covered: let the plant agree to it.",
        "“开”的设定超出已有数据的范围，须经现场同意。",
    ),
    "noise": (
        "Noise of a shift: {white} points from shift to shift, {assay} of them from assays; what "
        "lasts (correlation {phi:.2f} from shift to shift): {lasting} points.",
        "班间随机波动 {white} 个百分点，其中化验误差 {assay}；"
        "持续性波动（相邻班相关系数 {phi:.2f}）{lasting} 个百分点。",
    ),
    "asked": (
        "To show a gain of {gain} points with {power:.0f} % power at {level:g} % ({sides}):",
        "要以 {power:.0f} % 的把握、{level:g} % 的误报率（{sides}）显示 {gain} 个百分点的提高：",
    ),
    "two": ("two-sided", "双侧"),
    "one": ("one-sided", "单侧"),
    "length": ("shifts that count in a block", "每段计入班数"),
    "skipped": ("left out before", "段前不计班数"),
    "pairs": ("pairs", "对数"),
    "shifts": ("shifts in all", "总班数"),
    "days": ("days", "天数"),
    "chosen": ("chosen", "采用"),
    "hold": (
        "Keep the other levers where they are, follow the drawn order, and enter the trial column "
        "in the survey as it stands.",
        "其他可调量保持不变，按抽定的顺序执行，并把试验列原样填入生产数据。",
    ),
    "used": ("{pairs} pairs, {shifts} shifts that count", "{pairs} 对，{shifts} 个有效班"),
    "left": ("left out: {number} because {reason}", "剔除 {number} 班：{reason}"),
    "shown": ("The trial shows an effect", "试验显示有作用"),
    "unshown": ("The trial shows no effect", "试验未显示有作用"),
    "effect": (
        "{verdict}: {effect} points of recovery, {sure:g} % interval {low} to {high} "
        "(p = {p:.4f} by the draw, {sides}).",
        "{verdict}：回收率 {effect} 个百分点，{sure:g} % 区间 {low} 至 {high}"
        "（随机化检验 p = {p:.4f}，{sides}）。",
    ),
    "net": (
        "After what the change costs ({dearer} CNY/t): {net} CNY/t, {low} to {high}.",
        "扣除改变设定的成本（{dearer} 元/吨）：{net} 元/吨，区间 {low} 至 {high}。",
    ),
    "least": (
        "It would have shown {least} points or more in four cases of five.",
        "若作用不小于 {least} 个百分点，五次中有四次能显示出来。",
    ),
    "before": ("Evidence without the trial: {sentence}", "无此试验时的依据：{sentence}"),
    "after": ("Evidence with the trial: {sentence}", "有此试验时的依据：{sentence}"),
}


def words(key: str, language: str, **values: Any) -> str:
    """A phrase in a language, filled in."""
    return TEXT[key][0 if language == "en" else 1].format(**values)


def trial_text(plant: Plant, plan: TrialPlan, language: str = "en") -> str:
    """Settings, noise, block lengths with what each takes, and what to keep to."""
    asked, noise, recovery = plan.asked, plan.noise, plan.recovery
    lines = [_title(plant, plan.name, asked.lever, plan.off, plan.on, language)]
    lines.append(_judged(plant, plan.target, recovery, language))
    if not plan.covered:
        lines.append(words("outside", language))
    lines.append(
        words(
            "noise",
            language,
            white=_points(recovery * noise.white_sd),
            assay=_points(recovery * noise.assay_sd),
            phi=noise.disturbance.phi,
            lasting=_points(recovery * noise.lasting_sd),
        )
    )
    question = words(
        "asked",
        language,
        gain=_points(plan.gain),
        power=100.0 * asked.power,
        level=100.0 * asked.level,
        sides=_sides(asked.sides, language),
    )
    parts = ["\n".join(wrapped(line) for line in lines), question, _options(plant, plan, language)]
    return "\n\n".join([*parts, wrapped(words("hold", language))])


def trial_json(plan: TrialPlan) -> dict[str, Any]:
    """The same for machines, the schedule included."""
    return {
        "trial": plan.name,
        "lever": plan.asked.lever,
        "component": plan.target.component,
        "stage": plan.target.stage,
        "stream": plan.target.stream,
        "off": plan.off,
        "on": plan.on,
        "inside_surveyed_region": plan.covered,
        "recovery_pct": 100.0 * plan.recovery,
        "gain_points": 100.0 * plan.gain,
        "least_gain_points": 100.0 * plan.least_gain,
        "power": plan.asked.power,
        "level": plan.asked.level,
        "sides": plan.asked.sides,
        "noise": {
            "white_sd_ln": plan.noise.white_sd,
            "assay_sd_ln": plan.noise.assay_sd,
            "lasting_sd_ln": plan.noise.lasting_sd,
            "phi": plan.noise.disturbance.phi,
        },
        "options": [
            {
                "length": o.blocks.length,
                "left_out_before": o.blocks.skipped,
                "pairs": o.blocks.pairs,
                "shifts": o.blocks.shifts,
                "power": o.power,
                "chosen": o is plan.chosen,
            }
            for o in plan.options
        ],
        "seed": plan.seed,
        "schedule": [
            {key: value if isinstance(value, str) else float(value) for key, value in row.items()}
            for row in _schedule(plan).to_dict("records")
        ],
    }


def schedule_csv(plan: TrialPlan) -> str:
    """The schedule as CSV, in the survey's own columns."""
    return _schedule(plan).to_csv(index=False, float_format="%.6g", lineterminator="\n")


def result_text(
    plant: Plant,
    result: TrialResult,
    evidence: tuple[Evidence, Evidence] | None,
    language: str = "en",
) -> str:
    """Effect, interval, money, what could have been shown, and the lever's evidence."""
    found = result.found
    lines = [
        _title(plant, result.name, result.lever, result.off, result.on, language),
        _judged(plant, result.target, result.recovery, language),
        words("used", language, pairs=result.pairs, shifts=result.shifts),
        *(
            words("left", language, number=number, reason=reason)
            for reason, number in result.left_out.items()
        ),
        words(
            "effect",
            language,
            verdict=words("shown" if result.shown else "unshown", language),
            effect=_signed(result.gain(found.effect)),
            sure=100.0 * (1.0 - result.level),
            low=_signed(_gain(result, found.low)),
            high=_signed(_gain(result, found.high)),
            p=found.p_value,
            sides=_sides(result.sides, language),
        ),
    ]
    if result.dearer is not None:
        net = [_net(result, effect) for effect in (found.effect, found.low, found.high)]
        low, high = (f"{value:+.2f}" for value in net[1:])
        money = {"dearer": f"{result.dearer:+.2f}", "net": f"{net[0]:+.2f}"}
        lines.append(words("net", language, low=low, high=high, **money))
    lines.append(words("least", language, least=_points(result.gain(result.least))))
    if evidence is not None:
        lines.append(words("before", language, sentence=lever_words(plant, evidence[0], language)))
        lines.append(words("after", language, sentence=lever_words(plant, evidence[1], language)))
    return "\n".join(wrapped(line, indent="  ") for line in lines)


def result_json(result: TrialResult, evidence: tuple[Evidence, Evidence] | None) -> dict[str, Any]:
    """The same for machines; an end that a one-sided interval lacks is null."""
    found = result.found
    ends = {"low": found.low, "high": found.high}
    gains = {key: _gain(result, value) for key, value in ends.items()}
    summary: dict[str, Any] = {
        "trial": result.name,
        "lever": result.lever,
        "component": result.target.component,
        "stage": result.target.stage,
        "stream": result.target.stream,
        "off": result.off,
        "on": result.on,
        "pairs": result.pairs,
        "shifts": result.shifts,
        "left_out": dict(result.left_out),
        "recovery_off_pct": 100.0 * result.recovery,
        "shown": result.shown,
        "p_value": found.p_value,
        "level": result.level,
        "sides": result.sides,
        "effect_ln": found.effect,
        "sd_ln": found.sd,
        "gain_points": 100.0 * result.gain(found.effect),
        **{f"gain_points_{key}": _or_null(100.0 * value) for key, value in gains.items()},
        "least_gain_points": 100.0 * result.gain(result.least),
    }
    if result.dearer is not None:
        summary["cost_cny_t"] = result.dearer
        summary["net_cny_t"] = result.net(found.effect)
        for key, value in ends.items():
            summary[f"net_cny_t_{key}"] = _or_null(_net(result, value))
    if evidence is not None:
        summary["evidence"] = {
            when: {"status": e.status, "sentence": e.sentence}
            for when, e in zip(("without", "with"), evidence, strict=True)
        }
    return summary


def _schedule(plan: TrialPlan) -> Any:
    table = plan.schedule.copy()
    time = table.columns[0]
    table[time] = table[time].dt.strftime("%Y-%m-%d %H:%M")
    return table


def _options(plant: Plant, plan: TrialPlan, language: str) -> str:
    header = [words(k, language) for k in ("length", "skipped", "pairs", "shifts", "days")]
    rows = [
        [
            *(str(n) for n in (o.blocks.length, o.blocks.skipped, o.blocks.pairs)),
            str(o.blocks.shifts),
            f"{o.blocks.shifts * plant.shift_hours / 24.0:.0f}",
            words("chosen", language) if o is plan.chosen else "",
        ]
        for o in plan.options
    ]
    return aligned([*header, ""], rows, left=(5,))


def _title(plant: Plant, name: str, lever: str, off: float, on: float, language: str) -> str:
    unit = unit_shown(plant.columns[lever].unit)
    label = getattr(plant.columns[lever], language)
    settings = {"off": f"{off:.4g} {unit}".strip(), "on": f"{on:.4g} {unit}".strip()}
    return words("title", language, name=name, lever=label, **settings)


def _judged(plant: Plant, target: Target, recovery: float, language: str) -> str:
    stream = plant.streams.get(target.stream)
    label = getattr(stream, language) if stream is not None else target.stream
    if target.stage is not None:
        label += f" ({getattr(plant.stages[target.stage], language)})"
    shown = {"component": target.component, "stream": label, "recovery": percent(recovery)}
    return words("judged", language, **shown)


def _sides(sides: int, language: str) -> str:
    return words("two" if sides == 2 else "one", language)


def _points(fraction: float) -> str:
    return f"{100.0 * fraction:.2f}"


def _signed(fraction: float) -> str:
    return f"{100.0 * fraction:+.2f}"


def _gain(result: TrialResult, effect: float) -> float:
    return effect if math.isinf(effect) else result.gain(effect)


def _net(result: TrialResult, effect: float) -> float:
    net = effect if math.isinf(effect) else result.net(effect)
    return math.nan if net is None else net


def _or_null(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
