"""What accepting advice brought, as text and as JSON."""

from typing import Any

import numpy as np

from flotation.plant import Plant
from flotation.uplift import Uplift
from flotation.uplift.gain import Gain
from flotation.uplift.outcomes import MARGIN
from flotation_ui.screen import aligned, wrapped
from flotation_ui.units_shown import with_unit

TEXT = {
    "title": (
        "Accepted against comparable not-accepted shifts, {first} to {last}",
        "采纳建议的班与可比的未采纳班对比，{first} 至 {last}",
    ),
    "counts": (
        "{accepted} running shifts accepted the advice, {declined} did not, {changed} changed it.",
        "开机班中，{accepted} 班采纳建议，{declined} 班未采纳，{changed} 班修改后执行。",
    ),
    "filled": (
        "{filled} missing feed values and settings stand as in the shift before.",
        "{filled} 个缺失的给矿数据和设定值按上一班计。",
    ),
    "result": ("result", "指标"),
    "without": ("without", "未采纳"),
    "effect": ("effect", "作用"),
    "interval": ("{sure:g} % interval", "{sure:g} % 区间"),
    "promised": ("promised", "预期"),
    "least": ("would show", "可检出"),
    "shifts": ("shifts", "班数"),
    "recovery": ("{component} recovery, %", "{component} 回收率，%"),
    "margin": ("margin, CNY/t ore", "利润，元/吨原矿"),
    "points": ("points", "个百分点"),
    "money": ("CNY/t ore", "元/吨原矿"),
    "range": ("{low} to {high}", "{low} 至 {high}"),
    "gain": (
        "{name}: the advice brought {effect} {unit} (p = {p}).",
        "{name}：采纳建议带来 {effect} {unit}（p = {p}）。",
    ),
    "loss": (
        "{name}: the advice cost {effect} {unit} (p = {p}).",
        "{name}：采纳建议损失 {effect} {unit}（p = {p}）。",
    ),
    "less than worth": (
        "{name}: no effect is shown, and {worth} {unit} would have been: there is less than that.",
        "{name}：未显示有作用；若有 {worth} {unit} 本应能显示，实际作用小于此值。",
    ),
    "cannot tell yet": (
        "{name}: cannot tell yet (p = {p}). {more}",
        "{name}：目前还不能判断（p = {p}）。{more}",
    ),
    "more": (
        "About {more} more shifts, accepted as often as so far, would show {asked} {unit} in four "
        "cases of five.",
        "若按目前的采纳频率再有约 {more} 班，五次中有四次能显示 {asked} {unit}。",
    ),
    "never": (
        "Not even twenty times as many shifts would show {asked} {unit}; a trial of the levers "
        "would (flotation trial).",
        "即使班数增至二十倍也难以显示 {asked} {unit}；可安排开关试验（flotation trial）。",
    ),
    "assays": (
        "By assay errors alone, {least} {unit} could have been shown.",
        "若只有化验误差，{least} {unit}即可显示。",
    ),
    "alone": (
        "{name}: left out, for want of a comparable shift that was not accepted: {alone}.",
        "{name}：因没有可比的未采纳班而不计入的采纳班：{alone}。",
    ),
    "refused": ("{name}: cannot tell yet: {reason}.", "{name}：目前还不能判断：{reason}。"),
    "feed": (
        "How the shifts differed before they were matched:",
        "匹配之前两组班的差别：",
    ),
    "column": ("feed", "给矿"),
    "accepted": ("accepted", "采纳"),
    "declined": ("not accepted", "未采纳"),
    "spread": ("difference, sd", "差别（标准差）"),
    "rests": (
        "Compared are shifts of one ore type, in the same four weeks, with a like feed and a like "
        "expected recovery; what was seen up to the shift before is allowed for, and what lasts "
        "for days unmeasured. What people saw during the shift itself and nobody wrote down is "
        "not: only a trial with drawn shifts rules that out.",
        "所比较的是同一矿石类型、同一四周时段、给矿与预期回收率相近的班；已计入上一班之前可见的情况，"
        "以及持续数日而未测的波动。当班所见而未记录的情况无法计入：只有随机安排的试验能排除它。",
    ),
}


def words(key: str, language: str, **values: Any) -> str:
    """A phrase in a language, filled in."""
    return TEXT[key][0 if language == "en" else 1].format(**values)


def uplift_text(plant: Plant, uplift: Uplift, language: str = "en") -> str:
    """Effects with intervals, what they prove, how the shifts differed, and what it rests on."""
    lines = [
        words("title", language, first=_time(uplift.first), last=_time(uplift.last)),
        words(
            "counts",
            language,
            accepted=uplift.accepted,
            declined=uplift.declined,
            changed=uplift.changed,
        ),
    ]
    if uplift.filled:
        lines.append(words("filled", language, filled=uplift.filled))
    parts = ["\n".join(wrapped(line) for line in lines), _table(uplift, language)]
    said = [_said(name, gain, language) for name, gain in uplift.gains.items()]
    said += [
        words("refused", language, name=result_name(name, language), reason=reason)
        for name, reason in uplift.refused.items()
    ]
    parts.append("\n".join(wrapped(line, indent="  ") for line in said))
    if uplift.feed:
        parts.append(words("feed", language) + "\n" + _feed(plant, uplift, language))
    return "\n\n".join([*parts, wrapped(words("rests", language))])


def verdict_words(name: str, gain: Gain, language: str = "en") -> str:
    """What a gain proves, in one or two sentences."""
    unit = words("money" if name == MARGIN else "points", language)
    enough = gain.least <= abs(gain.worth)
    asked = _signed(gain.shown(gain.found.effect if enough else gain.worth), name)
    more = "never" if gain.more is None else "more"
    return words(
        gain.verdict,
        language,
        name=_short_name(name, language),
        effect=_signed(gain.shown(gain.found.effect), name),
        unit=unit,
        p=f"{gain.found.p_value:.4f}",
        worth=_signed(gain.shown(gain.worth), name),
        more=words(more, language, more=gain.more, asked=asked, unit=unit),
    )


def result_name(name: str, language: str = "en") -> str:
    """A result with its unit."""
    if name == MARGIN:
        return words("margin", language)
    return words("recovery", language, component=name)


def uplift_json(uplift: Uplift) -> dict[str, Any]:
    """The same for machines: points of recovery, and CNY/t ore under ``margin``."""
    return {
        "first": str(uplift.first)[:19],
        "last": str(uplift.last)[:19],
        "accepted": uplift.accepted,
        "not_accepted": uplift.declined,
        "changed": uplift.changed,
        "level": uplift.level,
        "results": {name: _gain_json(gain) for name, gain in uplift.gains.items()},
        "cannot_tell_yet": dict(uplift.refused),
        "feed": [
            {
                "column": row.column,
                "accepted": row.accepted,
                "not_accepted": row.others,
                "difference_sd": row.spread,
            }
            for row in uplift.feed
        ],
    }


def _gain_json(gain: Gain) -> dict[str, Any]:
    found, numbers = gain.found, gain.numbers
    ends = {"effect": found.effect, "low": found.low, "high": found.high}
    ends |= {"promised": gain.promised, "worth": gain.worth}
    ends |= {"least": gain.least, "least_by_assays": gain.least_by_assays}
    return {
        "verdict": gain.verdict,
        **{key: gain.shown(value) for key, value in ends.items()},
        "p_value": found.p_value,
        "without": _base(gain),
        "more_shifts": gain.more,
        "compared_accepted": numbers.accepted,
        "compared_not_accepted": numbers.others,
        "accepted_without_comparable": numbers.alone,
        "blocks": numbers.blocks,
        "gross_errors": found.gross,
        "phi": found.disturbance.phi,
        "ratio": found.disturbance.ratio,
    }


def _table(uplift: Uplift, language: str) -> str:
    sure = 100.0 * (1.0 - uplift.level)
    keys = ("result", "without", "effect", "interval", "promised", "least", "shifts")
    header = [words(key, language, sure=sure) for key in keys]
    rows = []
    for name, gain in uplift.gains.items():
        low, high = (_signed(gain.shown(x), name) for x in (gain.found.low, gain.found.high))
        rows.append(
            [
                result_name(name, language),
                f"{_base(gain):.{_decimals(name)}f}",
                _signed(gain.shown(gain.found.effect), name),
                words("range", language, low=low, high=high),
                _signed(gain.shown(gain.promised), name),
                f"{gain.shown(gain.least):.{_decimals(name)}f}",
                f"{gain.numbers.accepted} / {gain.numbers.others}",
            ]
        )
    return aligned(header, rows)


def _said(name: str, gain: Gain, language: str) -> str:
    unit = words("money" if name == MARGIN else "points", language)
    lines = [verdict_words(name, gain, language)]
    if gain.verdict != "gain":
        least = f"{gain.shown(gain.least_by_assays):.{_decimals(name)}f}"
        lines.append(words("assays", language, least=least, unit=unit))
    if gain.numbers.alone:
        lines.append(
            words("alone", language, name=_short_name(name, language), alone=gain.numbers.alone)
        )
    return (" " if language == "en" else "").join(lines)


def _feed(plant: Plant, uplift: Uplift, language: str) -> str:
    header = [words(key, language) for key in ("column", "accepted", "declined", "spread")]
    rows = []
    for row in uplift.feed:
        column = plant.columns[row.column]
        figures = [f"{row.accepted:.4g}", f"{row.others:.4g}", f"{row.spread:+.2f}"]
        rows.append([with_unit(getattr(column, language), column.unit), *figures])
    return aligned(header, rows)


def _base(gain: Gain) -> float:
    return 100.0 * float(np.exp(gain.base)) if gain.logs else gain.base


def _short_name(name: str, language: str) -> str:
    return result_name(name, language).replace("，", ",").partition(",")[0]


def _decimals(name: str) -> int:
    return 1 if name == MARGIN else 2


def _signed(value: float, name: str) -> str:
    return f"{value:+.{_decimals(name)}f}"


def _time(time: np.datetime64) -> str:
    return str(time)[:16].replace("T", " ")
