"""The truth: what the surrogate plant really does at any settings, without noise."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.flowsheet import SOLIDS
from flotation.surrogate import sulphide, tungsten
from flotation.surrogate.ore import COMPONENTS, CONTENT, grind, mineral_masses

STAGES = {
    "mo_bi_bulk": ("ore", "bulk_concentrate", "bulk_tails"),
    "mo_bi_separation": ("bulk_concentrate", "mo_concentrate", "bi_concentrate"),
    "w_rougher": ("bulk_tails", "w_rougher_concentrate", "w_rougher_tails"),
    "w_cleaner": ("w_rougher_concentrate", "w_concentrate", "w_cleaner_tails"),
}
PRODUCTS = {"WO3": "w_concentrate", "Mo": "mo_concentrate", "Bi": "bi_concentrate"}
LEVERS = (
    "grind_kwh_t",
    "bulk_kerosene_g_t",
    "bulk_ddtc_g_t",
    "bulk_frother_g_t",
    "separation_na2s_g_t",
    "w_silicate_g_t",
    "w_al_sulphate_g_t",
    "w_lead_nitrate_g_t",
    "w_bha_g_t",
    "w_soap_g_t",
    "w_ph",
    "w_air_m3_min",
    "petrov_temperature_c",
    "petrov_silicate_g_t",
)
CONDITIONS = (
    "ore_wo3_pct",
    "ore_mo_pct",
    "ore_bi_pct",
    "ore_caf2_pct",
    "ore_caco3_pct",
    "work_index_kwh_t",
    "feed_t_h",
    "temperature_c",
    "return_water_ratio_pct",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """What the plant does, one value a row.

    Attributes
    ----------
    share : mapping of stage to mapping of component (and ``solids``) to ndarray
        Part of what enters the stage that leaves by its concentrate. [fraction]
    recovery : mapping of component to ndarray
        To the component's product. [fraction]
    grade : mapping of component to ndarray
        Of the product, in its component. [fraction]
    stage_feed_solids : mapping of stage to ndarray
        [t per t of ore]
    solids : mapping of stream to ndarray
        [t per t of ore]
    assay : mapping of stream to mapping of component to ndarray
        [fraction]
    """

    share: Mapping
    recovery: Mapping
    grade: Mapping
    stage_feed_solids: Mapping
    solids: Mapping
    assay: Mapping


def true_performance(settings, conditions, ore_property=0.0):
    """What the surrogate plant does at some settings under some conditions.

    Parameters
    ----------
    settings : mapping of column to array-like
        Every lever of the reference plant, in the plant file's units.
    conditions : mapping of column to array-like
        Every condition of the reference plant.
    ore_property : array-like, default 0.0
        The unmeasured property of the ore: 0 on average, standard deviation 1.

    Returns
    -------
    Performance
        Arrays of the shape to which the arguments broadcast.
    """
    settings, conditions, ore_property = _broadcast(settings, conditions, ore_property)
    fineness = grind(settings["grind_kwh_t"], conditions["work_index_kwh_t"])
    recoveries = {
        "mo_bi_bulk": sulphide.bulk_recoveries(settings, conditions, fineness, ore_property),
        "mo_bi_separation": sulphide.separation_recoveries(settings, conditions),
        "w_rougher": tungsten.rougher_recoveries(settings, conditions, fineness, ore_property),
        "w_cleaner": tungsten.cleaner_recoveries(settings, conditions),
    }
    flows = {"ore": mineral_masses(conditions)}
    for stage, (feed, concentrate, tails) in STAGES.items():
        flows[concentrate] = {
            mineral: mass * recoveries[stage][mineral] for mineral, mass in flows[feed].items()
        }
        flows[tails] = {
            mineral: mass - flows[concentrate][mineral] for mineral, mass in flows[feed].items()
        }
    return _performance({stream: _components(flow) for stream, flow in flows.items()})


def _broadcast(settings, conditions, ore_property):
    """Every lever and condition as an array of one shape."""
    given = [settings[c] for c in LEVERS] + [conditions[c] for c in CONDITIONS] + [ore_property]
    arrays = np.broadcast_arrays(*[np.asarray(value, dtype=float) for value in given])
    split = len(LEVERS)
    return (
        dict(zip(LEVERS, arrays[:split], strict=True)),
        dict(zip(CONDITIONS, arrays[split:-1], strict=True)),
        arrays[-1],
    )


def _components(flow):
    """Flows of components and solids in a stream from those of its minerals."""
    carried = dict.fromkeys(COMPONENTS, 0.0)
    for mineral, (component, content) in CONTENT.items():
        carried[component] = carried[component] + content * flow[mineral]
    return {**carried, SOLIDS: sum(flow.values())}


def _performance(flows):
    share = {
        stage: {what: flows[concentrate][what] / flows[feed][what] for what in flows[feed]}
        for stage, (feed, concentrate, _) in STAGES.items()
    }
    return Performance(
        share=share,
        recovery={c: flows[stream][c] / flows["ore"][c] for c, stream in PRODUCTS.items()},
        grade={c: flows[stream][c] / flows[stream][SOLIDS] for c, stream in PRODUCTS.items()},
        stage_feed_solids={stage: flows[feed][SOLIDS] for stage, (feed, _, _) in STAGES.items()},
        solids={stream: flow[SOLIDS] for stream, flow in flows.items()},
        assay={
            stream: {c: flow[c] / flow[SOLIDS] for c in COMPONENTS}
            for stream, flow in flows.items()
        },
    )
