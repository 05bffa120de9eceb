import dataclasses

import numpy as np
import pandas as pd
import pytest

from flotation.disturbance import Disturbance
from flotation.errors import DataError
from flotation.flowsheet import Leg
from flotation.leg_regression import (
    Grid,
    LegDesign,
    design_of,
    fit_leg,
    fit_without,
    leg_model,
    make_grid,
    row_weights,
)
from flotation.plant import Pair
from flotation.stage_shares import StageShares

LEVERS = {"a": "rising", "b": "rising"}


def rows(seed=0, number=400, sign=1.0, noise=0.02):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.uniform(size=(number, 3)), columns=["a", "b", "z"])
    both = np.minimum(table["a"], table["b"]).to_numpy()
    y = sign * (0.2 * table["a"].to_numpy() + 0.6 * both) + 0.1 * table["z"].to_numpy()
    return table, y - 1.0 + noise * rng.normal(size=number)


def shares_of(y, sd=0.02, outlet="concentrate"):
    return StageShares(
        legs=(Leg("s", "WO3", outlet),),
        log_share=y[:, None],
        sd=np.broadcast_to(np.asarray(sd, dtype=float), y.shape)[:, None].copy(),
        rows=np.arange(len(y)),
        shifts=np.arange(len(y)),
        left_out={},
    )


def design(outlet="concentrate", levers=LEVERS, kind="synergy"):
    return LegDesign(
        leg=Leg("s", "WO3", outlet), levers=levers, pairs={("a", "b"): kind}, conditions=("z",)
    )


GRID = Grid(
    domain=dict.fromkeys("abz", (0.0, 1.0)),
    knots=dict.fromkeys("abz", tuple(np.linspace(0.0, 1.0, 7))),
)


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_plain_model_says_what_the_estimator_says(mirrored):
    outlet = "tails" if mirrored else "concentrate"
    table, y = rows(sign=-1.0 if mirrored else 1.0)
    levers = dict.fromkeys(LEVERS, "falling" if mirrored else "rising")
    kind = "mirrored synergy" if mirrored else "synergy"
    fit = fit_leg(design(outlet, levers, kind), GRID, table, shares_of(y, outlet=outlet))
    model = leg_model(fit, GRID)
    (pair,) = model.pairs
    assert pair.kind == "synergy"
    assert (-1.0 if mirrored else 1.0) * np.sum(pair.weights) > 0.3
    assert model.log_share(table, table) == pytest.approx(fit.estimator.predict(fit.X), abs=1e-12)


def test_a_pair_without_weight_is_dropped():
    table, y = rows()
    y = table["a"].to_numpy() - 1.0
    assert leg_model(fit_leg(design(), GRID, table, shares_of(y)), GRID).pairs == ()


def test_pairs_are_mirrored_on_a_leg_to_the_tails(plant, survey):
    pair = Pair(
        levers=("bha_g_t", "frother_g_t"),
        stage="rougher",
        on=("WO3",),
        kind="substitution",
        reason="test",
    )
    paired, grid = plant.model_copy(update={"pair": (pair,)}), make_grid(plant, survey.table)
    to = {
        o: design_of(paired, Leg("rougher", "WO3", o), grid).pairs for o in ("tails", "concentrate")
    }
    assert to["concentrate"] == {("bha_g_t", "frother_g_t"): "substitution"}
    assert to["tails"] == {("bha_g_t", "frother_g_t"): "mirrored substitution"}
    assert design_of(paired, Leg("cleaner", "WO3", "concentrate"), grid).pairs == {}


def test_badly_measured_rows_count_for_less():
    table, y = rows(noise=0.0)
    bad = np.arange(len(y)) % 2 == 0
    y = y + np.where(bad, 0.1, 0.0)
    known = shares_of(y, np.where(bad, 0.2, 0.02))
    even = shares_of(y)
    level = [
        np.mean(fit_leg(design(), GRID, table, s).estimator.predict(table.to_numpy()) - y)
        for s in (known, even)
    ]
    assert level[0] < -0.02 < level[1]


def test_a_sure_share_near_one_is_an_unsure_one_in_log_odds():
    share = np.where(np.arange(400) % 2 == 0, 0.2, 0.9)
    table, _ = rows()
    y = np.log(share) + 0.001 * np.random.default_rng(1).normal(size=400)
    odds = dataclasses.replace(design(), link="logit")
    weight = fit_leg(odds, GRID, table, shares_of(y)).weight
    assert weight == pytest.approx(row_weights(0.02 / (1.0 - np.exp(y))))
    assert np.max(weight[1::2]) < 0.3 * np.min(weight[::2])
    assert fit_leg(design(), GRID, table, shares_of(y)).weight == pytest.approx(np.ones(400))


def test_rows_weigh_by_their_errors_and_none_for_less_than_ten_times_the_usual():
    assert row_weights(np.full(5, 0.03)) == pytest.approx(np.ones(5))
    weights = row_weights(np.array([0.0, 0.02, 0.02, 0.06, 0.2, 5.0, 0.02]))
    assert weights == pytest.approx([2.0, 1.0, 1.0, 0.2, 2.0 / 101.0, 2.0 / 101.0, 1.0])


def test_a_known_disturbance_is_not_sought():
    table, y = rows()
    known = Disturbance(phi=0.9, ratio=3.0)
    fit = fit_leg(design(), GRID, table, shares_of(y), disturbance=known)
    assert fit.estimator.disturbance_ == known
    assert fit_leg(design(), GRID, table, shares_of(y)).estimator.disturbance_ != known


def test_gross_errors_stay_out_of_the_held_out_fits():
    table, y = rows()
    gross = np.arange(len(y)) % 25 == 0
    spoiled = fit_leg(design(), GRID, table, shares_of(np.where(gross, y + 2.0, y)))
    clean = fit_leg(design(), GRID, table, shares_of(y))
    held = np.arange(len(y)) < 80
    found, expected = (fit_without(f, GRID, held).predict(clean.X) for f in (spoiled, clean))
    assert np.max(np.abs(found - expected)) < 0.03


def test_too_few_rows_are_refused():
    table, y = rows(number=50)
    with pytest.raises(DataError, match="leg s/WO3/concentrate has 50 shifts .* at least 60"):
        fit_leg(design(), GRID, table, shares_of(y))


def test_rows_without_a_setting_are_left_out():
    table, y = rows()
    table.loc[3, "a"] = np.nan
    assert len(fit_leg(design(), GRID, table, shares_of(y)).rows) == len(y) - 1


def test_a_column_without_any_value_is_named(plant, survey):
    with pytest.raises(DataError, match="column ph has no usable value"):
        make_grid(plant, survey.table.assign(ph=np.nan))


def test_knots_run_over_the_domain_and_follow_the_shifts(plant, survey):
    grid = make_grid(plant, survey.table)
    for column, knots in grid.knots.items():
        assert (knots[0], knots[-1]) == grid.domain[column]
        assert np.all(np.diff(knots) > 0.0)
    usual = survey.table["bha_g_t"].median()
    knots = np.array(grid.knots["bha_g_t"])
    assert np.median(knots) < np.mean(grid.domain["bha_g_t"])
    assert np.min(np.abs(knots - usual)) < np.diff(knots).mean()
