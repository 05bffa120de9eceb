"""The truth: what the surrogate plant really does at any settings, without noise."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.flowsheet import SOLIDS
from flotation.surrogate import sulphide, tungsten
from flotation.surrogate.ore import COMPONENTS, CONTENT, MINERALS, milled
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN
from flotation.surrogate.sections import section_recoveries

STAGES = {
    "mo_bi_bulk": ("ore", "bulk_concentrate", "bulk_tails"),
    "mo_bi_separation": ("bulk_concentrate", "mo_concentrate", "bi_concentrate"),
    "w_rougher": ("bulk_tails", "w_rougher_concentrate", "w_rougher_tails"),
    "w_cleaner": ("w_rougher_concentrate", "w_concentrate", "w_cleaner_tails"),
}
SECTIONS = {
    "mo_bi_bulk": sulphide.BULK,
    "mo_bi_separation": sulphide.SEPARATION,
    "w_rougher": tungsten.ROUGHER,
    "w_cleaner": tungsten.PETROV,
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
        Every condition of the reference plant; under ``ore_type`` the name of an ore type,
        where it is known, else the mean of the types.
    ore_property : array-like, default 0.0
        The unmeasured property of the ore: 0 on average, standard deviation 1.

    Returns
    -------
    Performance
        Arrays of the shape to which the arguments broadcast.
    """
    flows = mineral_flows(settings, conditions, ore_property)
    return _performance({stream: _components(flow) for stream, flow in flows.items()})


def mineral_flows(settings, conditions, ore_property=0.0):
    """Flows of every mineral in every size class in every stream of the flowsheet.

    Parameters
    ----------
    settings, conditions, ore_property
        As for :func:`true_performance`.

    Returns
    -------
    dict of stream to ndarray of shape (minerals, sizes, ...)
        In the order of :data:`~flotation.surrogate.ore.MINERALS` and
        :data:`~flotation.surrogate.ore.SIZES`. [t/t ore]
    """
    given = _broadcast(settings, conditions, ore_property)
    flows = {"ore": milled(given[0]["grind_kwh_t"], given[1]).mass}
    for stage, (feed, concentrate, tails) in STAGES.items():
        answer = _BEHAVIOUR[stage](flows[feed], *given)
        kept = section_recoveries(SECTIONS[stage], answer, MINERALS)
        flows[concentrate] = flows[feed] * kept
        flows[tails] = flows[feed] - flows[concentrate]
    return flows


def behaviours(settings, conditions, ore_property, flows):
    """How minerals behave in every stage, given the flows of :func:`mineral_flows`.

    Returns
    -------
    dict of stage to flotation.surrogate.sections.Behaviour
    """
    given = _broadcast(settings, conditions, ore_property)
    return {stage: _BEHAVIOUR[stage](flows[feed], *given) for stage, (feed, _, _) in STAGES.items()}


_BEHAVIOUR = {
    "mo_bi_bulk": lambda _, *given: sulphide.bulk_behaviour(*given),
    "mo_bi_separation": lambda _, *given: sulphide.separation_behaviour(*given[:2]),
    "w_rougher": tungsten.rougher_behaviour,
    "w_cleaner": lambda _, *given: tungsten.cleaner_behaviour(*given[:2]),
}


def _broadcast(settings, conditions, ore_property):
    """Every lever and condition as an array of one shape; no ore type is the mean one."""
    given = [settings[c] for c in LEVERS] + [conditions[c] for c in CONDITIONS] + [ore_property]
    numbers = [np.asarray(value, dtype=float) for value in given]
    names = np.asarray(conditions.get(ORE_TYPE_COLUMN, ""), dtype=str)
    *arrays, names = np.broadcast_arrays(*numbers, names)
    split = len(LEVERS)
    given = dict(zip(CONDITIONS, arrays[split:-1], strict=True))
    return (
        dict(zip(LEVERS, arrays[:split], strict=True)),
        given | {ORE_TYPE_COLUMN: names},
        arrays[-1],
    )


def _components(flow):
    """Flows of components and solids in a stream from those of its minerals and sizes."""
    minerals = dict(zip(MINERALS, flow.sum(axis=1), strict=True))
    carried = dict.fromkeys(COMPONENTS, 0.0)
    for mineral, (component, content) in CONTENT.items():
        carried[component] = carried[component] + content * minerals[mineral]
    return {**carried, SOLIDS: sum(minerals.values())}


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
