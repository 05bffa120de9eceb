"""Why a plan is as it is, and why an optimum moved, in English or Chinese."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flotation.plant import Plant
from flotation_ui.naming import named
from flotation_ui.screen import aligned, visible, wrapped
from flotation_ui.units_shown import unit_shown
from flotation_ui.words.in_chinese import in_chinese
from optimiser.moved import Shift
from optimiser.plan_result import Binding, Plan

SMALL = 5e-3  # CNY/t, points or thousandths of a range: less is shown as none
TEXT = {
    "proven": ("proven optimal", "已证明最优"),
    "unproven": ("feasible, NOT proven optimal", "可行，但未证明最优"),
    "certificate": (
        "certificate: objective {objective:.6g}, bound {bound:.6g}, gap {gap:.1e}, model gap "
        "{model_gap:.1e}",
        "证书：目标值 {objective:.6g}，界 {bound:.6g}，相对间隙 {gap:.1e}，"
        "与模型之差 {model_gap:.1e}",
    ),
    "waterfall": (
        "what each move brings, the average over all orders:",
        "各项调整的贡献（按所有先后次序平均）：",
    ),
    "no_moves": ("no lever moves", "没有可调量需要调整"),
    "lever": ("lever", "可调量"),
    "move": ("move", "调整"),
    "cost": ("cost, CNY/t", "成本，元/吨"),
    "margin": ("margin, CNY/t", "净收益，元/吨"),
    "recovery": ("{component}, points", "{component}回收率，百分点"),
    "total": ("total", "合计"),
    "limits": (
        "limits that bind, priced at the binaries of the plan:",
        "起作用的限值及其价值（按方案所在区段计算）：",
    ),
    "no_limits": ("no limit binds", "没有限值起作用"),
    "inputs": ("why the optimum moved, input by input:", "最优设定为何移动（按输入分解）："),
    "input": ("input", "输入"),
    "change": ("change", "变化"),
    "interaction": ("together", "相互作用"),
    "unknown": ("?", "？"),
    "same": ("the two questions ask the same", "两个问题相同"),
    "unknown_note": (
        "?: neither question has a plan with this input exchanged; its share stands under together",
        "？：单独替换该输入后两个问题均无可行方案，其份额计入相互作用",
    ),
    "setpoint_of": ("{lever}, {unit}", "{lever}，{unit}"),
    "left_out": ("none", "无"),
}
UNITS_ZH = {"point": "个百分点", "CNY/t": "元/吨", "points": "个百分点", "sd": "个标准差"}


def explanation_text(plant: Plant | None, plan: Plan, language: str = "en") -> str:
    """Certificate, waterfall and priced limits of one plan.

    Parameters
    ----------
    plant : Plant, optional
        For the levers' labels; column names without it.
    plan : Plan
    language : {"en", "zh"}
    """
    proof = plan.certificate
    status = _say(language, "proven" if plan.proven_optimal else "unproven")
    said = _say(
        language,
        "certificate",
        objective=proof.objective,
        bound=proof.bound,
        gap=proof.gap,
        model_gap=proof.model_gap,
    )
    parts = [status, wrapped(said, indent="  "), _waterfall(plant, plan, language)]
    return "\n\n".join([*parts, _limits(plant, plan.binding, language)])


def shift_text(plant: Plant, shift: Shift, language: str = "en") -> str:
    """Which inputs moved an optimum, and by how much.

    Parameters
    ----------
    plant : Plant
    shift : Shift
    language : {"en", "zh"}
    """
    if not shift.shares:
        return _say(language, "same")
    names = [name for name in shift.total if _is_seen(plant, shift, name)]
    header = [_say(language, "input"), _say(language, "change")]
    header += [_measure(plant, name, language) for name in names]
    rows = [
        [
            visible(share.key),
            f"{_value(share.before, language)} > {_value(share.after, language)}",
            *_cells(share.moved, names, language),
        ]
        for share in shift.shares
    ]
    for word, moved in (("interaction", shift.interaction), ("total", shift.total)):
        rows.append([_say(language, word), "", *_cells(moved, names, language)])
    lines = [_say(language, "inputs"), aligned(header, rows, left=(0, 1))]
    if any(share.moved is None for share in shift.shares):
        lines.append(wrapped(_say(language, "unknown_note"), indent="  "))
    return "\n".join(lines)


def limit_words(plant: Plant | None, limit: Binding, language: str = "en") -> str:
    """A limit that binds and what it is worth, in one sentence."""
    if language != "zh":
        return limit.sentence if plant is None else named(plant, limit.sentence)
    return f"{limit_name(plant, limit, language)}：{worth_words(limit, language)}"


def limit_name(plant: Plant | None, limit: Binding, language: str = "en") -> str:
    """What a limit that binds says."""
    if language == "zh":
        return in_chinese(plant, limit.words)
    return limit.words if plant is None else named(plant, limit.words)


def worth_words(limit: Binding, language: str = "en") -> str:
    """What a limit is worth, without the limit's own words."""
    if language != "zh":
        return limit.sentence.removeprefix(f"{limit.words}: ")
    return "；".join(_worths_zh(limit))


def _worths_zh(limit: Binding) -> Iterable[str]:
    unit, gain = (UNITS_ZH.get(word, f" {word}") for word in (limit.unit, limit.gain_unit))
    if limit.limit.startswith("range/"):
        yield f"到此为止的最后一个单位可得 {limit.worth:.4g} {gain}"
        return
    brings = f"可得 {limit.worth:.4g} {gain}" if limit.worth > 1e-7 else "无收益"
    yield f"放宽 1 {unit}{brings}{_valid_zh(limit, limit.eased_to)}"
    if limit.loss is None:
        yield "无法再收紧"
    else:
        yield f"收紧 1 {unit}损失 {limit.loss:.4g} {gain}{_valid_zh(limit, limit.tightened_to)}"


def _valid_zh(limit: Binding, end: float | None) -> str:
    if end is None:
        return ""
    if limit.unit == "sd" and limit.value is not None:
        return f"（{abs(end - limit.value):.2g} 个标准差之内有效）"
    return f"（至 {end:.4g} 有效）"


def _waterfall(plant: Plant | None, plan: Plan, language: str) -> str:
    if not plan.waterfall:
        return _say(language, "no_moves")
    components = list(plan.recovery)
    header = [_say(language, word) for word in ("lever", "move")]
    header += [_say(language, "recovery", component=visible(c)) for c in components]
    header += [_say(language, word) for word in ("cost", "margin")]
    moves = {change.lever: change for change in plan.changes}
    rows = []
    for step in plan.waterfall:
        move = moves[step.lever]
        shown = f"{move.change:+.4g} {unit_shown(move.unit)}".strip()
        points = [_signed(100.0 * step.recovery[c]) for c in components]
        rows.append(
            [_label(plant, step.lever, language), shown, *points]
            + [_signed(step.cost), _signed(step.margin)]
        )
    steps = plan.waterfall
    totals = [_signed(100.0 * sum(s.recovery[c] for s in steps)) for c in components]
    totals += [_signed(sum(s.cost for s in steps)), _signed(sum(s.margin for s in steps))]
    rows.append([_say(language, "total"), "", *totals])
    return "\n".join([_say(language, "waterfall"), aligned(header, rows)])


def _limits(plant: Plant | None, binding: Sequence[Binding], language: str) -> str:
    if not binding:
        return _say(language, "no_limits")
    lines = [f"- {limit_words(plant, limit, language)}" for limit in binding]
    return "\n".join([_say(language, "limits"), *(wrapped(line, indent="  ") for line in lines)])


def _is_seen(plant: Plant, shift: Shift, name: str) -> bool:
    """Whether any input moves a measure by more than what is shown as none."""
    kind, _, what = name.partition("/")
    span = 1.0
    if kind == "setpoint":
        lever = plant.levers[what]
        span = lever.high - lever.low
    elif kind == "recovery":
        span = 0.01
    seen = [shift.total, shift.interaction, *(s.moved for s in shift.shares if s.moved is not None)]
    return any(abs(moved[name]) > SMALL * span for moved in seen)


def _measure(plant: Plant, name: str, language: str) -> str:
    kind, _, what = name.partition("/")
    if kind == "recovery":
        return _say(language, "recovery", component=visible(what))
    if kind != "setpoint":
        return _say(language, kind)
    label, unit = _label(plant, what, language), unit_shown(plant.columns[what].unit)
    return _say(language, "setpoint_of", lever=label, unit=unit) if unit else label


def _cells(moved: Mapping[str, float] | None, names: Iterable[str], language: str) -> list[str]:
    if moved is None:
        return [_say(language, "unknown") for _ in names]
    return [_signed(moved[n] * (100.0 if n.startswith("recovery/") else 1.0)) for n in names]


def _label(plant: Plant | None, lever: str, language: str) -> str:
    return visible(lever if plant is None else getattr(plant.columns[lever], language))


def _value(value: Any, language: str) -> str:
    if value is None:
        return _say(language, "left_out")
    return visible(f"{value:.6g}" if isinstance(value, float) else str(value))


def _signed(value: float) -> str:
    return f"{value:+.3g}" if abs(value) >= SMALL else "-"


def _say(language: str, word: str, **values: Any) -> str:
    return TEXT[word][int(language == "zh")].format(**values)
