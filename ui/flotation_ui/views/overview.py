"""How the plant did: figures with their trend, for the overview."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from flotation_ui.language import Language
from flotation_ui.shift_figures import ShiftFigures

SHIFTS = 42  # two weeks of three shifts


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One figure of the last shift beside the shifts before it.

    Attributes
    ----------
    id : str
        Neutral name.
    title : str
        With its unit.
    value : str
        Of the last shift that has one; a dash where none has.
    change : float, optional
        Against the mean of the shifts before. [the figure's unit]
    rises : {"good", "bad", "neither"}
        What a rise means.
    trend : tuple of float
        Oldest first, without gaps.
    """

    id: str
    title: str
    value: str
    change: float | None
    rises: str
    trend: tuple[float, ...]


def cards(figures: ShiftFigures, say: Language) -> tuple[Card, ...]:
    """Recovery and grade of every product, throughput, reagents, energy and cost."""
    return tuple(_cards(figures, say))


def _cards(figures: ShiftFigures, say: Language) -> Iterator[Card]:
    for component, values in figures.recovery.items():
        title = say("{component} recovery, %", component=component)
        yield _card(f"recovery_{component}", title, values, "good", 1)
    for component, values in figures.grade.items():
        title = say("{component} grade of concentrate, %", component=component)
        yield _card(f"grade_{component}", title, values, "good", 1)
    yield _card("feed", say("Throughput, t/h"), figures.feed_t_h, "neither", 0)
    yield _card("reagents", say("Reagents, g/t"), figures.reagents_g_t, "bad", 0)
    yield _card("energy", say("Energy, kWh/t"), figures.energy_kwh_t, "bad", 1)
    total = np.broadcast_to(figures.cost.total, len(figures.time))
    yield _card("cost", say("Cost, CNY/t ore"), total, "bad", 1)


def _card(name: str, title: str, values: np.ndarray, rises: str, decimals: int) -> Card:
    known = np.asarray(values, dtype=float)[np.isfinite(values)]
    if not len(known):
        return Card(id=name, title=title, value="—", change=None, rises=rises, trend=())
    change = float(known[-1] - known[:-1].mean()) if len(known) > 1 else None
    return Card(
        id=name,
        title=title,
        value=f"{known[-1]:.{decimals}f}",
        change=None if change is None else round(change, decimals),
        rises=rises,
        trend=tuple(float(f"{value:.6g}") for value in known),
    )
