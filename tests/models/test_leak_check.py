from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from flotation_ui.words.warnings import warning_sentences

from flotation.columns import Column
from flotation.flowsheet import Leg
from flotation.leak_check import suspected_leaks
from flotation.leg_design import LegDesign
from flotation.model_card import Score
from flotation.model_warnings import model_warnings
from flotation.plant import Condition
from flotation.training import train


def with_condition(plant, survey, values):
    """The plant and its survey with one more condition."""
    column = Column(
        name="site_index", unit="-", kind="ratio", low=0.0, high=1e9, zh="指数", en="site index"
    )
    plant = plant.model_copy(
        update={
            "column": (*plant.column, column),
            "condition": (*plant.condition, Condition(column="site_index")),
        }
    )
    table = survey.table.assign(site_index=values)
    return train(plant, SimpleNamespace(table=table, doubtful=None))


def two_product(table):
    """Recovery of the rougher from its three assays, as a site would report it."""
    f, c, t = (table[f"{name}_wo3_pct"] for name in ("ore", "middlings", "tails"))
    return c * (f - t) / (f * (c - t))


def test_a_condition_computed_from_the_result_is_warned_of_by_name(plant, survey):
    model = with_condition(plant, survey, two_product(survey.table))
    [leak] = [w for w in model.card["warnings"] if w["kind"] == "leak"]
    assert (leak["column"], leak["leg"]) == ("site_index", "rougher/WO3/concentrate")
    assert leak["left"] < 1.5 * leak["assay_sd"] < 0.5 * leak["without"]
    english, chinese = (warning_sentences(model, language)[0] for language in ("en", "zh"))
    assert english.startswith("site_index alone brings the scatter of rougher/WO3/concentrate")
    assert chinese.startswith("仅 site_index 一项")


def test_a_condition_that_is_known_before_is_not_suspected(plant, survey):
    rng = np.random.default_rng(0)
    truth = two_product(survey.table) * np.exp(0.05 * rng.normal(size=len(survey.table)))
    model = with_condition(plant, survey, truth)
    assert not [w for w in model.card["warnings"] if w["kind"] == "leak"]


def suspects_of(left, *, feed_assays=()):
    """Columns suspected where the column ``z`` leaves so many assay errors of scatter."""
    rng = np.random.default_rng(3)
    z = rng.normal(size=400)
    y = 0.2 * z + left * 0.01 * rng.normal(size=400)
    leg = Leg("rougher", "WO3", "concentrate")
    shares = SimpleNamespace(column=lambda _: (y, np.full(400, 0.01)))
    design = LegDesign(leg=leg, levers={}, pairs={}, conditions=("z",))
    fit = SimpleNamespace(design=design, rows=np.arange(400), X=z[:, None])
    feed = SimpleNamespace(solids="feed_t_h", assays=dict.fromkeys(feed_assays, "z"))
    plant = SimpleNamespace(
        streams={"ore": feed},
        fresh_feed="ore",
        feed_rate="feed_t_h",
        condition=(Condition(column="z"),),
    )
    return [leak.column for leak in suspected_leaks(plant, [fit], shares)]


@pytest.mark.parametrize(("left", "found"), [(1.0, ["z"]), (2.0, [])])
def test_a_condition_is_suspected_only_where_it_leaves_no_more_than_assay_errors(left, found):
    assert suspects_of(left) == found


def test_the_assays_of_the_feed_are_known_before_and_not_suspected():
    assert suspects_of(1.0, feed_assays=["WO3"]) == []


def test_honest_surveys_raise_no_suspicion(model):
    assert model.card["warnings"] == []


@pytest.mark.parametrize(
    ("r2_mean", "r2_last", "kinds"),
    [
        (0.4, 0.2, []),
        (0.4, 0.0, ["no better than the last lab value"]),
        (-0.1, -2.0, ["no better than the mean", "no better than the last lab value"]),
    ],
)
def test_a_score_worth_nothing_is_warned_of(r2_mean, r2_last, kinds):
    score = Score(
        target="recovery/Zn", mae=0.1, bias=0.0, r2_mean=r2_mean, r2_last=r2_last, rows=9, blocks=5
    )
    of_a_leg = replace(score, target="rougher/Zn/concentrate", r2_last=-1.0)
    found = model_warnings([score, of_a_leg], ())
    assert [warning["kind"] for warning in found] == kinds
    assert all(warning["target"] == "recovery/Zn" for warning in found)
