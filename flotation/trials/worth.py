"""Money and a trial: what a point of recovery earns, and what the lever's change costs."""

import numpy as np

from flotation.economics import consumption, cost, value_per_recovery
from flotation.errors import DataError
from flotation.plant_balance import reconcile_plant

RECENT = 30  # shifts that say where the plant stands


def recent_median(table, column):
    """Median of a column over the last shifts, or over all where those lack it."""
    values = table[column].tail(RECENT).to_numpy(dtype=float)
    values = values if np.isfinite(values).any() else table[column].to_numpy(dtype=float)
    return float(np.nanmedian(values))


def value_of_recovery(plant, table, component):
    """What all of a component would earn at the present grade of the ore.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
        Usable rows of the survey.
    component : str

    Returns
    -------
    value : float
        [CNY/t ore at 100 % recovery]

    Raises
    ------
    DataError
        If its price or the assay of the ore is not in the plant file.
    """
    ore = plant.streams.get(plant.fresh_feed)
    column = ore.assays.get(component) if ore else None
    product = plant.products[component]
    if column is None or product.price not in plant.prices:
        raise DataError(
            f"what {component} earns needs the price {product.price!r} and the assay of "
            f"{component} in {plant.fresh_feed} in the plant file; ask in points of recovery"
        )
    alone = plant.model_copy(update={"product": (product,)})
    return float(value_per_recovery(alone, {component: recent_median(table, column)})[component])


def cost_of_change(plant, table, lever, *, off, on):
    """What a lever costs more at one setting than at another.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
    lever : str
    off, on : float
        [the lever's unit]

    Returns
    -------
    cost : float
        Reagents, energy and CO2. [CNY/t ore]
    """
    declared = plant.levers[lever]
    alone = plant.model_copy(update={"lever": (declared,)})
    conditions = {c.column: recent_median(table, c.column) for c in plant.condition}
    heated = {}
    if declared.energy is not None and declared.energy.law == "heating":
        heated = {declared.energy.stage: _stage_solids(plant, table, declared.energy.stage)}
    costs = [
        cost(alone, consumption(alone, {lever: setting}, conditions, heated)).total
        for setting in (off, on)
    ]
    return float(costs[1] - costs[0])


def _stage_solids(plant, table, stage):
    """Solids that enter a stage, per tonne of ore, as recent shifts have them."""
    result = reconcile_plant(plant, table.tail(RECENT))
    streams = result.network.streams
    places = [streams.index(name) for name in plant.stages[stage].feed]
    share = result.solids[:, places].sum(axis=1) / result.solids[:, streams.index(plant.fresh_feed)]
    return float(np.nanmedian(share))
