import numpy as np
import pytest

from flotation.intervals import conformal_interval
from flotation.model_card import Interval
from flotation.stage_shares import measured_stage_shares


def test_new_shifts_fall_inside_as_often_as_promised():
    rng = np.random.default_rng(0)
    inside = []
    for _ in range(200):
        interval = conformal_interval(rng.standard_t(4, size=400), np.arange(400) // 80)
        low, high = interval.two_sided(0.9)
        fresh = rng.standard_t(4, size=400)
        inside.append(np.mean((fresh >= low) & (fresh <= high)))
    assert np.mean(inside) == pytest.approx(0.9, abs=0.01)


def test_offsets_widen_with_the_level():
    interval = conformal_interval(np.random.default_rng(1).normal(size=300), np.arange(300) // 60)
    assert np.all(np.diff(interval.lower) <= 0.0)
    assert np.all(np.diff(interval.upper) >= 0.0)


def test_coverage_is_that_of_blocks_judged_by_the_others():
    residuals = np.concatenate([np.zeros(100), np.full(100, 5.0)]) + np.tile(
        np.linspace(-1.0, 1.0, 100), 2
    )
    interval = conformal_interval(residuals, np.repeat([0, 1], 100))
    assert interval.coverage["0.9"] == 0.0


def test_too_few_rows_for_a_level_give_the_extremes():
    interval = conformal_interval(np.arange(10.0), np.arange(10) // 5)
    assert interval.one_sided(0.99) == (0.0, 9.0)


def test_the_model_reports_its_coverage(model):
    interval = model.intervals["WO3"]
    assert interval.rows > 800
    assert 0.8 < interval.coverage["0.9"] < 0.97
    assert interval.two_sided(0.9)[0] < 0.0 < interval.two_sided(0.9)[1]


def test_what_the_curves_explain_narrows_the_interval(plant, survey, model):
    shares = measured_stage_shares(plant, survey.table)
    low, high = np.quantile(shares.log_share[:, [0, 2]].sum(axis=1), [0.05, 0.95])
    width = np.subtract(*reversed(model.intervals["WO3"].two_sided(0.9)))
    assert width < 0.85 * (high - low)


@pytest.fixture(params=["log", "logit"])
def linked(request):
    return Interval(
        levels=(0.5, 0.9, 0.95), lower=(0.0, -0.3, -0.5), upper=(0.0, 0.2, 0.4), link=request.param
    )


def test_what_is_asked_for_a_target_has_the_target_as_its_lower_bound(linked):
    asked = linked.asked(np.array([0.2, 0.6]), 0.9)
    assert np.all(asked > [0.2, 0.6])
    assert linked.lower_bound(asked, 0.9) == pytest.approx([0.2, 0.6])


def test_bounds_are_the_two_one_sided_ones(linked):
    assert linked.bounds(0.6, 0.9) == (linked.lower_bound(0.6, 0.95), linked.upper_bound(0.6, 0.95))


def test_an_offset_on_the_log_scales_and_one_on_the_logit_never_leaves_a_fraction():
    lower, upper = {"levels": (0.5, 0.9), "lower": (0.0, -0.7)}, {"upper": (0.0, 0.7)}
    on_log = Interval(**lower, **upper)
    on_logit = Interval(**lower, **upper, link="logit")
    assert on_log.lower_bound(0.9, 0.9) == pytest.approx(0.9 * np.exp(-0.7))
    assert on_log.upper_bound(0.9, 0.9) == 1.0
    odds = 9.0 * np.exp(-0.7)
    assert on_logit.lower_bound(0.9, 0.9) == pytest.approx(odds / (1.0 + odds))
    assert 0.9 < on_logit.upper_bound(0.9, 0.9) < 1.0
