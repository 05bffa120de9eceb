import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.flowsheet import SOLIDS, Flowsheet
from flotation.surrogate.ore import MINERALS
from flotation.surrogate.performance import (
    CONDITIONS,
    LEVERS,
    PRODUCTS,
    STAGES,
    mineral_flows,
    true_performance,
)
from flotation.surrogate.practice import GOOD
from flotation.surrogate.published import HABITS, STANDARD
from flotation.surrogate.simulation import reference_plant

PLANT = reference_plant()
EFFECTS = [
    pytest.param(lever.column, effect.stage, what, effect.shape, id=f"{lever.column}-{what}")
    for lever in PLANT.lever
    for effect in lever.effect
    for what in effect.on
]
HARDLY = 2e-3  # a log share may stray by a fifth of a per cent
FLATTENS = 0.03  # of the response's range, by which a curve may bend the other way


def sweep(lever, spread, points=17):
    """Log shares with one lever swept over its range at every point of a design."""
    settings, conditions = ({k: v[:, None] for k, v in part.items()} for part in spread)
    allowed = PLANT.levers[lever]
    grid = np.linspace(allowed.low, allowed.high, points)[None, :]
    return true_performance({**settings, lever: grid}, conditions).share


@pytest.mark.parametrize(("lever", "stage", "what", "shape"), EFFECTS)
def test_the_declared_shape_is_true_over_the_plants_range(lever, stage, what, shape, spread):
    share = np.log(sweep(lever, spread)[stage][what])
    span = np.ptp(share, axis=1, keepdims=True)
    assert span.max() > 10.0 * HARDLY, "a declared effect must be an effect"
    slope, bend = np.diff(share, axis=1), np.diff(share, 2, axis=1)
    if shape == "rising":
        assert slope.min() > -HARDLY
        assert (bend / span).max() < FLATTENS
    elif shape == "falling":
        assert slope.max() < HARDLY
        assert (bend / span).min() > -FLATTENS
    else:
        assert shape == "peaked"
        assert (bend / span).max() < FLATTENS


def test_what_is_not_declared_hardly_matters(spread):
    declared = {(p.values[0], p.values[1], p.values[2]) for p in EFFECTS}
    legs = Flowsheet.of(PLANT).product_legs(PLANT.product)
    for lever in LEVERS:
        share = sweep(lever, spread, points=5)
        for leg in legs:
            if (lever, leg.stage, leg.component) not in declared:
                kept = share[leg.stage][leg.component]
                kept = kept if leg.outlet == "concentrate" else 1.0 - kept
                assert np.median(np.ptp(np.log(kept), axis=1)) < 0.02, (lever, leg.key)


@pytest.mark.parametrize("pair", PLANT.pair, ids=lambda pair: "-".join(pair.levers))
def test_declared_pairs_are_worth_more_together(pair, spread):
    first, second = pair.levers
    settings, conditions = ({k: v[:, None, None] for k, v in part.items()} for part in spread)
    grids = [np.linspace(PLANT.levers[c].low, PLANT.levers[c].high, 4) for c in pair.levers]
    both = {first: grids[0][None, :, None], second: grids[1][None, None, :]}
    share = true_performance({**settings, **both}, conditions).share[pair.stage]
    mixed = np.diff(np.diff(np.log(share[pair.on[0]]), axis=1), axis=2)
    assert pair.kind == "synergy"
    assert np.median(mixed) > 0.0
    assert np.mean(mixed > -1e-3) > 0.95


def test_every_component_closes_at_every_node(spread):
    found = true_performance(*spread)
    for feed, concentrate, tails in STAGES.values():
        assert_allclose(
            found.solids[concentrate] + found.solids[tails], found.solids[feed], rtol=1e-12
        )
        for component in PRODUCTS:
            flows = [found.solids[s] * found.assay[s][component] for s in (concentrate, tails)]
            inflow = found.solids[feed] * found.assay[feed][component]
            assert_allclose(sum(flows), inflow, rtol=1e-10)


def test_shares_stay_between_nothing_and_all_whatever_the_ore_is(spread):
    settings, conditions = spread
    for ore_property in (-4.0, 0.0, 4.0):
        found = true_performance(settings, conditions, ore_property)
        for shares in found.share.values():
            for share in shares.values():
                assert np.all(share > 0.0)
                assert np.all(share < 1.0)


def test_recoveries_are_products_of_the_shares_on_the_way(spread):
    found = true_performance(*spread)
    flowsheet = Flowsheet.of(PLANT)
    for component, stream in PRODUCTS.items():
        way = 1.0
        for stage, outlet in flowsheet.path(stream):
            share = found.share[stage][component]
            way = way * (share if outlet == "concentrate" else 1.0 - share)
        assert_allclose(found.recovery[component], way, rtol=1e-10)


def test_the_grade_is_the_products_and_feeds_add_up(spread):
    settings, conditions = spread
    found = true_performance(settings, conditions)
    for component, stream in PRODUCTS.items():
        feed = conditions[f"ore_{component.lower()}_pct"] / 100.0
        grade = feed * found.recovery[component] / found.solids[stream]
        assert_allclose(found.grade[component], grade, rtol=1e-10)
    assert_allclose(found.stage_feed_solids["w_cleaner"], found.solids["w_rougher_concentrate"])
    assert_allclose(found.share["w_cleaner"][SOLIDS] * found.solids["w_rougher_concentrate"],
                    found.solids["w_concentrate"])  # fmt: skip


def test_the_flowsheet_of_the_simulator_is_that_of_the_plant_file():
    assert {s.name: (*s.feed, s.concentrate, s.tails) for s in PLANT.stage} == STAGES
    assert tuple(PLANT.levers) == LEVERS
    assert tuple(c.column for c in PLANT.condition) == CONDITIONS


def test_numbers_and_arrays_give_the_same():
    one = true_performance(GOOD, STANDARD)
    many = true_performance({k: np.full(3, v) for k, v in GOOD.items()}, STANDARD, np.zeros(3))
    assert one.recovery["WO3"].shape == ()
    assert_allclose(many.recovery["WO3"], one.recovery["WO3"])


@pytest.mark.parametrize(
    ("settings", "component", "low", "high"),
    [
        (HABITS, "WO3", 0.268, 0.32),
        (GOOD, "WO3", 0.70, 0.85),
        (HABITS, "Mo", 0.75, 0.90),
        (GOOD, "Mo", 0.75, 0.90),
        (HABITS, "Bi", 0.55, 0.78),
        (GOOD, "Bi", 0.55, 0.78),
    ],
)
def test_present_and_good_practice_recover_what_is_published(settings, component, low, high):
    assert low < true_performance(settings, STANDARD).recovery[component] < high


def test_more_wolframite_wants_a_lower_ph():
    grid = np.linspace(8.0, 10.5, 51)
    best = {}
    for name in ("greisen", "marble contact"):
        given = {**STANDARD, "ore_type": name}
        share = true_performance({**GOOD, "w_ph": grid}, given).share["w_rougher"]["WO3"]
        best[name] = grid[np.argmax(share)]
    assert 8.5 < best["greisen"] < best["marble contact"] < 9.5


@pytest.mark.parametrize("settings", [HABITS, GOOD])
def test_lead_has_a_best_ratio_to_bha_and_harms_beyond_it(settings):
    best = []
    for bha in (150.0, 300.0, 450.0):
        lead = np.linspace(50.0, 1500.0, 146)
        given = {**settings, "w_bha_g_t": bha, "w_lead_nitrate_g_t": lead}
        kept = np.log(true_performance(given, STANDARD).recovery["WO3"])
        best.append(lead[np.argmax(kept)] / bha)
        assert kept.max() - kept[[0, -1]].max() > 0.05
    assert 3.0 > best[0] > best[1] > best[2] > 1.0


def test_an_ore_type_nobody_named_is_the_mean_one():
    known = true_performance(GOOD, {**STANDARD, "ore_type": np.array(["", "greisen"])})
    assert_allclose(known.recovery["WO3"][0], true_performance(GOOD, STANDARD).recovery["WO3"])
    assert known.recovery["WO3"][1] < known.recovery["WO3"][0]


def test_over_grinding_loses_tungsten_as_slimes():
    energy = np.linspace(8.0, 16.0, 33)
    flows = mineral_flows({**GOOD, "grind_kwh_t": energy}, STANDARD)
    lost = flows["w_rougher_tails"][MINERALS.index("scheelite")]
    coarse, _, fine = lost / flows["ore"][MINERALS.index("scheelite")].sum(axis=0)
    assert np.all(np.diff(coarse) < 0.0)
    assert np.all(np.diff(fine) > 0.0)
    kept = true_performance({**GOOD, "grind_kwh_t": energy}, STANDARD).share["w_rougher"]["WO3"]
    assert 0.1 < np.argmax(kept) / len(energy) < 0.9


def test_native_bismuth_follows_molybdenum_more_than_bismuthinite_does():
    flows = mineral_flows(GOOD, STANDARD)
    followed = [
        flows["mo_concentrate"][MINERALS.index(m)].sum()
        / flows["bulk_concentrate"][MINERALS.index(m)].sum()
        for m in ("native bismuth", "bismuthinite")
    ]
    assert followed[0] > followed[1] > 0.0


def test_return_water_slows_sulphides_costs_tungsten_and_speeds_gangue():
    given = {**STANDARD, "return_water_ratio_pct": np.array([40.0, 80.0])}
    share = true_performance(GOOD, given).share
    assert np.diff(share["mo_bi_bulk"]["Mo"]) < 0.0
    assert np.diff(share["w_rougher"]["WO3"]) < 0.0
    assert np.diff(share["w_rougher"]["CaF2"]) > 0.0


def test_silicate_helps_the_slimes_most():
    flows = mineral_flows({**GOOD, "w_silicate_g_t": np.array([1000.0, 3000.0])}, STANDARD)
    scheelite = MINERALS.index("scheelite")
    kept = flows["w_rougher_concentrate"][scheelite] / flows["bulk_tails"][scheelite]
    coarse, medium, fine = kept[:, 1] / kept[:, 0]
    assert fine > max(coarse, medium) > 1.0


def test_better_ore_of_the_unmeasured_kind_gives_more_tungsten():
    recovery = true_performance(HABITS, STANDARD, np.array([-1.0, 0.0, 1.0])).recovery["WO3"]
    assert_allclose(np.diff(np.log(recovery)), 0.09, atol=0.01)
