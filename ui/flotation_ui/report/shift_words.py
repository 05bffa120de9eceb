"""What reports of shifts call a period, a shift, a stream and a quantity."""

from collections.abc import Iterable
from datetime import datetime

from flotation.flowsheet import SOLIDS
from flotation.plant import Plant
from flotation.shift_period import ShiftPeriod, shift_name
from flotation_ui.language import N_, Language

MINUTES = "%Y-%m-%d %H:%M"
TOGETHER = 2  # streams not told apart that are still named one by one
NAMES = {"night": N_("night"), "day": N_("day"), "evening": N_("evening")}
TITLES = {
    "shift": N_("Shift report: {plant}"),
    "day": N_("Daily report: {plant}"),
    "month": N_("Monthly report: {plant}"),
}


def plant_label(plant: Plant, say: Language) -> str:
    """The plant's name in the report's language."""
    return plant.zh if say.code == "zh" and plant.zh else plant.name


def stream_label(plant: Plant, stream: str, say: Language) -> str:
    """What people call a stream; its own name where the plant file has no label."""
    return say.label(plant.streams[stream]) if stream in plant.streams else stream


def streams_label(plant: Plant, streams: tuple[str, ...], say: Language) -> str:
    """The same for streams that the measurements do not tell apart."""
    if len(streams) > TOGETHER:
        return say("the other {count} together", count=len(streams))
    return " + ".join(stream_label(plant, stream, say) for stream in streams)


def quantity_label(quantity: str, say: Language) -> str:
    """What was weighed or assayed."""
    return say("dry tonnage") if quantity == SOLIDS else quantity


def shift_words(start: datetime, hours: float, say: Language) -> str:
    """The name of a shift: night, day or evening; empty where it has none."""
    name = shift_name(start, hours)
    return say(NAMES[name]) if name else ""


def period_words(plant: Plant, period: ShiftPeriod, say: Language) -> str:
    """When, as a headline says it."""
    since, until = period.since, period.until
    if period.kind == "month":
        return f"{since:%Y-%m}"
    if period.kind == "day":
        return f"{since:%Y-%m-%d}"
    name = shift_words(since, plant.shift_hours, say)
    end = f"{until:%H:%M}" if until.date() == since.date() else f"{until:{MINUTES}}"
    hours = f"{since:{MINUTES}} – {end}"
    return say("{hours}, {name} shift", hours=hours, name=name) if name else hours


def listed(times: Iterable[datetime]) -> str:
    """Starts of shifts, one after another, a day that several share said once."""
    days: dict[str, list[str]] = {}
    for time in times:
        days.setdefault(f"{time:%Y-%m-%d}", []).append(f"{time:%H:%M}")
    return "; ".join(f"{day} {', '.join(hours)}" for day, hours in days.items())
