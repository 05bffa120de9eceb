from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from flotation import leg_choice
from flotation.disturbance import WHITE, Disturbance
from flotation.flowsheet import Leg
from flotation.leg_choice import _error_over, fitted_legs
from flotation.leg_design import make_grid
from flotation.leg_regression import leg_model
from flotation.plant import Condition, Effect, Lever
from flotation.scores import HeldOut, time_blocks
from flotation.stage_shares import StageShares

ROWS = 600


def little_plant(varies_with=None, group_column=None):
    lever = Lever(
        column="bha_g_t",
        low=0.0,
        high=400.0,
        effect=(
            Effect(
                stage="rougher",
                on=("WO3",),
                shape="rising",
                varies_with=varies_with,
                reason="collector",
            ),
        ),
    )
    return SimpleNamespace(
        levers={"bha_g_t": lever},
        condition=(Condition(column="temperature_c"),),
        pair=(),
        group_column=group_column,
    )


def rows_of(plant, index_of, *, noise=0.02, outlets=("concentrate",), seed=0):
    """Shifts whose share of the rougher is made by a function of dose, heat, type and link."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "bha_g_t": rng.uniform(50.0, 350.0, ROWS),
            "temperature_c": rng.uniform(5.0, 25.0, ROWS),
            "ore_type": rng.choice(["skarn ", "greisen", "vein"], ROWS, p=[0.6, 0.38, 0.02]),
        }
    )
    share = index_of(table) * np.exp(noise * rng.normal(size=ROWS))
    to = {"concentrate": share, "tails": 1.0 - share}
    legs = tuple(Leg("rougher", "WO3", outlet) for outlet in outlets)
    shares = StageShares(
        legs=legs,
        log_share=np.log(np.stack([to[outlet] for outlet in outlets], axis=1)),
        sd=np.full((ROWS, len(legs)), 0.01),
        rows=np.arange(ROWS),
        shifts=np.arange(ROWS),
        left_out={},
        **({"recovery_sd": {}} if "recovery_sd" in StageShares.__slots__ else {}),
    )
    return SimpleNamespace(
        table=table, shares=shares, block=time_blocks(ROWS), grid=make_grid(plant, table)
    )


def odds(table):
    index = -2.0 + 3.2 * (table["bha_g_t"] - 50.0) / 300.0 + 0.1 * table["temperature_c"]
    return (1.0 / (1.0 + np.exp(-index))).to_numpy()


def product(table):
    dose = 1.0 - np.exp(-(table["bha_g_t"] - 50.0) / 100.0)
    return np.exp(-1.6 + 0.5 * dose + 0.02 * table["temperature_c"]).to_numpy()


def warmed(table):
    v = (table["temperature_c"] - 5.0) / 20.0
    dose = 1.0 - np.exp(-(table["bha_g_t"] - 50.0) / 100.0)
    return np.exp(-1.5 + (0.1 + 0.6 * v) * dose).to_numpy()


@pytest.mark.parametrize(("truth", "link"), [(odds, "logit"), (product, "log")])
def test_time_blocks_choose_the_link_that_the_shares_were_made_with(truth, link):
    plant = little_plant()
    rows = rows_of(plant, truth)
    [leg] = fitted_legs(plant, rows, gap=21, links=("log", "logit"))
    assert leg.fit.design.link == link
    assert (leg.tried["logit"] < 0.995) == (link == "logit")


def test_one_candidate_is_kept_whatever_it_is():
    plant = little_plant()
    [leg] = fitted_legs(plant, rows_of(plant, product), gap=21, links=("logit",))
    assert leg.fit.design.link == "logit"
    assert set(leg.tried) == {"3 segments"}


@pytest.mark.parametrize(("full_at", "segments"), [(0.12, 6), (0.4, 6), (1.0, 3)])
def test_knots_are_left_out_where_held_out_blocks_are_predicted_no_worse(full_at, segments):
    def straight_up_to(table):
        dose = (table["bha_g_t"] - 50.0) / 300.0
        return np.exp(-1.6 + 0.5 * np.minimum(dose / full_at, 1.0)).to_numpy()

    rows = rows_of(little_plant(), straight_up_to, noise=0.1, seed=1)
    [leg] = fitted_legs(little_plant(), rows, gap=21)
    assert (leg.tried["3 segments"] <= 1.0) == (segments == 3)
    model = leg_model(leg.fit, rows.grid)
    assert len(model.levers["bha_g_t"].knots) == segments + 1


def test_a_candidate_must_win_most_blocks_and_not_only_by_the_sum():
    """The other prediction is far better in two of five blocks and a little worse in three."""
    block = time_blocks(ROWS)
    y = 0.1 * np.where(np.arange(ROWS) % 2 == 0, 1.0, -1.0) - 1.0
    fit = SimpleNamespace(
        rows=np.arange(ROWS),
        y=y,
        weight=np.ones(ROWS),
        shifts=np.arange(ROWS),
        estimator=SimpleNamespace(row_weights_=np.ones(ROWS), disturbance_=WHITE),
    )

    def held(errors):
        return HeldOut(predicted=y + errors, mean=np.zeros(ROWS), counted=np.ones(ROWS, bool))

    plain, rows = [(fit, held(np.full(ROWS, 0.1)))], SimpleNamespace(block=block)
    for better, agreed in (({0, 1}, False), ({0, 1, 2}, True)):
        errors = np.where(np.isin(block, list(better)), 0.02, 0.11)
        error, often = _error_over([(fit, held(errors))], plain, rows)
        assert error < 0.8
        assert often == agreed


@pytest.mark.parametrize(
    ("filtered", "level", "segments"), [(1.01, 0.9, 6), (0.9, 1.01, 6), (0.9, 0.9, 3)]
)
def test_fewer_knots_must_miss_neither_steps_nor_the_level(filtered, level, segments, monkeypatch):
    def error_over(attempt, plain, rows, disturbance=None):
        return (level if disturbance == WHITE else filtered), True

    monkeypatch.setattr(leg_choice, "_error_over", error_over)
    [leg] = fitted_legs(little_plant(), rows_of(little_plant(), product), gap=21)
    assert leg.fit.design.segments == segments
    assert leg.tried == {"3 segments": max(filtered, level)}


def test_the_filter_forgives_a_level_and_the_level_tells_it():
    """A prediction that is off by a constant, where shifts follow their disturbance closely."""
    rng, lasting = np.random.default_rng(0), Disturbance(phi=0.99, ratio=50.0)
    y = np.cumsum(rng.normal(size=ROWS)) * 0.01 - 2.0
    fit = SimpleNamespace(
        rows=np.arange(ROWS),
        y=y,
        weight=np.ones(ROWS),
        shifts=np.arange(ROWS),
        estimator=SimpleNamespace(row_weights_=np.ones(ROWS), disturbance_=lasting),
    )
    plain, off = (
        HeldOut(predicted=y + shift, mean=np.zeros(ROWS), counted=np.ones(ROWS, bool))
        for shift in (0.1 * rng.normal(size=ROWS), 0.2)
    )
    rows = SimpleNamespace(block=time_blocks(ROWS))
    filtered, _ = _error_over([(fit, off)], [(fit, plain)], rows)
    level, _ = _error_over([(fit, off)], [(fit, plain)], rows, disturbance=WHITE)
    assert filtered < 0.5
    assert level > 2.0


def test_what_most_blocks_do_not_agree_on_is_not_taken(monkeypatch):
    monkeypatch.setattr(leg_choice, "_error_over", lambda *_, **__: (0.9, False))
    plant = little_plant(varies_with="temperature_c")
    [leg] = fitted_legs(plant, rows_of(plant, product), gap=21, links=("log", "logit"))
    assert leg.fit.design.link == "log"
    assert leg.fit.design.varying == {}
    assert leg.fit.design.segments == 3  # simpler, and no worse: no agreement is asked


def test_both_outlets_of_a_stage_have_one_link():
    plant = little_plant()
    rows = rows_of(plant, odds, outlets=("concentrate", "tails"), noise=0.005)
    links = [
        leg.fit.design.link for leg in fitted_legs(plant, rows, gap=21, links=("log", "logit"))
    ]
    assert links == ["logit", "logit"]


@pytest.mark.parametrize(("truth", "kept"), [(warmed, True), (product, False)])
def test_a_slope_varies_only_where_time_blocks_say_that_it_pays(truth, kept):
    plant = little_plant(varies_with="temperature_c")
    rows = rows_of(plant, truth)
    [leg] = fitted_legs(plant, rows, gap=21)
    assert leg.fit.design.varying == ({"bha_g_t": "temperature_c"} if kept else {})
    error = leg.tried["bha_g_t varies with temperature_c"]
    assert (error < 0.995) == kept


def test_a_curve_that_varies_is_found_at_both_ends_and_keeps_its_shape():
    plant = little_plant(varies_with="temperature_c")
    rows = rows_of(plant, warmed)
    [leg] = fitted_legs(plant, rows, gap=21)
    model = leg_model(leg.fit, rows.grid)
    assert model.levers == {}
    curve = model.varying["bha_g_t"]
    for end, gain in ((curve.low, 0.1), (curve.high, 0.7)):
        assert np.all(np.diff(end.values) >= -1e-9)
        slopes = np.diff(end.values) / np.diff(end.knots)
        assert np.all(np.diff(slopes) <= 1e-9)
        low, high = np.exp(-(np.array([end.knots[0], end.knots[-1]]) - 50.0) / 100.0)
        assert end.values[-1] == pytest.approx(gain * (low - high), abs=0.06)
    columns = rows.table.to_dict("series")
    expected = leg.fit.estimator.predict(leg.fit.X)
    assert model.index(columns, columns) == pytest.approx(expected, abs=1e-9)


OFFSETS = {"skarn": 0.10, "greisen": -0.15, "vein": 0.0}


def typed(table):
    names = table["ore_type"].str.strip()
    return product(table) * np.exp(names.map(OFFSETS).to_numpy())


def test_types_of_ore_get_offsets_and_rare_ones_none():
    plant = little_plant(group_column="ore_type")
    rows = rows_of(plant, typed)
    assert rows.grid.groups == ("greisen", "skarn")
    [leg] = fitted_legs(plant, rows, gap=21)
    model = leg_model(leg.fit, rows.grid)
    assert set(model.groups) == {"greisen", "skarn"}
    assert model.groups["skarn"] - model.groups["greisen"] == pytest.approx(0.25, abs=0.02)
    columns = rows.table.assign(ore_type=rows.table["ore_type"].str.strip()).to_dict("series")
    found = model.index(columns, columns)
    assert found == pytest.approx(leg.fit.estimator.predict(leg.fit.X), abs=1e-9)


def test_types_that_do_not_differ_are_drawn_to_none():
    plant = little_plant(group_column="ore_type")
    rows = rows_of(plant, product)
    [leg] = fitted_legs(plant, rows, gap=21)
    offsets = leg_model(leg.fit, rows.grid).groups.values()
    assert max(abs(offset) for offset in offsets) < 1e-3


def test_one_type_of_ore_alone_is_no_group():
    plant = little_plant(group_column="ore_type")
    rows = rows_of(plant, product)
    alone = rows.table.assign(ore_type="skarn")
    assert make_grid(plant, alone).groups == ()
    assert make_grid(plant, rows.table.drop(columns="ore_type")).groups == ()
