"""Small plants and hand-made circuit models, for the optimiser's tests."""

from dataclasses import replace
from datetime import date

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.flowsheet import SOLIDS, Flowsheet, Leg
from flotation.leg_model import Curve, LegModel, PairTerm
from flotation.links import LINKS
from flotation.model_card import Evidence, History, Interval, Region
from flotation.plant import Plant
from flotation.plant_file import plant_digest

DATE = date(2026, 1, 15)


def _price(item, value, unit, co2=0.0, **more):
    return {
        "item": item,
        "value": value,
        "low": value * 0.5,
        "high": value * 2.0,
        "unit": unit,
        "date": DATE,
        "source": "test",
        "co2_kg_per_unit": co2,
        **more,
    }


def _column(name, unit, kind, low, high):
    return {
        "name": name,
        "unit": unit,
        "kind": kind,
        "low": low,
        "high": high,
        "zh": "x",
        "en": name,
    }


LEVERS = {
    "collector_g_t": {"low": 50.0, "high": 500.0, "reagent": "collector", "price": 40_000.0},
    "lead_g_t": {"low": 100.0, "high": 600.0, "reagent": "lead", "price": 15_000.0},
    "silicate_g_t": {"low": 500.0, "high": 5000.0, "reagent": "silicate", "price": 2_000.0},
    "frother_g_t": {"low": 10.0, "high": 80.0, "reagent": "frother", "price": 20_000.0},
    "soap_g_t": {"low": 0.0, "high": 150.0, "reagent": "soap", "price": 12_000.0},
    "frother_above_g_t": {
        "low": 10.0,
        "high": 80.0,
        "reagent": "frother",
        "price": 2e4,
        "above": 5.0,
    },
    "kerosene_g_t": {"low": 20.0, "high": 200.0, "reagent": "kerosene", "price": 9_000.0},
}


def plant(
    stages=2,
    levers=("collector_g_t", "lead_g_t"),
    *,
    heating=False,
    air=False,
    bond=False,
    recycle=False,
    grade=0.0,
    limit=None,
    second_product=False,
):
    """A chain of stages that clean a WO3 concentrate, one after another."""
    names = [f"s{i + 1}" for i in range(stages)]
    table = {
        "schema": 1,
        "name": "test plant",
        "time_column": "shift_start",
        "column": [
            {"name": "shift_start", "unit": "-", "kind": "time", "zh": "x", "en": "time"},
            _column("ore_wo3_pct", "%", "grade", 0.01, 5.0),
            _column("ore_mo_pct", "%", "grade", 0.0, 5.0),
            _column("ambient_c", "°C", "temperature", -10.0, 50.0),
            _column("work_index_kwh_t", "kWh/t", "specific_energy", 5.0, 25.0),
        ],
        "component": [
            {"name": "WO3", "mineral_grade_pct": 80.5, "zh": "x", "en": "tungsten"},
            {"name": "Mo", "mineral_grade_pct": 59.9, "zh": "x", "en": "molybdenum"},
        ],
        "stage": [],
        "lever": [],
        "condition": [{"column": "ambient_c"}, {"column": "work_index_kwh_t"}],
        "product": [
            {"stream": f"{names[-1]}_c", "component": "WO3", "price": "wo3", "min_grade_pct": grade}
        ],
        "price": [
            _price("wo3", 1500.0, "CNY/mtu"),
            _price("mo", 4000.0, "CNY/mtu"),
            _price("electricity", 0.6, "CNY/kWh", co2=0.5),
            _price("heat", 0.3, "CNY/kWh", co2=0.4),
            _price("water", 2.0, "CNY/m3"),
            _price("co2", 80.0, "CNY/t"),
        ],
        "base": {"energy_kwh_t": 10.0, "water_m3_t": 1.5},
    }
    for i, name in enumerate(names):
        feed = ["ore"] if i == 0 else [f"{names[i - 1]}_c"]
        table["stage"].append(
            {
                "name": name,
                "zh": "x",
                "en": name,
                "feed": feed,
                "concentrate": f"{name}_c",
                "tails": f"{name}_t",
            }
        )
    if recycle:
        table["stage"][0]["feed"].append(f"{names[-1]}_t")
    if second_product:
        table["product"].append({"stream": "s1_t", "component": "Mo", "price": "mo"})
    for column in levers:
        spec = LEVERS[column]
        table["column"].append(_column(column, "g/t", "dosage", 0.0, 10_000.0))
        table["lever"].append(
            {
                "column": column,
                "low": spec["low"],
                "high": spec["high"],
                "max_move": 0.2 * (spec["high"] - spec["low"]),
                "reagent": {"item": spec["reagent"], "above": spec.get("above", 0.0)},
            }
        )
        table["price"].append(_price(spec["reagent"], spec["price"], "CNY/t", co2=2.0))
    if air:
        table["column"].append(_column("air_m3_min", "m3/min", "flow", 0.0, 500.0))
        table["lever"].append(
            {
                "column": "air_m3_min",
                "low": 100.0,
                "high": 300.0,
                "energy": {"law": "linear", "kwh_t_per_unit": 0.02, "above": 50.0},
            }
        )
    if heating:
        table["column"].append(_column("hot_c", "°C", "temperature", 0.0, 100.0))
        table["lever"].append(
            {
                "column": "hot_c",
                "low": 60.0,
                "high": 95.0,
                "max_move": 5.0,
                "energy": {
                    "law": "heating",
                    "item": "heat",
                    "stage": names[-1],
                    "ambient": "ambient_c",
                    "solids_fraction": 0.5,
                    "loss": 0.2,
                },
            }
        )
    if bond:
        table["column"].append(_column("p80_um", "µm", "size", 20.0, 500.0))
        table["lever"].append(
            {
                "column": "p80_um",
                "low": 50.0,
                "high": 150.0,
                "max_move": 20.0,
                "energy": {"law": "bond", "f80_um": 10_000.0, "work_index": "work_index_kwh_t"},
            }
        )
    if limit is not None:
        table["limit"] = [
            {
                "name": "lead_out",
                "zh": "x",
                "en": "lead in the effluent",
                "unit": "mg/L",
                "high": limit,
                "per_unit": {"lead_g_t": 0.001},
                "source": "test",
            }
        ]
    return Plant.model_validate(table)


def concave(rng, knots, *, rising=True, size=0.4, peak=False):
    """Values of a concave curve on knots: rising and flattening, or with a peak."""
    slopes = np.sort(rng.uniform(0.1, 1.0, len(knots) - 1))[::-1]
    if peak:
        slopes = slopes - slopes[len(slopes) // 2]
    heights = np.concatenate([[0.0], np.cumsum(slopes * np.diff(knots))])
    heights *= size / max(np.ptp(heights), 1e-9)
    return tuple(map(float, heights if rising else -heights))


def model(
    plant,
    seed=0,
    *,
    unsupported=(),
    pair=True,
    segments=5,
    region=True,
    free_curves=False,
    link="log",
):
    """A circuit model with random curves of declared kinds on every leg of the products."""
    rng = np.random.default_rng(seed)
    columns = [lever.column for lever in plant.lever]
    grid = {lever.column: np.linspace(lever.low, lever.high, segments + 1) for lever in plant.lever}
    flowsheet = Flowsheet.of(plant)
    legs = [
        _leg(leg, columns, grid, rng, pair=pair, free_curves=free_curves)
        for leg in flowsheet.product_legs(plant.product)
    ]
    if link != "log":
        legs = [with_link(leg, link) for leg in legs]
    present = {c: float(0.75 * g[0] + 0.25 * g[-1]) for c, g in grid.items()}
    present |= {
        "ore_wo3_pct": 0.35,
        "ore_mo_pct": 0.12,
        "ambient_c": 20.0,
        "work_index_kwh_t": 13.0,
    }
    return CircuitModel(
        plant_name=plant.name,
        plant_digest=plant_digest(plant),
        survey_digest="0" * 64,
        flowsheet=flowsheet,
        products=plant.product,
        feed_grades={"WO3": "ore_wo3_pct", "Mo": "ore_mo_pct"},
        legs=tuple(legs),
        domain={c: (float(g[0]), float(g[-1])) for c, g in grid.items()},
        present=present,
        region=_region(columns, grid, wide=not region),
        evidence={
            c: Evidence(
                lever=c,
                status="not shown" if c in unsupported else "supported",
                sentence="made for a test",
            )
            for c in columns
        },
        intervals={
            p.component: Interval(
                levels=(0.5, 0.9, 0.95), lower=(0.0, -0.04, -0.06), upper=(0.0, 0.04, 0.06)
            )
            for p in plant.product
        },
        scores=(),
        history=_history(columns, grid, rng),
        card={},
        versions={"test": "1"},
    )


def _leg(leg, columns, grid, rng, *, pair, free_curves):
    solids = leg.component == SOLIDS
    tails = leg.outlet == "tails"
    curves = {}
    for i, column in enumerate(columns):
        knots = grid[column]
        size = (0.15 if solids else 0.3) * rng.uniform(0.5, 1.0) / (1 + len(columns) / 4)
        values = concave(rng, knots, peak=(i % 2 == 1), rising=not tails, size=size)
        if free_curves:
            values = tuple(map(float, np.cumsum(rng.normal(0, size, len(knots)))))
        curves[column] = Curve(knots=tuple(map(float, knots)), values=values)
    pairs = ()
    if pair and len(columns) > 1 and not solids:
        knots = tuple(tuple(map(float, grid[c][[0, 2, -1]])) for c in columns[:2])
        weights = rng.uniform(0.0, 0.08, (2, 2)) * (-1.0 if tails else 1.0)
        pairs = (
            PairTerm(
                levers=tuple(columns[:2]),
                knots=knots,
                weights=tuple(map(tuple, weights.tolist())),
                kind="synergy" if rng.random() < 0.5 else "substitution",
            ),
        )
    intercept = -0.05 if tails else (-2.0 if solids else -0.9)
    if leg == Leg("s1", "Mo", "tails"):
        intercept = -0.3
    warm = Curve(knots=(0.0, 20.0, 40.0), values=(-0.02, 0.0, 0.01))
    return LegModel(
        leg=leg, intercept=intercept, levers=curves, conditions={"ambient_c": warm}, pairs=pairs
    )


def with_link(leg, link):
    """The leg with another link, and about its old shares at both ends of its rise."""
    rises = [max(curve.values, key=abs) for curve in leg.levers.values()]
    rises += [float(np.sum(pair.weights)) for pair in leg.pairs]
    ends = np.array([leg.intercept, min(leg.intercept + sum(rises), -0.02)])
    low, high = (float(LINKS[link].forward(share)) for share in np.exp(ends))
    scale = (high - low) / float(ends[1] - ends[0])
    return replace(
        leg,
        link=link,
        intercept=low,
        levers={c: _times(curve, scale) for c, curve in leg.levers.items()},
        conditions={c: _times(curve, scale) for c, curve in leg.conditions.items()},
        pairs=tuple(
            replace(p, weights=tuple(tuple(scale * w for w in row) for row in p.weights))
            for p in leg.pairs
        ),
    )


def _times(curve, scale):
    return replace(curve, values=tuple(float(scale * value) for value in curve.values))


def _region(columns, grid, *, wide):
    size = len(columns)
    rotation = np.eye(size)
    if size > 1:
        angle = np.pi / 6
        rotation[:2, :2] = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    reach = 50.0 if wide else 2.0
    return Region(
        columns=tuple(columns),
        centre=tuple(float(grid[c].mean()) for c in columns),
        scale=tuple(float(np.ptp(grid[c])) / 4.0 for c in columns),
        rotation=tuple(map(tuple, rotation.tolist())),
        low=(-reach,) * size,
        high=(reach,) * size,
    )


def _history(columns, grid, rng):
    rows = [tuple(float(rng.uniform(grid[c][0], grid[c][-1])) for c in columns) for _ in range(20)]
    return History(
        columns=tuple(columns),
        labels=tuple(f"2026-01-{i + 1:02d}" for i in range(20)),
        values=tuple(rows),
    )
