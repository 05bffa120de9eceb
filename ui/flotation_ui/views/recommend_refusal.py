"""A question without a plan: which limits cannot hold together, and what would help."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flotation.errors import InfeasibleError
from flotation.plant import Plant
from flotation_ui.language import Language
from flotation_ui.naming import named
from flotation_ui.words.in_chinese import in_chinese
from optimiser.question import Question, parse_question
from optimiser.relaxation import WORD, Alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A question near the one asked that has a plan.

    Attributes
    ----------
    words : str
        What is changed.
    by_word : bool
        Whether a person has to give the reason.
    alternative : Alternative
    """

    words: str
    by_word: bool
    alternative: Alternative


def conflict_lines(error: InfeasibleError, plant: Plant, say: Language) -> tuple[str, ...]:
    """The limits that cannot hold together, a line each."""
    return tuple(_said(plant, limit, say) for limit in error.conflict)


def offers(
    error: InfeasibleError, asked: Question, plant: Plant, say: Language
) -> tuple[Offer, ...]:
    """What may be asked instead, the smallest change first."""
    return tuple(
        Offer(words=_change_words(one, asked, plant, say), by_word=one.by_word, alternative=one)
        for one in error.alternatives
    )


def offered_question(alternative: Alternative, reason: str = "") -> Question:
    """The question of an offer, with a person's reason where it needs one.

    Raises
    ------
    DataError
        If it needs a reason and there is none.
    """
    asked = parse_question(alternative.toml.encode("utf-8"))
    said = asked.model_dump(mode="json", exclude_none=True)
    return Question.model_validate(_with_reason(said, reason.strip()))


def _with_reason(value: Any, reason: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_reason(part, reason) for key, part in value.items()}
    return reason if value == WORD else value


def _change_words(one: Alternative, asked: Question, plant: Plant, say: Language) -> str:
    """Numbers by their own words; a rule by the optimiser's."""
    said = asked.model_dump(mode="json", exclude_none=True)
    parts = []
    for key, value in one.changes.items():
        field, _, name = key.partition(".")
        before = said.get(field, {}).get(name) if name else said.get(field)
        if before is None:
            before = _own_limit(plant, field, name)
        label = _label(field, name, plant, say)
        if label is None or not isinstance(value, int | float) or before is None:
            return "; ".join(_said(plant, words, say) for words in one.words.split("; "))
        parts.append(say("{what}: {before:g} to {after:g}", what=label, before=before, after=value))
    return "；".join(parts) if say.code == "zh" else "; ".join(parts)


def _own_limit(plant: Plant, field: str, name: str) -> float | None:
    """The plant file's own least grade, where the question gives none."""
    if field != "min_grade_pct":
        return None
    return next((p.min_grade_pct for p in plant.product if p.component == name), None)


def _label(field: str, name: str, plant: Plant, say: Language) -> str | None:
    labels = {
        "target_recovery_pct": say("{component} recovery at least, %", component=name),
        "min_grade_pct": say("{component} grade at least, %", component=name),
        "budget_cny_t": say("budget, CNY/t ore"),
        "max_energy_kwh_t": say("energy at most, kWh/t"),
        "max_co2_kg_t": say("CO2 at most, kg/t"),
        "max_water_m3_t": say("fresh water at most, m3/t"),
        "max_mass_pull_pct": say("mass pull to {component} at most, %", component=name),
        "max_changes": say("levers that may change"),
    }
    if field == "fixed" and name in plant.columns:
        return say.label(plant.columns[name])
    return labels.get(field)


def _said(plant: Plant, words: str, say: Language) -> str:
    return in_chinese(plant, words) if say.code == "zh" else named(plant, words)
