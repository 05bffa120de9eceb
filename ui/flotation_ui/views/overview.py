"""How the plant did: figures with their trend and the band they are expected in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.history.decisions import DecidedAdvice
from flotation_ui.language import Language
from flotation_ui.shift_figures import ShiftFigures

SHIFTS = 42  # two weeks of three shifts
LEVEL = 0.9  # of the band
MINUTES = "%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One figure of the last shift, with the shifts before it.

    Attributes
    ----------
    id : str
        Neutral name.
    title : str
        With its unit.
    value : str
        Of the last shift that has one; a dash where none has.
    change : str or None
        Against the mean of the shifts before, with its sign. [the figure's unit]
    rises : {"good", "bad", "neither"}
        What a rise means.
    values, low, high : tuple of float or None
        Oldest first, None in gaps; the band it is expected in, empty where there is none.
    band : str
        What the band is.
    """

    id: str
    title: str
    value: str
    change: str | None
    rises: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    band: str = ""


def cards(
    figures: ShiftFigures, model: CircuitModel, component: str, say: Language
) -> tuple[Card, ...]:
    """Recovery and grade of a product, throughput, reagents and energy per tonne."""
    return tuple(_cards(figures, model, component, say))


def _cards(
    figures: ShiftFigures, model: CircuitModel, component: str, say: Language
) -> Iterator[Card]:
    title = say("{component} recovery, %", component=component)
    expected = np.asarray(figures.expected[component]) / 100.0
    low, high = model.intervals[component].bounds(expected, LEVEL)
    yield _card(
        ("recovery", title, "good"),
        figures.recovery[component],
        1,
        (100.0 * low, 100.0 * high),
        say("what the model expects of 9 in 10 such shifts"),
    )
    title = say("{component} grade of concentrate, %", component=component)
    usual = say("where 8 in 10 of these shifts lie")
    plain = (
        ("grade", title, "good", figures.grade[component], 1),
        ("feed", say("Throughput, t/h"), "neither", figures.feed_t_h, 0),
        ("reagents", say("Reagents, g/t"), "bad", figures.reagents_g_t, 0),
        ("energy", say("Energy, kWh/t"), "bad", figures.energy_kwh_t, 1),
    )
    for name, label, rises, values, decimals in plain:
        yield _card((name, label, rises), values, decimals, _usual(values), usual)


def _usual(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The middle 80 % of the shifts shown, as a band."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.full(len(values), np.nan), np.full(len(values), np.nan)
    low, high = np.quantile(known, [0.1, 0.9])
    return np.full(len(values), low), np.full(len(values), high)


def _card(
    named: tuple[str, str, str],
    values: np.ndarray,
    decimals: int,
    band: tuple[np.ndarray, np.ndarray],
    words: str,
) -> Card:
    name, title, rises = named
    known = np.asarray(values, dtype=float)[np.isfinite(values)]
    if not len(known):
        return Card(id=name, title=title, value="—", change=None, rises=rises, values=())
    return Card(
        id=name,
        title=title,
        value=f"{known[-1]:.{decimals}f}",
        change=f"{known[-1] - known[:-1].mean():+.{decimals}f}" if len(known) > 1 else None,
        rises=rises,
        values=_plain(values),
        low=_plain(band[0]),
        high=_plain(band[1]),
        band=words,
    )


def times(figures: ShiftFigures) -> tuple[str, ...]:
    """Starts of the shifts, as a chart shows them."""
    return tuple(figures.time.strftime(MINUTES))


def accepted_places(figures: ShiftFigures, decided: Sequence[DecidedAdvice]) -> tuple[int, ...]:
    """Places of the shifts for which advice was accepted."""
    accepted = {
        each.advice.shift
        for each in decided
        if each.decision is not None and each.decision.kind != "declined"
    }
    starts = [time.isoformat() for time in figures.time]
    return tuple(i for i, start in enumerate(starts) if start in accepted)


def _plain(values: np.ndarray) -> tuple[float | None, ...]:
    return tuple(float(f"{v:.5g}") if np.isfinite(v) else None for v in values)
