"""Stored models as text in English or 中文: which there are, and what is known of one."""

from collections.abc import Sequence
from typing import Any

from flotation.store import Entry, ModelStore, StoredCard
from flotation_ui.screen import aligned, visible, wrapped

LANGUAGES = ("en", "zh")
TEXT = {
    "none": ("no models in {folder}", "{folder} 中没有模型"),
    "plant": ("plant", "选厂"),
    "model": ("model", "模型"),
    "role": ("role", "状态"),
    "champion": ("champion", "现用"),
    "judged": ("judged", "评判"),
    "promoted": ("promoted", "启用"),
    "rolled back": ("rolled back to", "回退至"),
    "shifts": ("shifts", "班次"),
    "span": ("from, to", "起止"),
    "levers": ("levers supported", "有依据的可调量"),
    "file": ("file", "文件"),
    "survey": ("survey", "生产数据"),
    "versions": ("versions", "版本"),
    "columns": ("columns", "数据列"),
    "score": (
        "score: mean error ln, R2 on mean, on last lab",
        "得分：平均误差 ln、R2 对均值、对上次化验",
    ),
    "history": ("history", "记录"),
    "by": ("by {by}", "操作：{by}"),
}


def models_text(store: ModelStore, language: str = "en") -> str:
    """A table of all models, the champions marked."""
    cards = store.cards()
    if not cards:
        return _say("none", language, folder=visible(str(store.folder)))
    champions = {card.plant: store.champion(card.plant) for card in cards}
    header = [_say(key, language) for key in ("plant", "model", "role", "shifts", "span", "levers")]
    rows = [
        [
            card.plant,
            card.sha256[:12],
            _say("champion", language) if champions[card.plant] == card.sha256 else "-",
            str(card.rows),
            f"{card.first[:10]} {card.last[:10]}",
            _supported(card),
        ]
        for card in cards
    ]
    return aligned(header, rows, left=(0, 1, 2, 4))


def model_card_text(store: ModelStore, card: StoredCard, language: str = "en") -> str:
    """All that the store knows of one model."""
    facts = {
        "plant": card.plant,
        "model": card.sha256,
        "file": str(store.path(card.sha256)),
        "survey": card.survey_sha256,
        "span": f"{card.first}, {card.last}",
        "shifts": str(card.rows),
        "levers": ", ".join(f"{lever} {status}" for lever, status in card.levers.items()),
        "columns": ", ".join(f"{name} [{unit}]" for name, unit in card.units.items()),
        "versions": ", ".join(f"{name} {number}" for name, number in card.versions.items()),
    }
    lines = [
        wrapped(f"{_say(key, language)}: {value}", indent="  ") for key, value in facts.items()
    ]
    lines.append(f"{_say('score', language)}:")
    lines += [
        f"  {s['target']}: {s['mae']:.3f}, {s['r2_mean']:+.2f}, {s['r2_last']:+.2f}"
        for s in card.scores
    ]
    lines.append(f"{_say('history', language)}:")
    lines += history_lines(store.history(card.plant), card.sha256, language)
    return "\n".join(lines)


def history_lines(entries: Sequence[Entry], sha256: str, language: str = "en") -> list[str]:
    """What the journal says of one model, a line each."""
    return [
        wrapped(
            f"  {entry.when} {_say(entry.event, language)} {entry.model[:12]}"
            f"{_outcome(entry)}, {_say('by', language, by=entry.by)}"
            f"{': ' + entry.why if entry.why else ''}",
            indent="    ",
        )
        for entry in entries
        if sha256 in (entry.model, entry.champion)
    ]


def _outcome(entry: Entry) -> str:
    return f" ({entry.verdict['outcome']})" if entry.verdict else ""


def _supported(card: StoredCard) -> str:
    return f"{sum(s == 'supported' for s in card.levers.values())} / {len(card.levers)}"


def _say(key: str, language: str, **values: Any) -> str:
    return TEXT[key][LANGUAGES.index(language)].format(**values)
