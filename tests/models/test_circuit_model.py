import dataclasses

import numpy as np
import pytest

from flotation.circuit_model import Curve, Interval, LegModel, PairTerm, Region, fills
from flotation.errors import DataError
from flotation.flowsheet import Flowsheet, Leg
from flotation.plant import Stage


def test_a_curve_is_constant_beyond_its_ends():
    curve = Curve(knots=(1.0, 2.0), values=(0.3, 0.5))
    assert curve([-9.0, 1.5, 9.0]).tolist() == pytest.approx([0.3, 0.4, 0.5])


@pytest.mark.parametrize("kind", ["synergy", "substitution"])
def test_curves_and_a_pair_interpolate_any_grid_of_values(kind):
    """Kuhn's triangulation: exact at every grid point, for weights of either sign."""
    rng = np.random.default_rng(0)
    knots, grid = ((0.0, 1.0, 3.0), (0.0, 2.0, 5.0)), rng.normal(size=(3, 3))
    step = np.diff(np.diff(grid, axis=0), axis=1)
    weights = step if kind == "synergy" else -step
    pair = PairTerm(levers=("a", "b"), knots=knots, weights=tuple(map(tuple, weights)), kind=kind)
    first, second = np.meshgrid(*knots, indexing="ij")
    rest = grid - pair(first, second)
    additive = rest[:, :1] + rest[:1, :] - rest[0, 0]
    assert rest == pytest.approx(additive, abs=1e-12)


def test_fills_lie_between_empty_and_full_in_order():
    filled = fills(np.linspace(-1.0, 6.0, 50), (0.0, 1.0, 5.0))
    assert filled.min() == 0.0
    assert filled.max() == 1.0
    assert np.all(filled[:, 1:] <= filled[:, :-1])


def test_a_missing_set_point_is_named():
    leg = LegModel(
        leg=Leg("rougher", "WO3", "concentrate"),
        intercept=-0.1,
        levers={"bha_g_t": Curve(knots=(0.0, 1.0), values=(0.0, 1.0))},
        conditions={},
    )
    with pytest.raises(DataError, match="set-point 'bha_g_t'"):
        leg.log_share({"soap_g_t": 1.0}, {})
    with pytest.raises(DataError, match="by name"):
        leg.log_share(np.array([1.0]), {})


def test_prediction_does_not_depend_on_the_order_of_columns(model):
    settings, conditions = model.present_settings, model.present_conditions
    straight = model.predict(settings, conditions)
    turned = model.predict(dict(reversed(settings.items())), conditions)
    assert straight.recovery == turned.recovery
    assert straight.grade == turned.grade


def test_grade_is_metal_over_mass(model):
    found = model.predict(model.present_settings, model.present_conditions)
    feed = model.present["ore_wo3_pct"] / 100.0
    assert found.grade["WO3"] * found.mass_pull["WO3"] == pytest.approx(
        feed * found.recovery["WO3"]
    )


def test_stage_feeds_multiply_along_the_path(model):
    settings, conditions = model.present_settings, model.present_conditions
    feeds = model.predict(settings, conditions).stage_feed_solids
    pull = model.leg("rougher", "solids", "concentrate").log_share(settings, conditions)
    assert feeds["rougher"] == 1.0
    assert feeds["cleaner"] == pytest.approx(np.exp(pull))


def test_recycles_are_closed_exactly(model):
    stages = [s.model_dump() for s in model.flowsheet.stages]
    stages[0]["feed"] = ("ore", "cleaner_tails")
    closed = dataclasses.replace(
        model,
        flowsheet=Flowsheet(
            stages=tuple(Stage.model_validate(s) for s in stages), fresh_feed="ore"
        ),
    )
    settings, conditions = model.present_settings, model.present_conditions
    r, c = (
        np.exp(model.leg(stage, "WO3", "concentrate").log_share(settings, conditions))
        for stage in ("rougher", "cleaner")
    )
    expected = r * c / (1.0 - r * (1.0 - c))
    assert np.exp(closed.log_recovery("WO3", settings, conditions)) == pytest.approx(expected)
    inflow = np.exp(closed.log_stage_feed_solids("rougher", settings, conditions))
    assert inflow > 1.0


def test_a_leg_to_the_tails_gives_the_concentrate_the_rest_in_a_closed_circuit(model):
    first = model.flowsheet.stages[0].model_copy(update={"feed": ("ore", "cleaner_tails")})
    closed = dataclasses.replace(
        model,
        flowsheet=Flowsheet(stages=(first, model.flowsheet.stages[1]), fresh_feed="ore"),
        legs=tuple(
            dataclasses.replace(leg, leg=Leg("cleaner", "WO3", "tails"))
            if leg.leg == Leg("cleaner", "WO3", "concentrate")
            else leg
            for leg in model.legs
        ),
    )
    settings, conditions = model.present_settings, model.present_conditions
    r = np.exp(model.leg("rougher", "WO3", "concentrate").log_share(settings, conditions))
    c = 1.0 - np.exp(model.leg("cleaner", "WO3", "concentrate").log_share(settings, conditions))
    expected = r * c / (1.0 - r * (1.0 - c))
    assert np.exp(closed.log_recovery("WO3", settings, conditions)) == pytest.approx(expected)


def test_an_unknown_leg_or_product_is_named(model):
    with pytest.raises(DataError, match="no leg cleaner/Mo/tails"):
        model.leg("cleaner", "Mo", "tails")
    with pytest.raises(DataError, match="no product is sold for 'Mo'"):
        model.product("Mo")


def test_between_two_levels_the_wider_offset_is_taken():
    interval = Interval(levels=(0.5, 0.9, 0.95), lower=(0.0, -1.0, -2.0), upper=(0.0, 1.0, 2.0))
    assert interval.one_sided(0.9) == (-1.0, 1.0)
    assert interval.one_sided(0.91) == (-2.0, 2.0)
    assert interval.two_sided(0.9) == (-2.0, 2.0)
    with pytest.raises(DataError, match=r"confidence must lie in \[0.5, 0.95\]"):
        interval.one_sided(0.99)


def test_a_rotated_box_refuses_what_each_lever_alone_allows():
    half = float(np.sqrt(0.5))
    region = Region(
        columns=("a", "b"),
        centre=(0.0, 0.0),
        scale=(1.0, 1.0),
        rotation=((half, half), (half, -half)),
        low=(-2.0, -0.1),
        high=(2.0, 0.1),
    )
    assert region.contains({"a": 1.0, "b": 1.0})
    assert not region.contains({"a": 1.0, "b": -1.0})
    assert region.score({"a": 1.0, "b": -1.0}) == 0.0
    assert region.score({"a": 0.0, "b": 0.0}) == 1.0
    assert 0.0 < region.score({"a": 1.0, "b": 1.0}) < 1.0
