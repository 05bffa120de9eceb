from dataclasses import replace

import numpy as np
import pytest

from flotation.errors import DataError
from flotation.flowsheet import Leg
from flotation.leg_model import Curve, LegModel, PairTerm, VaryingCurve

KNOTS = (0.0, 10.0, 20.0)


def a_leg(link="log"):
    return LegModel(
        leg=Leg("rougher", "WO3", "concentrate"),
        intercept=-0.9,
        levers={"ph": Curve(knots=(8.0, 9.0, 10.0), values=(0.0, 0.1, 0.0))},
        varying={
            "bha_g_t": VaryingCurve(
                condition="temperature_c",
                domain=(5.0, 25.0),
                low=Curve(knots=KNOTS, values=(0.0, 0.1, 0.15)),
                high=Curve(knots=KNOTS, values=(0.0, 0.3, 0.35)),
            )
        },
        conditions={"ore_wo3_pct": Curve(knots=(0.2, 0.8), values=(0.0, 0.2))},
        pairs=(
            PairTerm(
                levers=("bha_g_t", "ph"),
                knots=((0.0, 20.0), (8.0, 10.0)),
                weights=((0.05,),),
                kind="synergy",
            ),
        ),
        link=link,
        group_column="ore_type",
        groups={"skarn": 0.04, "greisen": -0.06},
    )


CONDITIONS = {"temperature_c": 10.0, "ore_wo3_pct": 0.5, "ore_type": "skarn"}
SETTINGS = {"bha_g_t": np.linspace(-5.0, 25.0, 31), "ph": np.linspace(7.5, 10.5, 31)}


@pytest.mark.parametrize("link", ["log", "logit"])
def test_folding_the_conditions_in_changes_no_prediction(link):
    leg = a_leg(link)
    folded = leg.at(CONDITIONS)
    assert folded.conditions == {}
    assert folded.groups == {}
    assert folded.varying == {}
    assert set(folded.levers) == {"bha_g_t", "ph"}
    assert folded.index(SETTINGS, {}) == pytest.approx(leg.index(SETTINGS, CONDITIONS))
    assert folded.log_share(SETTINGS, {}) == pytest.approx(leg.log_share(SETTINGS, CONDITIONS))
    assert folded.at({}) == folded


def test_a_curve_that_varies_runs_from_one_end_to_the_other_and_stays_there():
    curve = a_leg().varying["bha_g_t"]
    for temperature, expected in ((-9.0, 0.1), (5.0, 0.1), (15.0, 0.2), (25.0, 0.3), (99.0, 0.3)):
        assert curve.at({"temperature_c": temperature})(10.0) == pytest.approx(expected)
    many = curve(np.array([10.0, 10.0]), {"temperature_c": np.array([5.0, 25.0])})
    assert many.tolist() == pytest.approx([0.1, 0.3])


def test_groups_shift_the_index_and_an_unknown_one_does_not():
    leg = a_leg()
    rows = CONDITIONS | {"ore_type": np.array(["skarn", "greisen", "new", None], dtype=object)}
    settings = {"bha_g_t": 10.0, "ph": 9.0}
    without = replace(leg, groups={}).index(settings, CONDITIONS)
    assert (leg.index(settings, rows) - without).tolist() == pytest.approx([0.04, -0.06, 0.0, 0.0])


def test_the_logit_link_keeps_every_share_below_one():
    settings, conditions = {"bha_g_t": 20.0, "ph": 9.0}, CONDITIONS
    sure = replace(a_leg("logit"), intercept=50.0)
    assert float(sure.log_share(settings, conditions)) <= 0.0
    index = a_leg("logit").index(settings, conditions)
    odds = np.exp(index)
    assert np.exp(a_leg("logit").log_share(settings, conditions)) == pytest.approx(
        odds / (1.0 + odds)
    )


@pytest.mark.parametrize("missing", ["temperature_c", "ore_wo3_pct", "ore_type"])
def test_what_a_leg_needs_and_is_not_given_is_named(missing):
    given = {key: value for key, value in CONDITIONS.items() if key != missing}
    with pytest.raises(DataError, match=f"'{missing}', by name"):
        a_leg().log_share({"bha_g_t": 1.0, "ph": 9.0}, given)
    with pytest.raises(DataError, match=f"'{missing}', by name"):
        a_leg().at(given)
