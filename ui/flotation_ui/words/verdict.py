"""What a retraining job came to, as text in English or 中文."""

from typing import Any

from flotation_ui.retraining import Retrained
from flotation_ui.screen import aligned, wrapped
from optimiser.advice_change import AdviceChange
from optimiser.judgement import Reason, Verdict

LANGUAGES = ("en", "zh")
TEXT = {
    "promote": ("The challenger should be promoted.", "建议启用候选模型。"),
    "keep": ("The champion stays.", "保留现用模型。"),
    "cannot tell": (
        "Newer shifts cannot tell which is better; the champion stays.",
        "新班次尚不足以分出优劣；保留现用模型。",
    ),
    "nothing new": (
        "Nothing is new: these surveys give the champion, {model}.",
        "没有新内容：这些数据得到的就是现用模型 {model}。",
    ),
    "promoted": ("Promoted: {model} is the champion now.", "已启用：现用模型为 {model}。"),
    "approve": (
        "Not promoted. To approve it: flotation models approve {model} --by NAME",
        "未启用。如需批准：flotation models approve {model} --by 姓名",
    ),
    "first model": (
        "there is no champion to compare it with; a person should read its card",
        "尚无现用模型可比，请人工查看其说明",
    ),
    "too few newer shifts": (
        "fewer than {fewest} newer shifts tell a recovery",
        "能算出回收率的新班次不足 {fewest} 个",
    ),
    "errs less": (
        "its errors on {rows} newer shifts change by {change:+.1%} ({best:+.1%} to {worst:+.1%})",
        "在 {rows} 个新班次上误差变化 {change:+.1%}（{best:+.1%} 至 {worst:+.1%}）",
    ),
    "supports more levers": (
        "it supports more levers ({levers}), and its errors on {rows} newer shifts change by "
        "{change:+.1%} ({best:+.1%} to {worst:+.1%})",
        "更多可调量有依据（{levers}），在 {rows} 个新班次上误差变化 {change:+.1%}"
        "（{best:+.1%} 至 {worst:+.1%}）",
    ),
    "advises better": (
        "it expects its plan to gain {better:.1%} of what is recovered, and its errors on {rows} "
        "newer shifts change by {change:+.1%} ({best:+.1%} to {worst:+.1%})",
        "按候选模型，其方案多得回收价值的 {better:.1%}，在 {rows} 个新班次上误差变化 {change:+.1%}"
        "（{best:+.1%} 至 {worst:+.1%}）",
    ),
    "newer shifts have drifted": (
        "newer shifts have drifted ({where}): find out why before a model follows them",
        "新班次已漂移（{where}）：先查明原因，再让模型跟随",
    ),
    "errs no less": (
        "its errors on {rows} newer shifts change by {change:+.1%} ({best:+.1%} to {worst:+.1%}); "
        "a fall of {smallest:.1%} is asked for",
        "在 {rows} 个新班次上误差变化 {change:+.1%}（{best:+.1%} 至 {worst:+.1%}），"
        "要求下降 {smallest:.1%}",
    ),
    "gain may be chance": (
        "its errors on {rows} newer shifts change by {change:+.1%}, which may be chance "
        "({best:+.1%} to {worst:+.1%}); a fall of {smallest:.1%} is asked for",
        "在 {rows} 个新班次上误差变化 {change:+.1%}，可能出于偶然"
        "（{best:+.1%} 至 {worst:+.1%}），要求下降 {smallest:.1%}",
    ),
    "covers too little": (
        "its 90 % interval holds {challenger:.0%} of newer shifts for {component} "
        "(the champion's {champion:.0%})",
        "{component}：90 % 区间只覆盖 {challenger:.0%} 的新班次（现用模型 {champion:.0%}）",
    ),
    "supports fewer levers": (
        "levers that the champion supports are not supported any more: {levers}",
        "现用模型有依据的可调量失去依据：{levers}",
    ),
    "has no plan": ("it can make no plan: {sentence}", "无法给出方案：{sentence}"),
    "loses money": (
        "the champion expects its plan to lose {regret:.2f} CNY/t, {share:.1%} of what is "
        "recovered (at most {largest:.1%} allowed); it expects the champion's to lose "
        "{other_regret:.2f} CNY/t",
        "按现用模型，其方案损失 {regret:.2f} 元/吨，占回收价值 {share:.1%}（允许 {largest:.1%}）；"
        "按候选模型，现用方案损失 {other_regret:.2f} 元/吨",
    ),
    "advice holds": (
        "the champion expects its plan to lose {regret:.2f} CNY/t ({share:.1%} of what is "
        "recovered); it expects the champion's to lose {other_regret:.2f} CNY/t",
        "按现用模型，其方案损失 {regret:.2f} 元/吨（占回收价值 {share:.1%}）；"
        "按候选模型，现用方案损失 {other_regret:.2f} 元/吨",
    ),
    "recovery": ("recovery", "回收率"),
    "error": ("ln error", "ln 误差"),
    "covers": ("90 % covers", "90 % 区间覆盖"),
    "champion": ("champion", "现用"),
    "challenger": ("challenger", "候选"),
    "lever": ("lever", "可调量"),
    "now": ("now", "当前"),
    "drift": ("Drift against the champion's shifts", "相对现用模型所用班次的漂移"),
    "steady": ("steady", "稳定"),
    "watch": ("to be watched", "需关注"),
    "drifted": ("drifted", "已漂移"),
    "untested": ("too few shifts to tell", "班次太少，无法判断"),
}


def retrained_text(done: Retrained, language: str = "en") -> str:
    """Outcome, reasons, errors, advice, drift, and what to do next."""
    model = done.card.sha256[:12]
    if done.verdict is None:
        return say("nothing new", language, model=model)
    parts = [verdict_text(done.verdict, language)]
    parts.append(say("promoted" if done.promoted else "approve", language, model=model))
    return "\n\n".join(parts)


def verdict_text(verdict: Verdict, language: str = "en") -> str:
    """A verdict with its reasons and tables."""
    lines = [say(verdict.outcome, language)]
    lines += [wrapped(f"- {reason_text(r, language)}", indent="  ") for r in verdict.reasons]
    parts = ["\n".join(lines)]
    if verdict.errors is not None:
        parts.append(_errors_table(verdict, language))
    if verdict.advice is not None and (verdict.advice.champion or verdict.advice.challenger):
        parts.append(_advice_table(verdict.advice, language))
    if verdict.drift is not None:
        parts.append(_drift_text(verdict, language))
    return "\n\n".join(parts)


def reason_text(reason: Reason, language: str = "en") -> str:
    """One reason as a sentence."""
    numbers = dict(reason.numbers)
    numbers |= {name: ", ".join(numbers[name]) for name in ("levers", "where") if name in numbers}
    if "gain" in numbers:
        signs = {"change": -numbers["gain"], "best": -numbers["high"], "worst": -numbers["low"]}
        numbers |= signs
    return say(reason.code, language, **numbers)


def say(key: str, language: str, **values: Any) -> str:
    """A text of this page in a language, filled in."""
    return TEXT[key][LANGUAGES.index(language)].format(**values)


def _errors_table(verdict: Verdict, language: str) -> str:
    both = [say(who, language) for who in ("champion", "challenger")]
    header = [say("recovery", language)]
    header += [f"{say(what, language)}: {who}" for what in ("error", "covers") for who in both]
    rows = []
    for component, e in verdict.errors.components.items() if verdict.errors else ():
        errors = [f"{value:.3f}" for value in (e.champion, e.challenger)]
        covers = [f"{value:.0%}" for value in (e.champion_coverage, e.challenger_coverage)]
        rows.append([component, *errors, *covers])
    return aligned(header, rows)


def _advice_table(advice: AdviceChange, language: str) -> str:
    header = [say(word, language) for word in ("lever", "now", "champion", "challenger")]
    rows = [
        [
            lever,
            f"{now:.4g}",
            *(_cell(plan, lever) for plan in (advice.champion, advice.challenger)),
        ]
        for lever, now in advice.present.items()
    ]
    return aligned(header, rows)


def _cell(setpoints: Any, lever: str) -> str:
    return f"{setpoints[lever]:.4g}" if lever in setpoints else "-"


def _drift_text(verdict: Verdict, language: str) -> str:
    drift = verdict.drift
    assert drift is not None
    lines = [f"{say('drift', language)}: {say(drift.verdict, language)}"]
    for column in drift.columns:
        if column.verdict in ("watch", "drifted"):
            lines.append(
                f"- {column.column}: {say(column.verdict, language)}, "
                f"{column.before:.4g} -> {column.after:.4g}, PSI {column.index:.2f}, "
                f"KS {column.gap:.2f}"
            )
    for error in drift.errors:
        if error.verdict in ("watch", "drifted"):
            begun = f", {error.since}" if error.since else ""
            lines.append(
                f"- {say('recovery', language)} {error.component}: "
                f"{say(error.verdict, language)}, CUSUM {error.cusum:.1f} / "
                f"{error.cusum_limit:.1f}{begun}, {say('covers', language)} {error.coverage:.0%}"
            )
    return "\n".join(lines)
