"""Reagents, energy and water of some shifts, per tonne and in all, and what they cost."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.economics import Cost, consumption, cost
from flotation.plant import Base
from flotation.shift_streams import column_of, weighted_mean
from flotation.tariffs import prices_by_hour


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverUse:
    """What one lever used.

    Attributes
    ----------
    lever : str or None
        Its column; None for the energy and water that no lever moves.
    item : str or None
        What it uses, as in the prices; None where a lever uses nothing that is paid for.
    unit : {"g/t", "kWh/t", "m3/t", ""}
        Of ``per_tonne``; empty where nothing is used.
    setting : float
        Mean set-point, NaN where there is none. [the lever's unit]
    per_tonne : float
        Per tonne of dry fresh feed. [unit]
    total : float
        In all, for the feed of the shifts that tell it. [kg, kWh or m3]
    cost : float
        CO2 left out. [CNY/t ore]
    shifts : int
        That tell it.
    """

    lever: str | None
    item: str | None
    unit: str
    setting: float
    per_tonne: float
    total: float
    cost: float
    shifts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumptionFigures:
    """What all levers used together.

    Attributes
    ----------
    uses : tuple of LeverUse
    cost : flotation.economics.Cost
        Mean of the shifts that tell every lever, NaN where none does. [CNY/t ore]
    by_shift : flotation.economics.Cost
        The same of every shift, its parts of shape (rows,).
    shifts : int
        That tell every lever.
    """

    uses: tuple[LeverUse, ...]
    cost: Cost
    by_shift: Cost
    shifts: int


PARTS = ("reagents", "energy", "co2", "water", "energy_kwh_t", "co2_kg_t")
UNITS = {"reagents": "g/t", "energy": "kWh/t", "water": "m3/t"}
PER_TOTAL = {"g/t": 1e-3, "kWh/t": 1.0, "m3/t": 1.0, "": np.nan}  # kg, kWh and m3 a tonne of feed


def consumption_figures(plant, table, feed, solids, prices=None):
    """Return what the levers used over some running shifts, by the feed of each.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
        Running shifts, doubtful values taken out.
    feed : ndarray of shape (rows,)
        Fresh feed of each. [t]
    solids : mapping of stage to ndarray of shape (rows,)
        Solids entering each stage that is heated; NaN where not known. [t/t of fresh feed]
    prices : mapping of item to flotation.plant.Price, optional
        The plant file's where not given; its tariffs hold in either case.

    Returns
    -------
    ConsumptionFigures

    Notes
    -----
    Confirmed against doses, set-points and prices multiplied by hand.
    """
    starts = pd.to_datetime(table[plant.time_column])
    hours = (starts.dt.hour + starts.dt.minute / 60.0).to_numpy()
    prices = prices_by_hour(plant, plant.prices if prices is None else prices, hours)
    numeric = [c.name for c in plant.column if c.kind not in ("text", "time")]
    values = {name: column_of(table, name) for name in numeric}, solids, prices
    uses = [use for lever in plant.lever for use in _uses(plant, lever, values, feed)]
    costs = _costs(plant, values)
    return ConsumptionFigures(
        uses=(*uses, *_base_uses(plant, values, feed)),
        cost=Cost(**{name: weighted_mean(part, feed) for name, part in costs.items()}),
        by_shift=Cost(**costs),
        shifts=int(np.isfinite(costs["reagents"] + costs["energy"]).sum()),
    )


def _uses(plant, lever, values, feed):
    """What one lever uses, by the laws that the whole bill follows; a line a law."""
    given, solids, prices = values
    setting = weighted_mean(given[lever.column], feed)
    alone = plant.model_copy(update={"lever": (lever,), "base": Base()})
    used = consumption(alone, given, given, solids)
    spent = cost(alone, used, prices)
    laws = [("reagents", lever.reagent), ("energy", lever.energy)]
    found = []
    for kind, law in laws:
        if law is not None:
            line = (lever.column, law.item, UNITS[kind], setting)
            found.append(_summed(line, getattr(used, kind)[law.item], getattr(spent, kind), feed))
    nothing = np.where(np.isfinite(given[lever.column]), 0.0, np.nan)
    return found or [_summed((lever.column, None, "", setting), nothing, 0.0 * nothing, feed)]


def _summed(line, amounts, spent, feed):
    """One line of the bill from the amounts of every shift, per tonne."""
    lever, item, unit, setting = line
    amounts, spent = amounts + np.zeros(len(feed)), spent + np.zeros(len(feed))
    told = np.isfinite(amounts) & np.isfinite(feed)
    total = float((amounts[told] * feed[told]).sum()) * PER_TOTAL[unit] if told.any() else np.nan
    return LeverUse(
        lever=lever,
        item=item,
        unit=unit,
        setting=setting,
        per_tonne=weighted_mean(amounts, feed),
        total=total,
        cost=weighted_mean(spent, feed),
        shifts=int(np.isfinite(amounts).sum()),
    )


def _base_uses(plant, values, feed):
    """Energy and water that no lever moves."""
    given, solids, prices = values
    used = consumption(plant.model_copy(update={"lever": ()}), given, given, solids)
    spent = cost(plant, used, prices)
    lines = [
        ((None, item, "kWh/t", np.nan), amount, spent.energy)
        for item, amount in used.energy.items()
    ]
    lines.append(((None, "water", "m3/t", np.nan), used.water_m3_t, spent.water))
    return [_summed(line, amount, paid, feed) for line, amount, paid in lines if amount > 0.0]


def _costs(plant, values):
    """The whole bill of every shift, part by part."""
    given, solids, prices = values
    spent = cost(plant, consumption(plant, given, given, solids), prices)
    rows = len(next(iter(given.values())))
    return {name: getattr(spent, name) + np.zeros(rows) for name in PARTS}
