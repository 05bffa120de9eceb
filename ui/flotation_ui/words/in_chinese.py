"""The optimiser's sentences about limits, levers and rules, said in Chinese.

Plans and refusals carry English. Each kind of sentence has a pattern here; one that has none
stays English, with the levers' Chinese names in it.
"""

import re
from collections.abc import Callable

from flotation.plant import Plant
from flotation_ui.naming import named

NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"
REASONS = {
    "what the plant allows": "选厂允许范围",
    "what the survey covered": "数据覆盖范围",
    "the question's range": "本次提问的范围",
    "one shift's move from present": "一个班的最大调整幅度",
    "the question does not free it": "本次提问不允许调整",
}
ENDS = {"low": "下限", "high": "上限"}
MORE = {"more": "较多", "less": "较少", "higher": "较高", "lower": "较低"}
RESOURCES = {"CO2": "碳排放", "energy": "能耗", "fresh water": "新水用量"}
SHARE = r"(?: in (\d+)% of shifts)?"


def in_chinese(plant: Plant | None, sentence: str) -> str:
    """A sentence about a limit, a lever or a rule in Chinese, as far as its kind is known.

    Parameters
    ----------
    plant : Plant or None
        For the levers' labels; column names without it.
    sentence : str

    Examples
    --------
    >>> in_chinese(None, "WO3 recovery at least 70 % in 90% of shifts")
    'WO3回收率不低于 70 %（90 % 的班次）'
    """
    for pattern, say in PATTERNS:
        found = re.fullmatch(pattern, sentence)
        if found:
            sentence = say(*(group or "" for group in found.groups()))
            break
    return sentence if plant is None else named(plant, sentence, "zh")


def _share(share: str) -> str:
    return f"（{share} % 的班次）" if share else ""


def _reason(words: str) -> str:
    held = re.fullmatch(rf"the question holds it at {NUMBER}", words)
    if held:
        return f"本次提问定为 {held[1]}"
    left = re.fullmatch(rf"its limits leave one value, {NUMBER}", words)
    if left:
        return f"各限值只留下一个值 {left[1]}"
    if words.startswith("the survey does not support moving it"):
        return "数据不支持调整"
    return REASONS.get(words, words)


def _region(inside: str) -> str:
    sides = []
    for side in inside.split(" with "):
        named_levers = [part.split(" ", 1) for part in side.split(" and ")]
        sides.append("、".join(f"{lever} {MORE.get(word, word)}" for word, lever in named_levers))
    return f"数据覆盖范围（{'，同时 '.join(sides)}，超出已有数据）"


def _amount(what: str, most: str, unit: str) -> str:
    return f"{RESOURCES.get(what, what)}不超过 {most} {unit}"


def _between(lever: str, low: str, low_from: str, high: str, high_from: str) -> str:
    return f"{lever} 在 {low}（{_reason(low_from)}）至 {high}（{_reason(high_from)}）之间"


def _moved_anyway(lever: str, reason: str) -> str:
    return f"凭您的决定调整 {lever}（{_reason(reason)}）"


PATTERNS: tuple[tuple[str, Callable[..., str]], ...] = (
    (
        rf"(\S+) recovery at least {NUMBER} %{SHARE}",
        lambda c, value, share: f"{c}回收率不低于 {value} %{_share(share)}",
    ),
    (
        rf"grade of the (\S+) product at least {NUMBER} %{SHARE}",
        lambda c, value, share: f"{c}精矿品位不低于 {value} %{_share(share)}",
    ),
    (rf"cost at most {NUMBER} CNY/t", lambda value: f"成本不超过 {value} 元/吨"),
    (r"the surveyed region \((.+) than the survey covered\)", _region),
    (
        rf"(\S+) at its (low|high) end of {NUMBER} \((.+)\)",
        lambda lever, end, value, why: f"{lever} 到{ENDS[end]} {value}（{_reason(why)}）",
    ),
    (
        rf"(\S+) stays at {NUMBER} \((.+)\)",
        lambda lever, value, why: f"{lever} 保持 {value}（{_reason(why)}）",
    ),
    (rf"(\S+) between {NUMBER} \((.+?)\) and {NUMBER} \((.+)\)", _between),
    (r"at most (\d+) levers changed", lambda most: f"最多调整 {most} 项"),
    (
        rf"mass pull to the (\S+) product at most {NUMBER} %",
        lambda c, value: f"{c}精矿产率不超过 {value} %",
    ),
    (
        rf"(\S+) product at most {NUMBER} t/h",
        lambda c, value: f"{c}精矿量不超过 {value} t/h",
    ),
    (
        rf"feed of stage (\S+) at most {NUMBER} t/h",
        lambda stage, value: f"{stage} 给矿量不超过 {value} t/h",
    ),
    (
        r"(\S+): (\S+) kg in stock for (\d+) shifts?",
        lambda item, stock, shifts: f"{item} 库存 {stock} kg，够用 {shifts} 个班",
    ),
    (rf"(CO2|energy|fresh water) at most {NUMBER} (\S+)", _amount),
    (
        "leave the surveyed region, on your word: the model is not known to hold there",
        lambda: "凭您的决定离开数据覆盖范围（模型在那里是否成立并不知道）",
    ),
    ("let levers move further than one shift allows", lambda: "允许超过一个班的最大调整幅度"),
    (r"free (\S+) as well", lambda lever: f"也允许调整 {lever}"),
    (r"move (\S+) on your word, although (.+)", _moved_anyway),
    (rf"let (\S+) stay at its present {NUMBER}", lambda lever, at: f"允许 {lever} 保持现值 {at}"),
    ("the question does not free it", lambda: _reason("the question does not free it")),
    (r"(the question holds it at .+|its limits leave one value.+)", _reason),
    (
        r"the intervals follow (\d+) shifts since the model's survey, to (.+)",
        lambda shifts, last: f"区间按模型训练之后的 {shifts} 个班（至 {last}）修正",
    ),
    (
        r"the model's survey had no ore of the type (.+); the plan is for ore like that of all "
        "types together",
        lambda group: f"模型数据中没有 {group} 这种矿石；方案按各类矿石的总体计算",
    ),
    (
        r"the plan may leave the surveyed region: (.+)",
        lambda why: f"方案可以离开数据覆盖范围：{why}",
    ),
)
