"""The history as text in English or 中文."""

from flotation.history.summary import HistorySummary
from flotation_ui.screen import aligned, visible

LANGUAGES = ("en", "zh")
TEXT = {
    "where": ("history: {name}", "历史库：{name}"),
    "schema": ("schema: {schema}", "表结构版本：{schema}"),
    "checked": ("file: {checked}", "文件检查：{checked}"),
    "empty": ("nothing is kept of any plant yet", "尚未保存任何选厂的内容"),
    "plant": ("plant", "选厂"),
    "versions": ("files", "选厂文件"),
    "shifts": ("shifts", "班次"),
    "span": ("from, to", "起止"),
    "models": ("models", "模型"),
    "questions": ("questions", "方案"),
    "plans": ("plans", "计划"),
    "advice": ("advice", "建议"),
    "decided": ("decided", "已决定"),
    "jobs": ("jobs: {counts}", "任务：{counts}"),
    "queued": ("queued", "排队"),
    "running": ("running", "运行"),
    "done": ("done", "完成"),
    "failed": ("failed", "失败"),
    "cancelled": ("cancelled", "已取消"),
    "audit": ("audit: {lines} lines, head {head}", "审计：{lines} 条，末条哈希 {head}"),
    "when": ("when, UTC", "时间 UTC"),
    "by": ("who", "何人"),
    "action": ("what", "操作"),
    "subject": ("of", "对象"),
}
COUNTS = ("versions", "shifts", "models", "questions", "plans", "advice", "decided")


def summary_text(summary: HistorySummary, language: str = "en") -> str:
    """Where a history is, what it holds by plant, its jobs, and the last lines of the audit."""
    lines = [
        _say("where", language, name=visible(summary.name)),
        _say("schema", language, schema=summary.schema),
    ]
    if summary.checked:
        lines.append(_say("checked", language, checked=summary.checked))
    counts = (f"{n} {_say(state, language)}" for state, n in summary.jobs.items())
    lines += ["", _plants(summary, language), "", _say("jobs", language, counts=", ".join(counts))]
    lines.append(_say("audit", language, lines=summary.lines, head=summary.head))
    if summary.latest:
        header = [_say(key, language) for key in ("when", "by", "action", "subject")]
        rows = [
            [line.at[:19].replace("T", " "), line.by, line.action, line.subject[:24]]
            for line in summary.latest
        ]
        lines += ["", aligned(header, rows, left=(0, 1, 2, 3))]
    return "\n".join(lines)


def _plants(summary: HistorySummary, language: str) -> str:
    if not summary.plants:
        return _say("empty", language)
    header = [_say(key, language) for key in ("plant", *COUNTS, "span")]
    rows = [
        [
            plant.plant,
            *(str(getattr(plant, name)) for name in COUNTS),
            f"{(plant.first or '-')[:10]} {(plant.last or '-')[:10]}",
        ]
        for plant in summary.plants
    ]
    return aligned(header, rows, left=(0, len(header) - 1))


def _say(key: str, language: str, **values: object) -> str:
    return TEXT[key][LANGUAGES.index(language)].format(**values)
